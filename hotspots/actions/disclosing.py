"""Give an analysis to an audience: what it may see is cut once, stored, and never recut."""

from datetime import datetime

from hotspots import queries
from hotspots.canonical import sha256_of
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from hotspots.recipe import RESOLUTION
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent


class PeriodsOverlap(ValueError):
    """An audience that sees no small counts was given an overlapping period before.

    The difference between two overlapping periods is a small count, so the second is refused.
    """


class OneResolution(ValueError):
    """An audience that sees no small counts is given one size of cell only."""


def disclose(*, analysis: Analysis, audience: Audience, by: str, at: datetime) -> Disclosed:
    """Store what an audience is given of an analysis, or return what it was given before.

    Audiences that see no small counts share one view of each period: the first that any of them
    was given, whatever has changed since, for a second look at the same months would show the
    few reports that came late.

    Raises
    ------
    PeriodsOverlap, OneResolution
        If the audience is a restricted one and this would let it find small counts.
    """
    with acting_in(analysis.district_id):
        study = queries.study_of(analysis)
        if audience in study.guarded_for:
            _refuse_another_grid(analysis, audience)
            _refuse_overlaps(analysis, audience, study.guarded_for)
            analysis = _first_given(analysis, study.guarded_for)
        earlier = analysis.disclosures.filter(audience=audience.value).first()
        return earlier or _store(analysis, audience, by=by, at=at)


def _store(analysis: Analysis, audience: Audience, *, by: str, at: datetime) -> Disclosed:
    payload = queries.payload_for(analysis, audience)
    disclosed = Disclosed.objects.create(
        district_id=analysis.district_id,
        analysis=analysis,
        audience=audience.value,
        payload=payload,
        payload_sha256=sha256_of(payload),
    )
    audit.record(
        district_id=analysis.district_id,
        by=by,
        at=at,
        kind=AuditEvent.Kind.DISCLOSURE,
        what=f"{analysis.kind.lower()} disclosed",
        analysis=str(analysis.pk),
        audience=audience.value,
        payload=disclosed.payload_sha256,
    )
    return disclosed


def _refuse_another_grid(analysis: Analysis, audience: Audience) -> None:
    if analysis.parameters.get("resolution", RESOLUTION) != RESOLUTION:
        raise OneResolution(
            f"{audience.value.title()} is given resolution {RESOLUTION} only: two sizes of cell "
            "over the same months would give small counts away."
        )


def _refuse_overlaps(analysis: Analysis, audience: Audience, guarded: frozenset[Audience]) -> None:
    """Refuse a period that overlaps another one given to any audience that sees no small counts."""
    period = Period(analysis.period_start, analysis.period_end)
    for other in sorted(guarded):
        for given in queries.periods_given(analysis.district, other, analysis.kind):
            if given.clashes_with(period):
                raise PeriodsOverlap(
                    f"{other.value.title()} was given {given.slug.replace('_', ' to ')}, and "
                    f"{audience.value.title()} cannot be given a period that overlaps it: the "
                    "difference between the two would be a small count. Ask for the same period, "
                    "or for one beside it."
                )


def _first_given(analysis: Analysis, guarded: frozenset[Audience]) -> Analysis:
    """Return the analysis of this period that a restricted audience was first given, if any.

    One that counted no report gives nothing away and may be replaced.
    """
    earlier = queries.first_disclosed(analysis, guarded)
    return earlier.analysis if earlier and earlier.analysis.result["members"] else analysis
