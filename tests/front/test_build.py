"""What the build makes: small, whole, without a word to another host."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from PIL import Image

from tests.front.conftest import ROOT


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_first_paint_needs_less_than_thirty_kilobytes(built: Path) -> None:
    needed = ("site.css", "analyses.css", "theme.js", "site.js", "contrast.js")

    assert sum(_packed(built / name) for name in needed) < 30_000


def test_map_library_stays_within_its_budget(built: Path) -> None:
    assert _packed(built / "map-gl.js") < 330_000
    assert _packed(built / "map-worker.js") < 160_000


def test_styles_fetch_nothing_from_elsewhere(built: Path) -> None:
    for sheet in built.glob("*.css"):
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]{0,12})", sheet.read_text())
        assert all(address.startswith(("data:", "#")) for address in addresses), sheet.name


def test_pages_have_no_inline_style_or_handler() -> None:
    for folder in ("ntars_geo/templates", "hotspots/templates"):
        for template in (ROOT / folder).rglob("*.html"):
            text = template.read_text()
            assert " style=" not in text, template
            assert not re.search(r"\son\w+=", text), template


def test_lock_file_names_no_registry_and_pins_by_hash() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert not any("resolved" in entry for entry in packages.values())
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_every_dependency_is_pinned_to_a_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    pins = package["dependencies"] | package["devDependencies"]

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins.values())


def test_report_page_needs_less_than_twenty_kilobytes_of_files(built: Path) -> None:
    needed = ("site.css", "report.css", "theme.js", "site.js", "report.js")

    assert sum(_packed(built / name) for name in needed) < 20_000


def test_icons_are_drawn_whole(built: Path) -> None:
    for name, size in (("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable.png", 512)):
        with Image.open(built / name) as icon:
            icon.load()
            assert icon.size == (size, size)
            assert len(icon.getcolors(maxcolors=4096) or []) > 3
