"""A contrast is built once for the same inputs, can be recomputed, and is never edited."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from hotspots import actions, jobs, queries
from hotspots.actions import PeriodsOverlap
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from incidents.actions import NewReport, record_reports
from layers.models import OfficialRelease
from members import audit
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import AuditEvent, District
from tests.conftest import MOMENT
from tests.hotspots.conftest import write_months

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = Period.ending(date(2025, 12, 1), 12)


@pytest.fixture
def northampton(db, tmp_path):
    """The real district with invented official months for two years, and no reports."""
    call_command("load_northampton", verbosity=0)
    district = District.objects.get(slug="northampton")
    write_months(
        tmp_path, [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    )
    call_command("import_police", str(tmp_path), taken_on=date(2026, 1, 20), verbosity=0)
    with acting_in(district.pk, Audience.OPERATIONS):
        yield district


@pytest.fixture
def shops(northampton):
    new = [
        NewOrganisation(name=f"Invented shop {n}", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        for n in range(12)
    ]
    return add_organisations(district=northampton, organisations=new, by="test", at=MOMENT)


@pytest.fixture
def send(northampton, shops, make_person):
    """Return a sender of so many reports spread over a year and some places."""
    person = make_person()

    def sender(count: int, *, first: date = date(2025, 1, 1), submitted_at=MOMENT):
        days = 360 - 30 * (first.month - 1)  # to the end of the year, so that no month is empty
        places = [(-0.897192, 52.237537), (-0.894901, 52.234234), (-0.890184, 52.238433)]
        record_reports(
            district=northampton,
            reports=[
                NewReport(
                    client_key=uuid4(),
                    reporter_id=person.pk,
                    organisation_id=shops[n % 12].pk,
                    premises_id=None,
                    category="begging",
                    lng=places[n % 7 % 3][0],
                    lat=places[n % 7 % 3][1],
                    accuracy_m=10.0,
                    occurred_at=MOMENT.replace(year=first.year, month=first.month, day=1)
                    + timedelta(days=n * days // count),
                    submitted_at=submitted_at,
                )
                for n in range(count)
            ],
            by="test",
            at=submitted_at,
        )

    return sender


def build(district, period=YEAR, audiences=(Audience.OPERATIONS,), at=MOMENT):
    return actions.build_contrast(
        district=district, period=period, by="test", at=at, audiences=audiences
    )


@pytest.fixture
def with_categories(northampton):
    build(northampton)
    return northampton


def test_district_without_reports_shows_official_records_and_says_too_few(northampton):
    build(northampton)

    payload = queries.contrast_payload(northampton, Audience.OPERATIONS)
    assert payload["totals"]["members"] == 0
    assert payload["totals"]["officials"] > 100
    assert {one["verdict"] for one in payload["cells"]} == {"too few to say"}
    assert payload["boundary"]["illustrative"] is True


def test_same_inputs_are_the_same_analysis(with_categories, send):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))

    again = build(with_categories, at=MOMENT + timedelta(days=1))

    assert (first.is_new, again.is_new) == (True, False)
    assert again.analysis.pk == first.analysis.pk


def test_late_report_makes_a_new_analysis_and_the_old_one_still_verifies(with_categories, send):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))
    later = MOMENT + timedelta(days=2)

    send(1, submitted_at=later)
    second = build(with_categories, at=later)

    assert second.is_new
    assert second.analysis.result["members"] == first.analysis.result["members"] + 1
    assert queries.verify(Analysis.objects.get(pk=first.analysis.pk)).holds
    assert queries.verify(Analysis.objects.get(pk=second.analysis.pk)).holds


def test_month_supplied_anew_makes_a_new_analysis_and_the_old_one_still_verifies(
    with_categories, send, tmp_path
):
    send(120)
    first = build(with_categories, at=MOMENT + timedelta(minutes=1))
    anew = tmp_path / "anew"
    write_months(anew, ["2025-06"], seed=99)
    call_command("import_police", str(anew), taken_on=date(2026, 3, 1), verbosity=0)

    second = build(with_categories, at=MOMENT + timedelta(days=2))

    assert second.is_new
    assert OfficialRelease.objects.filter(month=date(2025, 6, 1)).count() == 2
    assert queries.verify(Analysis.objects.get(pk=first.analysis.pk)).holds


def test_changed_digit_is_named(with_categories, send):
    send(120)
    analysis = build(with_categories, at=MOMENT + timedelta(minutes=1)).analysis
    analysis.result["dissimilarity"] += 1e-12

    found = queries.verify(analysis)

    assert not found.holds
    assert found.changed_figures == ["dissimilarity"]
    assert found.broken_seals == ["a column of the analysis"]


def test_missing_official_month_is_named_and_left_out_of_both_sources(with_categories, send):
    send(120)
    period = Period.ending(date(2026, 2, 1), 12)

    build(with_categories, period, at=MOMENT + timedelta(minutes=1))

    payload = queries.contrast_payload(with_categories, Audience.OPERATIONS, period)
    assert payload["period"]["official_missing"] == ["2026-01", "2026-02"]
    whole = build(with_categories, at=MOMENT + timedelta(minutes=2))
    assert payload["totals"]["members"] < whole.analysis.result["members"]


def test_months_before_the_first_report_are_named_and_left_out(with_categories, send):
    send(60, first=date(2025, 7, 1))

    built = build(with_categories, at=MOMENT + timedelta(minutes=1))

    choice = built.analysis.parameters["choice"]
    assert choice["member_missing"] == [f"2025-{month:02}" for month in range(1, 7)]
    assert choice["months_used"] == [f"2025-{month:02}" for month in range(7, 13)]


def test_period_across_the_redraw_of_july_2022_is_refused(northampton):
    with pytest.raises(queries.NothingToContrast, match="July 2022"):
        build(northampton, Period.ending(date(2022, 9, 1), 6))


def test_restricted_audience_never_gets_overlapping_periods(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    build(with_categories, audiences=[Audience.FUNDER], at=at)

    with pytest.raises(PeriodsOverlap, match="2025-01 to 2025-12"):
        build(with_categories, Period.ending(date(2025, 11, 1), 12), [Audience.FUNDER], at)
    build(with_categories, Period.ending(date(2024, 12, 1), 12), [Audience.FUNDER], at)
    build(with_categories, Period.ending(date(2025, 11, 1), 12), [Audience.OPERATIONS], at)

    given = [one.slug for one in queries.periods_given(with_categories, Audience.FUNDER)]
    assert given == ["2024-01_2024-12", "2025-01_2025-12"]


def test_restricted_audience_is_not_shown_the_few_reports_that_came_late(with_categories, send):
    send(120)
    build(with_categories, audiences=[Audience.FUNDER], at=MOMENT + timedelta(minutes=1))
    before = queries.contrast_payload(with_categories, Audience.FUNDER)
    later = MOMENT + timedelta(days=1)

    send(1, submitted_at=later)
    build(with_categories, audiences=[Audience.FUNDER, Audience.OPERATIONS], at=later)

    assert queries.contrast_payload(with_categories, Audience.FUNDER) == before
    seen = queries.contrast_payload(with_categories, Audience.OPERATIONS)
    assert seen["totals"]["members"] == before["totals"]["members"] + 1


def test_every_building_and_disclosure_is_in_the_audit_trail(with_categories, send):
    send(30)
    audiences = [Audience.OPERATIONS, Audience.ANALYST]

    build(with_categories, audiences=audiences, at=MOMENT + timedelta(minutes=1))

    last = AuditEvent.objects.order_by("-number")[:3]
    assert [one.what for one in last] == ["contrast disclosed"] * 2 + ["contrast built"]
    assert audit.check_chain(district_id=with_categories.pk) is None


def test_restricted_audiences_cannot_put_their_periods_together(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    build(with_categories, audiences=[Audience.FUNDER], at=at)

    with pytest.raises(PeriodsOverlap, match="Funder was given"):
        build(with_categories, Period.ending(date(2025, 9, 1), 3), [Audience.ANALYST], at)


def test_restricted_audience_is_given_one_size_of_cell(with_categories, send):
    send(120)

    with pytest.raises(actions.OneResolution):
        actions.build_contrast(
            district=with_categories,
            period=YEAR,
            by="test",
            at=MOMENT + timedelta(minutes=1),
            audiences=[Audience.ANALYST],
            resolution=8,
        )


def test_another_resolution_is_a_file_and_not_the_page(with_categories, send):
    send(120)
    at = MOMENT + timedelta(minutes=1)
    nine = build(with_categories, at=at)
    actions.build_contrast(district=with_categories, period=YEAR, by="test", at=at, resolution=8)

    shown = queries.contrast_payload(with_categories, Audience.OPERATIONS, YEAR)

    assert shown["analysis"] == str(nine.analysis.pk)
    assert not build(with_categories, at=at).is_new


def test_second_restricted_audience_gets_the_view_that_the_first_was_given(with_categories, send):
    send(120)
    first = build(with_categories, audiences=[Audience.FUNDER], at=MOMENT + timedelta(minutes=1))
    later = MOMENT + timedelta(days=1)
    send(1, submitted_at=later)

    build(with_categories, audiences=[Audience.ANALYST], at=later)

    seen = queries.contrast_payload(with_categories, Audience.ANALYST)
    assert seen["analysis"] == str(first.analysis.pk)


@pytest.mark.parametrize(
    ("last", "months", "sentence"),
    [
        (date(2026, 1, 1), 3, "only 2 of these 3 months"),
        (date(2026, 11, 1), 12, "November 2026 has not ended"),
        (date(2062, 6, 1), 12, "June 2062 has not ended"),
        (date(2010, 5, 1), 3, "2010"),
    ],
)
def test_period_that_cannot_be_is_refused_with_a_sentence(with_categories, last, months, sentence):
    with pytest.raises(queries.NothingToContrast, match=sentence):
        build(with_categories, Period.ending(last, months))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("officials_without_location", 0),
        ("members", 1),
        ("dispersion", 1.5),
    ],
)
def test_altered_result_is_named(with_categories, send, column, value):
    send(120)
    analysis = build(with_categories, at=MOMENT + timedelta(minutes=1)).analysis
    analysis = Analysis.objects.get(pk=analysis.pk)
    assert queries.verify(analysis).holds
    analysis.result[column] = value if analysis.result[column] != value else -1

    found = queries.verify(analysis)

    assert found.changed_figures == [column]
    assert found.broken_seals == ["a column of the analysis"]


def test_altered_builder_breaks_the_seal(with_categories):
    analysis = Analysis.objects.get()
    analysis.built_by = "somebody else"

    assert queries.verify(analysis).broken_seals == ["a column of the analysis"]


def test_altered_months_are_named(with_categories):
    analysis = Analysis.objects.get()
    analysis.parameters["choice"]["official_missing"] = ["2025-03"]

    assert "the months used and missing" in queries.verify(analysis).changed_inputs


def test_report_backdated_after_the_building_changes_nothing_stored(with_categories, send):
    send(120)
    built = build(with_categories, at=MOMENT + timedelta(minutes=1))

    send(1, submitted_at=MOMENT)  # recorded later, and says that it was sent before

    assert queries.verify(Analysis.objects.get(pk=built.analysis.pk)).holds


def test_other_audiences_and_districts_find_nothing(with_categories, make_district):
    with pytest.raises(queries.NotPublished):
        queries.contrast_payload(with_categories, Audience.MEMBER)
    with acting_in(make_district("nextdoor").pk):
        assert not Analysis.objects.exists()
        assert not Disclosed.objects.exists()


def test_scale_is_fixed_by_the_first_contrast_of_the_year(with_categories, send):
    at = MOMENT + timedelta(minutes=1)
    first = queries.contrast_payload(with_categories, Audience.OPERATIONS)["scale"]
    send(200)

    build(with_categories, Period.ending(date(2025, 9, 1), 3), at=at)

    quarter = queries.contrast_payload(
        with_categories, Audience.OPERATIONS, Period.ending(date(2025, 9, 1), 3)
    )
    assert quarter["scale"] == first


def test_nightly_job_builds_what_is_due_and_nothing_twice(with_categories, send):
    send(200)

    first, second = jobs.build_missing_contrasts(), jobs.build_missing_contrasts()

    assert first["northampton"] >= 5
    assert second["northampton"] == 0


def test_no_year_without_reports_is_published(with_categories, send):
    send(100)

    actions.build_standard_contrasts(
        district=with_categories, by="test", at=MOMENT + timedelta(minutes=1)
    )

    given = [one.slug for one in queries.periods_given(with_categories, Audience.FUNDER)]
    assert given == ["2025-01_2025-12"]


def test_one_districts_failure_does_not_stop_another(with_categories, make_district):
    empty = make_district("aaa-nothing-yet")

    built = jobs.build_missing_contrasts()

    assert built[empty.slug] != "failed"
    assert built["northampton"] > 5


def run_build(**arguments):
    """Run the command with words, as a shell would."""
    given = {"district": "northampton", "to": "2025-12", "months": 12} | arguments
    call_command("build_contrast", *(f"--{name}={value}" for name, value in given.items()))


def test_command_writes_three_whole_files(with_categories, send, tmp_path):
    send(200)
    out = tmp_path / "files"

    run_build(out=out)

    rows = (out / "contrast.csv").read_text().splitlines()
    collection = json.loads((out / "contrast.geojson").read_text())
    assert rows[0] == (
        "cell,member_count,official_count,member_share,official_share,"
        "ratio,ratio_low,ratio_high,p,q,verdict"
    )
    assert len(rows) == 1 + len(collection["features"])
    assert "illustrative boundary" in (out / "contrast.html").read_text().lower()
    assert sorted(path.name for path in out.iterdir()) == [
        "contrast.csv",
        "contrast.geojson",
        "contrast.html",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"district": "nowhere"}, "no district nowhere"),
        ({"months": 1}, "3 to 36 months"),
        ({"months": -12}, "3 to 36 months"),
        ({"resolution": 10}, "too fine"),
        ({"to": "2025-13"}, "must be written as YYYY-MM"),
        ({"audience": "public"}, "invalid choice"),
        ({"to": "2018-06"}, "no boundary"),
    ],
)
def test_command_refuses_with_one_sentence(with_categories, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run_build(**arguments)


def test_verify_command_says_that_every_figure_came_out_again(with_categories, capsys):
    analysis = Analysis.objects.get()

    call_command("verify_analysis", str(analysis.pk))

    assert "every figure came out again" in capsys.readouterr().out


def test_verify_command_refuses_an_unknown_id(with_categories):
    with pytest.raises(CommandError, match="no analysis"):
        call_command("verify_analysis", str(uuid4()))
