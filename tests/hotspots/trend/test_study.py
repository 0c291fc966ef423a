"""The trend and the concentration, from the database to their pages, and back again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client

from hotspots import actions, jobs, queries
from hotspots.models import Analysis
from hotspots.periods import LONDON, Period, month_of
from hotspots.queries import CONCENTRATION, TREND, NothingToBuild
from incidents import queries as incidents
from incidents.actions import NewReport, install_categories, record_reports
from incidents.models import Report
from layers.models import Boundary, OfficialCount, OfficialRelease, SnapPoint
from layers.queries import monthly
from members import queries as members
from members.access import acting_in
from members.actions import NewOrganisation, add_member, add_organisations
from members.audiences import Audience
from members.ids import new_id
from members.models import DevicePass, District, Membership, Organisation
from tests.conftest import MOMENT
from tests.hotspots.conftest import CENTRE, write_months
from tests.hotspots.trend.slow_twins import slow_member_weeks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
START, END = date(2024, 1, 1), date(2026, 1, 1)


@pytest.fixture
def northampton(db: None, tmp_path: Any) -> Any:
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(tmp_path, MONTHS)
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    with acting_in(district.pk, Audience.OPERATIONS):
        install_categories(district=district, by="test", at=MOMENT)
        yield district


@pytest.fixture
def town(northampton: Any, make_person: Any) -> District:
    """Twelve shops, of which half joined in July 2024, and 300 reports over two years."""
    shops = add_organisations(
        district=northampton,
        organisations=[
            NewOrganisation(
                name=f"Invented shop {n}",
                kind="LEVY_PAYER",
                starts_on=date(2020, 1, 1) if n < 6 else date(2024, 7, 10),
            )
            for n in range(12)
        ],
        by="test",
        at=MOMENT,
    )
    people = [make_person(f"shop-{n}@example.invalid") for n in range(len(shops))]
    for person, shop in zip(people, shops, strict=True):
        add_member(
            district=northampton, person=person, audience=Audience.MEMBER,
            starts_on=shop.starts_on, organisation=shop, by="test", at=MOMENT,
        )  # fmt: skip
    first = datetime(2024, 1, 2, 12, tzinfo=LONDON)
    record_reports(
        district=northampton,
        reports=[
            _report(people[n % 6].pk, shops[n % 6].pk, first + timedelta(days=n * 727 // 300), n)
            for n in range(300)
        ],
        by="test",
        at=MOMENT,
    )
    return northampton


def _report(person: int, shop: int, when: datetime, n: int) -> NewReport:
    lng, lat = list(CENTRE.values())[n % 5]
    return NewReport(
        client_key=uuid4(), reporter_id=person, organisation_id=shop, premises_id=None,
        category=("begging", "noise", "graffiti")[n % 3], lng=lng, lat=lat, accuracy_m=9.0,
        occurred_at=when, submitted_at=when + timedelta(hours=1),
        told_police=("", "NO", "101", "NO")[n % 4],
    )  # fmt: skip


def _build(district: District, study: Any = TREND, start: date = START, end: date = END) -> Any:
    return actions.build_analysis(
        study=study, district=district, start=start, end=end, by="test", at=MOMENT,
        audiences=sorted(study.readers),
    )  # fmt: skip


def test_counts_of_the_trend_are_those_of_a_slow_count(town: District) -> None:
    built = _build(town)
    payload = queries.payload_of(town, "TREND", Audience.OPERATIONS)

    comparable = Report.objects.filter(category__code__in=["begging", "noise"])
    slow = Counter(f"{month_of(one.occurred_at):%Y-%m}" for one in comparable)
    assert payload["lines"]["members"]["counts"] == [slow[month] for month in MONTHS]
    assert payload["lines"]["asb"]["counts"] == _slow_officials(town)
    assert built.analysis.result["members"] == comparable.count()


def _slow_officials(town: District) -> list[int]:
    """Count one record after the other, by whether its point lies inside the boundary."""

    polygon = Boundary.objects.get(district=town).polygon
    inside = {one.pk for one in SnapPoint.objects.all() if polygon.covers(one.point)}
    months = dict(OfficialRelease.objects.values_list("pk", "month"))
    found: Counter[str] = Counter()
    for release, snap, n in OfficialCount.objects.filter(category=1).values_list(
        "release_id", "snap_point_id", "n"
    ):
        found[f"{months[release]:%Y-%m}"] += n * (snap in inside)
    return [found[month] for month in MONTHS]


def test_exposure_is_that_of_its_slow_twin_and_a_join_is_a_jump_or_none(town: District) -> None:

    _build(town)
    payload = queries.payload_of(town, "TREND", Audience.OPERATIONS)

    terms = list(Organisation.objects.values_list("pk", "starts_on", "ends_on"))
    access = list(Membership.objects.values_list("organisation_id", "starts_on", "ends_on"))
    july = slow_member_weeks(terms, access, date(2024, 7, 1), date(2024, 8, 1))
    assert payload["lines"]["members"]["exposure"][6] == pytest.approx(july)
    assert payload["lines"]["members"]["exposure"][0] == pytest.approx(6 * 31 / 7)
    assert payload["jumps"] == []  # six are fewer than ten


def test_active_members_are_read_in_three_queries(
    town: District, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        members.active_members(town.pk, START, END)


def test_a_revoked_pass_counts_to_its_last_day(town: District, make_person: Any) -> None:
    from members.ids import new_id

    Membership.objects.all().delete()
    shop = Organisation.objects.order_by("pk").first()
    assert shop is not None
    made = datetime(2025, 3, 5, 9, tzinfo=LONDON)
    DevicePass.objects.create(
        id=new_id(made), district=town, organisation=shop, label="Till", token_sha256="a" * 64,
        made_at=made, revoked_at=datetime(2025, 3, 17, 9, tzinfo=LONDON),
    )  # fmt: skip

    found = members.active_members(town.pk, START, END)

    weeks = [monday for monday, row in zip(found.mondays, found.active, strict=True) if row.any()]
    assert weeks == [date(2025, 3, 3), date(2025, 3, 10), date(2025, 3, 17)]


def test_same_inputs_are_the_same_analysis_and_it_verifies(town: District) -> None:
    for study in (TREND, CONCENTRATION):
        start = START if study is TREND else date(2025, 1, 1)
        first, again = _build(town, study, start), _build(town, study, start)

        assert (first.is_new, again.is_new) == (True, False)
        assert queries.verify(Analysis.objects.get(pk=first.analysis.pk)).holds


def test_a_report_that_is_gone_breaks_the_verification(town: District) -> None:
    """The application role may alter no report, so one is left out of what is read again."""
    stored = Analysis.objects.get(pk=_build(town).analysis.pk)

    stored.parameters["choice"]["report_ids"].pop()

    found = queries.verify(stored)
    assert "reports" in found.changed_inputs
    assert "lines" in found.changed_figures


def test_a_member_who_leaves_later_changes_no_past_answer(town: District) -> None:

    built = _build(town)
    Organisation.objects.update(ends_on=date(2025, 2, 1))

    assert queries.verify(Analysis.objects.get(pk=built.analysis.pk)).holds
    assert _build(town).is_new


def test_month_published_again_is_marked_and_counted_once(town: District, tmp_path: Any) -> None:
    _build(town)
    anew = tmp_path / "anew"
    write_months(anew, ["2025-06"], seed=99)
    call_command("import_police", str(anew), taken_on=date(2026, 3, 1), verbosity=0)

    built = _build(town)

    payload = queries.payload_of(town, "TREND", Audience.FUNDER)
    mark = {"kind": "RESUPPLIED", "month": "2025-06", "releases": 2, "taken_on": "2026-03-01"}
    assert built.is_new
    assert mark in payload["marks"]
    newest = OfficialRelease.objects.get(month=date(2025, 6, 1), taken_on=date(2026, 3, 1))
    ids = np.array(sorted(set(OfficialCount.objects.values_list("snap_point_id", flat=True))))
    counts = monthly.monthly_counts(ids, [newest.pk], ["anti-social-behaviour", "burglary"])
    total = sum(
        OfficialCount.objects.filter(release=newest, category=1).values_list("n", flat=True)
    )
    assert counts == {date(2025, 6, 1): {"anti-social-behaviour": total, "burglary": 0}}


def test_every_reader_is_given_the_trend_and_operations_alone_the_concentration(
    town: District,
) -> None:
    made = actions.build_standard_trends(district=town, by="test", at=MOMENT)

    trend, concentration = made
    assert Period(trend.analysis.period_start, trend.analysis.period_end) == Period(START, END)
    assert set(trend.disclosed) == TREND.readers
    assert set(concentration.disclosed) == {Audience.OPERATIONS}
    assert actions.build_standard_trends(district=town, by="test", at=MOMENT)[0].is_new is False


def test_district_without_reports_is_given_nothing(northampton: District) -> None:
    assert actions.build_standard_trends(district=northampton, by="test", at=MOMENT) == []


def test_job_tells_of_each_district_and_survives_a_failure(
    town: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert jobs.build_missing_trends()["northampton"] >= 1

    def fail(**_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(actions, "build_standard_trends", fail)
    assert jobs.build_missing_trends()["northampton"] == "failed"

    def lack(**_: Any) -> None:
        raise NothingToBuild("No boundary.")

    monkeypatch.setattr(actions, "build_standard_trends", lack)
    assert jobs.build_missing_trends()["northampton"] == "No boundary."


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (date(2025, 11, 1), date(2026, 1, 1), "3 to 60 months"),
        (date(2024, 1, 1), date(2029, 2, 1), "has not ended"),
        (date(2023, 7, 1), date(2026, 1, 1), "whole years"),
        (date(2019, 1, 1), date(2020, 1, 1), "no boundary|No police figures"),
        (date(2023, 1, 1), date(2023, 6, 1), "no boundary|No police figures"),
    ],
)
def test_what_cannot_be_says_why(town: District, start: date, end: date, sentence: str) -> None:
    with pytest.raises(NothingToBuild, match=sentence):
        _build(town, TREND, start, end)


def test_months_without_any_report_say_so(northampton: District) -> None:
    with pytest.raises(NothingToBuild, match="Nobody reported"):
        _build(northampton)
    with pytest.raises(NothingToBuild, match="Nobody reported"):
        _build(northampton, CONCENTRATION, date(2025, 1, 1))


def test_voices_and_reports_of_one_incident_are_one_group(town: District) -> None:
    row = Report.objects.order_by("pk").first()
    assert row is not None
    first = str(row.pk)
    row.pk, row.client_key, row.same_as_id = new_id(MOMENT), uuid4(), row.pk
    row.told_police = "999"
    row.save(force_insert=True)

    found = incidents.report_answers(district_id=town.pk, ids=[first, str(row.pk)])

    assert found.group == [first, first]
    assert found.told.tolist() == [-1, 1]


def test_pages_and_files_are_given_to_their_readers(
    town: District, make_person: Any, client: Client
) -> None:
    actions.build_standard_trends(district=town, by="test", at=MOMENT)
    funder = make_person("funder@example.invalid")
    add_member(
        district=town, person=funder, audience=Audience.FUNDER, starts_on=date(2024, 1, 1),
        by="test", at=MOMENT,
    )  # fmt: skip
    client.force_login(funder)

    shown = client.get("/d/northampton/trend/")
    file = client.get("/d/northampton/trend/trend.csv?period=2024-01_2025-12")
    package = client.get("/d/northampton/trend/trend.gpkg?period=2024-01_2025-12")

    assert shown.status_code == file.status_code == package.status_code == 200
    assert "trend.gpkg?period=2024-01_2025-12" in shown.text
    assert package.content.startswith(b"SQLite format 3")
    assert "Month by month" in shown.text
    assert file.headers["Content-Disposition"].endswith('2024-01-to-2025-12.csv"')
    assert len(file.text.splitlines()) == 25
    assert client.get("/d/northampton/trend/?period=2024-02_2025-12").status_code == 404
    for name in ("", "concentration.csv", "concentration.gpkg"):
        assert client.get(f"/d/northampton/concentration/{name}").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "gpkg"])
def test_operations_take_the_concentration_away(
    town: District, make_member: Any, client: Client, ending: str
) -> None:
    client.force_login(make_member(town, Audience.OPERATIONS))
    address = f"/d/northampton/concentration/concentration.{ending}"
    before = client.get(address).status_code
    actions.build_standard_trends(district=town, by="test", at=MOMENT)

    file = client.get(address)

    assert (before, file.status_code) == (404, 200)
    assert file.headers["Content-Disposition"].endswith(f'2025-11-to-2026-10.{ending}"')
    assert address in client.get("/d/northampton/concentration/").text
