"""Store a photograph, or let one have waited."""

from __future__ import annotations

import os
from uuid import uuid4

from django.utils import timezone

from incidents.actions.photos import NewPhoto, store_photo
from incidents.cleaning import CleanPhoto
from tests.conftest import MOMENT


def plain(content, boxes):
    return CleanPhoto(b"large " + content, b"small", 2, 1)


def store(sender, folder, *, at=MOMENT, key=None, content=b"one"):
    new = NewPhoto(key or uuid4(), content)
    return store_photo(sender=sender, new=new, folder=folder, clean=plain, at=at).photo


def aged(path, hours=2):
    moment = timezone.now().timestamp() - hours * 3600
    os.utime(path, (moment, moment))
