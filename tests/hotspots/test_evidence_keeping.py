"""Packs are signed by the job, kept, downloaded with a trace, and their keys are published."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from fixtures.planted_town import Month
from fixtures.planted_town.official_files import FORCE
from hotspots import evidence_jobs as jobs
from hotspots.actions import build_waiting_plans, freeze_plan, save_draft
from hotspots.actions.evidence import make_key, signer_in_use
from hotspots.evidence.check import check, published_keys
from hotspots.evidence.signing import NoSigningKey
from hotspots.models import EvidencePack, SigningKey
from hotspots.presenters.funding.pack import evidence_pdf
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent
from tests.hotspots import funding_town
from tests.hotspots.funding_payload import payload
from tests.hotspots.funding_town import AFTER, DRAFTED, FROZEN, draft, with_official_files
from tests.hotspots.printed import pages_of, tags_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    settings.EVIDENCE_KEY = tmp_path / "secrets" / "key.pem"
    return settings.EVIDENCE_KEY


@pytest.fixture
def evaluated(make_district):  # type: ignore[no-untyped-def]
    mine = make_district("oxbarrow", force=FORCE)
    with acting_in(mine.pk, Audience.OPERATIONS):
        with_official_files(mine, until=Month(2025, 9))
        plan = save_draft(district=mine, draft=draft(), by="person 1", at=DRAFTED)
        freeze_plan(district=mine, plan_id=plan.pk, version=1, by="person 1", at=FROZEN)
        funding_town.take_files()
        build_waiting_plans(district=mine, by="p", at=AFTER)
        yield mine, plan


def test_the_job_signs_once_and_the_funder_downloads_what_holds(
    evaluated, key: Path, make_member, client
) -> None:
    district, plan = evaluated
    make_key(path=key, at=AFTER)

    first, second = (jobs.sign_evidence() for _ in range(2))
    client.force_login(make_member(district, Audience.FUNDER))
    page = client.get(reverse("hotspots:funding", args=["oxbarrow"])).content.decode()
    answer = client.get(reverse("hotspots:funding_pack", args=["oxbarrow", plan.pk]))
    keys = client.get(reverse("hotspots:evidence_keys")).json()

    assert (first["oxbarrow"], second["oxbarrow"]) == (1, 0)
    assert "evidence.zip" in page
    assert answer["Content-Type"] == "application/zip"
    found = check(answer.content, published_keys(keys))
    assert found.holds, found
    trail = AuditEvent.objects.filter(what="evidence pack downloaded")
    assert trail.get().detail["sha256"] == EvidencePack.objects.get().sha256


def test_without_a_key_no_pack_is_made_and_the_job_says_so(evaluated, key: Path) -> None:
    assert "No signing key" in jobs.sign_evidence()["oxbarrow"]
    assert not EvidencePack.objects.exists()


def test_a_pack_and_a_key_cannot_be_changed_by_the_application(evaluated, key: Path) -> None:
    make_key(path=key, at=AFTER)
    jobs.sign_evidence()

    for statement in (
        "UPDATE hotspots_evidencepack SET sha256 = ''",
        "DELETE FROM hotspots_evidencepack",
        "DELETE FROM hotspots_signingkey",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_key_is_changed_and_the_old_one_stays_published(db: None, key: Path) -> None:
    old = make_key(path=key, at=DRAFTED)
    new = make_key(path=key, at=AFTER)

    old.refresh_from_db()
    assert old.until == AFTER
    assert signer_in_use(key).key_id == new.pk
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert SigningKey.objects.count() == 2


def test_a_key_that_is_not_the_published_one_signs_nothing(db: None, key: Path) -> None:
    make_key(path=key, at=DRAFTED)
    SigningKey.objects.update(until=AFTER)

    with pytest.raises(NoSigningKey, match="not the one that is published"):
        signer_in_use(key)


def test_the_command_makes_a_key_once(db: None, key: Path, capsys) -> None:
    call_command("make_evidence_key")
    with pytest.raises(CommandError, match="--change"):
        call_command("make_evidence_key")
    call_command("make_evidence_key", "--change")

    assert SigningKey.objects.count() == 2
    assert "Packs are signed with key" in capsys.readouterr().out


def test_the_printed_report_has_the_order_of_the_page_and_can_be_read_aloud() -> None:
    pdf = evidence_pdf(payload())

    words = words_of(pdf)
    order = ["1. What was promised", "2. The smallest", "3. Result", "4. Did it move", "5. Month",
             "6. What was done", "7. What it cost", "8. What this cannot tell"]  # fmt: skip
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "fell more than controls" in words
    assert {"H1", "H2", "Table", "Figure"} <= set(tags_of(pdf))
    assert pages_of(pdf) <= 6
    assert evidence_pdf(payload()) == pdf
