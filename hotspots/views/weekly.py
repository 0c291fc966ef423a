"""The page of a week: what is unusual, where, and what to ask of whom.

Everything shown was computed and cut to what the audience may see when the week was built; a
request reads one stored payload (two, if two weeks are set side by side) and shapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.models import Analysis
from hotspots.presenters import downloads
from hotspots.presenters.downloads import Taken
from hotspots.presenters.monday import taking
from hotspots.presenters.weekly import beside, meanings, page, picture
from hotspots.queries.drift import drifting_lines, note_of
from hotspots.queries.weekly_files import files_of_week
from hotspots.views.sending import as_csv, as_geopackage
from hotspots.weekly.weeks import NoSuchWeek, Week
from incidents.queries.week import own_reports
from layers.queries.basemap import basemap_config, ground_of
from members.access import Viewer, only_for
from members.audiences import WEEK_READERS, Audience

_VERSIONS: Final = {
    "board": Audience.ADMINISTRATOR,
    "briefing": Audience.INTELLIGENCE,
    "members": Audience.MEMBER,
}
"""Versions that operations may look at before they hand them out."""

_IN_THE_SLIDER: Final = 26


@require_safe
@only_for(WEEK_READERS)
def weekly(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a week, by default the last one built, or say that there is none yet."""
    audience = _audience(request, viewer)
    weeks = _built(viewer, audience)
    if not weeks:
        context = {"district": viewer.district, "cannot_tell": meanings.CANNOT_TELL}
        return render(request, "hotspots/weekly/empty.html", context)
    week = _asked(request, "week", weeks) or weeks[-1]
    other = _asked(request, "beside", weeks)
    payload = _payload(viewer, audience, week)
    ground = ground_of(viewer.district, timezone.localdate())
    addresses = {one.name: _address(request, week=one.name) for one in weeks}
    context = {
        "district": viewer.district,
        "page": page.week_page(payload, ground, addresses),
        "beside": other and beside.beside(_payload(viewer, audience, other), payload, ground),
        "beside_name": other.name if other else "",
        "own": _own(viewer, week),
        "map_model": _model(payload, viewer),
        "versions": _versions(request, viewer),
        "files": taking.week(week, files_of_week(viewer, week)),
        **_ways(weeks, week, addresses),
        **_downloads(request, viewer, week),
        "drift": _drift(viewer, payload, week, weeks[-1]),
    }
    return render(request, "hotspots/weekly/page.html", context)


@require_safe
@only_for(WEEK_READERS)
def weekly_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send a week's hexagons as CSV."""
    return as_csv(_taken(request, viewer))


@require_safe
@only_for(WEEK_READERS)
def weekly_geopackage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send a week as a GeoPackage, with its data dictionary inside."""
    return as_geopackage(_taken(request, viewer))


def _taken(request: HttpRequest, viewer: Viewer) -> Taken:
    audience = _audience(request, viewer)
    weeks = _built(viewer, audience)
    if not weeks:
        raise Http404
    week = _asked(request, "week", weeks) or weeks[-1]
    return downloads.week.taken(_payload(viewer, audience, week))


def _audience(request: HttpRequest, viewer: Viewer) -> Audience:
    """Return whose version is shown: the reader's own, or for operations the one asked for."""
    name = request.GET.get("version")
    if name is None:
        return viewer.audience
    if viewer.audience != Audience.OPERATIONS or name not in _VERSIONS:
        raise Http404
    return _VERSIONS[name]


def _built(viewer: Viewer, audience: Audience) -> list[Week]:
    """Return the weeks that an audience was given, the oldest first."""
    found = queries.published_of(viewer.district, Analysis.Kind.WEEKLY, audience)
    return sorted(Week.of(one.period.start) for one in found)


def _asked(request: HttpRequest, name: str, weeks: list[Week]) -> Week | None:
    """Return the week that a parameter names; only one that was built exists."""
    if name not in request.GET:
        return None
    try:
        week = Week.named(request.GET[name])
    except NoSuchWeek as error:
        raise Http404 from error
    if week not in weeks:
        raise Http404
    return week


def _payload(viewer: Viewer, audience: Audience, week: Week) -> Mapping[str, Any]:
    return queries.payload_of(viewer.district, Analysis.Kind.WEEKLY, audience, week.start, week.end)


def _model(payload: Mapping[str, Any], viewer: Viewer) -> dict[str, Any] | None:
    if not payload["cells"]:  # the small hexagons of the members' version stay a drawing
        return None
    return picture.model(
        payload,
        basemap_url=reverse("basemap", args=[viewer.district.slug]),
        tiles=basemap_config(viewer.district),
    )


def _own(viewer: Viewer, week: Week) -> int | None:
    """Return how many reports of the week are the reader's own, for those who report."""
    if viewer.audience not in (Audience.MEMBER, Audience.MANAGER):
        return None
    return own_reports(viewer, week.begins_at, week.ends_at)


def _address(request: HttpRequest, **changes: str) -> str:
    """Return the address of this page with the version kept and other parameters changed."""
    query = request.GET.copy()
    for name in list(query):
        if name != "version":
            del query[name]
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _drift(
    viewer: Viewer, payload: Mapping[str, Any], week: Week, last: Week
) -> dict[str, Any] | None:
    """Return what operations are told of a drift in their own version, and whether to ask."""
    is_own = payload["version"] == "operations" and viewer.audience == Audience.OPERATIONS
    lines = drifting_lines(payload) if is_own else []
    if not lines:
        return None
    note = note_of(viewer.district, week)
    return {"week": week.name, "note": note, "asks": note is None and week == last}


def _downloads(request: HttpRequest, viewer: Viewer, week: Week) -> dict[str, str]:
    """Return where the files of the version and the week shown are."""
    query = _address(request, week=week.name).removeprefix(request.path)
    slug = viewer.district.slug
    return {
        "csv_url": reverse("hotspots:weekly_csv", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:weekly_geopackage", args=[slug]) + query,
        "methods_url": reverse("hotspots:methods", args=[slug]),
    }


def _versions(request: HttpRequest, viewer: Viewer) -> list[dict[str, Any]]:
    if viewer.audience != Audience.OPERATIONS:
        return []
    shown = request.GET.get("version", "")
    week = f"week={request.GET['week']}&" if "week" in request.GET else ""
    return [
        {
            "words": name.capitalize(),
            "href": f"{request.path}?{week}version={value}" if value else f"{request.path}?{week}",
            "here": shown == value,
        }
        for name, value in (("operations", ""), *((one, one) for one in _VERSIONS))
    ]


def _ways(weeks: list[Week], week: Week, addresses: Mapping[str, str]) -> dict[str, Any]:
    """Return the ways to other weeks: before, after, the latest, and the slider's."""
    at = weeks.index(week)
    near = weeks[max(0, min(at + 1, len(weeks)) - _IN_THE_SLIDER) :][:_IN_THE_SLIDER]
    link = {one: {"href": addresses[one.name], "words": one.words} for one in weeks}
    return {
        "before": link[weeks[at - 1]] if at else None,
        "after": link[weeks[at + 1]] if at + 1 < len(weeks) else None,
        "latest": link[weeks[-1]] if at + 1 < len(weeks) else None,
        "slider": {
            "weeks": [{"name": one.name, **link[one]} for one in near],
            "at": near.index(week),
        },
        "choices": [
            {"value": one.name, "words": one.words} for one in reversed(weeks) if one != week
        ],
    }
