"""Import street files of data.police.uk."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from layers.actions import official
from layers.policeuk.sources import Found, find_files
from layers.strict_text import InputRefused

_EARLIEST: Final = date(2011, 1, 1)  # The first files of data.police.uk appeared in this month.


class Command(BaseCommand):
    """Take street files into the ledger of official releases, all of them or none."""

    help = (
        "Import police.uk street files: CSV, .csv.gz, monthly ZIP archives or folders of them. "
        "A file that is held already changes nothing; a month supplied anew supersedes the one "
        "held before, which stays in the ledger."
    )

    # They load every page of the platform, which takes longer than a month's import.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--taken-on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="day on which the files were published or downloaded (default: today); of "
            "several releases of a month the latest is in force, whatever the order of import",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="read and check everything, write nothing"
        )
        parser.add_argument(
            "--split",
            action="store_true",
            help="cut a file that joins several months or forces into its releases; only for "
            "files in which every month is complete",
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        taken_on = check_taken_on(options["taken_on"] or timezone.localdate(now))
        started = time.perf_counter()
        try:
            found = find_files(options["paths"])
            with progress(len(found.files)) as advance:
                if options["dry_run"]:
                    summary = official.plan_import(
                        files=found.files,
                        taken_on=taken_on,
                        split=options["split"],
                        on_file=advance,
                    )
                else:
                    summary = official.import_releases(
                        files=found.files,
                        taken_on=taken_on,
                        at=now,
                        split=options["split"],
                        on_file=advance,
                    )
        except InputRefused as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        totals = {
            "files_skipped": len(found.skipped),
            "dry_run": options["dry_run"],
            "seconds": round(time.perf_counter() - started, 3),
        }
        report(self, summary, found, totals, as_json=options["json"])


def report(
    command: BaseCommand,
    summary: official.ImportSummary,
    found: Found,
    more: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """Say what a run took: warnings apart, totals as one line, each release in a dry run."""
    for outcome in summary.outcomes:
        if outcome.warning:
            command.stderr.write(command.style.WARNING(f"Warning: {outcome.warning}"))
    totals = {**summary.as_json(), **more}
    if as_json:
        command.stdout.write(json.dumps(totals))
        return
    if more["dry_run"]:
        for outcome in summary.outcomes:
            command.stdout.write(outcome.sentence)
    for skipped in found.skipped:
        command.stdout.write(f"Passed over {skipped}")
    command.stdout.write(in_words(totals))


def check_taken_on(taken_on: date) -> date:
    """Return the day, after refusing one that cannot be meant."""
    latest = timezone.localdate() + timedelta(days=1)
    if not _EARLIEST <= taken_on <= latest:
        raise CommandError(f"--taken-on must lie between {_EARLIEST} and {latest}.")
    return taken_on


def in_words(totals: dict[str, Any]) -> str:
    """Return the totals of a run as one line for people."""
    verb = "Would take" if totals["dry_run"] else "Took"
    return (
        f"{verb} {totals['releases']:,} releases from {totals['files']:,} files "
        f"({totals['files_already_held']:,} already held): {totals['rows_read']:,} rows read, "
        f"{totals['rows_kept']:,} kept, {totals['rows_without_location']:,} without location, "
        f"{totals['rows_refused']:,} refused; {totals['releases_superseding']:,} releases "
        f"supersede earlier ones, {totals['releases_not_in_force']:,} are older than the one in "
        f"force; {totals['seconds']:.1f} seconds."
    )


@contextmanager
def progress(files: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on a terminal and nothing elsewhere; yield what each finished file calls."""
    if not sys.stderr.isatty():
        yield lambda label: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Importing", total=files)
        yield lambda label: bar.update(task, advance=1, description=label[:40])
