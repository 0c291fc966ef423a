"""What was done meanwhile, as rows: a measure, its value, its range, what it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.models import Incident
from members import formats

Json = Mapping[str, Any]

_PER_MEMBER: Final = "Reports a member a month, {}"
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
        *_reports(counts, figures),
        _share("Incidents with an action recorded", counts, figures, "acted"),
        _share("Incidents closed", counts, figures, "closed"),
        _response(figures["response_hours"], counts["response"]["edges"]),
        Measure("Training", "not recorded in this installation"),
    ]


def _reports(counts: Json, figures: Json) -> list[Measure]:
    found = []
    for name, words in (("before", "before"), ("after", "after")):
        rate = figures["per_member_month"][name]
        total = formats.count_of(counts["reports"][name], "report")
        if rate is None:
            found.append(
                Measure(f"Reports a member a month, {words}", "no member in force", "", total)
            )
            continue
        members = formats.whole(counts["member_months"][name])
        found.append(
            Measure(
                _PER_MEMBER.format(words),
                formats.decimal(rate["rate"]),
                f"{formats.decimal(rate['low'])} to {formats.decimal(rate['high'])}",
                f"{total} in {members} member-months",
            )
        )
    reporting = counts["members_reporting"]
    found.append(
        Measure(
            "Businesses that reported, after",
            _WITHHELD if reporting is None else formats.whole(reporting),
        )
    )
    return found


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


def _response(found: Json | None, edges: Sequence[float | None]) -> Measure:
    words = "Hours to the first action, middle incident"
    note = "not split by partner: hand-offs are not recorded yet"
    if found is None:
        return Measure(words, "too few to say", "", note)
    middle, low, high = (found[name] for name in ("median", "low", "high"))
    # The last band is open, and begins where the bands that were joined to it began.
    beyond = f"over {edges[-2]:g}"
    if middle is None:
        return Measure(words, beyond, "", note)
    top = beyond if high is None else formats.decimal(high)
    return Measure(words, formats.decimal(middle), f"{formats.decimal(low)} to {top}", note)


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
