"""The contrast of member reports with official statistics: one page and its two files.

Everything shown was computed, and cut to what the audience may see, when the analysis was
built; a request reads one stored payload and shapes it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.presenters import files, maps, notes, page
from hotspots.presenters.downloads import GEOPACKAGE_TYPE
from hotspots.queries import Published
from hotspots.views.kept import SHELF
from hotspots.views.published import chosen_of
from hotspots.views.sending import attached
from layers.queries.basemap import basemap_config, ground_of
from members.access import Viewer, only_for
from members.audiences import CONTRAST_READERS


@require_safe
@only_for(CONTRAST_READERS)
def contrast(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the contrast of a period, or say that there is none yet."""
    choices = queries.published_contrasts(viewer.district, viewer.audience)
    if not choices:
        context = {"district": viewer.district, "cannot_tell": notes.CANNOT_TELL}
        return render(request, "hotspots/contrast_empty.html", context)
    chosen = chosen_of(request, choices)
    # The chooser names every period, so a new one makes a new page.
    name = f"contrast {chosen.analysis_id} of {len(choices)}"
    kept = SHELF.get(
        (viewer.district.pk, viewer.audience.value, name),
        lambda: _content(viewer, chosen, choices).encode(),
    )
    context = {
        "district": viewer.district,
        "months": page.months(chosen.period),
        "made": mark_safe(kept.body.decode()),  # noqa: S308 - what a template made, see the shelf
    }
    return render(request, "hotspots/contrast.html", context)


def _content(viewer: Viewer, chosen: Published, choices: list[Published]) -> str:
    """Return what is the same for every reader of an audience; nothing of the request is in it."""
    payload = queries.contrast_payload(viewer.district, viewer.audience, chosen.period)
    ground = ground_of(viewer.district, timezone.localdate())
    context = {
        "district": viewer.district,
        "page": page.contrast_page(payload, ground),
        "periods": page.period_choices([one.period for one in choices], chosen.period),
        "map_model": maps.model(
            payload,
            basemap_url=reverse("basemap", args=[viewer.district.slug]),
            tiles=basemap_config(viewer.district),
        ),
        **_addresses(viewer, chosen),
    }
    return render_to_string("hotspots/_contrast_content.html", context)


@require_safe
@only_for(CONTRAST_READERS)
def contrast_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the contrast of a period as CSV."""
    payload = _payload(request, viewer)
    text = "".join(files.csv_lines(payload))  # a line for each hexagon: a few kilobytes
    return attached(text.encode(), "text/csv", f"{files.stem(payload)}.csv")


@require_safe
@only_for(CONTRAST_READERS)
def contrast_geojson(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the contrast of a period as GeoJSON."""
    payload = _payload(request, viewer)
    body = json.dumps(files.geojson(payload)).encode()
    return attached(body, "application/geo+json", f"{files.stem(payload)}.geojson")


@require_safe
@only_for(CONTRAST_READERS)
def contrast_geopackage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the contrast of a period as a GeoPackage, with its data dictionary inside."""
    payload = _payload(request, viewer)
    return attached(files.geopackage_file(payload), GEOPACKAGE_TYPE, f"{files.stem(payload)}.gpkg")


def _payload(request: HttpRequest, viewer: Viewer) -> Mapping[str, Any]:
    choices = queries.published_contrasts(viewer.district, viewer.audience)
    chosen = chosen_of(request, choices)
    return queries.contrast_payload(viewer.district, viewer.audience, chosen.period)


def _addresses(viewer: Viewer, chosen: Published) -> dict[str, str]:
    slug = viewer.district.slug
    query = f"?period={chosen.period.slug}"
    return {
        "csv_url": reverse("hotspots:contrast_csv", args=[slug]) + query,
        "geojson_url": reverse("hotspots:contrast_geojson", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:contrast_geopackage", args=[slug]) + query,
        "methods_url": reverse("hotspots:methods", args=[slug]),
    }
