"""Whom triage gives incidents to, and how that list came to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value

from incidents.models import Bearer, BearerList
from incidents.queries.makers import maker_names
from members.access import Viewer
from members.audiences import Audience
from members.models import Membership


@dataclass(frozen=True)
class BearerVersion:
    """One dated version: who made it, and the names by number before it and from it on."""

    made_at: datetime
    made_by: str
    before: Mapping[int, str]
    after: Mapping[int, str]


@dataclass(frozen=True)
class BearerFile:
    """The partners in order, as {number: name}, and the versions that led there, newest first."""

    version: int
    names: Mapping[int, str]
    history: list[BearerVersion]


def bearer_file(district_id: int) -> BearerFile:
    """Return a district's partners with the history of their list."""
    lists = list(BearerList.objects.filter(district=district_id).order_by("version"))
    names: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Bearer.objects.filter(district=district_id).order_by("position")
    for list_id, number, name in rows.values_list("list_id", "number", "name"):
        names[list_id][number] = name
    makers = maker_names(one.made_by for one in lists)
    history = [
        BearerVersion(
            one.made_at, makers[one.made_by], names[before.pk] if before else {}, names[one.pk]
        )
        for before, one in zip([None, *lists], lists, strict=False)
    ]
    newest = lists[-1] if lists else None
    return BearerFile(
        version=newest.version if newest else 0,
        names=names[newest.pk] if newest else {},
        history=history[::-1],
    )


def bearers(viewer: Viewer) -> list[str]:
    """Return who can be given an incident: partners in their order, then operations by name.

    In one query, because every look at the queue asks it.
    """
    newest = BearerList.objects.filter(district=viewer.district).order_by("-version")[:1]
    partners = Bearer.objects.filter(list__in=newest.values("pk"))
    people = Membership.objects.filter(district=viewer.district, audience=Audience.OPERATIONS)
    rows = partners.values_list(Value(0), "position", "name").union(
        people.values_list(Value(1), Value(0), "person__name"), all=True
    )
    return [name for _, _, name in sorted(rows)]
