"""Let the database hold official statistics together: numbers, universes, nothing changed.

A foreign key would look up each of a million rows by itself, which takes longer than the whole
load. Numbers that carry their list are compared within the row instead
(`docs/adr/0010-official-counts-in-bulk.md`).
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

# The last five bits of a release's number are its list, and so are the first of a point's: a count
# that would put one universe's or one list's records on another's points is refused by itself.
_RELEASE_IS_OF_LIST = """
ALTER TABLE layers_officialrelease ADD CONSTRAINT official_release_number_tells_list
    CHECK (id & 31 = snap_list_id)
"""
_COUNT_IS_OF_ONE_LIST = """
ALTER TABLE layers_officialcount ADD CONSTRAINT official_count_release_and_point_of_one_list
    CHECK (release_id & 31 = snap_point_id >> 48)
"""

_TABLES = "layers_boundary, layers_snaplist, layers_snappoint, layers_officialrelease, layers_officialcount"


class Migration(migrations.Migration):
    dependencies = [("layers", "0002_places")]
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
            _RELEASE_IS_OF_LIST,
            "ALTER TABLE layers_officialrelease DROP CONSTRAINT official_release_number_tells_list",
        ),
        migrations.RunSQL(
            _COUNT_IS_OF_ONE_LIST,
            "ALTER TABLE layers_officialcount "
            "DROP CONSTRAINT official_count_release_and_point_of_one_list",
        ),
        # What was published is history: the application adds to it and changes nothing.
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {_TABLES} FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
    ]
