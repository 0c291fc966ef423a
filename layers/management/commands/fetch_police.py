"""Fetch street files of a force from data.police.uk and import them."""

import re
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from layers.actions import official
from layers.fetchers.downloads import DownloadFailed, new_client
from layers.fetchers.policeuk import Fetched, fetch_street_files
from layers.management.commands.import_police import progress, report
from layers.policeuk.file_names import month_of, months_between
from layers.policeuk.forces import FORCES
from layers.policeuk.sources import Found, find_files
from layers.strict_text import InputRefused

_ADDRESS: Final = re.compile(
    r"https://[^\s?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/?"
)


class Command(BaseCommand):
    """Fetch the months of a force from one archive, then import them as `import_police` does."""

    help = (
        "Fetch a force's street files from the police.uk archive of the last month asked for, "
        "and import them. Archives hold the last 36 months; months outside are named. What was "
        "fetched is kept, so that a run that was broken off goes on."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", required=True, metavar="SLUG")
        parser.add_argument("--from", required=True, dest="first", metavar="YYYY-MM")
        parser.add_argument("--to", required=True, dest="last", metavar="YYYY-MM")
        parser.add_argument(
            "--base-url",
            default=settings.POLICE_BASE,
            help="where the archives stand (default: %(default)s, from NTARS_POLICE_BASE)",
        )
        parser.add_argument("--folder", type=Path, help="where fetched files are kept")
        parser.add_argument("--dry-run", action="store_true", help="fetch, but import nothing")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        started = time.perf_counter()
        fetched = self._fetch(options)
        if fetched.missing:
            months = ", ".join(f"{month:%Y-%m}" for month in fetched.missing)
            self.stderr.write(self.style.WARNING(f"Warning: the archive does not hold {months}."))
        if not fetched.files:
            raise CommandError(
                f"The archive holds no month of {options['force']} that was asked for."
            )
        try:
            files = find_files(fetched.files).files
            today = timezone.localdate(now)
            if options["dry_run"]:
                summary = official.plan_import(files=files, taken_on=today)
            else:
                summary = official.import_releases(files=files, taken_on=today, at=now)
        except InputRefused as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        totals = {
            "months_missing": [f"{month:%Y-%m}" for month in fetched.missing],
            "dry_run": options["dry_run"],
            "seconds": round(time.perf_counter() - started, 3),
        }
        report(self, summary, Found(files), totals, as_json=options["json"])

    def _fetch(self, options: dict[str, Any]) -> Fetched:
        force = options["force"]
        if force not in FORCES:
            raise CommandError(f"There is no force {force!r}; there are {', '.join(FORCES)}.")
        if not _ADDRESS.fullmatch(options["base_url"]):
            raise CommandError("--base-url must be an https address (http on this machine only).")
        first, last = _months(options)
        folder = options["folder"] or Path(settings.DOWNLOADS) / "police" / f"{last:%Y-%m}"
        try:
            with new_client() as client, progress(len(months_between(first, last))) as advance:
                return fetch_street_files(
                    base=options["base_url"],
                    force=force,
                    first=first,
                    last=last,
                    folder=folder,
                    client=client,
                    on_file=advance,
                )
        except DownloadFailed as error:
            raise CommandError(f"{error} Nothing was imported.") from error


def _months(options: dict[str, Any]) -> tuple[date, date]:
    try:
        first, last = month_of(options["first"]), month_of(options["last"])
    except ValueError as error:
        raise CommandError(str(error)) from error
    if first > last:
        raise CommandError("--from must not be later than --to.")
    return first, last
