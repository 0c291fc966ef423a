"""A photograph's files come before its row, whole."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

from incidents.models import Photo
from incidents.photo_files import PhotoFolder
from tests.incidents.photo_actions.storing import store

pytestmark = pytest.mark.django_db


def test_file_is_whole_and_synchronised_before_it_has_its_name(tmp_path, monkeypatch):
    steps = []
    real = {name: getattr(os, name) for name in ("fsync", "open")}

    def fsync(descriptor):
        target = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        size = target.stat().st_size if target.is_file() else "folder"
        steps.append(
            ("fsync", "incoming" if target.parent.name == "incoming" else target.name, size)
        )
        real["fsync"](descriptor)

    def rename(self, other):
        steps.append(("rename", other.name, None))
        os.rename(self, other)

    monkeypatch.setattr("incidents.photo_files.os.fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    photo = uuid4()

    PhotoFolder(tmp_path / "photos").put(7, photo, large=b"12345", small=b"123")

    assert steps == [
        ("fsync", "photos", "folder"),  # the district's folder itself, new
        ("fsync", "incoming", 5),
        ("rename", f"{photo}.jpg", None),
        ("fsync", "incoming", 3),
        ("rename", f"{photo}-small.jpg", None),
        ("fsync", "district-7", "folder"),
    ]


def test_row_comes_after_the_files(sender, folder, monkeypatch):
    seen = []
    save = Photo.save

    def watched(self, **options):
        seen.append([one.path.stat().st_size for one in folder.stored(sender.district.pk)])
        save(self, **options)

    monkeypatch.setattr(Photo, "save", watched)

    store(sender, folder, content=b"1234")

    assert seen == [[5, 10]]
