"""Who is asking, what they are to a district, and the scope that the database then enforces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from typing import Concatenate, Final, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from members.audiences import SECOND_FACTOR, Audience
from members.models import District, Membership, Person

P = ParamSpec("P")
_LEFT: ContextVar[list[Callable[[], object]] | None] = ContextVar("left_for_the_end", default=None)
_WHERE: ContextVar[str] = ContextVar("district_of_the_scope", default="")
_WHERE_IT_BELONGS = """
SELECT set_config('ntars.district', district_id::text, true) FROM members_devicepass
WHERE token_sha256 = %s AND revoked_at IS NULL
"""
#: In the session of somebody who was idle: they may send, and sign in anew before they read.
READING_ENDED: Final = "reading_ended"
_SETTINGS = ("ntars.district", "ntars.audience", "ntars.person", "ntars.token")


@dataclass(frozen=True)
class Viewer:
    """One person, as one audience of one district."""

    person_id: int
    district: District
    audience: Audience
    # The business that the membership belongs to, if it belongs to one.
    organisation_id: int | None = None

    @property
    def actor(self) -> str:
        """Return the name under which this viewer stands in the audit trail."""
        return f"person {self.person_id}"


@contextmanager
def acting_in(
    district_id: int, audience: Audience | None = None, *, person_id: int | None = None
) -> Iterator[None]:
    """Open a transaction in which the database shows one district's rows and no others.

    `audience` matters to the locked room of outreach alone; leave it out elsewhere.
    """
    wanted = [str(district_id), audience.value if audience else "", str(person_id or ""), ""]
    with _scope(wanted):
        yield


@contextmanager
def within(district_id: int) -> Iterator[None]:
    """Act in a district, or go on where that is what we do: for reads that ask for no audience.

    Inside a view it costs nothing, where `acting_in` would set aside and put back.
    """
    if _WHERE.get() == str(district_id):
        yield
    else:
        with acting_in(district_id):
            yield


@contextmanager
def acting_as(person_id: int) -> Iterator[None]:
    """Open a transaction in which a person's own memberships, and nothing else, can be read."""
    with _scope(["", "", str(person_id), ""]):
        yield


@contextmanager
def holding(token_sha256: str) -> Iterator[None]:
    """Open a transaction in which the pass or code with this hash, and nothing else, is read."""
    with _scope(["", "", "", token_sha256]):
        yield


def act_where_the_pass_belongs(token_sha256: str) -> None:
    """Inside `holding`: let the rows of the district of this pass be read as well.

    Which district that is, the database finds out by itself: a pass that does not exist, or was
    revoked, belongs to none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHERE_IT_BELONGS, [token_sha256])


def at_the_end(last: Callable[[], object]) -> None:
    """Let something be done when the scope that we are in ends well, inside its transaction.

    For what makes others wait: a lock that is taken last is held shortly. If it fails, nothing
    of the transaction stays and no answer leaves.
    """
    left_for_the_end = _LEFT.get()
    assert left_for_the_end is not None, "there is an end only inside a scope"
    left_for_the_end.append(last)


@contextmanager
def _scope(wanted: list[str]) -> Iterator[None]:
    # Settings are local to the transaction, so a pooled connection can never carry them on.
    # Inside a caller's transaction the earlier ones are put back; on an error the roll-back does.
    is_inside_another = connection.in_atomic_block
    with transaction.atomic():
        before = _present() if is_inside_another else None
        _set(wanted)
        with _end() as left_for_the_end, _at(wanted[0]):
            yield
        for last in left_for_the_end:
            last()
        if before is not None:
            _set(before)


@contextmanager
def _end() -> Iterator[list[Callable[[], object]]]:
    """Collect what is left for the end of one scope, apart from those round it."""
    collected: list[Callable[[], object]] = []
    outer = _LEFT.set(collected)
    try:
        yield collected
    finally:
        _LEFT.reset(outer)


@contextmanager
def _at(district: str) -> Iterator[None]:
    """Keep in mind for one scope where it is."""
    outer = _WHERE.set(district)
    try:
        yield
    finally:
        _WHERE.reset(outer)


def _present() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"current_setting('{name}', true)" for name in _SETTINGS)
        )
        return [value or "" for value in cursor.fetchone()]


def _set(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS), values
        )


def memberships_of(person: Person | AnonymousUser, on: date | None = None) -> list[Membership]:
    """Return a person's memberships in force on a day (today), with their districts."""
    if not isinstance(person, Person):
        return []
    day = on or timezone.localdate()
    with acting_as(person.pk), connection.cursor() as cursor:
        cursor.execute(_memberships_sql(), [person.pk, day, day])
        return [_membership(row) for row in cursor]


@cache
def _memberships_sql() -> str:
    """Return what asks for a person's memberships on a day; made once, as every request asks."""
    mine = Membership.objects.filter(person=0).in_force(date.min)
    ordered = mine.select_related("district").order_by("district__name", "pk")
    sql, values = ordered.query.sql_with_params()
    assert values == (0, date.min, date.min), "the values go in this order"
    return sql


def _membership(row: tuple[object, ...]) -> Membership:
    """Return a membership with its district: the columns of the one, then of the other."""
    own = [field.attname for field in Membership._meta.concrete_fields]
    of_district = [field.attname for field in District._meta.concrete_fields]
    found = Membership.from_db(connection.alias, own, row[: len(own)])
    found.district = District.from_db(connection.alias, of_district, row[len(own) :])
    return found


def memberships_for(request: HttpRequest) -> list[Membership]:
    """Return the memberships of whoever is signed in, read once for each request."""
    kept: list[Membership] | None = getattr(request, "memberships_read", None)
    if kept is None:
        # A request that was refused early (an unknown host) never met the sign-in.
        kept = memberships_of(getattr(request, "user", None) or AnonymousUser())
        request.memberships_read = kept  # type: ignore[attr-defined]
    return kept


def viewer_of(
    memberships: Iterable[Membership], district_slug: str, audiences: frozenset[Audience]
) -> Viewer | None:
    """Return a person as a viewer of a district, or None if they are none of these audiences."""
    for membership in memberships:
        if membership.district.slug == district_slug and membership.audience in audiences:
            return Viewer(
                membership.person_id,
                membership.district,
                Audience(membership.audience),
                membership.organisation_id,
            )
    return None


def gave_second_factor(request: HttpRequest) -> bool:
    """Tell whether this very session has shown a second factor.

    That the person has one is not enough: a session from before they enrolled it was opened
    with the password alone, perhaps by somebody else.
    """
    person = request.user
    if not isinstance(person, Person) or not is_mfa_enabled(person):
        return False
    return any(one["method"] == "mfa" for one in get_authentication_records(request, person))


def ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Send a person who is signed in to their second factor, or to enrol one, and back."""
    person = request.user
    assert isinstance(person, Person), "strangers were asked to sign in"
    if not is_mfa_enabled(person):
        return redirect("mfa_activate_totp")
    by_code = is_mfa_enabled(person, [Authenticator.Type.TOTP])
    ask = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    return redirect_to_login(request.get_full_path(), login_url=ask)


def end_sign_in(request: HttpRequest) -> None:
    """Sign somebody out who has been idle, and say so on the page that comes next."""
    logout(request)
    messages.info(request, "You were signed out, because nothing happened here for ten minutes.")


View = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]


def only_for(
    audiences: frozenset[Audience],
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let only these audiences of the district in the address reach a view.

    The view gets a `Viewer` in place of the slug, inside `acting_in`. A stranger is asked to
    sign in, whatever the address; to anybody else a district that they may not read and one
    that does not exist are the same 404.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(
            request: HttpRequest, district: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.session.get(READING_ENDED):
                end_sign_in(request)
            if not isinstance(request.user, Person):
                return redirect_to_login(request.get_full_path())
            viewer = viewer_of(memberships_for(request), district, audiences)
            if viewer is None:
                raise Http404
            if viewer.audience in SECOND_FACTOR and not gave_second_factor(request):
                return ask_second_factor(request)
            with acting_in(viewer.district.pk, viewer.audience, person_id=viewer.person_id):
                return view(request, viewer, *args, **kwargs)

        return inner

    return wrap
