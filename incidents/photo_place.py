"""Where this installation keeps its photographs, and how it makes them anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from incidents.cleaning import Box, CleanPhoto, clean
from incidents.photo_files import PhotoFolder


def photo_folder() -> PhotoFolder:
    """Return the private folder of photographs."""
    return PhotoFolder(Path(settings.MEDIA_ROOT) / "photos")


def cleaned(content: bytes, boxes: Sequence[Box]) -> CleanPhoto:
    """Return a photograph made anew, when it is this one's turn; see `cleaning.clean`."""
    return clean(content, boxes, turns=photo_folder().turns)
