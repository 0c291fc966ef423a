"""The map that everybody may see, signed in or not: one page and its files.

The same bytes go to everybody, so they are made once of each published quarter, keep no cookie
and may be kept by browsers for a minute. The reader's own name is nowhere on the page.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.models import Analysis
from hotspots.presenters import public_files, public_map
from hotspots.queries import Published
from hotspots.views.kept import SHELF
from layers.queries.basemap import ground_of
from members.access import acting_in
from members.audiences import Audience
from members.models import District

P = ParamSpec("P")

_HTML: Final = "text/html; charset=utf-8"
_KEEP: Final = "public, max-age=60"  # seconds: a new quarter is seen within a minute

View = Callable[Concatenate[HttpRequest, District, P], HttpResponse]


def _for_everybody(view: View[P]) -> Callable[..., HttpResponse]:
    """Let everybody in; the view sees one district's rows, as the public."""

    @wraps(view)
    def inner(
        request: HttpRequest, district: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        found = get_object_or_404(District, slug=district)
        with acting_in(found.pk, Audience.PUBLIC):
            return view(request, found, *args, **kwargs)

    return inner


@require_safe
@_for_everybody
def public_map_page(request: HttpRequest, district: District) -> HttpResponse:
    """Show the map of a quarter, or say that there is none yet."""
    stored = _published(district)
    if not stored:
        return _sent(request, district, "empty", lambda: _empty(district), _HTML)
    chosen = _chosen(request, stored)
    # The chooser names every quarter, so a new one makes a new page.
    name = f"page {chosen.analysis_id} of {len(stored)}"
    return _sent(request, district, name, lambda: _page(district, chosen, stored), _HTML)


@require_safe
@_for_everybody
def public_map_csv(request: HttpRequest, district: District) -> HttpResponse:
    """Send a quarter as CSV."""
    return _file(request, district, "csv", public_files.csv_file)


@require_safe
@_for_everybody
def public_map_geojson(request: HttpRequest, district: District) -> HttpResponse:
    """Send a quarter as GeoJSON."""
    return _file(request, district, "geojson", public_files.geojson_file)


@require_safe
@_for_everybody
def public_map_geopackage(request: HttpRequest, district: District) -> HttpResponse:
    """Send a quarter as a GeoPackage, with its data dictionary inside."""
    return _file(request, district, "gpkg", public_files.geopackage_file)


_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}


def _file(
    request: HttpRequest,
    district: District,
    ending: str,
    make: Callable[[Mapping[str, Any]], bytes],
) -> HttpResponse:
    stored = _published(district)
    if not stored:
        raise Http404
    chosen = _chosen(request, stored)
    answer = _sent(
        request,
        district,
        f"{ending} {chosen.analysis_id}",
        lambda: make(_payload(district, chosen)),
        _TYPES[ending],
    )
    name = f"public-map-{district.slug}-{public_map.quarter_slug(chosen.period)}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _published(district: District) -> list[Published]:
    return queries.published_of(district, Analysis.Kind.PUBLIC_MAP, Audience.PUBLIC)


def _chosen(request: HttpRequest, stored: list[Published]) -> Published:
    """Return the quarter asked for, or the latest; whatever else is asked for does not exist."""
    if "quarter" not in request.GET:
        return stored[0]
    asked = request.GET["quarter"]
    for one in stored:
        if public_map.quarter_slug(one.period) == asked:
            return one
    raise Http404


def _payload(district: District, chosen: Published) -> Mapping[str, Any]:
    return queries.payload_of(
        district,
        Analysis.Kind.PUBLIC_MAP,
        Audience.PUBLIC,
        chosen.period.start,
        chosen.period.end,
    )


def _page(district: District, chosen: Published, stored: list[Published]) -> bytes:
    payload = _payload(district, chosen)
    query = f"?quarter={public_map.quarter_slug(chosen.period)}"
    context = {
        "district": district,
        "page": public_map.public_page(payload, ground_of(district, chosen.period.last)),
        "quarters": public_map.choices([one.period for one in stored], chosen.period),
        "methods_url": _methods(district),
        **{
            f"{ending}_url": reverse(f"hotspots:public_map_{name}", args=[district.slug]) + query
            for ending, name in (("csv", "csv"), ("geojson", "geojson"), ("gpkg", "geopackage"))
        },
    }
    # Without the request: nothing of a reader may get into what everybody is sent.
    return render_to_string("hotspots/public_map.html", context).encode()


def _empty(district: District) -> bytes:
    context = {
        "district": district,
        "about": public_map.ABOUT,
        "cannot_tell": public_map.CANNOT_TELL,
        "methods_url": _methods(district),
    }
    return render_to_string("hotspots/public_map_empty.html", context).encode()


def _methods(district: District) -> str:
    """Return where the methods stand, which everybody may read."""
    return reverse("hotspots:methods", args=[district.slug])


def _sent(
    request: HttpRequest,
    district: District,
    name: str,
    make: Callable[[], bytes],
    content_type: str,
) -> HttpResponse:
    """Answer with bytes from the shelf, packed if the browser takes that, or with 304."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    packed, ending = (lambda: gzip.compress(make(), 6, mtime=0), "gzip") if packs else (make, "")
    kept = SHELF.get((district.pk, Audience.PUBLIC.value, f"{name} {ending}"), packed)
    etag = f'"{district.slug}.public.{kept.sha256[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(kept.body, content_type=content_type)
        if packs:
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = _KEEP
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
