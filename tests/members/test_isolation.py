"""The database keeps districts apart by itself, whatever the code above it forgets."""

from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import Organisation
from outreach.actions import NewSighting, record_sighting
from outreach.models import Sighting, Site
from tests.conftest import MOMENT, TODAY

pytestmark = pytest.mark.django_db

#: Common ground: what every BID publishes about itself, or official open data.
COMMON = {"layers_boundary", "layers_groundarea", "layers_placename", "layers_streetline"}


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_with_a_district_is_protected_by_force():
    with_district = {
        row[0]
        for row in _rows(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'district_id'"
        )
    }

    protected = {
        row[0]
        for row in _rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }

    assert with_district - protected == COMMON
    assert len(protected) >= 12


def test_application_role_owns_nothing_and_cannot_get_round_policies():
    (role,) = _rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname = current_user"
    )
    owned = _rows(
        "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
        " WHERE rolname = current_user"
    )

    assert role == (False, False, False, False)
    assert owned == []


def test_there_are_no_definer_functions_of_ours_and_no_plain_views():
    definers = _rows(
        "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
        " LEFT JOIN pg_depend d ON d.objid = pg_proc.oid AND d.deptype = 'e'"
        " WHERE prosecdef AND nspname = 'public' AND d.objid IS NULL"
    )

    assert definers == []


def test_without_a_scope_no_row_is_seen(district):
    Organisation.objects.create(
        district=district, name="Invented Bakery", kind="LEVY_PAYER", starts_on=TODAY
    )
    assert Organisation.objects.count() == 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ntars.district', '', true)")

    assert Organisation.objects.count() == 0


def test_another_district_is_not_seen_and_cannot_be_written(district, make_district):
    Organisation.objects.create(
        district=district, name="Invented Bakery", kind="LEVY_PAYER", starts_on=TODAY
    )
    next_door = make_district("nextdoor")

    with acting_in(next_door.pk, Audience.OPERATIONS):
        assert Organisation.objects.count() == 0
        assert Organisation.objects.update(name="Taken over") == 0
        assert Organisation.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Organisation.objects.create(
                district=district, name="Smuggled", kind="LEVY_PAYER", starts_on=TODAY
            )

    assert Organisation.objects.get().name == "Invented Bakery"


def test_the_scope_before_returns_when_an_inner_one_ends(district, make_district):
    next_door = make_district("nextdoor")

    with acting_in(next_door.pk):
        pass

    assert _rows("SELECT current_setting('ntars.district')") == [(str(district.pk),)]


def test_the_scope_before_returns_when_an_inner_one_fails(district, make_district):
    next_door = make_district("nextdoor")

    with pytest.raises(ZeroDivisionError), acting_in(next_door.pk):
        1 / 0  # noqa: B018

    assert _rows("SELECT current_setting('ntars.district')") == [(str(district.pk),)]


def _sighting(reporter_id: int) -> NewSighting:
    return NewSighting(
        client_key=uuid4(),
        reporter_id=reporter_id,
        kind=Sighting.Kind.ROUGH_SLEEPING,
        lng=-0.8972,
        lat=52.2386,
        asked=Sighting.Asked.NOT_ASKED,
        seen_at=MOMENT,
    )


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.OUTREACH])
def test_a_sighting_goes_in_and_only_outreach_sees_it(district, make_person, audience):
    person = make_person()
    record_sighting(district=district, sighting=_sighting(person.pk), by="test", at=MOMENT)

    with acting_in(district.pk, audience):
        seen_by_others = Sighting.objects.count()
    with acting_in(district.pk, Audience.OUTREACH):
        seen_by_outreach = Sighting.objects.count()

    assert (seen_by_others, seen_by_outreach) == (0, 1)


def test_a_site_cannot_be_written_by_operations(district):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Site(
            id=new_id(MOMENT),
            district=district,
            kind="ENCAMPMENT",
            name="An invented camp",
            point=Point(-0.8972, 52.2386, srid=4326),
            land="PRIVATE",
            status="ACTIVE",
            status_on=TODAY,
            started_on=TODAY,
            last_seen_at=MOMENT,
        ).save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_report SET narrative = ''",
        "UPDATE incidents_crosswalk SET version = 9",
        "UPDATE members_auditevent SET by = ''",
        "DELETE FROM members_auditevent",
        "UPDATE hotspots_analysis SET seed = 1",
        "DELETE FROM hotspots_cellresult",
        "UPDATE members_district SET invented = true",
        "UPDATE layers_boundary SET illustrative = false",
        "DELETE FROM layers_boundary",
        "UPDATE layers_officialcount SET n = 1",
        "UPDATE hotspots_disclosed SET audience = 'PUBLIC'",
        "TRUNCATE members_auditevent",
        "CREATE TABLE public.mine (id int)",
        "ALTER TABLE incidents_report DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_may_not_rewrite_history(statement):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("wkt", ["POINT(NaN NaN)", "POINT(1e308 1e308)", "POINT(0 0)"])
def test_the_database_refuses_numbers_that_are_no_place_in_the_uk(district, wkt):
    organisation = Organisation.objects.create(
        district=district, name="Invented Bakery", kind="LEVY_PAYER", starts_on=TODAY
    )

    with (
        pytest.raises(DatabaseError, match="premises_point_in_uk"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO members_premises (district_id, organisation_id, name, street, point)"
            " VALUES (%s, %s, 'x', 'x', ST_GeomFromText(%s, 4326))",
            [district.pk, organisation.pk, wkt],
        )
