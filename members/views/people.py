"""The people of a business or a district: who belongs, inviting, and ending."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions, audit, queries
from members.access import Viewer, only_for
from members.audiences import Audience
from members.formats import count_of
from members.forms import InvitationForm
from members.models import AuditEvent, Invitation, Membership
from members.permissions import MANAGES_PEOPLE, WHOLE_DISTRICT, may_admit

_MOST_WORDS: Final = 100
_READ_OR_SEND: Final = ["GET", "HEAD", "POST"]


@require_safe
@only_for(MANAGES_PEOPLE)
def people(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List who belongs, and who has been invited."""
    now = timezone.now()
    words, page = _asked(request)
    _consulted(viewer, "people listed", now)
    admits = may_admit(viewer.audience)
    found = queries.people_page(viewer, timezone.localdate(now), words=words, page=page)
    belonging = [
        (one, Audience(one.audience) in admits and one.person_id != viewer.person_id)
        for one in found.people
    ]
    context = {
        "district": viewer.district,
        "belonging": belonging,
        "found": found,
        "words": words,
        "invitations": queries.open_invitations(viewer, now),
    }
    return render(request, "members/people.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(MANAGES_PEOPLE)
def invite(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take a list of addresses; invite all of them, or say line by line why not."""
    now = timezone.now()
    today = timezone.localdate(now)
    known: list[str] = []
    if request.method == "POST":
        # The verdicts tell who of the list belongs already.
        _consulted(viewer, "people compared with a list", now)
        known = [one.person.email for one in queries.people_of(viewer, today)]
    businesses = queries.organisations_of(viewer, today)
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        audiences=may_admit(viewer.audience),
        organisations=businesses,
        known=known,
        own=None if viewer.audience in WHOLE_DISTRICT else next(iter(businesses), None),
    )
    if request.method != "POST" or not form.is_valid():
        context = {"district": viewer.district, "form": form}
        return render(request, "members/invite.html", context)
    invited = actions.invite(viewer=viewer, asked=form.asked, at=now)
    messages.success(request, f"{count_of(len(invited), 'invitation')} on the way.")
    return redirect("members:people", viewer.district.slug)


@require_http_methods(_READ_OR_SEND)
@only_for(MANAGES_PEOPLE)
def end_membership(request: HttpRequest, viewer: Viewer, membership: int) -> HttpResponse:
    """Ask whether somebody leaves, and end their membership at once."""
    now = timezone.now()
    today = timezone.localdate(now)
    _consulted(viewer, "person looked up", now, membership=membership)
    reached = Membership.objects.visible_to(viewer).in_force(today)
    leaver = get_object_or_404(reached.select_related("person"), pk=membership)
    if Audience(leaver.audience) not in may_admit(viewer.audience):
        raise PermissionDenied
    if leaver.person_id == viewer.person_id:
        raise PermissionDenied
    if request.method != "POST":
        context = {"district": viewer.district, "leaver": leaver}
        return render(request, "members/membership_end.html", context)
    actions.end_membership(membership=leaver, ends_on=today, by=viewer.actor, at=now)
    messages.success(request, f"{leaver.person.name} has left and is signed out everywhere.")
    return redirect("members:people", viewer.district.slug)


@require_POST
@only_for(MANAGES_PEOPLE)
def withdraw(request: HttpRequest, viewer: Viewer, invitation: UUID) -> HttpResponse:
    """Kill the link of an invitation."""
    now = timezone.now()
    sent = get_object_or_404(Invitation.objects.visible_to(viewer).open(now), pk=invitation)
    actions.withdraw(invitation=sent, viewer=viewer, at=now)
    messages.success(request, "The invitation is withdrawn.")
    return redirect("members:people", viewer.district.slug)


def _asked(request: HttpRequest) -> tuple[str, int]:
    """Return the words that somebody looks for, and the page; anything else is refused."""
    words, page = request.GET.get("q", "").strip(), request.GET.get("page") or "1"
    if len(words) > _MOST_WORDS or "\x00" in words:
        raise BadRequest("Look for fewer letters.")
    if not (page.isascii() and page.isdecimal() and len(page) <= 5):
        raise BadRequest("There is no such page.")
    return words, int(page)


def _consulted(viewer: Viewer, what: str, at: datetime, **detail: int) -> None:
    """Write down that personal data are about to be read; if that fails they are not."""
    audit.record(
        district_id=viewer.district.pk,
        by=viewer.actor,
        at=at,
        kind=AuditEvent.Kind.CONSULTATION,
        what=what,
        **detail,
    )
