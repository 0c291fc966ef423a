"""What a pack holds, made from the payload that the funder was given, and its manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hotspots.evidence.archive import packed
from hotspots.evidence.process_sheet import process_csv
from hotspots.evidence.sheets import counts_csv, figures_csv, text_of
from hotspots.evidence.signing import Signer
from hotspots.funding.counts import Counts

Json = Mapping[str, Any]

FORMAT: Final = "ntars-evidence"
SCHEMA: Final = 2
READABLE: Final = frozenset({1, SCHEMA})
"""Of these forms packs are checked; 1 had member-months, and neither partners nor training."""

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature.json"
SOFTWARE: Final = "ntars-geo"
VERSION: Final = "0.1.0"
"""As in pyproject.toml, which does not travel with the running platform."""

_PARAMETERS: Final = (
    "schema", "kind", "analysis", "district", "audience", "months", "stamp", "releases",
    "libraries", "seed", "code_version", "built_at",
)  # fmt: skip


def pack_of(
    payload: Json, *, pdf: bytes, geopackage: bytes, version: str, keys: Json, signer: Signer
) -> bytes:
    """Return the signed zip of an evaluation; the same arguments give the same bytes.

    Parameters
    ----------
    payload : mapping
        What the funder was given: `hotspots.funding.payload`.
    version : str
        Of this software.
    keys : mapping
        Public keys and where they are published, as they were known now.
    """
    files = {
        **_tables(payload),
        "plan.json": written(payload["frozen"]),
        "parameters.json": written({name: payload[name] for name in _PARAMETERS}),
        "boundary.json": written(payload["boundary"]),
        "evidence.pdf": pdf,
        "areas.gpkg": geopackage,
        "keys.json": written(keys),
        "method.txt": METHOD.encode(),
        "readme.txt": README.encode(),
    }
    manifest = written(
        {
            "format": FORMAT,
            "schema": SCHEMA,
            "software": {"name": SOFTWARE, "version": version, "code": payload["code_version"]},
            "analysis": payload["analysis"],
            "files": {
                name: {"sha256": sha256(content), "bytes": len(content)}
                for name, content in sorted(files.items())
            },
        }
    )
    signature = {
        "algorithm": "Ed25519",
        "key_id": signer.key_id,
        "public": signer.public,
        "signature": signer.sign(manifest),
    }
    return packed({**files, MANIFEST: manifest, SIGNATURE: written(signature)})


def _tables(payload: Json) -> dict[str, bytes]:
    figures = {"official": payload["figures"], "process": payload["process"]["figures"]}
    return {
        "counts.csv": counts_csv(Counts.from_json(payload["counts"])),
        "process.csv": process_csv(payload["process"]["counts"]),
        "figures.json": written(figures),
        "figures.csv": figures_csv({name: text_of(one) for name, one in flattened(figures)}),
    }


def flattened(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every figure with its name, like ``official.lines.outcome.result.effect``."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from flattened(value[name], f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value, start=1):
            yield from flattened(one, f"{path}.{number}")
    else:
        yield path, value


def written(value: Any) -> bytes:
    """Return plain data as JSON that people can read: sorted, indented, the same each time."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


README: Final = """NTARS Geo evidence pack

evidence.pdf     the report, as the funder reads it
counts.csv       police records by area, month and category: every figure is made from these
process.csv      the scheme's own counts; "withheld" where a number is small, and bands of hours
                 joined until none is
figures.csv      every figure by name, for a spreadsheet; figures.json the same for programs
plan.json        the plan with boundary, areas and outlook, as they were stamped
parameters.json  months, stamp, hashes of the police files, libraries, code version
areas.gpkg       the areas on a map (EPSG:4326)
method.txt       formulae, in short
keys.json        public keys, and the address where they are published
manifest.json    SHA-256 of every file above; signature.json signs it (Ed25519)

To check it, with this software installed and no network:

    python -m ntars_geo.verify pack.zip

It recomputes every figure from the counts, and names those that do not come out. Compare the key
id that it prints with the one published at the address in keys.json.

Police figures: data.police.uk, Open Government Licence v3.0.
"""

METHOD: Final = """Method

Counted   A record counts in an area if the area covers the map point that police moved it to.
Result    d = (after - before / length) here, less the same of the controls, each control count
          divided by the ratio of controls to district before. Length: months before over after.
Variance  Sum of all counts, each divided by the square of what its count is divided by; times
          Pearson's dispersion of the months before about area and month (at least 1). 95 % range:
          1.96 standard errors. Wheeler and Ratcliffe (2018), Crime Science 7:11.
Ring      The same for the ring about the district against the rings about the controls.
Least     The smallest fall for which the range excludes nought 4 times in 5.
Paths     Slope of the logit of the district's part of each month before; p under 0.1 is no fair
          control, and then no verdict is given.
Series    Quasi-Poisson regression of both series with common trend and two harmonics; the step
          of the district beyond that of the controls. Newey-West with two lags if Durbin and
          Watson's statistic lies outside 1.5 to 2.5. Needs 24 months before and 12 after.
Cost      Grant over the net change of district and ring, with both ends; not shown unless the
          whole range is a gain.
Rates     Reports over active member-weeks: weeks in which a membership was in force and somebody
          of it held a working sign-in or device pass. Exact Poisson range, widened by Pearson's
          dispersion of the months about the rate of their period (at least 1).
Response  From being given an incident to the partner's own first action about it; an action from
          before counts as 0 hours, none within 14 days as longer than that. Left out: what was
          taken away or closed before 14 days without an action, and what is newer than 14 days.
Shares    Wilson's 95 % range. Medians: within bands, range of the order statistics at half the
          count, give or take 1.96 binomial standard errors.
Training  Plain counts of sessions, of people who came, and of the businesses that they came from.

The quotient of displacement has no range and is given for the record alone.
"""
