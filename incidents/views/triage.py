"""Triage: the queue, what is done with a line of it, one incident, and files of what was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.actions import triage as actions
from incidents.models import Category, Incident, Report
from incidents.narrowing import Narrowing, narrowing_from
from incidents.presenters import files as file_presenter
from incidents.presenters import incident as incident_presenter
from incidents.presenters import triage as presenter
from incidents.queries import incident as incident_queries
from incidents.queries import triage as queries
from incidents.queries.bearers import bearers
from incidents.queries.questions import book_for
from incidents.views.reading import or_unavailable, record_reading
from incidents.views.town import town_map
from incidents.views.triage_form import Asked, asked_from
from layers.queries.basemap import edition_of
from layers.strict_text import InputRefused
from members.access import Viewer, only_for
from members.audiences import Audience
from members.models import AuditEvent

#: Everybody else learns of incidents through hand-offs, with receipts (ADR 0062).
TRIAGE: Final = frozenset({Audience.OPERATIONS})


@require_safe
@or_unavailable
@only_for(TRIAGE)
def triage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show one page of the queue, on a map and as a list."""
    at = timezone.now()
    categories = queries.triage_categories(viewer)
    asked = _narrowing(request.GET, categories, at)
    if "days" not in request.GET:  # a quiet week must not hide what waits longer
        asked = queries.widened(viewer, asked)
    found = queries.queue(viewer, asked)
    record_reading(
        viewer,
        "triage queue",
        at=at,
        reports=sum(len(item.reports) for item in found.items),
        show=asked.show.value,
        days=asked.days,
        page=found.page,
        searched=bool(asked.words),
    )
    page = presenter.triage_page(
        found,
        asked,
        categories=categories,
        town=town_map(edition_of(viewer.district, timezone.localdate(at))),
        book=book_for(viewer.district.pk, [item.newest for item in found.items]),
        chosen=_uuid(request.GET.get("at", "")),
    )
    context = {
        "district": viewer.district,
        "page": page,
        "toast": _toast(viewer, request.GET.get("did", ""), categories),
        "bearers": bearers(viewer),
        "me": request.user.get_short_name(),  # type: ignore[union-attr]
    }
    return render(request, "incidents/triage.html", context)


@require_POST
@or_unavailable
@only_for(TRIAGE)
def triage_change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Do one thing with one line of the queue, and go back to where the person was."""
    at = timezone.now()
    narrowing = _narrowing(request.GET, queries.triage_categories(viewer), at)
    try:
        asked = asked_from(request.POST, at=at)
        with transaction.atomic():  # both steps of a waiting report, or neither
            changed = _change(viewer, asked, at)
    except (actions.TriageRefused, InputRefused) as refusal:
        messages.error(request, str(refusal))
        return _back(viewer, narrowing, at=request.POST.get("target", ""))
    if asked.here:
        return HttpResponseRedirect(
            reverse("incidents:incident", args=[viewer.district.slug, changed.pk])
        )
    return _back(viewer, narrowing, at=asked.following or asked.taken or changed.pk, did=changed.pk)


@require_safe
@or_unavailable
@only_for(TRIAGE)
def incident(request: HttpRequest, viewer: Viewer, incident: UUID) -> HttpResponse:
    """Show one incident: its reports, its history, what was done, how it ended."""
    at = timezone.now()
    found = incident_queries.incident_file(viewer, incident)
    if found is None:
        raise Http404
    record_reading(viewer, "incident", at=at, incident=str(incident), reports=len(found.reports))
    categories = queries.triage_categories(viewer)
    context = {
        "district": viewer.district,
        "page": incident_presenter.incident_page(
            found, categories, book_for(viewer.district.pk, found.reports)
        ),
        "bearers": bearers(viewer),
        "me": request.user.get_short_name(),  # type: ignore[union-attr]
    }
    return render(request, "incidents/incident.html", context)


@require_safe
@or_unavailable
@only_for(TRIAGE)
def triage_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the reports that the queue shows, on all its pages, as CSV."""
    return _file(request, viewer, "csv", file_presenter.csv_file)


@require_safe
@or_unavailable
@only_for(TRIAGE)
def triage_gpkg(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the reports that the queue shows, on all its pages, as GeoPackage."""
    return _file(request, viewer, "gpkg", file_presenter.geopackage_file)


def _file(
    request: HttpRequest,
    viewer: Viewer,
    ending: str,
    made: Callable[..., file_presenter.Made],
) -> HttpResponse:
    at = timezone.now()
    asked = _narrowing(request.GET, queries.triage_categories(viewer), at)
    rows = queries.exported(viewer, asked)
    if len(rows) > queries.MOST_EXPORTED:
        raise BadRequest("Narrow the queue: a file holds at most 20,000 reports.")
    record_reading(
        viewer,
        f"reports as {ending}",
        at=at,
        kind=AuditEvent.Kind.DISCLOSURE,
        reports=len(rows),
        recipient=viewer.actor,
        show=asked.show.value,
        days=asked.days,
    )
    file = made(viewer.district, rows, book_for(viewer.district.pk, [row.line for row in rows]))
    name = f"reports-{viewer.district.slug}-{timezone.localdate(at)}.{ending}"
    response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _narrowing(query: QueryDict, categories: list[Category], at: datetime) -> Narrowing:
    try:
        return narrowing_from(query.dict(), categories={one.code for one in categories}, at=at)  # type: ignore[arg-type]
    except InputRefused as refusal:
        raise BadRequest(str(refusal)) from refusal


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _toast(viewer: Viewer, did: str, categories: list[Category]) -> presenter.Toast | None:
    key = _uuid(did)
    changed = Incident.objects.visible_to(viewer).filter(pk=key).first() if key else None
    if changed is None:
        return None
    last = changed.changes.filter(after__version=changed.version).first()
    labels = {one.code: one.label for one in categories}
    return presenter.toast(changed, last, labels) if last else None


def _back(viewer: Viewer, narrowing: Narrowing, **where: object) -> HttpResponse:
    page = None if narrowing.page == 1 else narrowing.page
    address = reverse("incidents:triage", args=[viewer.district.slug])
    query = narrowing.query(page=page, **{key: str(value) for key, value in where.items()})
    return HttpResponseRedirect(f"{address}?{query}")


def _change(viewer: Viewer, asked: Asked, at: datetime) -> Incident:
    """Do what was asked; a waiting report becomes an incident first, unless it joins one."""
    if asked.report is None:
        return _step(viewer, _incident(viewer, asked.incident), asked.version, asked, at)
    report = _report(viewer, asked.report)
    if asked.do == "merge":
        into = _incident(viewer, asked.into)
        return actions.join_report(
            incident=into, report=report, version=into.version, by=viewer.actor, at=at
        )
    chosen = _category(viewer, asked.category) if asked.do == "open" else None
    opened = actions.open_incident(
        report=report, category=chosen, qualifier=asked.qualifier, by=viewer.actor, at=at
    )
    if asked.do == "open":
        return opened
    # A millisecond later, so that the history has an order.
    return _step(viewer, opened, opened.version, asked, at + timedelta(milliseconds=1))


def _step(viewer: Viewer, incident: Incident, version: int, asked: Asked, at: datetime) -> Incident:
    common: dict[str, Any] = {
        "incident": incident,
        "version": version,
        "by": viewer.actor,
        "at": at,
    }
    match asked.do:
        case "open":
            category = _category(viewer, asked.category) or incident.category
            return actions.set_category(category=category, qualifier=asked.qualifier, **common)
        case "take_out":
            return actions.take_out_report(report=_report(viewer, asked.taken), **common)
        case "assign":
            return actions.assign(to=asked.to, **common)
        case "act":
            return actions.record_action(done=asked.done, **common)
        case "close":
            return actions.close_incident(outcome=asked.outcome, **common)
        case "reopen":
            return actions.reopen_incident(**common)
        case "undo":
            return actions.undo_last_change(**common)
    raise actions.TriageRefused("Only a report that waits can be joined to an incident.")


def _incident(viewer: Viewer, key: UUID | None) -> Incident:
    mine = Incident.objects.visible_to(viewer).select_related("category")
    found = mine.filter(pk=key).first() if key else None
    if found is None:
        raise Http404
    return found


def _report(viewer: Viewer, key: UUID | None) -> Report:
    found = Report.objects.visible_to(viewer).filter(pk=key).first() if key else None
    if found is None:
        raise Http404
    return found


def _category(viewer: Viewer, code: str) -> Category | None:
    if not code:
        return None
    found = {one.code: one for one in queries.triage_categories(viewer)}
    if code not in found:
        raise Http404
    return found[code]
