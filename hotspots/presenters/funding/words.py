"""The words of a funding result: categories, verdicts, sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from layers.policeuk.categories import CATEGORIES
from members import formats

Json = Mapping[str, Any]

_NAMES: Final = {one.slug: one.name for one in CATEGORIES}


@dataclass(frozen=True)
class Chip:
    """A verdict as it is shown: its words, and a shape so that colour is not the only sign."""

    words: str
    shape: str  # down, up, level, few


CHIPS: Final = {
    "fell more than controls": Chip("fell more than controls", "down"),
    "no clear difference": Chip("no clear difference", "level"),
    "rose more than controls": Chip("rose more than controls", "up"),
    "too few to say": Chip("too few to say", "few"),
}
NO_FAIR_CONTROL: Final = Chip("no fair control", "few")


def line_name(categories: Sequence[str]) -> str:
    """Name a line by its categories, as a sentence would begin with it."""
    names = [_NAMES[one] for one in categories]
    first, rest = names[0], [name[0].lower() + name[1:] for name in names[1:]]
    return formats.listing([first, *rest])


def chip_of(line: Json) -> Chip:
    """Return the verdict of a line."""
    verdict = line["result"]["verdict"]
    return CHIPS[verdict] if verdict else NO_FAIR_CONTROL


def controls_of(line: Json) -> str:
    """Name the control towns: ``Kettering and Wellingborough``."""
    return formats.listing([one["name"] for one in line["towns"] if one["role"] == "control"])


def result_sentence(line: Json, district: str) -> str:
    """Say what a line's result is, with its range, in words that read right by themselves."""
    found = line["result"]
    what, controls = line_name(line["categories"]), controls_of(line)
    if found["verdict"] is None:
        return (
            f"{what} moved differently in {controls} before the money began, so they cannot "
            "stand for what would have happened here. No verdict is given."
        )
    if found["verdict"] == "too few to say":
        return f"{what}: so few records that not even a fall to nothing could be told from luck."
    if found["verdict"] == "no clear difference":
        return (
            f"{what} in {district}: between {_fewer(found['low'])} and {_fewer(found['high'])} "
            f"than {controls} would have led one to expect. Luck alone can explain that."
        )
    return _clear(line, district, what, controls)


def _clear(line: Json, district: str, what: str, controls: str) -> str:
    found = line["result"]
    size = formats.decimal(abs(found["effect"]))
    ends = sorted(abs(found[end]) for end in ("low", "high"))
    likely = f"(likely {formats.decimal(ends[0])} to {formats.decimal(ends[1])})"
    before = line["counts"]["treated"][0] / line["weights"]["time"]
    fell = found["effect"] < 0
    if fell == (line["counts"]["treated"][1] < before):
        verb = "fell" if fell else "rose"
        return f"{what} in {district} {verb} by {size} more than in {controls} {likely}."
    side = "fewer" if fell else "more"
    return (
        f"{what}: {district} had {size} {side} records than {controls} would have led one to "
        f"expect {likely}."
    )


def _fewer(value: float) -> str:
    return f"{formats.decimal(abs(value))} {'fewer' if value < 0 else 'more'}"


def range_words(found: Json) -> str:
    """Write a difference with its range: ``-187 (-312 to -62)``, with real minus signs."""
    return f"{signed(found['effect'])} ({signed(found['low'])} to {signed(found['high'])})"


def signed(value: float) -> str:
    """Write a difference with its sign; the minus is a minus."""
    text = formats.decimal(abs(value))
    if text.strip("0.") == "":
        return "0"
    return f"−{text}" if value < 0 else f"+{text}"


def detectable_sentence(ahead: Json) -> str:
    """Say, before the result, what the data could show at all."""
    base = formats.decimal(ahead["base"])
    if ahead["least_share"] is None:
        return (
            f"With about {base} records expected, not even a fall to nothing could be told from "
            "luck."
        )
    percent = f"{100 * ahead['least_share']:.0f}%"
    fewer = formats.decimal(ahead["least_incidents"])
    return (
        f"A fall smaller than about {percent}, or {fewer} of {base} records, cannot be told from "
        "luck."
    )


def path_sentence(ahead: Json) -> str:
    """Say whether the controls were on the same path before."""
    path = ahead["path"]
    moved = (
        f"{formats.decimal(path['yearly'])} times a year against the controls "
        f"(likely {formats.decimal(path['low'])} to {formats.decimal(path['high'])}; 1 is the "
        f"same path), over {path['months']} months"
    )
    if path["fair"]:
        return f"Before the money began the paths did not clearly differ: {moved}."
    return f"No fair control: before the money began the paths differed, {moved}."


def pounds(value: float) -> str:
    """Write an amount: ``£1,204``; pence only under ten pounds."""
    return f"£{value:,.0f}" if value >= 10 else f"£{value:,.2f}"
