"""The plain ground under a district's maps, and the operator's tiles in its place."""

from typing import Final

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.byte_ranges import RangeRefused, one_range
from layers.queries.basemap import ground_of, operators_tiles
from members.access import Viewer, only_for
from members.audiences import Audience

_EVERYBODY_OF_IT: Final = frozenset(Audience)
_PMTILES: Final = "application/vnd.pmtiles"
_LONGEST_PART: Final = 4 * 1024 * 1024  # A tile or a directory has a hundredth of that.


@require_safe
@only_for(_EVERYBODY_OF_IT)
def basemap(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send streets, areas, names and the boundary of a district as GeoJSON."""
    ground = ground_of(viewer.district, timezone.localdate())
    return JsonResponse(ground, content_type="application/geo+json")


@require_safe
@only_for(_EVERYBODY_OF_IT)
def basemap_tiles(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Send the operator's PMTiles file, or the one part of it that a Range header asks for."""
    path = None if viewer.district.invented else operators_tiles().file
    if path is None:
        raise Http404
    file = path.open("rb")
    wanted = request.headers.get("Range")
    if wanted is None:
        return FileResponse(file, content_type=_PMTILES, headers={"Accept-Ranges": "bytes"})
    with file:
        size = path.stat().st_size
        try:
            part = one_range(wanted, size=size, most=_LONGEST_PART)
        except RangeRefused:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(part.start)
        said = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
        return HttpResponse(file.read(len(part)), status=206, content_type=_PMTILES, headers=said)
