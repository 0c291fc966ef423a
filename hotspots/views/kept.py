"""The one shelf of this process, on which views keep what they made of published snapshots."""

import time
from typing import Final

from hotspots.shelf import Shelf

SHELF: Final = Shelf(time.monotonic)
