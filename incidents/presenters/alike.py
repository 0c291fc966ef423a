"""Another's report in rough words: what, about where, about when."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from incidents.queries.alike import AlikeReport


def in_words(one: AlikeReport, *, at: datetime) -> str:
    """Return a line such as ``Begging near Example Row, in the last hour``."""
    where = f"near {one.place}" if one.place else "near by"
    return f"{one.label} {where}, {_when(one.occurred_at, at)}"


def _when(moment: datetime, at: datetime) -> str:
    hours = (at - moment).total_seconds() / 3600
    if hours < 1:
        return "in the last hour"
    if hours < 6:
        return f"about {round(hours) or 1} hours ago" if hours >= 1.5 else "about an hour ago"
    days = (timezone.localdate(at) - timezone.localdate(moment)).days
    if days == 0:
        return "earlier today"
    return "yesterday" if days == 1 else f"{days} days ago"
