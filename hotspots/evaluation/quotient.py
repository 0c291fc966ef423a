"""The older displacement quotient: for the appendix, because no standard error of it exists."""

from dataclasses import dataclass

from hotspots.evaluation.differences import Areas


@dataclass(frozen=True, slots=True)
class DisplacementQuotient:
    """Success of the treated area, what its ring did, and their quotient.

    Attributes
    ----------
    success : float
        Change of the treated area's ratio to the control; below zero is a gain.
    buffer : float
        The same of the ring.
    quotient : float or None
        Ring over area. Above 0 benefits spread, below 0 some moved, below -1 more moved than
        was gained. None unless success is below zero: then there is nothing to be moved.
    net : float
        Incidents fewer than the control would have led one to expect, area and ring together.
    """

    success: float
    buffer: float
    quotient: float | None
    net: float


def wdq(counts: Areas) -> DisplacementQuotient | None:
    """Return the weighted displacement quotient, or None where the control has a zero.

    One control serves the area and its ring, as in the source.

    References
    ----------
    Bowers, K. J. and Johnson, S. D. (2003); POP Guide 10 (2010), appendix A.
    """
    control, area, ring = counts.control, counts.treated, counts.displacement_treated
    if not (control.before and control.after):
        return None
    success = area.after / control.after - area.before / control.before
    buffer = ring.after / control.after - ring.before / control.before
    growth = control.after / control.before
    net = area.before * growth - area.after + ring.before * growth - ring.after
    return DisplacementQuotient(success, buffer, buffer / success if success < 0 else None, net)
