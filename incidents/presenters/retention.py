"""How long photographs stay, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from incidents.presenters import words
from incidents.presenters.questions import VersionLine
from incidents.queries.retention import PeriodVersion, Retention
from incidents.retention import AFTER_CLOSING, USUAL_DAYS
from members import formats


@dataclass(frozen=True)
class PhotoPeriodPage:
    """Everything that `incidents/photo_period.html` places."""

    answer: str
    is_usual: bool
    after_closing: int
    kept: str
    held: str
    next_goes: str
    history: list[VersionLine]


def photo_period_page(found: Retention) -> PhotoPeriodPage:
    """Return the page of a district's period."""
    return PhotoPeriodPage(
        answer=f"Photographs stay {found.days} days.",
        is_usual=found.days == USUAL_DAYS,
        after_closing=AFTER_CLOSING.days,
        kept=formats.count_of(found.kept, "photograph") if found.kept else "none",
        held=formats.count_of(found.held, "photograph") if found.held else "none",
        next_goes=formats.day(timezone.localdate(found.next_at)) if found.next_at else "",
        history=[_version(one) for one in found.history],
    )


def differences(before: int, days: int, going: int) -> list[str]:
    """Return what a change does, each as a sentence; none if all stays as it is."""
    if before == days:
        return []
    found = [f"Photographs stay: {before} days → {days} days"]
    if going:
        are = formats.count_of(going, "photograph is", "photographs are")
        found.append(f"{are} older than that, and will be gone within the hour. None comes back.")
    return found


def _version(one: PeriodVersion) -> VersionLine:
    return VersionLine(
        words.moment(one.made_at), one.made_by, [f"{one.before} days → {one.days} days"]
    )
