"""The two ends of a chaos run that need Django: the town before it, the reckoning after it.

python -m tests.trust.chaos_town build 200        prints the tokens of 200 devices
python -m tests.trust.chaos_town check LEDGER     prints what the ledger and the tables say
python -m tests.trust.chaos_town photos LEDGER    the same of photographs and their files
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from incidents.actions import photos as photo_actions
from incidents.models import Notice, OutboxEvent, Photo, Receipt, Report
from incidents.photo_place import photo_folder
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District
from tests.trust.live import build_town

SLUG = "exampleton"


def build(devices: int) -> list[str]:
    """Make a town and return the tokens of its devices."""
    return build_town(SLUG, devices=devices).tokens


def check(ledger: Path) -> dict[str, Any]:
    """Hold what clients were told against what the tables have."""
    told = [json.loads(line) for line in ledger.read_text().splitlines() if line.endswith("}")]
    ids = {line["key"]: line["id"] for line in told}
    with acting_in(District.objects.get(slug=SLUG).pk):
        receipts = list(Receipt.objects.values_list("client_key", "pk"))
        kept = {str(key): str(pk) for key, pk in receipts}
        keys = Counter(key for key, _ in receipts)
        reports = _as_text(Report.objects.values_list("pk", flat=True))
        owed = _as_text(OutboxEvent.objects.values_list("subject", flat=True))
        recorded = set(
            AuditEvent.objects.filter(what="report accepted").values_list(
                "detail__report", flat=True
            )
        )
        noticed = Counter(str(pk) for pk in Notice.objects.values_list("report", flat=True))
        waiting = OutboxEvent.objects.filter(done_at__isnull=True).count()
        tries = sum(OutboxEvent.objects.values_list("attempts", flat=True))
        broken = audit.check_chain(district_id=District.objects.get(slug=SLUG).pk)
    stored = set(kept.values())
    return {
        "told": len(ids),
        "stored": len(receipts),
        "lost": sum(key not in kept for key in ids),
        "other_id": sum(kept.get(key, pk) != pk for key, pk in ids.items()),
        "told_two_ids": len(told)
        - len({(line["key"], line["id"]) for line in told})
        - (len(told) - len(ids)),
        "duplicates": sum(count - 1 for count in keys.values()),
        "without_report": len(stored - reports),
        "without_outbox": len(stored - owed),
        "without_audit": len(stored - recorded),
        "undelivered": waiting,
        "without_notice": len(stored - set(noticed)),
        "noticed_twice": sum(count - 1 for count in noticed.values()),
        "tries": tries,
        "audit_chain_broken_at": broken,
    }


def check_photos(ledger: Path) -> dict[str, Any]:
    """Hold what clients were told, the rows and the files against each other; then sweep.

    The sweep is that of two hours later, so that it must leave nothing that no report names.
    """
    district, folder = District.objects.get(slug=SLUG), photo_folder()
    told = [json.loads(line) for line in ledger.read_text().splitlines() if line.endswith("}")]
    with acting_in(district.pk):
        rows = list(Photo.objects.all())
    claimed = {str(one.pk): str(one.report_id) for one in rows if one.report_id}
    later = timezone.now() + timedelta(hours=2)
    swept = photo_actions.throw_away_unclaimed(district=district, folder=folder, at=later)
    strays = photo_actions.sweep_strays(district=district, folder=folder, at=later)
    half = photo_actions.sweep_half_written(folder=folder, at=later)
    kept = [one for one in rows if one.report_id]
    left = {one.photo_id for one in folder.stored(district.pk)} - {one.pk for one in kept}
    return {
        "told": len(told),
        "stored": len(rows),
        "claimed": len(claimed),
        "lost": sum(line["photo"] not in claimed for line in told),
        "other_report": sum(claimed.get(line["photo"]) != line["report"] for line in told),
        "missing_or_short": sum(not _is_whole(one) for one in kept),
        "small_missing": sum(not folder.small(district.pk, one.pk).exists() for one in kept),
        "unclaimed_swept": swept,
        "orphans_swept": strays,
        "half_written_swept": half,
        "strays_left": len(left) + sum(1 for _ in folder.half_written()),
    }


def _is_whole(photo: Photo) -> bool:
    path = photo_folder().large(photo.district_id, photo.pk)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == photo.sha256


def waiting() -> int:
    """Return how many effects are still owed."""
    with acting_in(District.objects.get(slug=SLUG).pk):
        return OutboxEvent.objects.filter(done_at__isnull=True).count()


def _as_text(values: Any) -> set[str]:
    return {str(value) for value in values}


def main(words: list[str]) -> None:
    """Do one of the three and print it as JSON."""
    match words:
        case ["build", devices]:
            print(json.dumps(build(int(devices))))
        case ["check", ledger]:
            print(json.dumps(check(Path(ledger))))
        case ["photos", ledger]:
            print(json.dumps(check_photos(Path(ledger))))
        case ["waiting"]:
            print(json.dumps(waiting()))
        case _:
            raise SystemExit(__doc__)
