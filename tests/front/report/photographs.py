"""What the photograph tests do with the page, and where they look afterwards."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from incidents.models import Photo
from incidents.photo_place import photo_folder
from members.access import acting_in
from members.models import District
from tests.incidents import pictures

BROKEN = b"\xff\xd8\xff\xe0" + b"not a picture at all " * 20


def choose(
    page: Page, *contents: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg"
) -> None:
    """Choose files as somebody does in the phone's own dialog."""
    files = [{"name": name, "mimeType": kind, "buffer": content} for content in contents]
    page.locator("#id_photos").set_input_files(files)


def tray(page: Page) -> Locator:
    return page.locator("[data-tray] li")


def stored() -> list[Photo]:
    with acting_in(District.objects.get(slug="exampleton").pk):
        return list(Photo.objects.order_by("stored_at", "pk"))


def picture_of(photo: Photo) -> Any:
    return pictures.opened(photo_folder().large(photo.district_id, photo.pk).read_bytes())


def is_black(pixel: tuple[int, int, int]) -> bool:
    return max(pixel) < 20
