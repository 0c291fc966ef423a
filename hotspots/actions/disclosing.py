"""Give an analysis to an audience: what it may see is cut once, stored, and never recut."""

from datetime import datetime

from hotspots import payloads, queries
from hotspots.canonical import sha256_of
from hotspots.models import Analysis, Disclosed
from hotspots.periods import Period
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent


class PeriodsOverlap(ValueError):
    """An audience that sees no small counts was given an overlapping period before.

    The difference between two overlapping periods is a small count, so the second is refused.
    """


def disclose(*, analysis: Analysis, audience: Audience, by: str, at: datetime) -> Disclosed:
    """Store what an audience is given of an analysis; the same analysis is given once.

    Raises
    ------
    PeriodsOverlap
        If the audience is a restricted one and this would let it find small counts.
    """
    with acting_in(analysis.district_id):
        period = Period(analysis.period_start, analysis.period_end)
        earlier = queries.latest_disclosed(analysis.district, audience, period)
        if earlier and earlier.analysis_id == analysis.pk:
            return earlier
        if audience in payloads.RESTRICTED:
            _refuse_overlaps(analysis, audience, period)
            if earlier and _reveals_late_reports(earlier.analysis, analysis):
                return earlier
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
            what="contrast disclosed",
            analysis=str(analysis.pk),
            audience=audience.value,
        )
    return disclosed


def _refuse_overlaps(analysis: Analysis, audience: Audience, period: Period) -> None:
    for given in queries.periods_given(analysis.district, audience):
        if given.clashes_with(period):
            raise PeriodsOverlap(
                f"{audience.value.title()} was given {given.slug.replace('_', ' to ')} and cannot "
                "be given a period that overlaps it: the difference between the two would be a "
                "small count. Ask for the same period, or for one beside it."
            )


def _reveals_late_reports(earlier: Analysis, later: Analysis) -> bool:
    """Tell whether the same period, published anew, would show the few reports that came late."""
    changed = earlier.inputs["reports"] != later.inputs["reports"]
    return bool(changed and earlier.result["members"] > 0)
