"""The map that everybody may see: a quarter, large hexagons, no small number.

``recipe``    counts the reports and the police records of a quarter and decides what is hidden
``payload``   what is published of it, from which page and files are drawn
``releases``  what readers know from what was published before
"""

from hotspots.public_map.payload import public_payload
from hotspots.public_map.recipe import Ingredients, compute
from hotspots.public_map.releases import release_of

__all__ = ["Ingredients", "compute", "public_payload", "release_of"]
