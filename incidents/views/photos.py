"""Show a photograph to whoever may see its report."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.photo_place import photo_folder
from incidents.queries.photos import photo_seen
from incidents.querysets import PHOTO_READERS
from incidents.views.reading import or_unavailable, record_reading
from members.access import Viewer, only_for

logger = logging.getLogger(__name__)

SIZES: Final = ("large", "small")


@require_safe
@or_unavailable
@only_for(PHOTO_READERS)
def photo(request: HttpRequest, viewer: Viewer, photo: UUID, size: str) -> HttpResponse:
    """Send one photograph, large or small; each sending is a reading, and is recorded first.

    Whole or not at all: no ranges, no validators, so that nothing can be asked for by the tags of
    what somebody else has seen.
    """
    found = photo_seen(viewer, photo)
    if found is None or size not in SIZES:
        raise Http404
    report = str(found.report_id)
    record_reading(viewer, "photo", at=timezone.now(), photo=str(photo), report=report, size=size)
    place = photo_folder()
    path = place.large if size == "large" else place.small
    try:
        content = path(viewer.district.pk, photo).read_bytes()
    except FileNotFoundError:
        logger.exception("Unable to find the file of photo %s", photo)
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = f'inline; filename="photo-{photo}.jpg"'
    return response
