"""What was done meanwhile: counts of the scheme's own work, cut first and then computed.

None of this is an outcome. More reports may mean more trouble or more trust, so they are shown
per member and never as the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import inf
from typing import Any, Final

from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.disclosure.hiding import cells_to_hide
from hotspots.evaluation import grouped_median, rate_dispersion, wilson
from hotspots.funding.responses import LEAST_FOR_MEDIAN, shared_bands
from hotspots.trend.exact import poisson_range

Json = dict[str, Any]

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
    found |= _responses(counts, found["acted"])
    found["members_reporting"] = _few(counts["members_reporting"])
    if "training" in counts:
        found["training"] = {name: _trained(counts["training"][name]) for name in _PERIODS}
    return found


def _few(count: int) -> int | None:
    return count if count >= LEAST_SHOWN else None


def _trained(counts: Mapping[str, int]) -> dict[str, int | None]:
    # That a session was held is no secret; who came to a small one may be.
    return {
        "sessions": counts["sessions"],
        "people": _few(counts["people"]) if counts["people"] else 0,
        "businesses": _few(counts["businesses"]) if counts["businesses"] else 0,
    }


def _responses(counts: Mapping[str, Any], acted: int | None) -> Json:
    """Return the times to first response, as a whole and by partner, that may be told."""
    if "partners" not in counts:
        return {"response": _merged(counts["response"], acted)}
    unanswered = counts["incidents"] - counts["acted"]
    shared = acted is not None and shared_bands(counts["response"], counts["partners"], unanswered)
    if not shared:
        nothing: Json = {"edges": [], "counts": []}
        return {
            "response": _merged(counts["response"], acted),
            "partners": dict.fromkeys(counts["partners"], nothing),
        }
    return dict(zip(("response", "partners"), shared, strict=True))


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
    found = {
        "acted": _share(counts["acted"], counts["incidents"]),
        "closed": _share(counts["closed"], counts["incidents"]),
        "response_hours": _median(counts["response"]),
        # The counts themselves are figures as well: the page shows them.
        "counts": dict(counts),
    }
    if "monthly" not in counts:  # evaluated before exposure was counted in weeks
        rates = {
            name: _rate(counts["reports"][name], counts["member_months"][name]) for name in _PERIODS
        }
        return {**found, "per_member_month": rates}
    spread = _spread(counts["monthly"])
    return {
        **found,
        "dispersion": spread,
        "per_member_week": {
            name: _rate(*totals_of(counts, name), dispersion=spread or 1.0) for name in _PERIODS
        },
        "partner_hours": {name: _median(one) for name, one in counts["partners"].items()},
    }


def totals_of(counts: Mapping[str, Any], period: str) -> tuple[int, int]:
    """Return the reports of a period, and the active member-weeks in which they were made."""
    months = counts["monthly"][period].values()
    return sum(one["reports"] for one in months), sum(one["member_weeks"] for one in months)


def reports_after(counts: Mapping[str, Any]) -> int:
    """Return the reports of the period after."""
    if "monthly" not in counts:
        return int(counts["reports"]["after"])
    return totals_of(counts, "after")[0]


def _spread(monthly: Mapping[str, Any]) -> float | None:
    """Return how much more the months vary than chance; None if there are too few to say."""
    return rate_dispersion(
        [
            [(one["reports"], one["member_weeks"]) for one in monthly[name].values()]
            for name in _PERIODS
        ]
    )


def _rate(count: int, exposure: float, dispersion: float = 1.0) -> Json | None:
    """Return a rate with its 95 % range, exact where nothing but chance is at work."""
    if exposure <= 0:
        return None
    found = poisson_range(count, dispersion)
    return {
        "rate": count / exposure,
        "low": found.low / exposure,
        "high": found.high / exposure,
    }


def _share(part: int | None, whole: int) -> Json | None:
    return asdict(wilson(part, whole)) if part is not None and whole else None


def _median(response: Mapping[str, Any]) -> Json | None:
    counts: Sequence[int] = response["counts"]
    if sum(counts) < LEAST_FOR_MEDIAN:
        return None
    edges = [inf if edge is None else edge for edge in response["edges"]]
    return asdict(grouped_median(edges, counts))
