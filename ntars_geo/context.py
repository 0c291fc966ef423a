"""What every template may show."""

from django.conf import settings
from django.http import HttpRequest

from members import access
from members.audiences import CONTRAST_READERS


def site(request: HttpRequest) -> dict[str, object]:
    """Give the templates the demo flag and the districts that this person may open."""
    return {
        "demo": settings.DEMO,
        "my_memberships": access.memberships_of(request.user),
        "contrast_readers": CONTRAST_READERS,
    }
