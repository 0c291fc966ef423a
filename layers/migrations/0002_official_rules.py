"""Let the database hold official statistics together: references, universes, nothing changed.

Foreign keys would look up every row of a bulk load by itself, which takes longer than the load.
These triggers look once for each statement, at all of its rows together.
"""

from django.conf import settings
from django.db import migrations

_APP = settings.DATABASES["default"]["USER"]

# The number of a point is list, latitude and longitude: see `layers.policeuk.lists`.
_NUMBER_IS_PLACE = """
ALTER TABLE layers_snappoint ADD CONSTRAINT snap_point_number_is_its_place CHECK (
    id = (snap_list_id::bigint << 48)
       | ((round(ST_Y(point) * 1000000)::bigint - 49000000) << 24)
       | (round(ST_X(point) * 1000000)::bigint + 9500000)
)
"""

# A list has a universe and so has a release: the pair must exist.
_SAME_UNIVERSE = """
ALTER TABLE layers_officialrelease ADD CONSTRAINT official_release_list_of_its_universe
    FOREIGN KEY (snap_list_id, universe) REFERENCES layers_snaplist (id, universe)
"""

_POINTS_HAVE_LISTS = """
CREATE FUNCTION layers_snap_points_have_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT snap_list_id FROM added) AS used
        WHERE NOT EXISTS (SELECT FROM layers_snaplist WHERE id = used.snap_list_id)
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'A snap point names a list that is not there.';
    END IF;
    RETURN NULL;
END $$
"""

# The second query is answered by one walk along the primary key of the points, from the lowest
# number to the highest. Left to itself the planner looks up each row, or hashes the whole table,
# because there are no statistics on rows that were added a moment ago.
_COUNTS_HAVE_POINTS = """
CREATE FUNCTION layers_counts_have_points() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off SET enable_hashjoin = off AS $$
DECLARE
    lowest bigint;
    highest bigint;
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT release_id, snap_point_id >> 48 AS list FROM added) AS used
        LEFT JOIN layers_officialrelease AS release
            ON release.id = used.release_id AND release.snap_list_id = used.list
        WHERE release.id IS NULL
    ) THEN
        RAISE foreign_key_violation
            USING MESSAGE = 'A count names a release that is not there, or of another list.';
    END IF;
    SELECT min(snap_point_id), max(snap_point_id) INTO lowest, highest FROM added;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT snap_point_id FROM added) AS used
        LEFT JOIN (
            SELECT id FROM layers_snappoint WHERE id BETWEEN lowest AND highest
        ) AS point ON point.id = used.snap_point_id
        WHERE point.id IS NULL
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'A count names a snap point that is not there.';
    END IF;
    RETURN NULL;
END $$
"""


def _after_insert(table: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {function} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


_TABLES = "layers_snaplist, layers_snappoint, layers_officialrelease, layers_officialcount"


class Migration(migrations.Migration):
    dependencies = [("layers", "0001_initial")]
    operations = [
        migrations.RunSQL(
            _NUMBER_IS_PLACE,
            "ALTER TABLE layers_snappoint DROP CONSTRAINT snap_point_number_is_its_place",
        ),
        migrations.RunSQL(
            _SAME_UNIVERSE,
            "ALTER TABLE layers_officialrelease "
            "DROP CONSTRAINT official_release_list_of_its_universe",
        ),
        migrations.RunSQL(
            [
                _POINTS_HAVE_LISTS,
                _after_insert("layers_snappoint", "layers_snap_points_have_lists"),
                _COUNTS_HAVE_POINTS,
                _after_insert("layers_officialcount", "layers_counts_have_points"),
            ],
            [
                "DROP FUNCTION layers_snap_points_have_lists() CASCADE",
                "DROP FUNCTION layers_counts_have_points() CASCADE",
            ],
        ),
        # What was published is history: the application adds to it and changes nothing.
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {_TABLES} FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
    ]
