"""The demo is seeded once, whole, and in nobody else's district."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import override_settings

from fixtures.planted_town import Month, truth_of
from hotspots.models import Analysis, Disclosed
from incidents.models import ActionTaken, Incident, Report
from layers.models import Boundary, OfficialRelease, SnapPoint, StreetLine
from members.access import acting_in
from members.actions import ensure_district
from members.audiences import Audience
from members.audit import check_chain
from members.models import AuditEvent, District, Membership, Organisation, Person, Premises
from members.queries.training import trained_between
from ntars_geo.demo import seeding
from ntars_geo.demo.plan import STAGE_NAMES, AnotherSeed, Plan, notes, present_plan
from ntars_geo.demo.seeding import NotADemo, seed_demo
from outreach.models import Sighting, Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLAN = Plan(7, date(2026, 10, 1))


@pytest.fixture(autouse=True)
def _quick_passwords(settings: LazySettings) -> None:
    """Hash twelve passwords in no time; how strong they are is tested elsewhere."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def northampton() -> District:
    return ensure_district(
        slug="northampton", name="Northampton", force="northamptonshire", by="test", at=AT
    )


@pytest.fixture
def without_analyses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the stages that compute, which take longest and have tests of their own."""
    computing = STAGE_NAMES[STAGE_NAMES.index("contrasts") :]
    for stage in computing:
        monkeypatch.setitem(seeding.STAGES, stage, lambda seeding: None)


def _counts(district: District) -> dict[str, int]:
    models = (Report, Organisation, Premises, Membership, AuditEvent, Sighting, Site, Analysis)
    with acting_in(district.pk, Audience.OUTREACH):
        return {model.__name__: model.objects.count() for model in models}


def test_seed_demo_fills_every_room_once_and_its_truth_is_found(northampton: District) -> None:
    said: list[str] = []

    district = seed_demo(PLAN, at=AT, say=said.append)
    before = _counts(district)
    again = seed_demo(PLAN, at=AT, say=said.append)

    assert said == list(STAGE_NAMES)
    assert again == district
    assert _counts(district) == before
    assert district.invented
    assert before["Organisation"] == 201  # 200 businesses, and the scheme's own team
    assert before["Premises"] == 230
    assert 1_400 <= before["Report"] <= 1_900
    assert before["Sighting"] > 0
    assert before["Site"] > 0
    assert before["Analysis"] > 0
    assert present_plan() == (PLAN, True)
    _assert_planted_truth_is_found(district)
    _assert_founding_story_is_told(district)
    _assert_half_a_year_of_weeks_is_there(district)


def _assert_half_a_year_of_weeks_is_there(district: District) -> None:
    """The last week is the last that ended before the town's last report, and was followed up."""
    with acting_in(district.pk):
        given = Disclosed.objects.filter(audience="OPERATIONS", analysis__kind="WEEKLY")
        weeks = [one.payload for one in given.order_by("analysis__period_start")]
    last = weeks[-1]
    texts = [item["text"] for week in weeks for item in week["items"]]

    assert len(weeks) == 26
    assert last["week"]["name"] == "2026-W43"
    assert any("Wardens were there" in text for text in texts)
    assert last["method"]["weeks_held"] == 38
    _assert_bad_evening_is_found(last)


def _assert_bad_evening_is_found(last: Mapping[str, Any]) -> None:
    surge = truth_of(PLAN.seed, Month(2026, 10))["surge"]
    first = last["items"][0]
    high = [one for one in last["cells"] if one["verdict"] == "higher"]
    found = [one for one in high if one["place"] == surge["place"]]

    assert surge["on"] == "2026-10-23"
    assert found[0]["premises"] >= surge["premises"]
    assert len(high) <= 2, "of what is called higher, one in twenty may be there by chance"
    assert first["text"].startswith("Sheepgate, mostly Friday 16-20: ")
    assert ": higher." in first["text"]


def _assert_planted_truth_is_found(district: District) -> None:
    with acting_in(district.pk):
        given = Disclosed.objects.get(
            audience="OPERATIONS",
            analysis__kind="CONTRAST",
            analysis__period_start=date(2025, 11, 1),
            analysis__period_end=date(2026, 11, 1),
        )
    verdicts = [cell["verdict"] for cell in given.payload["cells"]]

    assert given.payload["district"]["invented"] is True
    assert verdicts.count("higher") == 3
    assert verdicts.count("lower") == 1
    assert sum(cell["one_reporter"] is True for cell in given.payload["cells"]) == 1


def _assert_founding_story_is_told(district: District) -> None:
    """Police records fall by a fifth a year, reports per member do not."""
    with acting_in(district.pk):
        given = Disclosed.objects.get(audience="OPERATIONS", analysis__kind="TREND").payload
    truth = truth_of(PLAN.seed, Month(2026, 10))["trend"]
    found = given["gaps"]["asb"]

    assert found["verdict"] == "higher"
    assert found["official_change"][1] < truth["police_change"] < found["official_change"][2]
    assert found["member_change"][1] < truth["member_change"] < found["member_change"][2]
    assert found["odds"][1] < truth["gap"] < found["odds"][2]
    assert [one["month"] for one in given["jumps"]] == ["2026-02"]


def test_seed_demo_follows_most_reports_up_trains_and_leaves_the_newest_waiting(
    northampton: District, without_analyses: None
) -> None:
    district = seed_demo(PLAN, at=AT)

    with acting_in(district.pk):
        statuses = set(Incident.objects.values_list("status", flat=True))
        acted = ActionTaken.objects.values_list("done_at", "minutes")
        newest = Report.objects.latest("occurred_at").occurred_at
        since = Report.objects.filter(occurred_at__gt=newest - timedelta(days=7))

        assert statuses == {"ASSIGNED", "CLOSED"}
        assert len(acted) > 20
        assert all(done_at <= AT and minutes for done_at, minutes in acted)
        assert since.exists()
        assert not since.filter(link__isnull=False).exists()
        trained = trained_between(district, AT.date() - timedelta(days=365), AT.date(), known_at=AT)
        assert trained.sessions > 10
        assert trained.people > trained.businesses > 20


def test_seed_demo_keeps_to_invented_force_and_map_points(
    northampton: District, without_analyses: None
) -> None:
    district = seed_demo(PLAN, at=AT)

    releases = OfficialRelease.objects.all()

    assert {one.universe for one in releases} == {"invented"}
    assert {one.force for one in releases} == {district.force}
    assert releases.count() == 36
    assert sum(one.rows_refused for one in releases) == 0
    assert Boundary.objects.filter(district=district).count() == 1
    assert StreetLine.objects.filter(district=district).count() > 150
    with acting_in(district.pk):
        points = set(Report.objects.values_list("snap_point", flat=True))
    assert None not in points
    invented = SnapPoint.objects.filter(snap_list__universe="invented", pk__in=points)
    assert invented.count() == len(points)


class Killed(BaseException):
    """Stands for kill -9: no handler of the code under test may catch it."""


@pytest.mark.parametrize("stage", ["members", "official files", "welfare"])
def test_seed_demo_killed_in_a_stage_goes_on_and_ends_the_same(
    stage: str,
    northampton: District,
    without_analyses: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = seeding.STAGES[stage]

    def killed_at_the_end(run: seeding.Seeding) -> None:
        whole(run)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setitem(seeding.STAGES, stage, killed_at_the_end)
        with pytest.raises(Killed):
            seed_demo(PLAN, at=AT)
    assert present_plan() is None or present_plan()[1] is False
    said: list[str] = []

    district = seed_demo(PLAN, at=AT, say=said.append)

    counts = _counts(district)
    assert said == list(STAGE_NAMES)[STAGE_NAMES.index(stage) :]
    assert counts["Organisation"] == 201
    assert counts["Premises"] == 230
    assert 1_400 <= counts["Report"] <= 1_900
    with acting_in(district.pk):
        assert notes(district).count() == len(STAGE_NAMES)
        assert check_chain(district_id=district.pk) is None


def test_seed_demo_another_seed_is_refused(northampton: District, without_analyses: None) -> None:
    seed_demo(PLAN, at=AT)

    with pytest.raises(AnotherSeed, match="seed 7, until 2026-10"):
        seed_demo(Plan(8, PLAN.until), at=AT)


def test_seed_demo_outside_demo_mode_touches_nothing() -> None:
    with override_settings(DEMO=False), pytest.raises(NotADemo):
        seed_demo(PLAN, at=AT)

    assert not District.objects.exists()


def test_seed_demo_leaves_a_real_district_of_that_name_alone(northampton: District) -> None:
    real = ensure_district(slug="demo", name="Demo", force="kent", by="test", at=AT)

    with pytest.raises(ValueError, match="exists already"):
        seed_demo(PLAN, at=AT)

    assert not Person.objects.exists()
    assert not Boundary.objects.filter(district=real).exists()


# --- The command --------------------------------------------------------------------------------


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("NTARS_STATE", str(tmp_path))
    return tmp_path


def _command(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def test_command_seeds_once_writes_the_truth_and_refuses_another_town(
    state: Path, without_analyses: None
) -> None:
    first = _command("--seed", "3", "--until", "2026-09")
    second = _command()

    truth = json.loads((state / "demo" / "truth.json").read_text())
    assert "Oxbarrow is seeded (seed 3, until 2026-09)" in first
    assert second == "The demo is seeded already (seed 3, until 2026-09).\n"
    assert (truth["seed"], truth["until"]) == (3, "2026-09")
    assert District.objects.get(slug="northampton").invented is False
    _assert_lost_truth_is_written_again(state / "demo" / "truth.json")
    with pytest.raises(CommandError, match="another town"):
        _command("--seed", "4")


def _assert_lost_truth_is_written_again(truth: Path) -> None:
    before = truth.read_bytes()
    truth.unlink()

    _command()

    assert truth.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--until", "2099-01"),
        ("--until", "2020-01"),
        ("--until", "2026-13"),
        ("--until", "2026"),
        ("--seed", "-1"),
        ("--seed", "x"),
    ],
)
def test_command_refuses_what_cannot_be_seeded(state: Path, arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        _command(*arguments)

    assert not District.objects.filter(slug="demo").exists()
