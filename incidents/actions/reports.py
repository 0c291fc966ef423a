"""Take reports in, and hang them on the official snap points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import shapely
from django.contrib.gis.geos import Point

from incidents.actions.placing import OutsideDistrict
from incidents.models import Category, Report
from layers import grid
from layers.models import Boundary, SnapPoint
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District, Organisation, Premises

_BATCH = 2000
# A telephone's clock may be wrong by this much.
_WRONG_CLOCK = timedelta(days=1)


class WelfareIsNotAReport(ValueError):
    """A welfare category goes to outreach and can never become a report."""


@dataclass(frozen=True)
class NewReport:
    """One report as it was sent. `lng` and `lat` in degrees (EPSG:4326), already checked."""

    client_key: UUID
    reporter_id: int
    organisation_id: int
    premises_id: int | None
    category: str
    lng: float
    lat: float
    accuracy_m: float | None
    occurred_at: datetime
    submitted_at: datetime
    narrative: str = ""
    told_police: str = ""


def record_reports(
    *, district: District, reports: Sequence[NewReport], by: str, at: datetime
) -> list[Report]:
    """Record many reports that another system took in, all or none.

    Raises `OutsideDistrict` for a pin outside every boundary that the district ever had, and
    `WelfareIsNotAReport`. The same client key of the same reporter is refused by the database.
    """
    with acting_in(district.pk):
        categories = {one.code: one for one in Category.objects.filter(district=district)}
        _refuse_welfare(reports, categories)
        _refuse_strangers(district, reports)
        _refuse_the_future(reports)
        _refuse_outside(district, reports)
        recorded = Report.objects.bulk_create(
            (_as_row(district, categories[new.category], new) for new in reports),
            batch_size=_BATCH,
        )
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="reports recorded",
            reports=len(recorded),
        )
    return recorded


def _refuse_welfare(reports: Sequence[NewReport], categories: dict[str, Category]) -> None:
    codes = sorted({new.category for new in reports})
    if unknown := [code for code in codes if code not in categories]:
        raise ValueError(f"Unknown categories: {', '.join(unknown)}.")
    if welfare := [code for code in codes if categories[code].welfare]:
        raise WelfareIsNotAReport(f"Welfare categories go to outreach: {', '.join(welfare)}.")


def _refuse_strangers(district: District, reports: Sequence[NewReport]) -> None:
    """Refuse organisations and premises of another district: a foreign key does not see them."""
    organisations = {new.organisation_id for new in reports}
    premises = {new.premises_id for new in reports if new.premises_id is not None}
    ours = Organisation.objects.filter(district=district, pk__in=organisations).count()
    places = Premises.objects.filter(district=district, pk__in=premises).count()
    if (ours, places) != (len(organisations), len(premises)):
        raise ValueError("An organisation or its premises are of another district.")


def _refuse_the_future(reports: Sequence[NewReport]) -> None:
    if any(new.occurred_at > new.submitted_at + _WRONG_CLOCK for new in reports):
        raise ValueError("A report tells of something in the future.")


def _refuse_outside(district: District, reports: Sequence[NewReport]) -> None:
    boundaries = Boundary.objects.filter(district=district)
    shapes = [shapely.from_wkb(bytes(one.polygon.wkb)) for one in boundaries]
    ground = shapely.union_all(shapes)
    shapely.prepare(ground)
    inside = shapely.intersects_xy(
        ground, [new.lng for new in reports], [new.lat for new in reports]
    )
    if outside := int((~inside).sum()):
        raise OutsideDistrict(f"{outside} of {len(reports)} pins lie outside {district.name}.")


def _as_row(district: District, category: Category, new: NewReport) -> Report:
    cells = {
        f"cell_{resolution}": grid.to_int(grid.cell_of(new.lng, new.lat, resolution))
        for resolution in (8, 9, 10, 11)
    }
    return Report(
        id=new_id(new.submitted_at),
        district=district,
        client_key=new.client_key,
        reporter_id=new.reporter_id,
        organisation_id=new.organisation_id,
        premises_id=new.premises_id,
        category=category,
        point=Point(new.lng, new.lat, srid=4326),
        accuracy_m=new.accuracy_m,
        occurred_at=new.occurred_at,
        submitted_at=new.submitted_at,
        narrative=new.narrative,
        told_police=new.told_police,
        **cells,
    )


def snap_reports(*, district: District, nearest: dict[UUID, SnapPoint | None]) -> int:
    """Store which snap point each report is nearest to; return how many rows changed.

    Derived, and so no event of the audit trail: the point itself stays as it was sent.
    """
    with acting_in(district.pk):
        rows = Report.objects.filter(district=district, pk__in=nearest).only("pk", "snap_point")
        changed = [row for row in rows if row.snap_point_id != _key(nearest[row.pk])]
        for row in changed:
            row.snap_point = nearest[row.pk]
        Report.objects.bulk_update(changed, ["snap_point"], batch_size=_BATCH)
    return len(changed)


def _key(snap_point: SnapPoint | None) -> int | None:
    return snap_point.pk if snap_point else None
