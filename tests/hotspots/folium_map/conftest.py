"""The demo's contrast as one file."""

import pytest

from hotspots.presenters import folium_map
from tests.front import payloads


@pytest.fixture(scope="module")
def demo() -> str:
    return folium_map.contrast_html(payloads.payload(), payloads.basemap())
