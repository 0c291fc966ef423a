"""One incident with its reports and its whole history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from incidents.models import ActionTaken, Incident, IncidentChange
from incidents.queries.photos import PhotoShown, photos_of
from incidents.queries.report_lines import ReportLine, lines_by_incident
from members.access import Viewer
from members.models import Organisation, Person


@dataclass(frozen=True)
class IncidentFile:
    """An incident, its reports newest first, its changes oldest first, what was done, by name."""

    incident: Incident
    reports: list[ReportLine]
    photos: dict[UUID, list[PhotoShown]]
    changes: list[IncidentChange]
    actions: dict[str, ActionTaken]
    names: dict[str, str]


def incident_file(viewer: Viewer, incident_id: UUID) -> IncidentFile | None:
    """Return everything about one incident that a viewer may read, or None."""
    mine = Incident.objects.visible_to(viewer).select_related("category")
    incident = mine.filter(pk=incident_id).first()
    if incident is None:
        return None
    changes = in_order(incident)
    reports = lines_by_incident(viewer, [incident.pk])[incident.pk]
    return IncidentFile(
        incident=incident,
        reports=reports,
        photos=photos_of(viewer, [one.id for one in reports]),
        changes=changes,
        actions={str(one.pk): one for one in incident.actions.all()},
        names=names_of(changes),
    )


def in_order(incident: Incident) -> list[IncidentChange]:
    """Return the changes of an incident, oldest first."""
    return list(incident.changes.order_by("after__version", "pk"))


def names_of(changes: Iterable[IncidentChange]) -> dict[str, str]:
    """Return how those who made some changes are called, and businesses named in them."""
    people = {one.made_by for one in changes if one.made_by.startswith("person ")}
    ids = [int(actor.split()[1]) for actor in people]
    found = Person.objects.filter(pk__in=ids).values_list("pk", "name")
    businesses = {one.after["organisation"] for one in changes if "organisation" in one.after}
    named = Organisation.objects.filter(pk__in=businesses).values_list("pk", "name")
    return {
        **{f"person {pk}": name for pk, name in found},
        **{f"organisation {pk}": name for pk, name in named},
    }
