"""A drift that is known is counted anew, and nothing that stands is changed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from hotspots import actions, queries
from hotspots.actions.drift import NothingToAcknowledge, acknowledge_drift
from hotspots.models import Analysis, DriftNote
from hotspots.weekly.drift import cusum
from hotspots.weekly.ingredients import DISTRICT
from members.actions import add_member
from members.audiences import Audience
from members.models import AuditEvent
from tests.hotspots.weekly.conftest import MONDAY, WEEK

NEXT = MONDAY + timedelta(days=7)


@pytest.mark.parametrize("anew", [(), (1,), (2, 5), (6,), (0,)])
def test_a_chart_begun_anew_is_two_charts_one_after_the_other(anew: tuple[int, ...]) -> None:
    deviates = [1.5, 2.0, 3.0, -1.0, 4.0, 2.5]

    edges = [0, *(at for at in anew if 0 < at < 6), 6]
    parts = [cusum(deviates[a:b]) for a, b in pairwise(edges)]

    assert cusum(deviates, anew=anew) == [one for part in parts for one in part]


@pytest.fixture
def drifting(northampton, send, shops, make_person):
    """A town of five reports a week, and of twelve in the last eight."""
    for number, shop in enumerate(shops):
        add_member(
            district=northampton,
            person=make_person(f"shop-{number}@example.invalid"),
            audience=Audience.MEMBER,
            organisation=shop,
            starts_on=shop.starts_on,
            by="test",
            at=MONDAY,
        )
    send([back for back in range(45) for _ in range(12 if back < 8 else 5)])
    actions.build_week(district=northampton, week=WEEK, by="test", at=MONDAY)
    return northampton


def shown(district, week=WEEK):
    return queries.payload_of(district, Analysis.Kind.WEEKLY, Audience.OPERATIONS, week.start)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_next_week_counts_from_zero_and_the_last_one_stands(drifting, send) -> None:
    before = shown(drifting)
    assert before["town"]["drift"]["drifting"]
    send([0] * 12, week=WEEK.plus(1))

    note = acknowledge_drift(district=drifting, week=WEEK, by="person 9", at=MONDAY)
    actions.build_week(district=drifting, week=WEEK.plus(1), by="test", at=NEXT)

    after = shown(drifting, WEEK.plus(1))["town"]["drift"]
    assert note.lines == [DISTRICT, "begging"]
    assert (after["drifting"], after["weeks"]) == (False, 1)
    assert 0 < after["value"] < before["town"]["drift"]["value"]
    assert shown(drifting) == before, "a published week never changes"
    assert all(queries.verify(one).holds for one in Analysis.objects.all())
    audited = AuditEvent.objects.get(what="drift acknowledged")
    assert (audited.by, audited.detail["week"]) == ("person 9", "2026-W46")


@pytest.mark.django_db
@pytest.mark.slow
def test_only_a_drift_of_the_last_week_is_acknowledged_and_once(drifting) -> None:
    with pytest.raises(NothingToAcknowledge, match="Only the last week"):
        acknowledge_drift(district=drifting, week=WEEK.plus(-1), by="p", at=MONDAY)
    acknowledge_drift(district=drifting, week=WEEK, by="p", at=MONDAY)
    with pytest.raises(NothingToAcknowledge, match="already"):
        acknowledge_drift(district=drifting, week=WEEK, by="p", at=MONDAY)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        DriftNote.objects.update(noted_by="somebody else")


@pytest.mark.django_db
@pytest.mark.slow
def test_a_quiet_week_has_nothing_to_acknowledge(northampton, send) -> None:
    send([0, 1])
    actions.build_week(district=northampton, week=WEEK, by="test", at=MONDAY)

    with pytest.raises(NothingToAcknowledge, match="Nothing is drifting"):
        acknowledge_drift(district=northampton, week=WEEK, by="p", at=MONDAY)


@pytest.mark.django_db
@pytest.mark.slow
def test_operations_say_on_the_page_that_they_know(drifting, make_member) -> None:
    client, reader = Client(), Client()
    client.force_login(make_member(drifting, Audience.OPERATIONS))
    reader.force_login(make_member(drifting, Audience.ADMINISTRATOR))
    page = reverse("hotspots:weekly", args=[drifting.slug])
    button = reverse("hotspots:weekly_drift", args=[drifting.slug])
    assert "We know of this drift" in client.get(page).text
    assert "We know of this drift" not in client.get(f"{page}?version=board").text
    assert "We know of this drift" not in reader.get(page).text

    answer = client.post(button, {"week": "2026-W46"}, follow=True)

    assert "Noted." in answer.text
    assert "This drift is known since" in answer.text
    assert "We know of this drift" not in answer.text
    assert "already" in client.post(button, {"week": "2026-W46"}, follow=True).text
    assert client.post(button, {"week": "x"}).status_code == 400
    assert reader.post(button, {"week": "2026-W46"}).status_code == 404
