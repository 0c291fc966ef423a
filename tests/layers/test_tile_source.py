"""An operator's basemap is checked when it is set, and brings one host at most."""

import pytest

from layers.tile_source import TileSource, TileSourceRefused, tile_source

URL = "https://tiles.example.org/town/{z}/{x}/{y}.png"


def pmtiles(kind: int = 2, *, start: bytes = b"PMTiles\x03") -> bytes:
    header = bytearray(127)
    header[:8] = start
    header[99] = kind
    return bytes(header)


def from_settings(*, file: str = "", url: str = "", attribution: str = "A map maker"):
    return tile_source(pmtiles=file, url=url, attribution=attribution)


def test_nothing_set_is_no_source():
    assert from_settings(attribution="") == TileSource()
    assert TileSource().host is None


def test_an_address_brings_its_host():
    source = from_settings(url=URL)

    assert source == TileSource(url=URL, attribution="A map maker")
    assert source.host == "https://tiles.example.org"


def test_a_server_of_this_machine_may_do_without_encryption():
    source = from_settings(url="http://127.0.0.1:8080/{z}/{x}/{y}.webp")

    assert source.host == "http://127.0.0.1:8080"


@pytest.mark.parametrize("kind", [2, 3, 4])
def test_a_file_brings_no_host(tmp_path, kind):
    (tmp_path / "town.pmtiles").write_bytes(pmtiles(kind))

    source = from_settings(file=str(tmp_path / "town.pmtiles"))

    assert source.file == tmp_path / "town.pmtiles"
    assert source.host is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pmtiles(1), "must hold raster tiles"),
        (pmtiles()[:126], "not PMTiles"),
        (pmtiles(start=b"PMTiles\x02"), "not PMTiles"),
        (b"", "not PMTiles"),
        (None, "cannot be read: No such file"),
    ],
)
def test_other_files_are_refused(tmp_path, content, says):
    if content is not None:
        (tmp_path / "town.pmtiles").write_bytes(content)

    with pytest.raises(TileSourceRefused, match=says):
        from_settings(file=str(tmp_path / "town.pmtiles"))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}", "begin with https"),
        ("ftp://tiles.example.org/{z}/{x}/{y}", "begin with https"),
        ("//tiles.example.org/{z}/{x}/{y}", "begin with https"),
        ("javascript:alert(1)", "plain lower-case host"),
        ("https://user:word@tiles.example.org/{z}/{x}/{y}", "no password"),
        ("https://Tiles.example.org/{z}/{x}/{y}", "lower-case"),
        ("https://*.example.org/{z}/{x}/{y}", "plain lower-case host"),
        ("https://a.org; script-src *//{z}/{x}/{y}", "plain lower-case host"),
        ("https:///{z}/{x}/{y}", "plain lower-case host"),
        ("https://[::1/{z}/{x}/{y}", "not an address"),
        ("https://tiles.example.org:99999/{z}/{x}/{y}", "not an address"),
        ("https://tiles.example.org/{z}/{x}.png", "once each"),
        ("https://tiles.example.org/{z}/{z}/{x}/{y}.png", "once each"),
    ],
)
def test_other_addresses_are_refused(url, says):
    with pytest.raises(TileSourceRefused, match=says):
        from_settings(url=url)


def test_somebody_must_be_named():
    with pytest.raises(TileSourceRefused, match="attribution"):
        from_settings(url=URL, attribution="  ")


def test_one_source_is_enough():
    with pytest.raises(TileSourceRefused, match="not both"):
        from_settings(url=URL, file="town.pmtiles")
