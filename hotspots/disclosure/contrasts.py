"""The contrast worked out anew from what is left to see.

Hiding counts is not enough. A q-value may be the p-value of a hidden cell times a known
number; the dissimilarity of a small town, even in whole percents, leaves one split of two
hidden cells; the shrunken ratios of shown cells move with the hidden ones, and the code and
the seed are public. So nothing is rounded or left out: for an audience from whom cells are
hidden, the whole contrast is computed once more with all hidden cells taken as one place.
What it then sees is a function of what it sees already, and can tell it nothing else.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from hotspots.contrast import CellContrast, Contrast, Headline, contrast_given
from hotspots.disclosure.counts import EXACT, RESTRICTED, AudienceNotServed, disclose
from members.audiences import Audience


@dataclass(frozen=True, slots=True)
class DisclosedContrast:
    """A contrast as one audience may see it.

    ``cells`` holds None where a cell is hidden. ``together`` is the one place that stands
    for all hidden cells, None if there are none. Where ``withheld`` is true no number from
    members is left at all: neither counts nor totals nor dispersion nor headline.
    """

    cells: Mapping[str, CellContrast | None]
    hidden: frozenset[str]
    together: CellContrast | None
    headline: Headline
    members: int | None
    dispersion: float | None
    withheld: bool


def disclose_contrast(
    cells: Sequence[str],
    found: Contrast,
    parents: Mapping[str, str],
    *,
    audience: Audience,
    seed: int,
    also: Set[str] | None = frozenset(),
) -> DisclosedContrast:
    """Return a contrast as an audience may see it.

    Parameters
    ----------
    cells : sequence of str
        The cells of `found`, in its order.
    found : Contrast
        The exact result.
    parents : mapping of cell to parent
        The res-8 cell that each belongs to for hiding.
    audience : Audience
        One that sees counts, exact or with small ones hidden. Classes and rounded counts
        would be worthless beside exact shares, so whoever gets those gets no contrast.
    seed : int
        The seed of `found`.
    also : set of cells, or None
        As for `hotspots.disclosure.counts.disclose`.

    Raises
    ------
    AudienceNotServed
        If this audience may not see counts.
    """
    if audience not in EXACT | RESTRICTED:
        raise AudienceNotServed(f"No rule says what {audience} may see of a contrast.")
    exact = dict(zip(cells, found.cells, strict=True))
    counts = {cell: one.members for cell, one in exact.items()}
    seen = disclose(counts, parents, audience=audience, also=also)
    if seen.withheld:
        nothing = Headline(None, None, None, enough=False)
        return DisclosedContrast(
            dict.fromkeys(cells), seen.hidden, None, nothing, None, None, withheld=True
        )
    if seen.hidden:
        return _with_hidden_cells_as_one(exact, seen.hidden, found.dispersion, seed)
    return DisclosedContrast(
        exact, seen.hidden, None, found.headline, found.members, found.dispersion, withheld=False
    )


def _with_hidden_cells_as_one(
    exact: Mapping[str, CellContrast], hidden: frozenset[str], dispersion: float, seed: int
) -> DisclosedContrast:
    shown = [cell for cell in exact if cell not in hidden]
    left = [exact[cell] for cell in shown]
    rest = [exact[cell] for cell in hidden]
    again = contrast_given(
        [one.members for one in left] + [sum(one.members for one in rest)],
        [one.officials for one in left] + [sum(one.officials for one in rest)],
        seed=seed,
        dispersion=dispersion,
    )
    cells: dict[str, CellContrast | None] = dict.fromkeys(exact)
    for cell, one in zip(shown, again.cells, strict=False):
        cells[cell] = replace(one, one_reporter=exact[cell].one_reporter)
    return DisclosedContrast(
        cells, hidden, again.cells[-1], again.headline, again.members, dispersion, withheld=False
    )
