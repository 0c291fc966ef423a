"""The sentences of the contrast: headline, verdicts, what a hexagon says, rules and notes.

Everything is decided by the stored payload; the wording follows two rules. An estimate never
stands without its range, and a percentage needs a base of at least 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """One of the four words, with its name in the style sheet and what it means here."""

    word: str
    slug: str
    meaning: str


VERDICTS: Final = {
    "higher": Verdict("higher", "higher", "Businesses report a larger share here than police do."),
    "lower": Verdict("lower", "lower", "Police record a larger share here than businesses do."),
    "no clear difference": Verdict(
        "no clear difference", "unclear", "The gap here is no wider than chance can make it."
    ),
    "too few to say": Verdict(
        "too few to say", "few", "So few records that no split of them could pass the test."
    ),
}
"""The only verdicts there are; `docs/glossary.md` defines them."""

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


_ALL_WITHHELD: Final = (
    "Too few business reports in these months to show any number of them here without giving "
    "single reports away."
)


@dataclass(frozen=True)
class Headline:
    """The answer of the page. `figure` is set large; the rest completes the sentence."""

    figure: str
    lead: str
    chance: str
    reading: str


def headline(payload: Payload) -> Headline:
    """Return the one-sentence answer with its range, or say why there is none."""
    totals, found = payload["totals"], payload["headline"]
    if totals["withheld"]:
        return Headline("", _ALL_WITHHELD, "", "")
    reports = formats.count_of(totals["members"], "business report")
    records = formats.count_of(totals["officials"], "police record")
    if not totals["members"] or not totals["officials"]:
        lead = f"{reports} and {records} of ASB in these months, so there is nothing to compare."
        return Headline("", lead, "", "")
    if not found["enough"]:
        lead = f"Too few to say: {reports} and {records} in these months."
        return Headline("", lead, "Choose a longer period, or come back as reports arrive.", "")
    low, high = formats.per_hundred(found["chance_low"]), formats.per_hundred(found["chance_high"])
    return Headline(
        f"{formats.per_hundred(found['dissimilarity'])} in every 100",
        "business reports are in different places from where police record ASB.",
        f"If both saw the same pattern, chance alone would give {low} to {high}.",
        _reading(found),
    )


def totals(payload: Payload) -> dict[str, str]:
    """Return what each map is a share of, in words."""
    found = payload["totals"]
    reports = "Business reports are withheld"
    if not found["withheld"]:
        reports = formats.count_of(found["members"], "business report")
    if who := found["organisations_reporting"]:
        reports = f"{reports} from {formats.count_of(who, 'business', 'businesses')}"
    official = formats.count_of(found["officials"], "police ASB record")
    return {"members": reports, "official": official}


def _reading(found: Mapping[str, Any]) -> str:
    if found["dissimilarity"] > found["chance_high"]:
        return "The two pictures differ by more than chance."
    return "Chance alone can explain a gap of this size."


@dataclass(frozen=True)
class Tally:
    """How many hexagons got a verdict, and which."""

    verdict: Verdict
    count: int
    places: str


def tallies(payload: Payload) -> list[Tally]:
    """Count the hexagons by verdict; all four are always named, so that none is forgotten."""
    found = []
    for word, verdict in VERDICTS.items():
        names = [place(cell) for cell in payload["cells"] if cell["verdict"] == word]
        shown = names if word in ("higher", "lower") else []
        found.append(Tally(verdict, len(names), formats.listing(shown)))
    return found


def place(cell: Cell) -> str:
    """Return the name of a hexagon: that of a map point near its middle, or the end of its id."""
    return str(cell["label"] or f"Hexagon {cell['cell'].rstrip('f')[-4:]}")


def is_said(cell: Cell) -> bool:
    """Tell whether a ratio may be shown: it was tested, and nothing of it is withheld."""
    return bool(cell["testable"]) and cell["ratio"] is not None


def sentence(cell: Cell, payload: Payload) -> str:
    """Return what a hexagon says, in words that read right without statistics."""
    totals = payload["totals"]
    police = f"{formats.portion(cell['official_count'], totals['officials'])} of police ASB"
    if cell["hidden"]:
        return f"Business reports are withheld here to protect a small number; {police} is here."
    if not cell["testable"]:
        reports = formats.count_of(cell["member_count"], "business report")
        records = formats.count_of(cell["official_count"], "police record")
        return f"{reports} and {records}: too few to say."
    members = f"{formats.portion(cell['member_count'], totals['members'])} of business reports"
    return f"{members}, {police}. {comparison(cell)}"


def comparison(cell: Cell) -> str:
    """Return the ratio as a sentence; told from the side that sees more, always above 1."""
    value, low, high = cell["ratio"], cell["ratio_low"], cell["ratio_high"]
    if cell["verdict"] == "higher":
        return f"Businesses report {_times(value, low, high)}."
    if cell["verdict"] == "lower":
        return f"Police record {_times(1 / value, 1 / high, 1 / low)}."
    return f"No clear difference: the ratio is {formats.estimate(value, low, high)}."


def _times(value: float, low: float, high: float) -> str:
    spread = f"likely {formats.decimal(low)} to {formats.decimal(high)} times"
    return f"about {formats.decimal(value)} times the share here ({spread})"


def flags(cell: Cell) -> list[str]:
    """Return what else must be known of a hexagon before it is quoted."""
    found = []
    if cell["hidden"]:
        found.append("Withheld")
    if cell["members_here"] == 0:
        found.append("No member has premises here, so hardly anybody could report")
    if cell["one_reporter"]:
        found.append("One business made more than half of the reports")
    if cell["steady"] is False:
        found.append("The verdict changes if the boundary moves by 50 metres")
    return found


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
            names = formats.listing([formats.month(month) for month in period[months]])
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
        "Outlined hexagons have a q value of 0.05 or less: of all that are outlined on such "
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
