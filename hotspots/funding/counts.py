"""Official records by area, month and category: what every figure of a plan is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotspots.funding.areas import Role

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Records as an array of shape (areas, months, categories), with what its axes mean.

    `roles` and `names` go with `areas`; months are texts like ``2026-10``, in order.
    """

    areas: tuple[str, ...]
    names: tuple[str, ...]
    roles: tuple[Role, ...]
    months: tuple[str, ...]
    categories: tuple[str, ...]
    values: Integers

    def summed(
        self, roles: Sequence[Role], months: Sequence[str], categories: Sequence[str]
    ) -> int:
        """Return all records of some roles, months and categories."""
        return int(self.series(roles, months, categories).sum())

    def series(
        self, roles: Sequence[Role], months: Sequence[str], categories: Sequence[str]
    ) -> Integers:
        """Return the records of some roles together, one number a month."""
        kept = [number for number, role in enumerate(self.roles) if role in roles]
        found: Integers = self._cut(kept, months, categories).sum(axis=0)
        return found

    def by_area(self, months: Sequence[str], categories: Sequence[str]) -> Integers:
        """Return the records of each area, shape (areas, months)."""
        return self._cut(range(len(self.areas)), months, categories)

    def _cut(
        self, areas: Sequence[int], months: Sequence[str], categories: Sequence[str]
    ) -> Integers:
        when = [self.months.index(month) for month in months]
        kinds = [self.categories.index(category) for category in categories]
        cut: Integers = self.values[np.ix_(list(areas), when, kinds)].sum(axis=2)
        return cut

    def rows(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield area, name, role, month, category and count, in order, zeros included."""
        for place, (area, name, role) in enumerate(
            zip(self.areas, self.names, self.roles, strict=True)
        ):
            for when, month in enumerate(self.months):
                for kind, category in enumerate(self.categories):
                    count = int(self.values[place, when, kind])
                    yield area, name, role.value, month, category, count

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {
            "areas": [
                {"key": key, "name": name, "role": role.value}
                for key, name, role in zip(self.areas, self.names, self.roles, strict=True)
            ],
            "months": list(self.months),
            "categories": list(self.categories),
            "values": self.values.tolist(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Counts:
        """Return the counts that were stored."""
        return cls(
            areas=tuple(one["key"] for one in stored["areas"]),
            names=tuple(one["name"] for one in stored["areas"]),
            roles=tuple(Role(one["role"]) for one in stored["areas"]),
            months=tuple(stored["months"]),
            categories=tuple(stored["categories"]),
            values=np.array(stored["values"], dtype=np.int64),
        )

    @classmethod
    def from_rows(cls, rows: Sequence[tuple[str, str, str, str, str, int]]) -> Counts:
        """Return the counts that `rows` yielded.

        Raises
        ------
        ValueError
            If a combination is missing or stands twice.
        """
        areas = tuple(dict.fromkeys((area, name, role) for area, name, role, *_ in rows))
        months = tuple(dict.fromkeys(row[3] for row in rows))
        categories = tuple(dict.fromkeys(row[4] for row in rows))
        shape = (len(areas), len(months), len(categories))
        values = np.full(shape, -1, dtype=np.int64)
        for area, name, role, month, category, count in rows:
            at = (areas.index((area, name, role)), months.index(month), categories.index(category))
            if values[at] >= 0:
                raise ValueError(f"{area}, {month}, {category} stands twice.")
            values[at] = count
        if (values < 0).any():
            raise ValueError("Some combination of area, month and category is missing.")
        return cls(
            tuple(area for area, _, _ in areas),
            tuple(name for _, name, _ in areas),
            tuple(Role(role) for _, _, role in areas),
            months,
            categories,
            values,
        )
