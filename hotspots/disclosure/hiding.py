"""Which cells to hide, so that no total gives a hidden count away."""

from collections.abc import Iterable, Mapping, Set
from typing import Final

_LEAST_HIDDEN: Final = 2  # the total minus what is shown is the count of a lone hidden cell


def cells_to_hide(
    counts: Mapping[str, int],
    parents: Mapping[str, str],
    *,
    least: int,
    also: Set[str] = frozenset(),
) -> frozenset[str] | None:
    """Return the cells to hide, or None where even hiding every count would not do.

    Hidden are counts from 1 to ``least - 1``, and then, one at a time, the next smallest
    count within the same parent, and within the town, whose total is published. Companions
    are added until an attacker who knows every shown count, every zero and the total must
    still allow each hidden cell every value from 1 to ``least - 1``.

    Zeros are never hidden, so an attacker knows each hidden count to be 1 or more. With
    `n` hidden cells that make up `H`, each may then be anything from 1 to ``H - n + 1``.
    The familiar "at least two cells, and at least `least` together" is not enough: five
    cells of one report each make five, and all are known.

    Parameters
    ----------
    counts : mapping of cell to count
        Zero or more.
    parents : mapping of cell to parent
        The res-8 cell that each belongs to for hiding.
    least : int
        The smallest count that may be shown, above zero.
    also : set of cells
        To be hidden for another reason (too few organisations reported). Zeros among them
        stay shown.

    Returns
    -------
    frozenset of cells, or None
        None: publish no count and no total, zeros neither.
    """
    hidden = {cell for cell, count in counts.items() if count and (count < least or cell in also)}
    families = _families(parents, counts)
    while (companion := _companion(counts, families, hidden, least)) is not None:
        hidden.add(companion)
    if hidden and not _is_safe([counts[cell] for cell in hidden], least):
        return None
    return frozenset(hidden)


def _companion(
    counts: Mapping[str, int], families: list[list[str]], hidden: Set[str], least: int
) -> str | None:
    """Return the next cell to hide: within the first parent in need, at last in the town."""
    for family in [*families, sorted(counts)]:
        inside = [counts[cell] for cell in family if cell in hidden]
        if inside and not _is_safe(inside, least):
            shown = [(counts[cell], cell) for cell in family if counts[cell] and cell not in hidden]
            if shown:
                return min(shown)[1]
    return None


def _is_safe(hidden_counts: list[int], least: int) -> bool:
    spare = sum(hidden_counts) - len(hidden_counts)
    return len(hidden_counts) >= _LEAST_HIDDEN and spare >= least - 2


def _families(parents: Mapping[str, str], cells: Iterable[str]) -> list[list[str]]:
    families: dict[str, list[str]] = {}
    for cell in sorted(cells):
        families.setdefault(parents[cell], []).append(cell)
    return [families[parent] for parent in sorted(families)]
