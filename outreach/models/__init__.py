"""Tables that outreach roles alone may read."""

from outreach.models.sighting import Sighting
from outreach.models.site import Site, Visit

__all__ = ["Sighting", "Site", "Visit"]
