"""A pack is the same bytes each time, is checked offline, and names what was altered."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tomllib
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspots.evidence.archive import PackRefused, packed, unpacked
from hotspots.evidence.check import check, published_keys
from hotspots.evidence.contents import MANIFEST, VERSION, pack_of, sha256, written
from hotspots.evidence.signing import NoSigningKey, is_signed, new_key, signer_of
from hotspots.funding.process import process_figures
from hotspots.presenters.funding.process import measures
from members.audiences import Audience
from tests.conftest import ROOT
from tests.hotspots.funding_payload import PROCESS, payload

SIGNER = signer_of(new_key())
KEYS = {"published_at": "https://x.invalid/evidence-keys.json",
        "keys": [{"id": SIGNER.key_id, "public": SIGNER.public}]}  # fmt: skip


def pack(audience: Audience = Audience.FUNDER) -> bytes:
    return pack_of(
        payload(audience), pdf=b"%PDF", geopackage=b"gpkg", version="1", keys=KEYS, signer=SIGNER
    )


PACK = pack()


def altered(name: str, content: bytes, *, hide: bool = False) -> bytes:
    """Return the pack with one file changed; `hide` mends the manifest, as a forger would."""
    files = unpacked(PACK)
    files[name] = content
    if hide:
        manifest = json.loads(files[MANIFEST])
        manifest["files"][name] = {"sha256": sha256(content), "bytes": len(content)}
        files[MANIFEST] = written(manifest)
    return packed(files)


def test_a_pack_holds_and_every_figure_is_made_again() -> None:
    found = check(PACK, published_keys(KEYS))

    assert found.holds, found
    assert found.recomputed > 300


def test_the_same_payload_gives_the_same_bytes() -> None:
    assert pack() == PACK


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION


def rows_of(name: str) -> list[list[str]]:
    return [line.split(",") for line in unpacked(PACK)[name].decode().splitlines()]


COUNTS, WORK = rows_of("counts.csv"), rows_of("process.csv")


def with_cell(rows: list[list[str]], row: int, value: str) -> bytes:
    changed = [list(one) for one in rows]
    changed[row][-1] = value
    return "".join(",".join(one) + "\r\n" for one in changed).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, len(COUNTS) - 1), st.integers(-30, 30).filter(bool), st.booleans())
def test_whichever_count_is_altered_figures_are_named(row: int, by: int, hide: bool) -> None:
    count = max(0, int(COUNTS[row][-1]) + by)
    if count == int(COUNTS[row][-1]):
        count += 1
    area = COUNTS[row][0]

    found = check(altered("counts.csv", with_cell(COUNTS, row, str(count)), hide=hide))

    assert not found.holds
    assert any(name.startswith(f"official.records.{area}.") for name in found.figures)
    assert ("counts.csv is not the file that was signed" in found.files) is not hide
    assert bool(found.signature) is hide


@pytest.mark.parametrize("row", range(1, len(WORK)))
def test_whichever_count_of_the_scheme_is_altered_is_named(row: int) -> None:
    value = WORK[row][-1]
    if WORK[row][0] == "first action from hours":
        return
    changed = "7" if value == "withheld" else str(int(value) + 1)

    found = check(altered("process.csv", with_cell(WORK, row, changed), hide=True))

    assert any(name.startswith("process.counts.") for name in found.figures), WORK[row]


def test_an_altered_figure_is_named_and_nothing_else() -> None:
    figures = json.loads(unpacked(PACK)["figures.json"])
    figures["official"]["lines"]["outcome"]["result"]["effect"] -= 10

    found = check(altered("figures.json", written(figures), hide=True))

    assert found.figures == ["official.lines.outcome.result.effect"]


def test_an_altered_plan_is_named_by_its_stamp_and_by_the_figures_that_hang_on_it() -> None:
    frozen = json.loads(unpacked(PACK)["plan.json"])
    frozen["plan"]["amount"] = "1000.00"

    found = check(altered("plan.json", written(frozen), hide=True))

    assert "the plan is not the one that was stamped" in found.stamp
    assert found.figures == [f"official.cost.{name}" for name in ("cheapest", "dearest", "each")]


def test_a_late_stamp_cannot_be_called_early() -> None:
    parameters = json.loads(unpacked(PACK)["parameters.json"])
    parameters["stamp"]["frozen_at"] = "2026-02-01T00:00:00+00:00"

    found = check(altered("parameters.json", written(parameters), hide=True))

    assert found.stamp == ["whether the plan was frozen late"]


def test_a_forger_with_a_key_of_their_own_is_found_by_the_published_list() -> None:
    forged = pack_of(
        payload(), pdf=b"", geopackage=b"", version="1", keys=KEYS, signer=signer_of(new_key())
    )

    assert check(forged).holds
    assert "not among the published keys" in check(forged, published_keys(KEYS)).signature[0]


def test_the_pack_holds_no_small_number_of_incidents() -> None:
    process = {tuple(row[:2]): row[2] for row in WORK[1:]}
    bands = [int(row[2]) for row in WORK if row[0] == "first action within hours"]

    assert process["outcome", "CLEANED"] == "withheld"
    assert list(process.values()).count("withheld") >= 2  # and its companion
    assert all(band >= 5 for band in bands)
    assert sum(bands) == sum(PROCESS["response"]["counts"])
    assert payload(Audience.OPERATIONS)["process"]["counts"]["outcomes"]["CLEANED"] == 3


# --- Hostile files -------------------------------------------------------------------------------


def zipped(*entries: tuple[str, bytes], mode: int = 0, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    written_ = io.BytesIO()
    with zipfile.ZipFile(written_, "w", kind) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = kind
            archive.writestr(entry, content)
    return written_.getvalue()


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


# --- Keys and the command ------------------------------------------------------------------------


def test_only_ed25519_signs() -> None:
    for pem in (b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        with pytest.raises(NoSigningKey):
            signer_of(pem)
    assert not is_signed(b"x", "zz", SIGNER.public)
    assert not is_signed(b"x", SIGNER.sign(b"y"), SIGNER.public)


def run(tmp_path, content: bytes, *words: str) -> subprocess.CompletedProcess[str]:  # type: ignore[no-untyped-def]
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "ntars_geo.verify", str(file), *words],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_command_needs_neither_settings_nor_a_database(tmp_path) -> None:  # type: ignore[no-untyped-def]
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KEYS))

    good = run(tmp_path, PACK, "--keys", str(keys))
    bad = run(tmp_path, altered("counts.csv", with_cell(COUNTS, 5, "999")))
    refused = run(tmp_path, HOSTILE["path up"])

    assert good.returncode == 0, good.stderr
    assert "Everything holds." in good.stdout
    assert bad.returncode == 1
    assert "FIGURE NO LONGER HOLDS: official.records.here.2" in bad.stdout
    assert (refused.returncode, refused.stderr[:8]) == (2, "Refused:")


@pytest.mark.slow
def test_the_command_imports_no_django() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, ntars_geo.verify; print('django' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "False"


def test_an_open_band_is_told_by_where_it_begins() -> None:
    response = {"edges": [0, 8, 24, None], "counts": [5, 6, 40]}
    counts = {**PROCESS, "response": response}

    told = measures({"counts": counts, "figures": process_figures(counts)})

    assert [one.value for one in told if one.name.startswith("Hours")] == ["over 24"]
