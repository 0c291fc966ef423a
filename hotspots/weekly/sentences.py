"""The sentences of a week, made once: page, paper and e-mail say the same to the letter.

Plain: stored values in, text out. Two rules hold throughout. A number that is judged stands
beside its normal range; and in a week in which fewer members reported than usual, nothing is
called a decrease.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from members import formats

Json = Mapping[str, Any]

_PLURAL: Final = frozenset({"Wardens", "Police"})
GRID_SENSITIVE: Final = "Grid-sensitive: hexagons of another size do not show it"
NOTHING_DONE: Final = "No action here is recorded for this week."


def headline(town: Json, cells: Sequence[Json]) -> str:
    """Return the answer of the page."""
    if town["members"] == 0:
        return "Nobody reported anything in this week."
    if town["norm"] is None:
        weeks = formats.count_of(town["method"]["weeks_held"], "week")
        return (
            f"{formats.count_of(town['members'], 'report')}; what is normal cannot be told yet: "
            f"{weeks} came before, and thirteen are needed."
        )
    high = sorted(one["place"] for one in cells if one["alert"])
    if high:
        verb = "had more reports than its" if len(high) == 1 else "had more reports than their"
        return f"{formats.listing(high)} {verb} normal week."
    hot = sum(one["flagged"] for one in cells)
    calm = "No place had more reports than its normal week"
    if hot:
        stay = "stays" if hot == 1 else "stay"
        return f"{calm}; {formats.count_of(hot, 'place')} {stay} hot over four weeks."
    return f"{calm}, and none is hot over four weeks."


def town_sentence(town: Json) -> str:
    """Return the whole district's week in a sentence or two."""
    reports = formats.count_of(town["members"], "report")
    said = [f"{reports} from {_premises(town['premises'])}; {judged(town, town['members'])}."]
    if (drift := town["drift"]) and drift["drifting"]:
        weeks = formats.count_of(drift["weeks"], "week")
        said.append(f"The town has been drifting up for {weeks}.")
    if town["reporting"]["low"]:
        said.append("Fewer members than usual reported, so no decrease is stated.")
    return " ".join(said)


def reporting_sentence(found: Json) -> str:
    """Return who reported against what is usual."""
    members = formats.count_of(found["members"], "member")
    if found["usual"] is None:
        return f"{members} reported; what is usual cannot be told yet."
    usual = f"about {found['usual']:.0f} is usual"
    if found["low"]:
        return f"Low reporting: {members} reported, and {usual}."
    return f"{members} reported; {usual}."


def item_sentence(cell: Json) -> str:
    """Return one place's week: when, how many from how many, against what, and what was done."""
    when = f", mostly {cell['when']}" if cell["when"] else ""
    reports = formats.count_of(cell["count"], "report")
    start = f"{cell['place']}{when}: {reports} from {_premises(cell['premises'])}"
    said = f"{start}; {judged(cell, cell['count'])}."
    # Where nothing stands out, nothing need have been done.
    if cell["work"] or cell["alert"] or cell["flagged"]:
        said += f" {work_sentence(cell['work'])}"
    return said


def work_sentence(work: Sequence[Json]) -> str:
    """Return what was done at a place: ``Wardens were there 40 minutes.``"""
    if not work:
        return NOTHING_DONE
    return " ".join(_team(one["team"], one["minutes"]) for one in work)


def _team(team: str, minutes: int | None) -> str:
    verb = "were" if team in _PLURAL else "was"
    lasting = f" {formats.count_of(minutes, 'minute')}" if minutes else ""
    return f"{team} {verb} there{lasting}."


def _premises(number: int) -> str:
    return formats.count_of(number, "premises", "premises")


def judged(one: Json, count: int) -> str:
    """Return the normal week and the verdict, and why a count outside the one is no other."""
    if one["norm"] is None:
        return f"no norm yet: {one['verdict']}"
    said = f"a normal week is {normal(one['norm'])}"
    if one["verdict"] == "no clear difference":
        said += _by_luck(one["norm"], count)
    return f"{said}: {one['verdict']}"


def _by_luck(norm: Json, count: int) -> str:
    """Of a dozen places one or two lie outside their range in any week."""
    if norm["low"] <= count <= norm["high"]:
        return ""
    return f", but luck alone may bring as {'many' if count > norm['high'] else 'few'}"


def normal(norm: Json) -> str:
    """Return the range of a normal week: ``0 to 4``."""
    low, high = norm["low"], norm["high"]
    return f"{low}" if low == high else f"{low} to {high}"


def notes_of(cell: Json) -> list[str]:
    """Return what must be known of a place before it is acted on."""
    found = []
    if cell["one_reporter"]:
        most, total = cell["one_reporter"]
        found.append(f"{most} of {total} from one business")
    elif cell["flagged"] and cell["one_reporter_four"]:
        most, total = cell["one_reporter_four"]
        found.append(f"Over four weeks {most} of {total} from one business")
    if cell["firm"] is False:
        found.append(GRID_SENSITIVE)
    return found


def luck_words(luck: int) -> str:
    """Return how rare a count is by luck alone, in numbers of two figures."""
    size = max(0, len(str(luck)) - 2)
    return f"by luck alone about one week in {formats.whole(round(luck, -size))}"


def score_sentence(score: Json) -> str:
    """Return how the last map did and how maps do, with a warning where one is due."""
    said = [_latest(score), _average(score)]
    if not score["predictive"]:
        said.append("The map is not predictive.")
    return " ".join(said)


def _latest(score: Json) -> str:
    if score["share"] is None:
        return "Last week's map marked nothing, or nobody reported this week."
    hexagons = formats.count_of(score["cells"], "marked hexagon")
    total, best = score["total"], round(score["best"] * score["total"])
    return (
        f"Last week's {hexagons} ({formats.per_hundred(score['area'])}% of the area) had "
        f"{formats.portion(score['found'], total)} of this week's reports; the best possible "
        f"would have been {formats.portion(best, total)}."
    )


def _average(score: Json) -> str:
    mean, low, high = (formats.per_hundred(score[f"mean_{name}"]) for name in _MEANS)
    if score["weeks"] == 1:
        return f"One week of the last 26 could be scored: {mean} in 100."
    return (
        f"The average of {score['weeks']} weeks is {mean} in 100, and between {low} and {high} in "
        "half of them."
    )


_MEANS: Final = ("share", "low", "high")


def change_lines(town: Json, cells: Sequence[Json], boundary_since: str | None) -> list[Json]:
    """Return what is not as it was last week, as far as a test carries it."""
    low = town["reporting"]["low"]
    found = [*_town_changes(town), *_boundary_change(boundary_since, town)]
    for one in cells:
        found.extend(_cell_changes(one, low=low))
    return found


def _town_changes(town: Json) -> list[Json]:
    found, before = [], town["line"][-2]["count"] if len(town["line"]) > 1 else 0
    if town["since_last_week"] in ("higher", "lower"):
        more = "more" if town["since_last_week"] == "higher" else "fewer"
        text = (
            f"The town had {formats.count_of(town['members'], 'report')} after {before}: {more}, "
            "by more than two ordinary weeks differ."
        )
        found.append(_change("town", None, text))
    low, low_before = town["reporting"]["low"], town["low_before"]
    if low and not low_before:
        found.append(_change("reporting", None, "Fewer members reported than usual."))
    if low_before and not low:
        found.append(_change("reporting", None, "As many members as usual reported again."))
    return found


def _boundary_change(since: str | None, town: Json) -> list[Json]:
    if since is None or not town["line"]:
        return []
    day = formats.day(date.fromisoformat(since))
    text = f"The boundary is new from {day}; every week here is counted within it."
    return [_change("boundary", None, text)]


def _cell_changes(one: Json, *, low: bool) -> list[Json]:
    place, cell = one["place"], one["cell"]
    pairs = (
        ("alert", one["alert"], one["alert_before"], "higher than a normal week"),
        ("hot", one["flagged"], one["flagged_before"], "hot over four weeks"),
    )
    found = []
    for kind, now, before, words in pairs:
        if now and not before:
            found.append(_change(kind, cell, f"{place} is {words}, and was not last week."))
        elif before and not now and not low:
            found.append(_change(f"{kind}-over", cell, f"{place} is no longer {words}."))
    return found


def _change(kind: str, cell: str | None, text: str) -> Json:
    return {"kind": kind, "cell": cell, "text": text}
