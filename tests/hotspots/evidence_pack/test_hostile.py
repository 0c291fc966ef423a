"""Hostile files are refused."""

from __future__ import annotations

import zipfile

import pytest

from hotspots.evidence.archive import PackRefused
from hotspots.evidence.check import check
from tests.hotspots.evidence_pack.packs import PACK, altered, zipped
from tests.hotspots.evidence_pack.test_figures import COUNTS, with_cell

HOSTILE = {
    "nothing": b"",
    "text": b"not a zip",
    "cut short": PACK[: len(PACK) // 2],
    "path up": zipped(("../evil.csv", b"x")),
    "absolute path": zipped(("/etc/passwd", b"x")),
    "backslashes": zipped(("..\\evil.csv", b"x")),
    "folder": zipped(("a/", b"")),
    "upper case": zipped(("Counts.csv", b"x")),
    "link": zipped(("counts.csv", b"/etc/passwd"), mode=0o120777),
    "device": zipped(("counts.csv", b""), mode=0o020666),
    "bomb": zipped(("counts.csv", b"0" * (80 * 1024 * 1024))),
    "odd compression": zipped(("counts.csv", b"x"), kind=zipfile.ZIP_LZMA),
    "many files": zipped(*((f"f{n}.csv", b"x") for n in range(80))),
    "another zip": zipped(("counts.csv", b"x")),
    "too large": b"PK\x03\x04" + b"0" * (33 * 1024 * 1024),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_zips_are_refused(name: str) -> None:
    with pytest.raises(PackRefused):
        check(HOSTILE[name])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(PackRefused, match="stands twice"):
        check(zipped(("counts.csv", b"x"), ("counts.csv", b"y")))


def test_a_file_that_lies_about_its_length_is_refused() -> None:
    honest = zipped(("counts.csv", b"0" * 100_000))
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(PackRefused):
        check(lying)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("figures.json", b"[" * 100_000),
        ("figures.json", b"[]"),
        ("figures.json", b"\xff"),
        ("parameters.json", b"{}"),
        ("plan.json", b'{"plan": {}}'),
        ("signature.json", b'{"key_id": 1}'),
        ("manifest.json", b'{"format": "x", "schema": 9, "files": {}}'),
    ],
)
def test_files_of_another_form_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(PackRefused):
        check(altered(name, content))


@pytest.mark.parametrize(
    "content",
    [b"", b"area\r\n", b"\xff", COUNTS and with_cell(COUNTS, 1, "-3"), with_cell(COUNTS, 1, "1e9"),
     with_cell(COUNTS, 1, "\u0663"), with_cell(COUNTS, 1, "9" * 5000),
     with_cell([*COUNTS, COUNTS[1]], 1, "3"), with_cell(COUNTS[:-1], 1, "3")],
)  # fmt: skip
def test_tables_that_are_none_hold_no_figure(content: bytes) -> None:
    found = check(altered("counts.csv", content))

    assert not found.holds
    assert "no figure can be made from these counts" in found.figures[0]
