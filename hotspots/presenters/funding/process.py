"""What was done meanwhile, as rows: a measure, its value, its range, what it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotspots.funding.process import totals_of
from hotspots.weekly.teams import SOMEBODY
from incidents.models import Incident
from members import formats

Json = Mapping[str, Any]

_PER_MEMBER: Final = "Reports a member a month, {}"
_PERIODS: Final = ("before", "after")
_WITHHELD: Final = "withheld: a small number"


@dataclass(frozen=True)
class Measure:
    """One row; `value` is words that may stand alone, `range_` is empty for a plain count."""

    name: str
    value: str
    range_: str = ""
    note: str = ""


def measures(process: Json) -> list[Measure]:
    """Return the rows of the process table, in a fixed order."""
    counts, figures = process["counts"], process["figures"]
    return [
        *(_reports(counts, figures) if "monthly" in counts else _by_months(counts, figures)),
        _reporting(counts["members_reporting"]),
        _share("Incidents with an action recorded", counts, figures, "acted"),
        _share("Incidents closed", counts, figures, "closed"),
        _response(
            "Hours from opening to the first action, middle incident",
            figures["response_hours"],
            counts["response"],
            "with an action",
        ),
        *_partners(counts, figures),
        *_training(counts),
    ]


def _reports(counts: Json, figures: Json) -> list[Measure]:
    """Return the reports per hundred active member-weeks, before and after."""
    found = []
    for name in _PERIODS:
        words = f"Reports per 100 active member-weeks, {name}"
        reports, weeks = totals_of(counts, name)
        rate = figures["per_member_week"][name]
        total = formats.count_of(reports, "report")
        if rate is None:
            found.append(Measure(words, "no active member", "", total))
            continue
        value, low, high = (formats.decimal(100 * rate[end]) for end in ("rate", "low", "high"))
        found.append(
            Measure(
                words,
                value,
                f"{low} to {high}",
                f"{total} in {formats.count_of(weeks, 'active member-week')}",
            )
        )
    return found


def _by_months(counts: Json, figures: Json) -> list[Measure]:
    """Return the reports a member a month, as evaluations had them at first."""
    found = []
    for name in _PERIODS:
        rate = figures["per_member_month"][name]
        total = formats.count_of(counts["reports"][name], "report")
        if rate is None:
            found.append(Measure(_PER_MEMBER.format(name), "no member in force", "", total))
            continue
        members = formats.whole(counts["member_months"][name])
        found.append(
            Measure(
                _PER_MEMBER.format(name),
                formats.decimal(rate["rate"]),
                f"{formats.decimal(rate['low'])} to {formats.decimal(rate['high'])}",
                f"{total} in {members} member-months",
            )
        )
    return found


def _reporting(count: int | None) -> Measure:
    value = _WITHHELD if count is None else formats.whole(count)
    return Measure("Businesses that reported, after", value)


def _share(words: str, counts: Json, figures: Json, name: str) -> Measure:
    total = counts["incidents"]
    if not total:
        return Measure(words, "no incident was opened")
    found = figures[name]
    if found is None:
        return Measure(words, _WITHHELD, "", f"of {formats.count_of(total, 'incident')}")
    return Measure(
        words,
        formats.portion(counts[name], total),
        f"{formats.per_hundred(found['low'])} to {formats.per_hundred(found['high'])} in 100",
        f"{formats.whole(counts[name])} of {formats.count_of(total, 'incident')}",
    )


def _response(words: str, found: Json | None, response: Json, which: str) -> Measure:
    total = sum(response["counts"])
    if found is None:
        return Measure(words, "too few to say")
    note = f"of {formats.count_of(total, 'incident')} {which}"
    middle, low, high = (found[name] for name in ("median", "low", "high"))
    # The last band is open, and begins where the bands that were joined to it began.
    beyond = f"over {response['edges'][-2]:g}"
    value, bottom, top = (
        beyond if hours is None else formats.decimal(hours) for hours in (middle, low, high)
    )
    # All of it in the open band is no range.
    range_ = "" if low is None else f"{bottom} to {top}"
    return Measure(words, value, range_, note)


def _partners(counts: Json, figures: Json) -> list[Measure]:
    """Return how soon each partner acted on what it was given."""
    if "partners" not in counts:
        return []
    words = "Hours to the first action, once given to {}"
    if not counts["partners"]:
        return [Measure(words.format("a partner"), "no incident was given to anybody")]
    return [
        _response(
            words.format(_PARTNERS.get(name, name)),
            figures["partner_hours"][name],
            counts["partners"][name],
            "given",
        )
        for name in sorted(counts["partners"])
    ]


#: In the middle of a sentence, where it differs from how a team is called in a list.
_PARTNERS: Final = {
    SOMEBODY: "others",
    "Outreach": "outreach",
    "Police": "police",
    "Security": "security",
    "Street cleaning": "street cleaning",
    "The council": "the council",
    "Council ASB team": "the council's ASB team",
    "Wardens": "wardens",
}


def _training(counts: Json) -> list[Measure]:
    """Return the training of the period after, with that of the period before beside it."""
    if "training" not in counts:
        return [Measure("Training", "not recorded when this was evaluated")]
    before, after = (counts["training"][name] for name in _PERIODS)
    return [
        Measure(f"{words}, after", _plain(after[name]), "", f"before: {_plain(before[name])}")
        for name, words in _TRAINED.items()
    ]


_TRAINED: Final = {
    "sessions": "Training sessions",
    "people": "People who came to training",
    "businesses": "Businesses that sent somebody to training",
}


def _plain(count: int | None) -> str:
    return _WITHHELD if count is None else formats.whole(count)


@dataclass(frozen=True)
class Outcome:
    """How many incidents ended one way."""

    name: str
    count: str


def outcomes(process: Json) -> list[Outcome]:
    """Return how incidents ended, withheld where few."""
    labels = dict(Incident.Outcome.choices)
    counts: Mapping[str, int | None] = process["counts"]["outcomes"]
    return [
        Outcome(labels.get(code, code), _WITHHELD if count is None else formats.whole(count))
        for code, count in sorted(counts.items())
    ]
