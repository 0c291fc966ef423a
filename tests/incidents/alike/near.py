"""What is asked, and what is answered with."""

from django.conf import settings

from incidents.handles import handle_of
from incidents.queries import Sight
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG

METRE = 1 / 111_320  # degrees of latitude


def sight(at=MOMENT, *, category="begging", lat=LAT):
    return Sight(category, LNG, lat, at)


def form(**changes):
    fields = {
        "category": "begging",
        "place": "map",
        "lng": str(LNG),
        "lat": str(LAT),
        "when": "now",
    }
    return fields | changes


def handle(report, district="exampleton"):
    return handle_of(report.pk, secret=settings.SECRET_KEY, district=district)
