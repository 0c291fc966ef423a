"""An operator's PMTiles file is really drawn under the map, fetched part by part from here."""

import io
import struct
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from hotspots.periods import Period
from members.audiences import Audience
from tests.front import payloads
from tests.front.conftest import CHROMIUM, SOFTWARE_GL
from tests.hotspots.test_views import publish

GREEN = (30, 160, 60)
ZOOM = 12


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def one_tile_everywhere(colour: tuple[int, int, int]) -> bytes:
    """Return a PMTiles archive in which every tile of one zoom is the same plain picture."""
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(picture, "PNG")
    tile = picture.getvalue()
    first = (4**ZOOM - 1) // 3
    directory = b"".join(map(varint, (1, first, 4**ZOOM, len(tile), 1)))
    metadata = b"{}"
    start = 127
    ends = (start + len(directory), start + len(directory) + len(metadata))
    header = struct.pack(
        "<7sB11Q6B", b"PMTiles", 3, start, len(directory), ends[0], len(metadata), ends[1], 0,
        ends[1], len(tile), 4**ZOOM, 1, 1, 1, 1, 1, 2, ZOOM, ZOOM,
    )  # fmt: skip
    places = struct.pack("<4iB2i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000,
                         ZOOM, -9_000_000, 522_000_000)  # fmt: skip
    return header + places + directory + metadata + tile


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_operators_tiles_lie_under_the_map(
    live_server, client, make_district, make_member, settings, tmp_path: Path
):
    archive = one_tile_everywhere(GREEN)
    (tmp_path / "town.pmtiles").write_bytes(archive)
    settings.BASEMAP_PMTILES = str(tmp_path / "town.pmtiles")
    settings.BASEMAP_ATTRIBUTION = "A map maker"
    settings.SESSION_COOKIE_NAME = "session"  # Browsers refuse `__Host-` over plain http.
    settings.SESSION_COOKIE_SECURE = False
    town = make_district("northampton")
    period = Period(date(2025, 11, 1), date(2026, 11, 1))
    publish(town, Audience.ANALYST, period, payloads.real_district())
    client.force_login(make_member(town, Audience.ANALYST))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    statuses: list[int] = []

    # Nothing may ask the database while Playwright's event loop runs in this thread.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE_GL)
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.on(
            "response",
            lambda r: statuses.append(r.status) if r.url.endswith(".pmtiles") else None,
        )
        page.goto(f"{live_server.url}/d/northampton/contrast/")
        page.wait_for_selector(".map-gl.is-ready")
        page.wait_for_load_state("networkidle")
        shot = page.locator(".map-gl canvas").first.screenshot()
        named = page.get_by_text("A map maker").count()
        chromium.close()

    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(picture.width * picture.height) or []}
    assert set(statuses) == {206}
    assert GREEN in colours
    assert named == 1
