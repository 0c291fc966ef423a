"""Take one report from a form, plain or sealed: the same steps, the same answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import sleep
from typing import Any, Final
from uuid import UUID

from incidents import actions
from incidents.actions import Accepted, SentReport
from incidents.forms import ReportForm, moment_of_sealing
from incidents.queries import accepted_at, desk_of
from incidents.queries.photos import photos_sent
from layers.queries.boundaries import NoBoundary
from members.senders import Sender

#: Seconds to wait for the same report that is being accepted at this moment (a double press).
_PAUSES: Final = (0.0, 0.2, 0.5, 1.0)
#: When to come back after sending too fast, in seconds: the limit is by the minute.
RETRY_AFTER: Final = 60


@dataclass(frozen=True)
class Taken:
    """What became of a form: its status as HTTP says it, and the receipt if it was accepted."""

    form: ReportForm
    status: int
    accepted: Accepted | None = None

    @property
    def sentence(self) -> str:
        """Return why the report was not accepted, in one sentence."""
        errors = [error for found in self.form.errors.values() for error in found]
        return str(errors[0]) if errors else ""


def take(
    *, sender: Sender, data: Mapping[str, Any], now: datetime, sealed_at: str | None = None
) -> Taken:
    """Check a form and submit its report, unless it must be a telephone call instead (`stops`)."""
    desk = desk_of(sender)
    for pause in _PAUSES:
        sleep(pause)
        form = ReportForm(data, desk=desk, at=_measured_from(sender, data, now, sealed_at))
        if form.stops or not form.is_valid():
            return Taken(form, 422)
        sent = _with_photos(sender, form)
        if sent is None:
            return Taken(form, 422)
        taken = _submit(sender, form, sent, now)
        if taken.status != 409:
            break
    return taken


def _with_photos(sender: Sender, form: ReportForm) -> SentReport | None:
    """Return the report with the ids of its photographs, or None if one of them is gone."""
    keys = form.cleaned_data["photos"]
    found = photos_sent(sender, keys) if keys else []
    if len(found) < len(keys):
        form.add_error("photos", "A photograph is no longer there. Add it again and send.")
        return None
    return replace(form.sent(), photos=tuple(one.pk for one in found))


def _submit(sender: Sender, form: ReportForm, sent: SentReport, now: datetime) -> Taken:
    try:
        accepted = actions.submit_report(sender=sender, sent=sent, at=now)
    except actions.StillInFlight as refusal:
        form.add_error(None, str(refusal))
        return Taken(form, 409)
    except actions.TooManyReports as refusal:
        form.add_error(None, str(refusal))
        return Taken(form, 429)
    except actions.OutsideDistrict as refusal:
        form.add_error("place", str(refusal))
        return Taken(form, 422)
    except (actions.PhotoNotYours, actions.WelfareTakesNoPhoto) as refusal:
        form.add_error("photos", str(refusal))
        return Taken(form, 422)
    except actions.ReportRefused as refusal:
        form.add_error(None, str(refusal))
        return Taken(form, 422)
    except NoBoundary:
        form.add_error(None, "This scheme takes no reports yet: it has no boundary.")
        return Taken(form, 422)
    return Taken(form, 201 if accepted.is_new else 200, accepted)


def _measured_from(
    sender: Sender, data: Mapping[str, Any], now: datetime, sealed_at: str | None
) -> datetime:
    """Return the moment that "15 minutes ago" counts from: the same, however often it is sent."""
    try:
        earlier = accepted_at(sender, UUID(str(data.get("key", ""))))
    except ValueError:  # The form says so itself.
        earlier = None
    if sealed_at is not None:
        return moment_of_sealing(sealed_at, now, earlier)
    return earlier or now
