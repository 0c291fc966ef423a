"""Both sources, and the contrast of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from fixtures.planted_town import town
from hotspots import actions
from incidents.actions import NewReport, record_reports, snap_reports
from incidents.models import Report
from layers import snapping
from layers.actions.official import import_releases
from layers.models import SnapPoint
from layers.policeuk.file_names import read_name
from layers.policeuk.forces import INVENTED
from layers.policeuk.sources import StreetFile
from layers.projection import to_metres
from members.geometry import Latitude, Longitude
from ntars_geo.demo.stages.members import people_ids, premises_ids
from ntars_geo.demo.stages.seeding_run import BY, Seeding

WEEKS: Final = 26


def take_reports(seeding: Seeding) -> None:
    """Record what members sent."""
    organisations, premises = premises_ids(seeding)
    people = people_ids(seeding)
    record_reports(
        district=seeding.district,
        reports=[
            NewReport(
                client_key=one.client_key,
                reporter_id=people[one.person_key],
                organisation_id=organisations[one.organisation_key],
                premises_id=premises[one.premises_key],
                category=one.category,
                lng=one.lng,
                lat=one.lat,
                accuracy_m=one.accuracy_m,
                occurred_at=one.occurred_at,
                submitted_at=one.submitted_at,
                narrative=one.narrative,
                told_police=one.told_police,
            )
            for one in seeding.town.reports
        ],
        by=BY,
        at=seeding.at,
    )


def take_official_files(seeding: Seeding) -> None:
    """Take the town's official files through the importer that takes real ones."""
    import_releases(
        files=[_street_file(one) for one in seeding.town.official_files()],
        taken_on=seeding.at.date(),
        at=seeding.at,
    )


def _street_file(one: town.OfficialFile) -> StreetFile:
    return StreetFile(one.name, read_name(one.name), lambda: one.content)


def find_map_points(seeding: Seeding) -> None:
    """Hang every report on the official map point nearest to it."""
    points = {(one.lng, one.lat) for one in seeding.town.snap_points}
    ids, snaps = _in_metres(SnapPoint.objects.filter(snap_list__universe=INVENTED))
    assert len(ids) >= 0.98 * len(points), "the official files tell nearly every map point"
    reports, places = _in_metres(Report.objects.filter(district=seeding.district))
    index, _ = snapping.nearest_snap(places, snaps)
    found = SnapPoint.objects.in_bulk([ids[at] for at in set(index.tolist()) if at >= 0])
    snap_reports(
        district=seeding.district,
        nearest={
            report: found[ids[at]] if at >= 0 else None
            for report, at in zip(reports, index.tolist(), strict=True)
        },
    )


def _in_metres(rows: QuerySet[Any]) -> tuple[list[Any], NDArray[np.float64]]:
    """Return the ids of rows with a point, in their order, and the points in EPSG:27700."""
    values = rows.order_by("pk").values_list("pk", Longitude("point"), Latitude("point"))
    ids, lng, lat = zip(*values, strict=True)
    return list(ids), np.column_stack(to_metres(lng, lat))


def build_contrasts(seeding: Seeding) -> None:
    """Build the contrasts that every district is given without asking."""
    actions.build_standard_contrasts(
        district=seeding.district, by=BY, at=seeding.at, until=seeding.town.until.first_day
    )


def publish_quarters(seeding: Seeding) -> None:
    """Publish the quarters that the public may see by now."""
    actions.publish_quarters(district=seeding.district, by=BY, at=seeding.at)


def build_weeks(seeding: Seeding) -> None:
    """Build the last half year of weeks."""
    actions.build_due_weeks(district=seeding.district, by=BY, at=seeding.at, weeks=WEEKS)


def build_trends(seeding: Seeding) -> None:
    """Build the trend, and the concentration, that every district is given without asking."""
    actions.build_standard_trends(
        district=seeding.district, by=BY, at=seeding.at, until=seeding.town.until.first_day
    )
