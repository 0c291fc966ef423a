"""The page of what can be printed and passed on, from files that are only names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.front import payloads


def week_files() -> Any:
    """Return the files of a week as operations see them."""
    from hotspots.models import WeeklyMap
    from hotspots.presenters.monday import taking
    from hotspots.weekly.weeks import Week

    rows = [
        WeeklyMap(id=UUID(int=number), version=version, medium=medium, size=120_000 * number + 900)
        for number, (version, medium) in enumerate(
            (version, medium)
            for version in WeeklyMap.Version.values
            for medium in WeeklyMap.Medium.values
        )
    ]
    return taking.week(Week(2026, 46), rows)


def files(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the page with a week, or without any yet."""
    from hotspots.presenters.monday import taking
    from hotspots.weekly.weeks import Week

    weeks = [week_files(), taking.week(Week(2026, 45), [])] if kind == "full" else []
    context = {
        "district": payloads.payload()["district"],
        "weeks": weeks,
        "wants_letter": kind == "full",
    }
    return render(request, "hotspots/weekly_files.html", context)


urlpatterns = [path("monday/<slug:kind>/", files)]
