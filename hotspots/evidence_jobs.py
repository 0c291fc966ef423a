"""Background work that prints: the signed evidence packs. Loading WeasyPrint takes seconds."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from hotspots import queries
from hotspots.actions import evidence
from hotspots.evidence.signing import NoSigningKey
from hotspots.presenters.funding.pack import evidence_pack
from members.access import acting_in
from members.models import District

logger = logging.getLogger(__name__)


def sign_evidence() -> dict[str, Any]:
    """Make the signed pack of every evaluation that has none; a district fails alone."""
    made: dict[str, Any] = {}
    for district in District.objects.order_by("pk"):
        try:
            made[district.slug] = sign_packs_of(district, by="job sign_evidence")
        except NoSigningKey as reason:
            made[district.slug] = str(reason)
        except Exception:
            logger.exception("Unable to make the evidence packs of district %s", district.pk)
            made[district.slug] = "failed"
    return made


def sign_packs_of(district: District, *, by: str) -> int:
    """Make a district's missing packs, and return how many there were.

    Raises
    ------
    NoSigningKey
        If there is one to make and no key to sign it with.
    """
    with acting_in(district.pk):
        waiting = queries.packs_to_make(district)
        if not waiting:
            return 0
        signer = evidence.signer_in_use(Path(settings.EVIDENCE_KEY))
        for disclosed in waiting:
            content = evidence_pack(disclosed.payload, keys=queries.published_keys(), signer=signer)
            evidence.keep_pack(
                disclosed=disclosed,
                content=content,
                key_id=signer.key_id,
                by=by,
                at=timezone.now(),
            )
    return len(waiting)
