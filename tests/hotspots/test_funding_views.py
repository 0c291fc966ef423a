"""Drafting, freezing and reading a plan through the pages, bad inputs included."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from fixtures.planted_town import Month
from fixtures.planted_town.official_files import FORCE
from hotspots.actions import build_waiting_plans, freeze_plan, save_draft
from hotspots.models import FundingPlan
from members.access import acting_in
from members.audiences import Audience
from tests.hotspots import funding_town
from tests.hotspots.funding_town import AFTER, DRAFTED, FROZEN, draft, with_official_files

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORM = {
    "funder": "Invented Commissioner",
    "amount": "85000",
    "share": "85",
    "promise": "Less trouble than elsewhere.",
    "before_start": "2023-11",
    "after_start": "2025-11",
    "after_last": "2026-10",
    "categories": ["anti-social-behaviour"],
    "ring_from_m": "100",
    "ring_to_m": "500",
    "control-0-name": "Fellmarket",
    "control-0-lat": "54.5741",
    "control-0-lng": "-2.1605",
    "control-0-radius": "420",
}


@pytest.fixture
def oxbarrow(make_district):  # type: ignore[no-untyped-def]
    mine = make_district("oxbarrow", force=FORCE)
    with acting_in(mine.pk, Audience.OPERATIONS):
        with_official_files(mine, until=Month(2025, 9))
        yield mine


@pytest.fixture
def operations(oxbarrow, make_member, client):  # type: ignore[no-untyped-def]
    client.force_login(make_member(oxbarrow, Audience.OPERATIONS))
    return client


def page(name: str, *more: object) -> str:
    return reverse(f"hotspots:{name}", args=["oxbarrow", *more])


def test_a_plan_is_drafted_looked_at_and_frozen(operations) -> None:
    saved = operations.post(page("funding_plan_new"), FORM)
    plan = FundingPlan.objects.get()
    shown = operations.get(saved["Location"]).content.decode()
    asked = operations.get(page("funding_freeze", plan.pk)).content.decode()
    frozen = operations.post(
        page("funding_freeze", plan.pk), {"meant": "on", "version": plan.version}
    )

    assert "cannot be told from" in shown
    assert 'value="54.574100"' in shown
    assert "The period after has begun" in asked
    assert frozen.status_code == 302
    plan.refresh_from_db()
    assert plan.is_frozen
    for name in ("funding_plan", "funding"):
        more = [plan.pk] if name == "funding_plan" else []
        assert "Frozen late" in operations.get(page(name, *more)).content.decode()
    again = operations.post(page("funding_plan", plan.pk), FORM, follow=True).content.decode()
    assert "nothing of it can change" in again
    assert operations.get(page("funding_freeze", plan.pk)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"funder": ""}, "This field is required"),
        ({"funder": "A\u202eB"}, "letters, figures and punctuation"),
        ({"amount": "-1"}, "greater than or equal to 1"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"share": "101"}, "less than or equal to 100"),
        ({"before_start": "2023-13"}, "such as 2026-04"),
        ({"before_start": "２０２３-11"}, "such as 2026-04"),
        ({"after_start": "2024-01"}, "at least 12 months before"),
        ({"after_last": "2025-12"}, "and 6 after"),
        ({"categories": []}, "This field is required"),
        ({"categories": ["jaywalking"]}, "not one of the available choices"),
        ({"ring_to_m": "100"}, "farther out than it begins"),
        ({"control-0-name": ""}, "Give the town a name"),
        ({"control-0-lat": "54,57"}, "plain decimal number"),
        ({"control-0-lat": "1e308"}, "plain decimal number"),
        ({"control-0-lat": "-2.1", "control-0-lng": "54.5"}, 'name="control-0-lat"'),
        ({"control-0-radius": "99999"}, "less than or equal to 2000"),
        ({"control-0-radius": ""}, "latitude, longitude and radius"),
        ({"control-0-lat": "54.5897", "control-0-lng": "-2.3048"}, "so near to each other"),
        ({"harm_source": "A table"}, "source, date and weights"),
        ({"harm_weights": "drugs, x"}, "Line 1 is no category"),
        ({"harm_weights": "drugs, 1\ndrugs, 2"}, "a second time"),
        (
            {"harm_source": "T", "harm_dated": "2020", "harm_weights": "drugs, 2"},
            "no weight for anti-social-behaviour",
        ),
    ],
)
def test_bad_inputs_are_named_and_nothing_is_stored(operations, changes, sentence: str) -> None:
    answer = operations.post(page("funding_plan_new"), {**FORM, **changes})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not FundingPlan.objects.exists()


def test_a_plan_that_somebody_else_saved_is_not_overwritten(operations, oxbarrow) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="person 9", at=DRAFTED)
    names = {f"control-{n}-name": one["name"] for n, one in enumerate(plan.controls)}
    place = dict.fromkeys(("control-0-lat", "control-0-lng", "control-0-radius"), "")

    ours = operations.post(page("funding_plan", plan.pk), {**FORM, **place, **names, "version": 1})
    theirs = operations.post(
        page("funding_plan", plan.pk), {**FORM, **place, **names, "version": 1}
    )

    assert ours.status_code == 302
    assert "Somebody has changed this plan meanwhile" in theirs.content.decode()
    plan.refresh_from_db()
    kept = [one["geometry"] for one in funding_town.controls()]
    assert [one["geometry"] for one in plan.controls] == json.loads(json.dumps(kept))


def test_freezing_needs_the_tick_and_the_version_that_was_seen(operations, oxbarrow) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="person 9", at=DRAFTED)
    address = page("funding_freeze", plan.pk)

    unticked = operations.post(address, {"version": 1})
    stale = operations.post(address, {"version": 7, "meant": "on"})

    assert "This field is required" in unticked.content.decode()
    assert "Somebody has changed this plan" in stale.content.decode()
    plan.refresh_from_db()
    assert not plan.is_frozen


def test_the_report_keeps_its_order_and_never_shows_asb_alone(
    operations, oxbarrow, django_assert_max_num_queries
) -> None:
    plan = save_draft(district=oxbarrow, draft=draft(), by="person 1", at=DRAFTED)
    freeze_plan(district=oxbarrow, plan_id=plan.pk, version=1, by="person 1", at=FROZEN)
    waiting = operations.get(page("funding")).content.decode()
    assert operations.get(page("funding_csv")).status_code == 404
    funding_town.take_files()
    build_waiting_plans(district=oxbarrow, by="p", at=AFTER)

    with django_assert_max_num_queries(22):
        shown = operations.get(page("funding")).content.decode()

    assert "No result yet" in waiting
    order = ["promise", "seen", "result", "displacement", "months", "process", "cost", "limits"]
    places = [shown.index(f'id="{name}"') for name in order]
    assert places == sorted(places)
    assert shown.index("cannot be told from") < shown.index("fell more than controls")
    assert "criminal damage and arson and public order" in shown
    assert operations.get(page("funding") + "?plan=x").status_code == 404
    assert operations.get(page("funding") + f"?plan={plan.pk}").status_code == 200
    for name in ("funding_csv", "funding_geopackage"):
        assert f"{page(name)}?plan={plan.pk}" in shown
        assert operations.get(page(name)).status_code == 200


def test_a_district_without_a_plan_says_what_to_do(operations) -> None:
    assert "No funding plan is frozen" in operations.get(page("funding")).content.decode()
    assert operations.get(page("funding_csv")).status_code == 404
    assert "No plan yet" in operations.get(page("funding_plans")).content.decode()
