"""Check an evidence pack: `python -m ntars_geo.verify pack.zip`. No database, settings, network.

Exit 0 if everything holds, 1 if something does not (it is named), 2 if the file is refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from hotspots.evidence.archive import MOST_BYTES, PackRefused
from hotspots.evidence.check import Checked, check, published_keys

HOLDS, DOES_NOT_HOLD, REFUSED = 0, 1, 2


def main(words: Sequence[str]) -> int:
    """Check one pack and say what was found."""
    asked = _parser().parse_args(words)
    try:
        keys = published_keys(json.loads(_read(asked.keys))) if asked.keys else None
        found = check(_read(asked.pack), keys)
    except (PackRefused, OSError, ValueError) as reason:
        print(f"Refused: {reason}", file=sys.stderr)
        return REFUSED
    for line in report(found, known=keys is not None):
        print(line)
    return HOLDS if found.holds else DOES_NOT_HOLD


def report(found: Checked, *, known: bool) -> list[str]:
    """Return what a check found, line by line."""
    lines = [
        f"Signed by key {found.key_id}"
        + (", which is published." if known and not found.signature else "."),
        *(f"SIGNATURE: {one}" for one in found.signature),
        *(f"FILE: {one}" for one in found.files),
        *(f"STAMP: {one}" for one in found.stamp),
        *(f"FIGURE NO LONGER HOLDS: {one}" for one in found.figures),
    ]
    if not known:
        lines.append("Compare this key with the published one, or give --keys evidence-keys.json.")
    held = found.recomputed - len(found.figures)
    lines.append(f"{found.recomputed} figures made again from the counts, {max(0, held)} hold.")
    lines.append("Everything holds." if found.holds else "THIS PACK DOES NOT HOLD.")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ntars_geo.verify", description=__doc__)
    parser.add_argument("pack", type=Path, help="the zip file")
    parser.add_argument("--keys", type=Path, help="evidence-keys.json of the publisher, saved")
    return parser


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
