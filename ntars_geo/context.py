"""What every template may show."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch

from incidents.queries import unread_news
from members import access, permissions
from members.access import Viewer
from members.addresses import page_of
from members.audiences import Audience
from members.models import Membership

_NEWS = "incidents:notices"
_ANALYSES = "hotspots"


class PageLink(NamedTuple):
    """A link in the head of a page."""

    words: str
    url: str
    # As `aria-current` has it: this page, one of its kind, or neither.
    current: str
    # How much is new there; none is shown.
    fresh: int = 0


def site(request: HttpRequest) -> dict[str, object]:
    """Give the templates the demo flag and the districts that this person may open."""
    memberships = access.memberships_for(request)
    return {
        "demo": settings.DEMO,
        "my_memberships": memberships,
        "my_pages": _pages(request, memberships),
    }


def _pages(request: HttpRequest, memberships: list[Membership]) -> list[PageLink]:
    """Return the pages of the district in the address, or of the only one that there is."""
    match = getattr(request, "resolver_match", None)
    slug = match.kwargs.get("district") if match else None
    here = [one for one in memberships if slug in (None, one.district.slug)]
    if len(here) != 1:
        return []
    mine = here[0]
    links = permissions.links_of(
        Audience(mine.audience), of_a_business=mine.organisation_id is not None
    )
    return [
        PageLink(
            link.words,
            page_of(link.route, mine.district.slug),
            _current(match, link),
            _unread(mine) if link.route == _NEWS else 0,
        )
        for link in links
    ]


def _unread(mine: Membership) -> int:
    audience = Audience(mine.audience)
    return unread_news(Viewer(mine.person_id, mine.district, audience, mine.organisation_id))


def _current(match: ResolverMatch | None, link: permissions.Link) -> str:
    if match is None:
        return ""
    if match.view_name == link.route:
        return "page"
    # The head has one way to the analyses; which of them this is, the row below it tells.
    is_analysis = match.app_name == _ANALYSES and link.route.startswith(f"{_ANALYSES}:")
    return "true" if is_analysis else ""
