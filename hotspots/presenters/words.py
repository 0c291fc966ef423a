"""The sentences of the contrast: headline, verdicts, what a hexagon says.

Everything is decided by the stored payload; the wording follows two rules. An estimate never
stands without its range, and a percentage needs a base of at least 20.
"""

from __future__ import annotations

import re
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

WITHHELD: Final = Verdict(
    "withheld", "few", "Business reports are withheld here to protect a small number."
)
"""No verdict: what stands in its place where an audience may not see the count."""

_ALL_WITHHELD: Final = (
    "Too few business reports in these months to show any number of them here without giving "
    "single reports away."
)


_ONE_SIDED: Final = {
    "official": "No business reports in these months yet: this is one picture only, {records}.",
    "members": "No police figures in these months: this is one picture only, {reports}.",
    "none": "Neither business reports nor police records in these months.",
}
_WAIT: Final = (
    "The comparison begins by itself, with the nightly run, once both are there. A quarter is "
    "the least; a year finds twice as much."
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
    if source := only_source(payload):
        return Headline("", _ONE_SIDED[source].format(reports=reports, records=records), _WAIT, "")
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


def only_source(payload: Payload) -> str:
    """Return the one source there is (``members``, ``official`` or ``none``), or an empty text."""
    found = payload["totals"]
    if found["withheld"] or (found["members"] and found["officials"]):
        return ""
    if found["officials"]:
        return "official"
    return "members" if found["members"] else "none"


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
    """Count the hexagons by verdict; all four are always named, so that none is forgotten.

    A withheld hexagon has no verdict, and is counted apart.
    """
    seen = [cell for cell in payload["cells"] if not cell["hidden"]]
    found = []
    for word, verdict in VERDICTS.items():
        names = [place(cell) for cell in seen if cell["verdict"] == word]
        shown = names if word in ("higher", "lower") else []
        found.append(Tally(verdict, len(names), formats.listing(shown)))
    if withheld := len(payload["cells"]) - len(seen):
        found.append(Tally(WITHHELD, withheld, ""))
    return found


def place(cell: Cell) -> str:
    """Return the name of a hexagon: that of a map point near its middle, or the end of its id.

    police.uk capitalises after an apostrophe ("Mercer'S Row"); that much is put right here.
    """
    name = str(cell["label"] or f"Hexagon {cell['cell'].rstrip('f')[-4:]}")
    return re.sub(r"(?<=\w')S\b", "s", name)


def is_said(cell: Cell) -> bool:
    """Tell whether a ratio may be shown: it was tested, and nothing of it is withheld."""
    return bool(cell["testable"]) and cell["ratio"] is not None


def sentence(cell: Cell, payload: Payload) -> str:
    """Return what a hexagon says, in words that read right without statistics."""
    totals = payload["totals"]
    if only_source(payload) == "official":
        share = formats.portion(cell["official_count"], totals["officials"])
        records = formats.count_of(cell["official_count"], "police record")
        return f"{records}, {share} of police ASB in the district."
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
