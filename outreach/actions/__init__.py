"""Changes in the locked room: sightings come in through the hatch, outreach does the rest."""

from outreach.actions.sightings import NewSighting, record_sighting
from outreach.actions.sites import NewSite, open_site, record_visit

__all__ = ["NewSighting", "NewSite", "open_site", "record_sighting", "record_visit"]
