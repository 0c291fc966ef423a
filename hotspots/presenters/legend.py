"""Classes of the colour scales and the legends that print them. Fixed for a whole year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from members import formats

SHARE_STEPS: Final = 5  # tokens --members-1..5 and --official-1..5 in assets/css/tokens.css
RATIO_STEPS: Final = 7  # tokens --ratio-1..7: police see most .. members see most; 4 is even


def share_step(share: float | None, scale: Mapping[str, Any]) -> int | None:
    """Return the colour step of a share: 0 for none at all, 1 to 5, or None if withheld."""
    if share is None:
        return None
    return _step(share, _inner(scale["share"], top=1.0), SHARE_STEPS) if share > 0 else 0


def ratio_step(ratio: float | None, scale: Mapping[str, Any]) -> int | None:
    """Return the colour step of a ratio: 1 (police see most) to 7, or None where not said."""
    return None if ratio is None else _step(ratio, _inner(scale["ratio"]), RATIO_STEPS)


def _inner(edges: Sequence[float], top: float = float("inf")) -> list[float]:
    """Return the edges between classes, without those that only close the scale."""
    return [edge for edge in edges if 0 < edge < top]


def _step(value: float, edges: Sequence[float], steps: int) -> int:
    return _token(bisect_right(edges, value), len(edges) + 1, steps)


def _token(index: int, classes: int, steps: int) -> int:
    """Spread fewer classes than tokens evenly over the tokens, ends kept."""
    if classes > steps:
        raise ValueError(f"{classes} classes are more than the {steps} colours of the scale.")
    return 1 if classes < 2 else 1 + round(index * (steps - 1) / (classes - 1))


@dataclass(frozen=True)
class Swatch:
    """One entry of a legend: a style-sheet class and what it means."""

    style: str
    text: str


def share_legend(prefix: str, scale: Mapping[str, Any]) -> list[Swatch]:
    """Return the swatches of a share map; `prefix` is ``m`` for members, ``o`` for official."""
    edges = _inner(scale["share"], top=1.0)
    texts = [f"{formats.per_hundred(low)} to {formats.per_hundred(high)}%"
             for low, high in pairwise(edges)]  # fmt: skip
    texts = [
        f"under {formats.per_hundred(edges[0])}%",
        *texts,
        f"{formats.per_hundred(edges[-1])}% or more",
    ]
    swatches = [Swatch(f"{prefix}-0", "none")]
    for index, text in enumerate(texts):
        swatches.append(Swatch(f"{prefix}-{_token(index, len(texts), SHARE_STEPS)}", text))
    return swatches


def ratio_legend(scale: Mapping[str, Any]) -> list[Swatch]:
    """Return the swatches of the ratio map, from police see more to businesses see more."""
    edges = _inner(scale["ratio"])
    texts = [f"{_edge(low)} to {_edge(high)}" for low, high in pairwise(edges)]
    texts = [f"under {_edge(edges[0])}", *texts, f"{_edge(edges[-1])} or more"]
    return [
        Swatch(f"r-{_token(index, len(texts), RATIO_STEPS)}", text)
        for index, text in enumerate(texts)
    ]


def _edge(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
