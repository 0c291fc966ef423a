"""The plain ground under a district's maps."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.queries.basemap import ground_of
from members.access import Viewer, only_for
from members.audiences import Audience

_EVERYBODY_OF_IT: Final = frozenset(Audience)


@require_safe
@only_for(_EVERYBODY_OF_IT)
def basemap(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send streets, areas, names and the boundary of a district as GeoJSON."""
    ground = ground_of(viewer.district, timezone.localdate())
    return JsonResponse(ground, content_type="application/geo+json")
