"""Who sends: a person of a member, or a device that holds a report-only pass.

A pass is a random token in a cookie of the device. Only its hash is stored, so nobody who reads
the database can report as the device. It opens nothing but reporting (ADR 0060).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from secrets import token_urlsafe
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members.access import act_where_the_pass_belongs, acting_in, holding, memberships_of
from members.audiences import REPORTERS
from members.models import DevicePass, District, Organisation, Person
from members.querysets import DevicePassQuerySet
from members.senders import Sender

#: As long as browsers keep any cookie (RFC 6265bis, section 5.5).
_LIFE_SECONDS: Final = 400 * 24 * 60 * 60
_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a token of 32 random bytes, in 43 characters that an address can hold."""
    return token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Return the SHA-256 of a token or code, in hex: all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def sender_of(request: HttpRequest, district_slug: str | None = None) -> Sender | None:
    """Return who would send a report with this request, or None if nobody may.

    The person who is signed in comes first, if they report for a business; else the device,
    if it holds a pass that lives. With `district_slug`, only a sender of that district. Sending
    needs no second factor: that is for reading.
    """
    user = getattr(request, "user", None) or AnonymousUser()
    return _person_sending(user, district_slug) or _device_sending(request, district_slug)


def pass_held(request: HttpRequest) -> DevicePass | None:
    """Return the living pass that this device holds, with its district, or None."""
    hashed = _hash_held(request)
    if hashed is None:
        return None
    with holding(hashed):
        return _living(hashed).first()


def _hash_held(request: HttpRequest) -> str | None:
    token = request.COOKIES.get(settings.PASS_COOKIE_NAME, "")
    return hash_of(token) if _TOKEN.fullmatch(token) else None


def _living(hashed: str) -> DevicePassQuerySet:
    return DevicePass.objects.living().filter(token_sha256=hashed).select_related("district")


def give_pass(response: HttpResponse, token: str) -> None:
    """Put a pass into the device's keeping; scripts cannot read it, other sites cannot send it."""
    response.set_cookie(
        settings.PASS_COOKIE_NAME,
        token,
        max_age=_LIFE_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )


def _person_sending(user: Person | AnonymousUser, district_slug: str | None) -> Sender | None:
    today = timezone.localdate()
    for membership in memberships_of(user, today):
        if (
            membership.audience in REPORTERS
            and membership.organisation_id is not None
            and district_slug in (None, membership.district.slug)
            and _is_member(membership.district, membership.organisation_id, today)
        ):
            return Sender(
                membership.district, membership.organisation_id, person_id=membership.person_id
            )
    return None


def _device_sending(request: HttpRequest, district_slug: str | None) -> Sender | None:
    hashed, today = _hash_held(request), timezone.localdate()
    if hashed is None:
        return None
    with holding(hashed):
        act_where_the_pass_belongs(hashed)
        held = _living(hashed).of_members(today).first()
    if held is None or district_slug not in (None, held.district.slug):
        return None
    if held.last_used_on != today:
        _note_use(held, today)
    return Sender(held.district, held.organisation_id, held.premises_id, device_id=held.pk)


def _note_use(held: DevicePass, today: date) -> None:
    """Note the day, once a day, so that whoever runs the devices sees which lie unused."""
    with acting_in(held.district_id):
        DevicePass.objects.filter(pk=held.pk).update(last_used_on=today)


def _is_member(district: District, organisation_id: int, on: date) -> bool:
    """Tell whether a business belongs to the scheme on a day; those who left report no more."""
    with acting_in(district.pk):
        mine = Organisation.objects.filter(district=district, pk=organisation_id)
        return mine.in_force(on).exists()
