"""Import a district's boundary from a file."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from layers import geo_input
from layers.actions import boundaries as actions
from layers.ingestors.boundaries import read_boundary_file
from layers.queries import boundaries as queries
from layers.queries.boundaries import NewBoundary
from layers.strict_text import InputRefused, clean_line, day_from_text
from members import formats
from members.access import acting_in
from members.models import District

_ACTOR: Final = "command import_boundary"
_AHEAD: Final = timedelta(days=366)  # A new term of a BID is known a year ahead at most.


class Command(BaseCommand):
    help = (
        "Import a boundary of a district from GeoJSON, a zipped Shapefile, a GeoPackage or KML. "
        "Earlier boundaries stay, and older months keep using them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the boundary file, at most 2 MB")
        parser.add_argument("--district", required=True, metavar="SLUG")
        parser.add_argument(
            "--valid-from", required=True, metavar="DATE", help="first day in force, YYYY-MM-DD"
        )
        parser.add_argument("--name", help="what maps call it (default: its name in the file)")
        parser.add_argument(
            "--source", default="", help="whose data this is, and under which licence"
        )
        parser.add_argument(
            "--illustrative", action="store_true", help="not official: every map will say so"
        )
        parser.add_argument(
            "--feature", help="name or number of the one feature meant, where there are several"
        )
        parser.add_argument(
            "--srid",
            type=int,
            choices=(4326, 27700),
            help="what the numbers are, where the file does not say: degrees (WGS84), or metres "
            "of the British National Grid",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and say; store nothing")
        parser.add_argument(
            "--confirm", action="store_true", help="store it although something is unusual"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            district = _district(options["district"])
            new = _new_boundary(options, district, latest=now.date() + _AHEAD)
            with acting_in(district.pk):
                if options["dry_run"]:
                    self._preview(district, new)
                    return
                done = actions.import_boundary(
                    district=district, new=new, by=_ACTOR, at=now, confirmed=options["confirm"]
                )
        except InputRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except actions.SecondLookNeeded as second_look:
            raise CommandError(
                f"{second_look} Look at it, and repeat with --confirm if it is right."
            ) from second_look
        if done.changed:
            self.stdout.write(f"Imported: {_described(district, new)}")
        else:
            self.stdout.write("Nothing to do: this boundary is stored already.")

    def _preview(self, district: District, new: NewBoundary) -> None:
        self.stdout.write(f"Would import: {_described(district, new)}")
        for doubt in queries.doubts_about(district, new):
            self.stdout.write(f"Needs --confirm: {doubt}")


def _district(slug: str) -> District:
    found = District.objects.filter(slug=slug).first()
    if found is None:
        raise InputRefused("There is no district of that slug; open it first.")
    return found


def _new_boundary(options: dict[str, Any], district: District, *, latest: date) -> NewBoundary:
    read = read_boundary_file(options["file"], feature=options["feature"], srid=options["srid"])
    return NewBoundary(
        name=clean_line(options["name"] or read.name or district.name, most=160),
        shape=read.shape,
        source=clean_line(options["source"] or f"{read.kind} file of the operator", most=300),
        illustrative=options["illustrative"],
        valid_from=day_from_text(options["valid_from"], latest=latest),
        sha256=read.sha256,
    )


def _described(district: District, new: NewBoundary) -> str:
    size = geo_input.area_m2(new.shape) / 1e6
    middle = new.shape.envelope.centroid
    kind = "illustrative boundary" if new.illustrative else "boundary"
    return (
        f"{kind} {new.name!r} of {district.slug}, {size:.2f} km2 round longitude "
        f"{middle.x:.4f}, latitude {middle.y:.4f}, in force from {formats.day(new.valid_from)}."
    )
