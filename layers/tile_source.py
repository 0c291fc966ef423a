"""The operator's own basemap: a file of raster tiles, or the address of a tile server.

Checked when the settings are read, so that a mistake is told at the start and not by an empty
map. An address is the one outside host that a page may load from; the content security policy
names it and no other.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_PLACES: Final = ("{z}", "{x}", "{y}")
_HOST: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}", re.ASCII)
_LOOPBACK: Final = ("127.0.0.1", "localhost")
_RASTER_TYPES: Final = (2, 3, 4)  # PNG, JPEG, WebP (PMTiles specification, version 3)
_TYPE_AT: Final = 99
_HEADER_BYTES: Final = 127


class TileSourceRefused(ValueError):
    """The setting does not describe a basemap that can be drawn; the message says why."""


@dataclass(frozen=True)
class TileSource:
    """What stands under the maps. Empty texts and no file: the project's own ground."""

    file: Path | None = None
    url: str = ""
    attribution: str = ""

    @property
    def host(self) -> str | None:
        """Return scheme, host and port for the content security policy, if one is needed."""
        if not self.url:
            return None
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def tile_source(*, pmtiles: str, url: str, attribution: str) -> TileSource:
    """Return the basemap that the settings describe.

    Parameters
    ----------
    pmtiles : str
        Path of a PMTiles file (version 3) of raster tiles, or empty.
    url : str
        Address of raster tiles with ``{z}``, ``{x}`` and ``{y}``, or empty.
    attribution : str
        Whose map it is; every licence asks for that.

    Raises
    ------
    TileSourceRefused
        If both are given, or either is not what it should be, or nobody is named.
    """
    if not pmtiles and not url:
        return TileSource()
    if pmtiles and url:
        raise TileSourceRefused("Name a PMTiles file or the address of a tile server, not both.")
    if not attribution.strip():
        raise TileSourceRefused("Say whose map it is: every map licence asks for an attribution.")
    if pmtiles:
        return TileSource(file=_checked_file(Path(pmtiles)), attribution=attribution)
    return TileSource(url=_checked_url(url), attribution=attribution)


def _checked_file(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise TileSourceRefused(f"The PMTiles file cannot be read: {error.strerror}.") from error
    if len(header) < _HEADER_BYTES or header[:8] != b"PMTiles\x03":
        raise TileSourceRefused("The file is not PMTiles of version 3.")
    if header[_TYPE_AT] not in _RASTER_TYPES:
        raise TileSourceRefused("The PMTiles file must hold raster tiles: PNG, JPEG or WebP.")
    return path


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise TileSourceRefused("The address of the tile server is not an address.") from error
    plain = f"{host}:{port}" if port else host
    if not _HOST.fullmatch(host) or parts.netloc != plain:
        raise TileSourceRefused("The address needs a plain lower-case host name, and no password.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise TileSourceRefused("The address of the tile server must begin with https://.")
    if not all(url.count(place) == 1 for place in _PLACES):
        raise TileSourceRefused("The address must have {z}, {x} and {y} in it, once each.")
    return url
