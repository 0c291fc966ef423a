"""What every template may show."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from members import access
from members.audiences import CONTRAST_READERS
from members.models import Person


def site(request: HttpRequest) -> dict[str, object]:
    """Give the templates the demo flag and the districts that this person may open."""
    return {
        "demo": settings.DEMO,
        "my_memberships": access.memberships_of(_person(request)),
        "contrast_readers": CONTRAST_READERS,
    }


def _person(request: HttpRequest) -> Person | AnonymousUser:
    # A request that was refused early (an unknown host) never met the sign-in.
    return getattr(request, "user", None) or AnonymousUser()
