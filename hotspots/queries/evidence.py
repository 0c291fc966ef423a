"""Signing keys and signed packs: what is published, what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from hotspots.models import Analysis, Disclosed, EvidencePack, SigningKey
from members.audiences import Audience
from members.models import District

Json = dict[str, Any]


def published_keys() -> Json:
    """Return every public key that packs were or are signed with, newest first."""
    keys = SigningKey.objects.order_by("-since", "pk")
    return {
        "published_at": f"{settings.BASE_URL}{reverse('hotspots:evidence_keys')}",
        "algorithm": "Ed25519",
        "keys": [
            {
                "id": one.pk,
                "public": one.public,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in keys
        ],
    }


def packs_to_make(district: District) -> list[Disclosed]:
    """Return what the funder was given of which there is no pack yet."""
    rows = Disclosed.objects.filter(
        district=district,
        audience=Audience.FUNDER.value,
        analysis__kind=Analysis.Kind.FUNDING,
        packs__isnull=True,
    )
    return list(rows.order_by("pk"))


def pack_of_plan(district: District, plan_id: UUID) -> EvidencePack | None:
    """Return the newest pack of a plan; its content is read only when it is asked for."""
    rows = EvidencePack.objects.filter(
        district=district, disclosed__analysis__parameters__frozen__plan__id=str(plan_id)
    )
    return rows.defer("content").order_by("-made_at", "-pk").first()
