"""Does a verdict survive moving the boundary by 50 metres?"""

from collections.abc import Mapping, Sequence

from hotspots.contrast.counts import checked
from hotspots.contrast.exact import Verdict, cell_tests

CountsByCell = Mapping[str, tuple[int, int]]


def steady_cells(
    shown: CountsByCell, variants: Sequence[CountsByCell], *, dispersion: float
) -> dict[str, bool]:
    """Return which cells keep their verdict in every variant of the boundary.

    Parameters
    ----------
    shown : mapping of cell to (members, officials)
        Counts within the boundary in force.
    variants : sequence of such mappings
        Counts within the boundary grown and shrunk, measured in EPSG:27700. A cell that is
        gone from a variant has nothing to say there.
    dispersion : float
        The same for all, so that only the boundary differs.
    """
    verdicts = _verdicts(shown, dispersion)
    others = [_verdicts(variant, dispersion) for variant in variants]
    return {
        cell: all(other.get(cell, Verdict.TOO_FEW) == verdict for other in others)
        for cell, verdict in verdicts.items()
    }


def _verdicts(counts: CountsByCell, dispersion: float) -> dict[str, Verdict]:
    members = [members for members, _ in counts.values()]
    officials = [officials for _, officials in counts.values()]
    tested = cell_tests(checked(members, officials), dispersion)
    return dict(zip(counts, tested.verdicts, strict=True))
