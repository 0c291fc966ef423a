"""The monthly series with its control and the model's line, as a chart with its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotspots.presenters.chart import Chart, LineChart, Mark, Series, line_chart
from hotspots.presenters.funding.words import controls_of, line_name
from members import formats

Json = Mapping[str, Any]


def series_chart(line: Json, district: str, key: str) -> Chart:
    """Draw a line's months; the controls are scaled to the district's size before."""
    drawn = line["series"]
    scale = line["weights"]["control"]
    start = drawn["months"].index(drawn["start"])
    controls = [value / scale for value in drawn["control"]]
    found = [
        Series(district, "official", drawn["here"]),
        Series("Control towns, scaled", "control", controls, short="Controls"),
    ]
    if model := drawn["model"]:
        without = [None] * start + list(model["without"][start:])
        found.append(Series("Expected without a step", "ink", without, short="Expected"))
    return line_chart(
        LineChart(
            key=key,
            title=f"{line_name(line['categories'])}, records a month",
            description=f"{district} beside {controls_of(line)}, month by month.",
            points=[formats.month(month) for month in drawn["months"]],
            tick_names=[_tick(month) for month in drawn["months"]],
            series=found,
            unit="records a month",
            anchor=next((at for at, month in enumerate(drawn["months"]) if month[5:] == "01"), 0),
            marks=[
                Mark(
                    start,
                    "The money begins",
                    f"{formats.month(drawn['start'])}: the period after begins.",
                )
            ],
        )
    )


def _tick(month: str) -> str:
    return formats.month(month).split()[0][:3] + " " + month[2:4]


def model_sentence(line: Json) -> str:
    """Say what the model of the series found, or why there is none."""
    drawn = line["series"]
    model = drawn["model"]
    if model is None:
        return f"No model of the season is fitted: {drawn['why_not']}"
    way = (
        "Months hang together, so the range is the Newey-West one."
        if model["robust"]
        else "Months do not hang together."
    )
    return (
        f"From the month the money began, records were {formats.decimal(model['ratio'])} times "
        f"what trend, season and controls would give (likely {formats.decimal(model['low'])} to "
        f"{formats.decimal(model['high'])}; 1 is no step). {way} {model['before']} months before, "
        f"{model['after']} after."
    )
