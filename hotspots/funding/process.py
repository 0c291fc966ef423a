"""What was done meanwhile: counts of the scheme's own work, cut first and then computed.

None of this is an outcome. More reports may mean more trouble or more trust, so they are shown
per member and never as the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import inf
from typing import Any, Final

from scipy import stats

from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.disclosure.hiding import cells_to_hide
from hotspots.evaluation import grouped_median, wilson

Json = dict[str, Any]

HOURS: Final = (0, 1, 2, 4, 8, 24, 48, 72, 168, 336)
"""Where the bands of a time to first response begin; the last is open."""

LEAST_FOR_MEDIAN: Final = 10
_PERIODS: Final = ("before", "after")


def cut(counts: Mapping[str, Any], *, exact: bool) -> Json:
    """Return the counts that an audience may see; None where withheld.

    Parameters
    ----------
    counts : mapping
        As `hotspots.queries.process_counts` makes them.
    exact : bool
        Whether the audience runs the scheme and may read the reports themselves. To all others
        no number of single incidents under five is told, nor one that follows from it.
    """
    if exact:
        return dict(counts)
    found = dict(counts)
    incidents = counts["incidents"]
    for name in ("acted", "closed"):
        found[name] = _told(counts[name], incidents)
    found["outcomes"] = _outcomes(counts["outcomes"], counts["closed"], found["closed"])
    found["response"] = _merged(counts["response"], found["acted"])
    reporting = counts["members_reporting"]
    found["members_reporting"] = reporting if reporting >= LEAST_SHOWN else None
    return found


def _told(part: int, whole: int) -> int | None:
    # The rest is a number of single incidents as well.
    small = any(0 < one < LEAST_SHOWN for one in (part, whole - part))
    return None if small else part


def _outcomes(counts: Mapping[str, int], closed: int, told: int | None) -> dict[str, int | None]:
    hidden = cells_to_hide(counts, dict.fromkeys(counts, "all"), least=LEAST_SHOWN)
    # Outcomes sum to what was closed; if that is withheld, none of them may give it away.
    if hidden is None or (told is None and closed):
        return dict.fromkeys(counts, None)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _merged(response: Mapping[str, Any], acted: int | None) -> Json:
    """Join neighbouring bands until none holds one to four incidents."""
    nothing: Json = {"edges": [], "counts": []}
    if acted is None or sum(response["counts"]) < LEAST_FOR_MEDIAN:
        return nothing
    edges, counts = [response["edges"][0]], [0]
    for end, count in zip(response["edges"][1:], response["counts"], strict=True):
        counts[-1] += count
        if counts[-1] >= LEAST_SHOWN:
            edges.append(end)
            counts.append(0)
    spare = counts.pop()
    if len(edges) == 1:
        return nothing
    counts[-1] += spare
    edges[-1] = response["edges"][-1]
    return {"edges": edges, "counts": counts}


def process_figures(counts: Mapping[str, Any]) -> Json:
    """Return the figures that counts, cut already, allow; None where they do not."""
    return {
        "per_member_month": {
            name: _rate(counts["reports"][name], counts["member_months"][name]) for name in _PERIODS
        },
        "acted": _share(counts["acted"], counts["incidents"]),
        "closed": _share(counts["closed"], counts["incidents"]),
        "response_hours": _median(counts["response"]),
        # The counts themselves are figures as well: the page shows them.
        "counts": dict(counts),
    }


def _rate(count: int, exposure: float) -> Json | None:
    """Return a rate with its exact Poisson 95 % range."""
    if exposure <= 0:
        return None
    low = float(stats.chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * count + 2)) / 2
    return {"rate": count / exposure, "low": low / exposure, "high": high / exposure}


def _share(part: int | None, whole: int) -> Json | None:
    return asdict(wilson(part, whole)) if part is not None and whole else None


def _median(response: Mapping[str, Any]) -> Json | None:
    counts: Sequence[int] = response["counts"]
    if sum(counts) < LEAST_FOR_MEDIAN:
        return None
    edges = [inf if edge is None else edge for edge in response["edges"]]
    return asdict(grouped_median(edges, counts))
