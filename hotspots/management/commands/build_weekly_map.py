"""Build Monday's map of a district and week, and write its files."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hotspots.monday import MadeWeek, make_week
from hotspots.notifications import weekly_letter
from hotspots.presenters.built import FrontEndNotBuilt
from hotspots.queries import NothingToBuild
from hotspots.queries.weekly_files import briefing_of
from hotspots.weekly.weeks import NoSuchWeek, Week
from members.access import acting_in
from members.models import District


def _week(text: str) -> Week:
    try:
        return Week.named(text)
    except NoSuchWeek as refusal:
        raise ArgumentTypeError(str(refusal)) from refusal


class Command(BaseCommand):
    help = (
        "Analyse the reports of one ISO week, store the analysis and its files, and write them: a "
        "PDF and a one-file map for operations, the board, members and a briefing in a room, and "
        "the e-mail as text and HTML. Nothing is sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--district", required=True, help="slug of the district")
        parser.add_argument("--week", required=True, type=_week, help="for example 2026-W46")
        parser.add_argument("--out", type=Path, help="folder for the files")

    def handle(self, *args: Any, **options: Any) -> None:
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"There is no district {options['district']}.")
        week: Week = options["week"]
        try:
            made = make_week(
                district=district, week=week, by="command build_weekly_map", at=timezone.now()
            )
        except (NothingToBuild, FrontEndNotBuilt) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{week.name}: analysis {made.analysis.pk}, {len(made.maps)} files")
        if options["out"]:
            self._write(options["out"], f"{district.slug}-{week.name}", made)

    def _write(self, folder: Path, stem: str, made: MadeWeek) -> None:
        with acting_in(made.analysis.district_id):
            letter = weekly_letter("", briefing_of(made.analysis))
        contents = {
            f"{stem}-{one.version.lower()}.{one.medium.lower()}": one.content for one in made.files
        }
        contents[f"{stem}-e-mail.txt"] = letter.text.encode()
        contents[f"{stem}-e-mail.html"] = letter.html.encode()
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)  # a file is whole or it is not there
            self.stdout.write(f"Wrote {folder / name}")
