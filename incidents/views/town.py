"""The ground under the queue's map, drawn once of each edition and kept in this process.

A town's streets are the same for whoever may triage there, and say nothing of any report. They
are drawn anew as soon as a street, a name or the boundary is another.
"""

from functools import lru_cache

from django.template.loader import render_to_string

from incidents.presenters import triage as presenter
from layers.queries.basemap import Edition, ground_of


@lru_cache(maxsize=64)  # some 60 kB each
def town_map(edition: Edition) -> presenter.TownMap:
    """Return the map of a district without anything on it."""
    ground = ground_of(edition.district, edition.on)
    view = presenter.town_view(ground)
    drawn = render_to_string("incidents/_town.html", {"town": presenter.town_ground(ground, view)})
    return presenter.TownMap(view, drawn, presenter.is_illustrative(ground))
