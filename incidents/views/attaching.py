"""Photographs that come with a plain form: stored before the form is, and not lost with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from incidents.actions import ReportRefused
from incidents.actions.photos import NewPhoto, StoredPhoto, store_photo
from incidents.cleaning import Busy, PhotoRefused, check_kind, in_hand
from incidents.forms import MOST_PHOTOS
from incidents.photo_place import cleaned, photo_folder
from incidents.queries import desk_of
from members.senders import Sender

_BUSY: Final = "Other photographs are being read at this moment. Choose yours again and send."


@dataclass(frozen=True)
class Attached:
    """The keys of a form's photographs, with spaces between; and why one was not taken, if so."""

    keys: str
    refusal: str = ""


def attach(request: HttpRequest, sender: Sender, data: Mapping[str, Any], at: datetime) -> Attached:
    """Store the photographs of a form that has not been checked yet.

    Those that are stored stay for an hour, so a form that is refused for another reason need not
    bring them again.
    """
    earlier = str(data.get("photos", "")).split()
    files = request.FILES.getlist("photo")
    if not files:
        return Attached(" ".join(earlier))
    if _is_welfare(sender, str(data.get("category", ""))):
        return Attached("", "Please take no photograph of anybody who sleeps rough.")
    if len(files) + len(earlier) > MOST_PHOTOS:
        return Attached(" ".join(earlier), "Send three photographs at most.")
    found, refusal = store_all(sender, files, str(data.get("key", "")), at)
    new = [str(one.photo.client_key) for one in found]
    return Attached(" ".join(dict.fromkeys([*earlier, *new])), refusal)


def store_all(
    sender: Sender, files: Sequence[UploadedFile[bytes]], form_key: str, at: datetime
) -> tuple[list[StoredPhoto], str]:
    """Return the photographs that were stored, and why the first other one was not."""
    found: list[StoredPhoto] = []
    try:
        with in_hand():
            for file in files:
                content = bytes(file.read())
                check_kind(content)
                found.append(_store(sender, content, form_key, at))
    except (PhotoRefused, ReportRefused) as refusal:
        return found, str(refusal)
    except Busy:
        return found, _BUSY
    return found, ""


def _store(sender: Sender, content: bytes, form_key: str, at: datetime) -> StoredPhoto:
    # The same file in the same form has the same key, however often it is sent.
    key = uuid5(_space(form_key), hashlib.sha256(content).hexdigest())
    new = NewPhoto(key, content)
    return store_photo(sender=sender, new=new, folder=photo_folder(), clean=cleaned, at=at)


def _space(form_key: str) -> UUID:
    try:
        return UUID(form_key)
    except ValueError:  # the form says so itself
        return UUID(int=0)


def _is_welfare(sender: Sender, category: str) -> bool:
    return any(one.welfare for one in desk_of(sender).categories if one.code == category)
