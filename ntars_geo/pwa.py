"""What makes the report page installable: manifest, service worker, and a fresh token to send with.

The worker's script and the names of what it may keep come from here, so that a new release is a
new worker. What it keeps is a short list of files that are the same for everybody; pages with
anybody's data are not in it (`docs/adr/0061-sealed-outbox.md`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

#: All that a device may keep beside the shell page; tested to be readable by anybody.
SHELL_FILES: Final = (
    "ntars/site.css",
    "ntars/report.css",
    "ntars/theme.js",
    "ntars/site.js",
    "ntars/report.js",
    "ntars/report-photo.css",
    "ntars/report-photo.js",
    "ntars/mark.svg",
)
_WORKER: Final = "ntars/sw.js"
_SHELL_PAGE: Final = "incidents/report_shell.html"

#: Takes a worker that went wrong off every device. Reports that wait are not its to touch.
_KILL: Final = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the app that a phone installs."""
    icon = {"type": "image/png", "purpose": "any"}
    content = {
        "id": "/report/",
        "name": "NTARS Geo: report",
        "short_name": "Report",
        "description": "Report anti-social behaviour to your town-centre scheme in 20 seconds.",
        "lang": "en-GB",
        "start_url": reverse("incidents:report_start"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#fbfaf7",
        "icons": [
            {"src": static("ntars/icon-192.png"), "sizes": "192x192", **icon},
            {"src": static("ntars/icon-512.png"), "sizes": "512x512", **icon},
            {
                "src": static("ntars/icon-maskable.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the service worker with its list, or the one that removes it (NTARS_OFFLINE=0)."""
    script = _worker() if settings.OFFLINE else _KILL
    response = HttpResponse(script, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Give this site's own pages a token to send with; no other site can read the answer."""
    return JsonResponse({"token": get_token(request)})


def _worker() -> str:
    script = _script()
    files = [static(name) for name in SHELL_FILES]
    page = render_to_string(_SHELL_PAGE)
    version = hashlib.sha256("\n".join([script, page, *files]).encode()).hexdigest()[:16]
    listed = {"version": version, "shell": reverse("incidents:report_shell"), "files": files}
    return f"self.NTARS = {json.dumps(listed)};\n{script}"


def _script() -> str:
    if staticfiles_storage.exists(_WORKER):
        with staticfiles_storage.open(_WORKER) as file:
            return str(file.read().decode())
    found = finders.find(_WORKER)  # Not collected: tests, and the development server.
    assert isinstance(found, str), "build the front end first: npm ci && npm run build"
    with open(found, encoding="utf-8") as source:
        return source.read()
