"""Categories and reports come in whole, once, and inside the district."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from incidents import queries
from incidents.actions import (
    NewReport,
    OutsideDistrict,
    WelfareIsNotAReport,
    install_categories,
    record_reports,
)
from incidents.models import Category, CategoryMapping, Crosswalk, Report
from incidents.taxonomy import CATEGORIES
from layers import grid
from members import audit
from members.access import Viewer, acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG

pytestmark = pytest.mark.django_db


def report(reporter, shop, **changes):
    return NewReport(
        **{
            "client_key": uuid4(),
            "reporter_id": reporter.pk,
            "organisation_id": shop.pk,
            "premises_id": None,
            "category": "begging",
            "lng": LNG,
            "lat": LAT,
            "accuracy_m": 8.0,
            "occurred_at": MOMENT - timedelta(hours=1),
            "submitted_at": MOMENT,
        }
        | changes
    )


def test_crosswalk_compares_exactly_what_the_table_says(town):
    codes = queries.comparable_codes(queries.latest_crosswalk(town.pk), "anti-social-behaviour")

    assert codes == sorted(
        [
            "begging",
            "street_drinking",
            "rowdy_inconsiderate",
            "drug_use_or_paraphernalia",
            "noise",
            "vehicle_nuisance",
            "trespass",
        ]
    )
    assert Category.objects.count() == len(CATEGORIES) == 14


def test_welfare_is_in_no_contrast_even_by_mistake(town):
    welfare = CategoryMapping.objects.get(category__code="encampment")
    newer = Crosswalk.objects.create(district=town, version=2, made_at=MOMENT, made_by="test")

    with pytest.raises(IntegrityError, match="welfare_is_never_compared"), transaction.atomic():
        CategoryMapping.objects.create(
            district=town,
            crosswalk=newer,
            category=welfare.category,
            nsir_qualifier="welfare",
            official_category="anti-social-behaviour",
            default_route="outreach",
            label="Encampment",
            position=1,
        )


def test_categories_are_installed_once(town):
    again = install_categories(district=town, by="test", at=MOMENT)

    assert (again.version, Crosswalk.objects.count()) == (1, 1)


def test_report_is_kept_as_it_was_sent_with_its_cells(town, shop, make_person):
    sent = report(make_person(), shop, narrative="An invented narrative.")

    record_reports(district=town, reports=[sent], by="test", at=MOMENT)

    kept = Report.objects.get()
    assert (kept.id.version, kept.point.coords) == (7, (LNG, LAT))
    for resolution in (8, 9, 10, 11):
        cell = grid.to_text(getattr(kept, f"cell_{resolution}"))
        assert cell == grid.cell_of(LNG, LAT, resolution)
    assert AuditEvent.objects.filter(what="reports recorded").count() == 1
    assert audit.check_chain(district_id=town.pk) is None


def test_same_key_of_the_same_person_is_one_report(town, shop, make_person):
    sent = report(make_person(), shop)
    record_reports(district=town, reports=[sent], by="test", at=MOMENT)

    with pytest.raises(IntegrityError, match="report_once_a_person_and_key"), transaction.atomic():
        record_reports(district=town, reports=[sent], by="test", at=MOMENT)

    assert Report.objects.count() == 1


def test_same_key_of_another_person_is_another_report(town, shop, make_person):
    key = UUID(int=7)
    sent = [
        report(make_person("one@example.invalid"), shop, client_key=key),
        report(make_person("two@example.invalid"), shop, client_key=key),
    ]

    record_reports(district=town, reports=sent, by="test", at=MOMENT)

    assert Report.objects.count() == 2


@pytest.mark.parametrize(("lng", "lat"), [(LNG + 0.0051, LAT), (LNG, LAT - 0.0041), (-0.13, 51.5)])
def test_pin_outside_the_district_takes_the_whole_batch_back(town, shop, make_person, lng, lat):
    person = make_person()

    with pytest.raises(OutsideDistrict, match="1 of 2 pins"):
        record_reports(
            district=town,
            reports=[report(person, shop), report(person, shop, lng=lng, lat=lat)],
            by="test",
            at=MOMENT,
        )

    assert Report.objects.count() == 0


def test_welfare_category_never_becomes_a_report(town, shop, make_person):
    sent = report(make_person(), shop, category="rough_sleeping_concern")

    with pytest.raises(WelfareIsNotAReport):
        record_reports(district=town, reports=[sent], by="test", at=MOMENT)


def test_unknown_category_is_named(town, shop, make_person):
    sent = report(make_person(), shop, category="asb")

    with pytest.raises(ValueError, match="Unknown categories: asb"):
        record_reports(district=town, reports=[sent], by="test", at=MOMENT)


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Audience.OPERATIONS, 2),
        (Audience.POLICE, 2),
        (Audience.MEMBER, 1),
        (Audience.FUNDER, 1),
        (Audience.OUTREACH, 1),
        (Audience.PUBLIC, 1),
    ],
)
def test_reports_one_by_one_are_for_case_readers_and_those_who_sent_them(
    town, shop, make_person, audience, seen
):
    one, other = make_person("one@example.invalid"), make_person("two@example.invalid")
    record_reports(
        district=town, reports=[report(one, shop), report(other, shop)], by="test", at=MOMENT
    )

    assert Report.objects.visible_to(Viewer(one.pk, town, audience)).count() == seen


def test_report_points_are_those_of_the_period_known_by_then(town, shop, make_person):
    person = make_person()
    start, end = MOMENT - timedelta(days=10), MOMENT
    record_reports(
        district=town,
        reports=[
            report(person, shop, occurred_at=start),
            report(person, shop, occurred_at=end),
            report(person, shop, occurred_at=start, submitted_at=MOMENT + timedelta(days=1)),
            report(person, shop, occurred_at=start, category="graffiti"),
        ],
        by="test",
        at=MOMENT,
    )

    ids = queries.report_ids(
        district_id=town.pk, codes=["begging"], spans=[(start, end)], known_at=MOMENT
    )
    found = queries.reports_by_id(district_id=town.pk, ids=ids)

    assert (found.lng.tolist(), found.lat.tolist()) == ([LNG], [LAT])
    assert found.organisation.tolist() == [shop.pk]


def test_report_points_of_nothing_are_empty_arrays(town):
    found = queries.reports_by_id(district_id=town.pk, ids=[])

    assert (found.ids, found.lng.shape) == ([], (0,))
    assert (
        queries.report_ids(district_id=town.pk, codes=["begging"], spans=[], known_at=MOMENT) == []
    )


@pytest.mark.parametrize("wrong", ["organisation", "premises", "future"])
def test_report_of_another_district_or_of_the_future_takes_the_batch_back(
    town, shop, make_person, make_district, wrong
):
    next_door = make_district("nextdoor")
    new = NewOrganisation(name="Next door", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
    with acting_in(next_door.pk):
        (theirs,) = add_organisations(district=next_door, organisations=[new], by="test", at=MOMENT)
    changes = {
        "organisation": {"organisation_id": theirs.pk},
        "premises": {"premises_id": 10**9},
        "future": {"occurred_at": MOMENT + timedelta(days=2)},
    }[wrong]

    with pytest.raises(ValueError, match=r"another district|in the future"):
        record_reports(
            district=town, reports=[report(make_person(), shop, **changes)], by="test", at=MOMENT
        )

    assert not Report.objects.exists()
