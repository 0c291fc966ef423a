"""Where reports gather: one page, and its file; both shape one stored payload."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.models import Analysis
from hotspots.presenters import concentration as presenter
from hotspots.presenters import downloads
from hotspots.presenters.downloads import Taken
from hotspots.presenters.page import period_choices
from hotspots.queries import CONCENTRATION, Published
from hotspots.views.published import chosen_of, payload_of
from hotspots.views.sending import as_csv, as_geopackage
from members.access import Viewer, only_for


@require_safe
@only_for(CONCENTRATION.readers)
def concentration(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the concentration of a year, or say that there is none yet."""
    choices = _choices(viewer)
    if not choices:
        context = {"district": viewer.district, "cannot_tell": presenter.CANNOT_TELL}
        return render(request, "hotspots/concentration_empty.html", context)
    chosen = chosen_of(request, choices)
    context = {
        "district": viewer.district,
        "page": presenter.concentration_page(
            payload_of(viewer, Analysis.Kind.CONCENTRATION, chosen)
        ),
        "periods": period_choices([one.period for one in choices], chosen.period),
        "methods_url": reverse("hotspots:methods", args=[viewer.district.slug]),
        **_addresses(viewer.district.slug, chosen),
    }
    return render(request, "hotspots/concentration.html", context)


@require_safe
@only_for(CONCENTRATION.readers)
def concentration_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the count of every hexagon with a report as CSV."""
    return as_csv(_taken(request, viewer))


@require_safe
@only_for(CONCENTRATION.readers)
def concentration_geopackage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send hexagons and repeats as a GeoPackage, with its data dictionary inside."""
    return as_geopackage(_taken(request, viewer))


def _taken(request: HttpRequest, viewer: Viewer) -> Taken:
    chosen = chosen_of(request, _choices(viewer))
    return downloads.concentration.taken(payload_of(viewer, Analysis.Kind.CONCENTRATION, chosen))


def _addresses(slug: str, chosen: Published) -> dict[str, str]:
    query = f"?period={chosen.period.slug}"
    return {
        "csv_url": reverse("hotspots:concentration_csv", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:concentration_geopackage", args=[slug]) + query,
    }


def _choices(viewer: Viewer) -> list[Published]:
    return queries.published_of(viewer.district, Analysis.Kind.CONCENTRATION, viewer.audience)
