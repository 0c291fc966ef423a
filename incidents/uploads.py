"""Photographs in plain forms: held in memory, never written down as they came, and not too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Three of a phone's photographs; nginx stops at 15 MiB.
MOST_TOGETHER: Final = 15_000_000
_TAKES_PHOTOS: Final = frozenset({"incidents:report", "incidents:add_photo"})


class InMemory(MemoryFileUploadHandler):
    """Hold every file in memory: Django's other handler would write what was sent to a disk."""

    def handle_raw_input(self, *arguments: Any, **options: Any) -> None:
        """Take the files of this request, whatever their size; the middleware has limited it."""
        self.activated = True


class PhotoUploads:
    """Give the two forms that take photographs their own limits, before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Refuse what is too large by its announced length; hold the rest in memory."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in _TAKES_PHOTOS or request.method != "POST":
            return None
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:20]) > MOST_TOGETHER:  # without one nothing is read
            # Without the request: its context processors could read the body.
            return render(None, "incidents/photos_too_large.html", status=413)
        request.upload_handlers = [InMemory(request)]
        return None
