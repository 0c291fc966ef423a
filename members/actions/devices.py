"""Give devices their report-only passes, and take them back (ADR 0060)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Final

from members import audit, passes
from members.access import Viewer, acting_in, holding
from members.ids import new_id
from members.models import AuditEvent, DevicePass, EnrolmentCode

#: Long enough to walk to a till; too short for a photograph of the screen to be of use.
LIVES: Final = timedelta(minutes=15)

# Lower-case letters and figures that are hard to mistake, as the code may have to be typed.
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS: Final = 16


class CodeNotValid(ValueError):
    """An enrolment code is used, expired or was never made; which of these is not told."""


@dataclass(frozen=True)
class Enrolment:
    """A device to be: what it is called, whose it is, and where it stands if in one place."""

    label: str
    organisation_id: int
    premises_id: int | None = None


def new_code(randomness: bytes | None = None) -> str:
    """Return a code such as ``7kqf-2m4x-90ab-cdef``: 80 random bits, for a quarter of an hour.

    Parameters
    ----------
    randomness : 10 bytes; drawn from the system's generator unless given.
    """
    number = int.from_bytes(randomness if randomness is not None else token_bytes(10))
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LETTERS)))
    return "-".join(letters[start : start + 4] for start in range(0, _LETTERS, 4))


def make_code(*, viewer: Viewer, enrolment: Enrolment, at: datetime) -> str:
    """Make a one-time code for a device and return it; only its hash stays.

    The business and the premises are ones that the viewer may see: the form offers no others.
    """
    code = new_code()
    with acting_in(viewer.district.pk, viewer.audience, person_id=viewer.person_id):
        made = EnrolmentCode(
            id=new_id(at),
            district=viewer.district,
            organisation_id=enrolment.organisation_id,
            premises_id=enrolment.premises_id,
            label=enrolment.label,
            code_sha256=passes.hash_of(code),
            made_at=at,
            made_by_id=viewer.person_id,
            expires_at=at + LIVES,
        )
        made.save(force_insert=True)
        audit.record(
            district_id=viewer.district.pk,
            by=viewer.actor,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="enrolment code made",
            code=str(made.pk),
            organisation=enrolment.organisation_id,
        )
    return code


def living_code(code: str, at: datetime) -> EnrolmentCode:
    """Return the enrolment that a code stands for, with its district.

    Raises
    ------
    CodeNotValid
        It is used, expired or none.
    """
    hashed = passes.hash_of(code)
    with holding(hashed):
        living = EnrolmentCode.objects.filter(
            code_sha256=hashed, used_at__isnull=True, expires_at__gt=at
        )
        found = living.select_related("district").first()
    if found is None:
        raise CodeNotValid
    return found


def enrol_device(*, code: str, at: datetime) -> str:
    """Use up a code and return the token of the pass that it was for.

    Raises
    ------
    CodeNotValid
        It is used, expired or none; of two devices at once, the second is told so.
    """
    living = living_code(code, at)
    token = passes.new_token()
    with acting_in(living.district_id):
        unused = EnrolmentCode.objects.filter(pk=living.pk, used_at__isnull=True)
        if unused.update(used_at=at) != 1:
            raise CodeNotValid
        held = DevicePass(
            id=new_id(at),
            district_id=living.district_id,
            organisation_id=living.organisation_id,
            premises_id=living.premises_id,
            label=living.label,
            token_sha256=passes.hash_of(token),
            made_at=at,
            made_by_id=living.made_by_id,
        )
        held.save(force_insert=True)
        audit.record(
            district_id=living.district_id,
            by=f"device {held.pk}",
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="device enrolled",
            code=str(living.pk),
        )
    return token


def revoke_pass(*, held: DevicePass, viewer: Viewer, at: datetime) -> None:
    """End a pass: the next request of its device is that of a stranger. Twice is once."""
    with acting_in(held.district_id, viewer.audience, person_id=viewer.person_id):
        living = DevicePass.objects.living().filter(pk=held.pk)
        if living.update(revoked_at=at, revoked_by_id=viewer.person_id):
            audit.record(
                district_id=held.district_id,
                by=viewer.actor,
                at=at,
                kind=AuditEvent.Kind.ALTERATION,
                what="device revoked",
                device=str(held.pk),
            )
