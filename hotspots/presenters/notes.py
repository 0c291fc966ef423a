"""What must be known before a contrast is quoted: the audience's rule, notes, and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from members import formats

Payload = Mapping[str, Any]

CANNOT_TELL: Final = (
    ("Who is right.", "Each source sees what is brought to it."),
    (
        "How much goes unreported.",
        (
            "Only shares are compared: a source that catches half of everything, everywhere, "
            "looks the same as one that catches all of it."
        ),
    ),
    (
        "Anything about single premises.",
        (
            "Police move each record to a nearby map point, typically by 35 to 100 metres. The "
            "business reports are moved in the same way before they are counted."
        ),
    ),
    (
        "Whether the two are independent.",
        (
            "Some incidents are in both, because reports reach the police too. That makes a real "
            "difference look smaller, never larger."
        ),
    ),
)
"""What the page cannot answer, whatever the numbers say (methods, section 1.2)."""


_RULES: Final = {
    "OPERATIONS": "As BID operations you see exact counts. No report, person or premises is "
    "shown here.",
}
_WITHHELD: Final = (
    "Business counts below 5 are withheld, and where needed a neighbour's too, so that no small "
    "count can be worked out. Police figures are open data and shown as published."
)


def rule(payload: Payload) -> str:
    """Return in one sentence what this audience is shown (methods, section 6)."""
    return _RULES.get(payload["audience"], _WITHHELD)


def notes(payload: Payload) -> list[str]:
    """Return what a careful reader must know of this period, each as a sentence or two."""
    return [*_gaps(payload), *_uncounted(payload), *_method(payload)]


def _gaps(payload: Payload) -> list[str]:
    period, found = payload["period"], []
    for who, months in (("police", "official_missing"), ("business", "member_missing")):
        if period[months]:
            names = formats.runs(period[months])
            found.append(f"There are no {who} figures for {names}; nothing was guessed for them.")
    if period["crosses_redraw"]:
        found.append(
            "This period crosses July 2022, when the police redrew their map points: single "
            "hexagons before and after that month are not comparable."
        )
    else:
        found.append(
            "The police redrew their map points in July 2022. No hexagon is compared across "
            "that month, here or on any other page."
        )
    return found


def _uncounted(payload: Payload) -> list[str]:
    totals, found = payload["totals"], []
    if lost := totals["officials_without_location"]:
        records = formats.count_of(lost, "police ASB record")
        found.append(
            f"{records} of the whole force in these months have no location and are on no map; "
            "nobody can say how many belong here."
        )
    if outside := totals["members_outside_coverage"]:
        reports = formats.count_of(outside, "business report")
        found.append(
            f"{reports} lie more than 250 metres from any police map point and are not counted."
        )
    return found


def _method(payload: Payload) -> list[str]:
    kinds = [name.replace("_", " ") for name in payload["crosswalk"]["categories"]]
    compared = (
        f"Compared with police anti-social behaviour: {formats.listing(kinds)} "
        f"(list version {payload['crosswalk']['version']}). Welfare reports are never counted."
    )
    tested = (
        "Outlined hexagons have a q value under 0.05: of all that are outlined on such "
        "maps, on average at most 1 in 20 is there by chance. A likely range is made to hold the "
        "true ratio 9 times in 10."
    )
    found = [compared, tested]
    if (payload["dispersion"] or 0) > 1:
        found.append(
            "Reports of one business tend to come together, so each counts for less in the test "
            f"(by a factor of {formats.decimal(payload['dispersion'])})."
        )
    return found
