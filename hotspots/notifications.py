"""The e-mail of a week: its summary in words, and where the rest is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from incidents.actions.outbox import Letter


def weekly_letter(address: str, payload: Mapping[str, Any]) -> Letter:
    """Return the e-mail of a week, made of the version that is safe for a room.

    Mail servers on the way may read it, and people pass it on: it says nothing that could not be
    said aloud at a briefing, to whomever it goes.
    """
    assert payload["version"] == "briefing", "an e-mail is no safer than a room"
    week, district = payload["week"], payload["district"]
    page = reverse("hotspots:weekly", args=[district["slug"]])
    files = reverse("hotspots:weekly_files", args=[district["slug"]])
    base = str(settings.BASE_URL).rstrip("/")
    context = {
        "week": payload,
        "link": f"{base}{page}?week={week['name']}",
        "files": f"{base}{files}",
    }
    return Letter(
        address,
        f"{district['name']}: {week['words']}",
        render_to_string("hotspots/mail/weekly.txt", context),
        render_to_string("hotspots/mail/weekly.html", context),
    )
