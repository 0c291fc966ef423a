"""Print official counts of a district by cell, month and category."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers import grid, snapping
from layers.policeuk.categories import CODES
from layers.policeuk.file_names import month_of
from layers.queries.boundaries import NoBoundary
from layers.queries.official import OfficialCounts, official_counts
from members.models import District

_COLUMNS = ("cell", "month", "category", "count")


class Command(BaseCommand):
    """Print what the police recorded at the snap points inside a district's boundary."""

    help = (
        "Print official counts by H3 cell, month and category at the police.uk map points that "
        "the district's boundary covers. Combinations without records are left out."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", required=True, metavar="SLUG")
        parser.add_argument("--from", required=True, dest="first", metavar="YYYY-MM")
        parser.add_argument("--to", required=True, dest="last", metavar="YYYY-MM")
        parser.add_argument(
            "--category",
            action="append",
            default=[],
            choices=sorted(CODES),
            metavar="SLUG",
            help="a police.uk category, such as anti-social-behaviour; may be given again",
        )
        parser.add_argument("--resolution", type=int, default=9, choices=grid.RESOLUTIONS)
        parser.add_argument("--format", default="csv", choices=("csv", "json"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            district = District.objects.get(slug=options["district"])
            first, last = month_of(options["first"]), month_of(options["last"])
            if first > last:
                raise CommandError("--from must not be later than --to.")
            found = official_counts(
                district,
                first=first,
                last=last,
                resolution=options["resolution"],
                categories=options["category"],
            )
            crosses = snapping.crosses_redraw(first, last)
        except District.DoesNotExist as error:
            raise CommandError(f"There is no district {options['district']!r}.") from error
        except (NoBoundary, ValueError) as error:
            raise CommandError(str(error)) from error
        for sentence in _warnings(found, crosses=crosses):
            self.stderr.write(self.style.WARNING(f"Warning: {sentence}"))
        self._write(found, as_json=options["format"] == "json")

    def _write(self, found: OfficialCounts, *, as_json: bool) -> None:
        rows = [(one.cell, f"{one.month:%Y-%m}", one.category, one.count) for one in found.counts]
        if as_json:
            records = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
            self.stdout.write(json.dumps(records))
            return
        # Cells, months and categories are our own texts, so no cell can be a formula.
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(rows)


def _warnings(found: OfficialCounts, *, crosses: bool) -> list[str]:
    sentences = []
    for slug, one in found.legitimacy.items():
        if not one.legitimate:
            sentences.append(
                f"resolution {one.resolution} is too fine for official data here: of "
                f"{one.cells} cells with their centre inside, {one.empty} hold no map point of "
                f"list {slug} and the middle one holds {one.median:g}; counts by cell show the "
                "map points, not the town."
            )
    if found.missing:
        months = ", ".join(f"{month:%Y-%m}" for month in found.missing)
        sentences.append(f"no release is held for {months}.")
    if crosses:
        sentences.append(
            "the list of map points was redrawn within these months; cells before and after "
            "must not be compared."
        )
    if found.without_location:
        sentences.append(
            f"{found.without_location:,} records of the whole force have no location and stand "
            "in no cell."
        )
    if found.illustrative:
        sentences.append("the boundary is illustrative, not official.")
    return sentences
