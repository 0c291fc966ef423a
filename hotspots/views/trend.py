"""Is it going up or down? One page, and its files; all shape one stored payload."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.models import Analysis
from hotspots.presenters import downloads
from hotspots.presenters.downloads import Taken
from hotspots.presenters.page import period_choices
from hotspots.presenters.trend import page
from hotspots.queries import TREND, Published
from hotspots.views.sending import as_csv, as_geopackage
from members.access import Viewer, only_for


@require_safe
@only_for(TREND.readers)
def trend(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the trend up to a month, or say that there is none yet."""
    choices = _choices(viewer)
    if not choices:
        context = {"district": viewer.district, "cannot_tell": page.CANNOT_TELL}
        return render(request, "hotspots/trend_empty.html", context)
    chosen = _chosen(request, choices)
    slug = viewer.district.slug
    context = {
        "district": viewer.district,
        "page": page.trend_page(_payload(viewer, chosen)),
        "periods": period_choices([one.period for one in choices], chosen.period),
        "methods_url": reverse("hotspots:methods", args=[slug]),
        **_addresses(slug, chosen),
    }
    return render(request, "hotspots/trend.html", context)


@require_safe
@only_for(TREND.readers)
def trend_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the trend as CSV, a row for each month."""
    return as_csv(_taken(request, viewer))


@require_safe
@only_for(TREND.readers)
def trend_geopackage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the trend as a GeoPackage of tables, with its data dictionary inside."""
    return as_geopackage(_taken(request, viewer))


def _taken(request: HttpRequest, viewer: Viewer) -> Taken:
    choices = _choices(viewer)
    if not choices:
        raise Http404
    return downloads.trend.taken(_payload(viewer, _chosen(request, choices)))


def _addresses(slug: str, chosen: Published) -> dict[str, str]:
    query = f"?period={chosen.period.slug}"
    return {
        "csv_url": reverse("hotspots:trend_csv", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:trend_geopackage", args=[slug]) + query,
    }


def _choices(viewer: Viewer) -> list[Published]:
    return queries.published_of(viewer.district, Analysis.Kind.TREND, viewer.audience)


def _chosen(request: HttpRequest, choices: list[Published]) -> Published:
    """Return the published trend asked for, or the latest; any other slug does not exist."""
    if "period" not in request.GET:
        return choices[0]
    period = queries.period_from_slug(request.GET["period"], choices)
    if period is None:
        raise Http404
    return next(one for one in choices if one.period == period)


def _payload(viewer: Viewer, chosen: Published) -> Mapping[str, Any]:
    return queries.payload_of(
        viewer.district,
        Analysis.Kind.TREND,
        viewer.audience,
        chosen.period.start,
        chosen.period.end,
    )
