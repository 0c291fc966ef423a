"""Is it going up or down? One page, and its files; all shape one stored payload."""

from django.http import HttpRequest, HttpResponse
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
from hotspots.views.published import chosen_of, payload_of
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
    chosen = chosen_of(request, choices)
    slug = viewer.district.slug
    context = {
        "district": viewer.district,
        "page": page.trend_page(payload_of(viewer, Analysis.Kind.TREND, chosen)),
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
    chosen = chosen_of(request, _choices(viewer))
    return downloads.trend.taken(payload_of(viewer, Analysis.Kind.TREND, chosen))


def _addresses(slug: str, chosen: Published) -> dict[str, str]:
    query = f"?period={chosen.period.slug}"
    return {
        "csv_url": reverse("hotspots:trend_csv", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:trend_geopackage", args=[slug]) + query,
    }


def _choices(viewer: Viewer) -> list[Published]:
    return queries.published_of(viewer.district, Analysis.Kind.TREND, viewer.audience)
