"""P05: the database itself keeps districts apart, for every table, whatever is asked of it."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, transaction

from members.access import acting_in
from tests.trust.cast import Town, build_town

pytestmark = pytest.mark.django_db

#: Common ground: what every BID publishes about itself, or official open data.
COMMON: Final = {"layers_boundary", "layers_groundarea", "layers_placename", "layers_streetline"}

#: Unique without the district, for a clash would take 64 equal random bits to tell anything.
RANDOM: Final = {
    "device_pass_token_once",
    "enrolment_code_once",
    "hotspots_pulse_token_key",
    "invitation_token_once",
}

#: Unique within a parent row whose own key is a UUID made by the server, or, for `mapping_once`,
#: a version of the crosswalk, which says how words are mapped and nothing about anybody.
WITHIN_A_PARENT: Final = {
    "cell_result_once",
    "disclosed_once",
    "incidents_incidentreport_report_id_key",
    "incidents_voice_report_id_key",
    "mapping_once",
    "notice_once_a_report",
}


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables() -> list[str]:
    """Return every protected table of a district's data."""
    found = rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'district_id' ORDER BY table_name"
    )
    return [name for (name,) in found if name not in COMMON]


@pytest.fixture
def towns() -> tuple[Town, Town]:
    return build_town("exampleton"), build_town("nextdoor")


def test_every_table_has_a_policy_for_every_verb_and_forces_it():
    policies = rows("SELECT tablename, cmd, qual, with_check FROM pg_policies")
    forced = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }

    assert set(tables()) <= forced
    for table in tables():
        mine = {cmd: (qual, check) for name, cmd, qual, check in policies if name == table}
        assert set(mine) == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table
        for verb, (qual, check) in mine.items():
            # An update without a check of its own is checked with what it uses.
            assert "ntars." in (check if verb == "INSERT" else qual), (table, verb)


def test_no_unique_index_tells_of_another_district():
    indexes = rows(
        "SELECT c.relname, i.relname, array_agg(a.attname)::text[], bool_or(x.indisprimary)"
        " FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i"
        " ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = c.oid"
        " AND a.attnum = ANY(x.indkey) WHERE x.indisunique GROUP BY c.relname, i.relname"
    )
    protected = set(tables())

    telling = {
        index
        for table, index, columns, primary in indexes
        if table in protected and not primary and "district_id" not in columns
    }

    assert telling <= RANDOM | WITHIN_A_PARENT


def test_nothing_goes_round_the_policies():
    (role,) = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname = current_user"
    )
    owned = rows(
        "SELECT 1 FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles"
        " WHERE rolname = current_user)"
    )
    views = rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
    ours = [name for (name,) in views if not name.startswith(("geometry_", "geography_"))]

    assert not any(role)
    assert owned == ours == []
    assert rows("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]


def test_every_table_is_probed_where_there_is_something_to_see(towns):
    """Say which tables have no row in the cast; a new table must not slip through the probes."""
    _, other = towns
    with acting_in(other.district.pk):
        empty = {table for table in tables() if rows(f"SELECT count(*) FROM {table}") == [(0,)]}

    assert "members_membership" not in empty
    print(f"\n{len(tables()) - len(empty)} of {len(tables())} tables probed with rows")


@pytest.mark.parametrize("scope", ["none", "own", "after a roll-back"])
def test_not_a_row_of_another_district_can_be_read(towns, scope):
    own, other = towns
    if scope == "after a roll-back":
        with pytest.raises(ZeroDivisionError), acting_in(other.district.pk):
            1 / 0  # noqa: B018

    for table in tables():
        if scope == "own":
            with acting_in(own.district.pk):
                assert seen(table, other) == 0, table
                assert copied(table, other) == 0, table
        else:
            assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table


def seen(table: str, town: Town) -> int:
    [(count,)] = rows(f"SELECT count(*) FROM {table} WHERE district_id = %s", town.district.pk)
    return int(count)


def copied(table: str, town: Town) -> int:
    """Return how many lines `COPY` gives; it is bound by the policies like a SELECT."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY (SELECT 1 FROM {table} WHERE district_id = {town.district.pk}) TO STDOUT"
        ) as copy,
    ):
        return sum(1 for _ in copy)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_not_a_row_of_another_district_can_be_changed(towns, verb):
    own, other = towns
    change = {
        "UPDATE": "UPDATE {} SET district_id = district_id WHERE district_id = %s",
        "DELETE": "DELETE FROM {} WHERE district_id = %s",
    }[verb]

    with acting_in(own.district.pk):
        for table in tables():
            assert changed(change.format(table), other.district.pk) == 0, table


def changed(sql: str, district_id: int) -> int:
    """Return how many rows a statement changed; none where it is forbidden altogether."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [district_id])
            return int(cursor.rowcount)
    except DatabaseError as error:
        if "permission denied" not in str(error):
            raise
        return 0


def test_not_a_row_can_be_smuggled_into_another_district(towns):
    own, other = towns

    for table in tables():
        with acting_in(own.district.pk):
            mine = rows(f"SELECT to_jsonb(t) FROM {table} t LIMIT 1")
            if not mine:
                continue
            with (
                pytest.raises(DatabaseError, match=r"row-level security|permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},"
                    f" to_jsonb(t) || jsonb_build_object('district_id', %s::bigint))).*"
                    f" FROM {table} t LIMIT 1",
                    [other.district.pk],
                )
