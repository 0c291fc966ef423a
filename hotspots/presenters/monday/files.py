"""The files of a week, as bytes. Importing this takes seconds: for commands and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from hotspots.actions.weekly_maps import MadeFile
from hotspots.models import WeeklyMap
from hotspots.presenters import pdf
from hotspots.presenters.monday import one_file, paper, words

Payload = Mapping[str, Any]


def weekly_pdf(payload: Payload, ground: Mapping[str, Any]) -> bytes:
    """Return a week as a tagged A4 PDF, the same for the same payload and ground.

    Parameters
    ----------
    payload : mapping
        A stored week (`hotspots.weekly.shape.WeeklyPayload`), of any version.
    ground : mapping
        GeoJSON features of the ground, as `layers.queries.basemap.ground_of` returns them.

    Raises
    ------
    pdf.NotPrintable, built.FrontEndNotBuilt
        If it cannot be made.
    """
    shown = paper.paper(payload, ground)
    html = render_to_string("hotspots/print/weekly.html", {"paper": shown})
    return pdf.pdf_of(html, title=words.title(payload))


def files_of(versions: Mapping[str, Payload], ground: Mapping[str, Any]) -> list[MadeFile]:
    """Return the PDF and the one-file map of each version of a week."""
    medium = WeeklyMap.Medium
    found = []
    for name, payload in versions.items():
        version = name.upper()
        found.append(MadeFile(version, medium.PDF, weekly_pdf(payload, ground)))
        page = one_file.weekly_html(payload, ground)
        found.append(MadeFile(version, medium.HTML, page.encode()))
    return found
