"""The evidence pack of an evaluation: report as PDF, areas as GeoPackage, tables, signature.

WeasyPrint takes seconds to load, so jobs and commands may import this module and views may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.template.loader import render_to_string

from hotspots.evidence.contents import VERSION, pack_of
from hotspots.evidence.signing import Signer
from hotspots.presenters.funding.page import funding_page
from hotspots.presenters.geopackage import Layer, boundary_layer, geopackage
from hotspots.presenters.pdf import pdf_of

Json = Mapping[str, Any]

_AREAS: Final = {
    "key": "as in counts.csv",
    "name": "of the town",
    "role": "here, ring, control or control ring",
}


def evidence_pack(payload: Json, *, keys: Json, signer: Signer) -> bytes:
    """Return the signed pack of what the funder was given; the same payload, the same bytes.

    Raises
    ------
    NotPrintable
        If the report cannot be made into a PDF that everybody can read.
    """
    return pack_of(
        payload,
        pdf=evidence_pdf(payload),
        geopackage=_areas(payload),
        version=VERSION,
        keys=keys,
        signer=signer,
    )


def evidence_pdf(payload: Json) -> bytes:
    """Return the report of an evaluation as a tagged PDF."""
    page = funding_page(payload)
    title = f"Did the money work? {payload['district']['name']}, {page.promise.after}"
    context = {"page": page, "district": payload["district"], "title": title}
    return pdf_of(render_to_string("hotspots/print/evidence.html", context), title=title)


def _areas(payload: Json) -> bytes:
    plan, frozen = payload["frozen"]["plan"], payload["frozen"]
    return geopackage(
        [Layer("areas", _AREAS, frozen["areas"]), boundary_layer(payload["boundary"])],
        {
            "title": "Areas of a frozen funding plan",
            "plan": plan["id"],
            "stamp": payload["stamp"]["sha256"],
            "source": "Boundary of the district and circles or boundaries named in the plan; rings "
            "measured in EPSG:27700.",
            "analysis": payload["analysis"],
        },
        made_at=payload["built_at"],
    )
