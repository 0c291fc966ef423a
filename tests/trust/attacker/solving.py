"""The least and the greatest count that agree with all facts, without the product's code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.trust.attacker.reading import Fact, Month


@dataclass(frozen=True)
class Unit:
    """One hexagon in some months: what an attacker would like to know."""

    cell: str
    months: tuple[Month, ...]


class Attack:
    """All facts, over one unknown for each hexagon and group of months told together."""

    def __init__(self, facts: Sequence[Fact], units: Iterable[Unit]) -> None:
        units = list(units)
        spans = {fact.months for fact in facts} | {unit.months for unit in units}
        self._cells = sorted({cell for fact in facts for cell in fact.cells})
        self._groups = _told_together(spans)
        rows = [(self._row(fact.cells, fact.months), fact.low, fact.high) for fact in facts]
        matrix, low, high = zip(*rows, strict=True)
        self._rules = LinearConstraint(np.array(matrix), np.array(low), np.array(high))

    def _row(self, cells: Iterable[str], months: Sequence[Month]) -> np.ndarray:
        row = np.zeros((len(self._cells), len(self._groups)))
        within = [at for at, group in enumerate(self._groups) if group <= set(months)]
        row[np.ix_([self._cells.index(cell) for cell in cells], within)] = 1
        return row.ravel()

    def range_of(self, unit: Unit) -> tuple[float, float] | None:
        """Return both ends, or None for a hexagon that no fact names.

        Raises AssertionError where no counts agree with all facts.
        """
        if unit.cell not in self._cells:
            return None
        return self.bounds([unit.cell], unit.months)

    def bounds(self, cells: Iterable[str], months: Sequence[Month]) -> tuple[float, float]:
        """Return both ends of the sum over some hexagons and months."""
        aim = self._row(cells, months)
        return self._end(aim, 1), self._end(aim, -1)

    def _end(self, aim: np.ndarray, sign: int) -> float:
        found = milp(
            sign * aim,
            constraints=self._rules,
            integrality=np.ones(aim.size),
            bounds=Bounds(0, np.inf),
        )
        if found.status == 3 or (found.status == 4 and sign == -1):  # unbounded
            return -sign * np.inf
        assert found.status == 0, f"facts contradict one another: {found.message}"
        return float(round(sign * found.fun))


def _told_together(spans: Iterable[tuple[Month, ...]]) -> list[frozenset[Month]]:
    """Return the months, grouped so that every span is a union of groups."""
    spans = [frozenset(span) for span in spans]
    by_spans: dict[tuple[bool, ...], set[Month]] = {}
    for month in sorted(frozenset().union(*spans)):
        by_spans.setdefault(tuple(month in span for span in spans), set()).add(month)
    return [frozenset(group) for group in by_spans.values()]


def recovered(
    facts: Sequence[Fact], small: Sequence[Unit], *, least: int
) -> list[tuple[Unit, float, float]]:
    """Return the units, each truly from 1 to ``least - 1``, of which the facts leave less."""
    attack = Attack(facts, small)
    found = []
    for unit in small:
        ends = attack.range_of(unit)
        if ends is not None and (ends[0] > 1 or ends[1] < least - 1):
            found.append((unit, *ends))
    return found
