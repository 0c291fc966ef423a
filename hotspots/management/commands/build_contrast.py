"""Build the contrast of a district and period, and write its files."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hotspots import actions
from hotspots.actions import OneResolution, PeriodsOverlap
from hotspots.periods import Period, PeriodRefused
from hotspots.presenters import built as front_end
from hotspots.presenters import files, folium_map
from hotspots.queries import NothingToContrast
from hotspots.recipe import RESOLUTION, NotLegitimate
from layers.queries.basemap import ground_of
from layers.strict_text import InputRefused, month_from_text
from members.access import acting_in
from members.audiences import CONTRAST_READERS, Audience
from members.models import District

_REFUSALS = (PeriodRefused, NothingToContrast, NotLegitimate, PeriodsOverlap, OneResolution)


def _month(text: str) -> date:
    try:
        return month_from_text(text, latest=date(2100, 1, 1))
    except InputRefused as refusal:
        raise ArgumentTypeError(str(refusal)) from refusal


class Command(BaseCommand):
    help = (
        "Compare where members report ASB with where police record it, store the analysis, and "
        "write contrast.geojson, contrast.csv and contrast.html for one audience."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--district", required=True, help="slug of the district")
        parser.add_argument("--to", required=True, type=_month, help="last month, YYYY-MM")
        parser.add_argument("--months", type=int, default=12, help="3 to 36 (default 12)")
        parser.add_argument(
            "--audience",
            default="operations",
            choices=sorted(one.value.lower() for one in CONTRAST_READERS),
        )
        parser.add_argument("--resolution", type=int, default=RESOLUTION, choices=[8, 9, 10, 11])
        parser.add_argument("--out", type=Path, help="folder for the three files")

    def handle(self, *args: Any, **options: Any) -> None:
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"There is no district {options['district']}.")
        audience = Audience(options["audience"].upper())
        try:
            period = Period.ending(options["to"], options["months"])
            with acting_in(district.pk):
                built = actions.build_contrast(
                    district=district,
                    period=period,
                    by="command build_contrast",
                    at=timezone.now(),
                    audiences=[audience],
                    resolution=options["resolution"],
                )
                ground = ground_of(district, period.last)
        except _REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        payload = built.disclosed[audience].payload
        self._tell(built, payload)
        if options["out"]:
            self._write(options["out"], payload, ground)

    def _tell(self, built: actions.Built, payload: Mapping[str, Any]) -> None:
        verb = "Built" if built.is_new else "Found, with the same inputs,"
        self.stdout.write(f"{verb} analysis {built.analysis.pk}")
        if payload["analysis"] != str(built.analysis.pk):
            self.stdout.write(
                f"This audience keeps analysis {payload['analysis']}, which it was given before: "
                "a second view of the same months would show the few reports that came late."
            )
        self._name_missing(payload["period"])
        totals = payload["totals"]
        self.stdout.write(
            f"{totals['members']} member reports and {totals['officials']} official records in "
            f"{len(payload['cells'])} cells"
        )

    def _name_missing(self, period: Mapping[str, Any]) -> None:
        for source, months in (
            ("official statistics", period["official_missing"]),
            ("member reports", period["member_missing"]),
        ):
            if months:
                self.stdout.write(f"No {source} for {', '.join(months)}: left out of both sources")

    def _write(self, folder: Path, payload: Mapping[str, Any], ground: dict[str, Any]) -> None:
        try:
            page = folium_map.contrast_html(payload, ground)
        except front_end.FrontEndNotBuilt as refusal:
            raise CommandError(str(refusal)) from refusal
        texts = {
            "contrast.geojson": json.dumps(files.geojson(payload), ensure_ascii=False),
            "contrast.csv": "".join(files.csv_lines(payload)),
            "contrast.html": page,
        }
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            part = folder / f"{name}.part"
            part.write_text(text, encoding="utf-8", newline="")
            part.replace(folder / name)  # a file is whole or it is not there
            self.stdout.write(f"Wrote {folder / name}")
