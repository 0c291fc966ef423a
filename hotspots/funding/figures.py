"""Every figure of a funding plan that is made from official counts: plain data in and out.

The page, the PDF and the offline check of an evidence pack all come here, so that no figure has
a second definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from hotspots.evaluation import (
    Areas,
    AreaWeights,
    BeforeAfter,
    cost_of,
    harm_wdd,
    least_detectable,
    monthly_dispersion,
    pre_trend,
    verdict_of,
    wdd,
    wdq,
)
from hotspots.funding.areas import Role
from hotspots.funding.counts import Counts
from hotspots.funding.series import series_figures

Json = dict[str, Any]

ASB: Final = "anti-social-behaviour"
WIDE: Final = (ASB, "public-order", "criminal-damage-arson")
"""Anti-social behaviour can fall because it is recorded as a crime instead, so it is never
shown without the two categories that it moves to."""


class TooFewToEvaluate(ValueError):
    """There is too little in the months before; the message says what."""


@dataclass(frozen=True)
class Design:
    """What of the counts belongs to which period, and how areas are scaled."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    series: tuple[str, ...]

    @property
    def lengths(self) -> BeforeAfter:
        """Return the lengths of both periods in units of the one after."""
        return BeforeAfter(len(self.before) / len(self.after), 1.0)


def lines_of(plan: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the categories of each line that is shown: the outcome, and what it may not hide."""
    chosen = tuple(plan["categories"])
    if ASB in chosen and not set(WIDE) <= set(chosen):
        return {"outcome": chosen, "wide": tuple(sorted({*WIDE, *chosen}))}
    return {"outcome": chosen}


def categories_of(plan: Mapping[str, Any]) -> list[str]:
    """Return every official category that a plan's figures need."""
    return sorted({one for line in lines_of(plan).values() for one in line})


def figures_of(counts: Counts, design: Design, plan: Mapping[str, Any]) -> Json:
    """Return all figures, by line; `plan` is the frozen one.

    Raises
    ------
    TooFewToEvaluate
        If the district or its controls have no record before.
    """
    lines = {
        name: line_figures(counts, design, categories, plan)
        for name, categories in lines_of(plan).items()
    }
    return {
        "lines": lines,
        "harm": _harm(counts, design, plan),
        **_cost(lines["outcome"], plan),
        "records": _records(counts),
    }


def _records(counts: Counts) -> Json:
    """Return each area's records by month, so that there is no count that no figure rests on."""
    by_area = counts.by_area(counts.months, counts.categories)
    return dict(zip(counts.areas, by_area.tolist(), strict=True))


def outlook(counts: Counts, before: Sequence[str], after_months: int, line: Sequence[str]) -> Json:
    """Return what can be said before the period after begins: what is detectable, and fairness.

    Raises
    ------
    TooFewToEvaluate
        If the district or its controls have no record before, or there are too few months.
    """
    here = counts.summed([Role.HERE], before, line)
    there = counts.summed([Role.CONTROL], before, line)
    if not (here and there):
        raise TooFewToEvaluate(
            "There are no such records in the months before, here or in the control towns."
        )
    try:
        spread = monthly_dispersion(counts.by_area(before, line))
        path = pre_trend(
            counts.series([Role.HERE], before, line), counts.series([Role.CONTROL], before, line)
        )
    except ValueError as error:
        raise TooFewToEvaluate(str(error)) from error
    length = len(before) / after_months
    found = least_detectable(
        here / length, control=there / length, dispersion=spread, before_length=length
    )
    return {
        "base": here / length,
        "dispersion": spread,
        "least_share": found,
        "least_incidents": None if found is None else found * here / length,
        "path": {**asdict(path), "fair": path.fair},
    }


def line_figures(
    counts: Counts, design: Design, line: Sequence[str], plan: Mapping[str, Any]
) -> Json:
    """Return the figures of one line: what could be seen, result, displacement, series."""
    ahead = outlook(counts, design.before, len(design.after), line)
    areas = _areas(counts, design, line)
    weights = _weights(areas)
    spread = ahead["dispersion"]
    town = wdd(
        Areas(areas.control, areas.treated),
        time_weights=design.lengths,
        area_weights=AreaWeights(control=weights.control),
        dispersion=spread,
    )
    verdict = verdict_of(town.low, town.high, detectable=ahead["least_share"])
    return {
        "categories": list(line),
        "ahead": ahead,
        "counts": {name: list(getattr(areas, name)) for name in areas._fields},
        "weights": {"time": design.lengths.before, **weights._asdict()},
        "result": {**asdict(town), "verdict": verdict.value if ahead["path"]["fair"] else None},
        "towns": _towns(counts, design, line),
        **_displacement(areas, design, weights, spread),
        "series": series_figures(counts, design.series, line, plan["after_start"][:7]),
    }


def _areas(counts: Counts, design: Design, line: Sequence[str]) -> Areas:
    def both(role: Role) -> BeforeAfter:
        return BeforeAfter(
            *(counts.summed([role], months, line) for months in (design.before, design.after))
        )

    return Areas(both(Role.CONTROL), both(Role.HERE), both(Role.CONTROL_RING), both(Role.RING))


def _weights(areas: Areas) -> AreaWeights:
    """Scale the controls so that before the change they are as large as what they stand for."""
    ring, its_control = areas.displacement_treated.before, areas.displacement_control.before
    return AreaWeights(
        control=areas.control.before / areas.treated.before,
        displacement_control=its_control / ring if ring and its_control else 1.0,
    )


def _displacement(areas: Areas, design: Design, weights: AreaWeights, spread: float) -> Json:
    """Return the ring in the same form, and both together; None where the rings are empty."""
    ring = Areas(areas.displacement_control, areas.displacement_treated)
    if not (ring.control.before and ring.treated.before):
        return {"ring": None, "net": None, "quotient": None}
    beside = wdd(
        ring,
        time_weights=design.lengths,
        area_weights=AreaWeights(control=weights.displacement_control),
        dispersion=spread,
    )
    net = wdd(areas, time_weights=design.lengths, area_weights=weights, dispersion=spread)
    length = design.lengths.before
    even = Areas(*(BeforeAfter(one.before / length, one.after) for one in areas))
    quotient = wdq(even)
    return {
        "ring": asdict(beside),
        "net": asdict(net),
        "quotient": asdict(quotient) if quotient else None,
    }


def _towns(counts: Counts, design: Design, line: Sequence[str]) -> list[Json]:
    """Return each area's own counts, so that nobody has to trust a sum."""
    before = counts.by_area(design.before, line).sum(axis=1).tolist()
    after = counts.by_area(design.after, line).sum(axis=1).tolist()
    return [
        {"key": key, "name": name, "role": role.value, "before": first, "after": last}
        for key, name, role, first, last in zip(
            counts.areas, counts.names, counts.roles, before, after, strict=True
        )
    ]


def _harm(counts: Counts, design: Design, plan: Mapping[str, Any]) -> Json | None:
    """Return the outcome weighed by the plan's table of harm; None without a table."""
    table = plan.get("harm")
    if not table:
        return None
    line = tuple(plan["categories"])
    whole = _areas(counts, design, line)
    found = harm_wdd(
        {one: _areas(counts, design, [one])._replace(**_NO_RINGS) for one in line},
        table["weights"],
        time_weights=design.lengths,
        area_weights=AreaWeights(control=_weights(whole).control),
        dispersion=monthly_dispersion(counts.by_area(design.before, line)),
    )
    return {**asdict(found), "source": table["source"], "dated": table["dated"]}


_NO_RINGS: Final = {
    "displacement_control": BeforeAfter(0, 0),
    "displacement_treated": BeforeAfter(0, 0),
}


def _cost(outcome: Mapping[str, Any], plan: Mapping[str, Any]) -> Json:
    """Return what an incident avoided has cost, of area and ring together; None if unknowable."""
    found = outcome["net"] or outcome["result"]
    if not outcome["ahead"]["path"]["fair"] or outcome["ahead"]["least_share"] is None:
        return {"cost": None}
    cost = cost_of(
        float(plan["amount"]), effect=found["effect"], low=found["low"], high=found["high"]
    )
    return {"cost": asdict(cost) if cost else None}
