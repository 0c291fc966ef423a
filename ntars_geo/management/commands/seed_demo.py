"""Seed the demo: the invented town Oxbarrow, and the empty real district beside it."""

import json
import os
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fixtures.planted_town import Month, truth_of
from ntars_geo import demo
from ntars_geo.services import state_folder

_EARLIEST = Month(2025, 6)  # Three years of files must not span the redraw of July 2022.
_SEED = 7  # Any number; this one stands in the documentation and its screenshots.


class Command(BaseCommand):
    help = (
        "Seed the district 'demo' with an invented town: 200 members, two years of reports, three "
        "years of official files, all of known truth. Runs once; a run that was stopped goes on "
        "where it was. The truth is written to demo/truth.json in the state folder."
    )

    # They load every page of the platform, which takes longer than finding the demo seeded.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, help=f"from 0 (default: {_SEED})")
        parser.add_argument(
            "--until", metavar="YYYY-MM", help="last month (default: the last complete month)"
        )
        parser.add_argument("--truth", type=Path, metavar="FILE", help="write the truth here too")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        started = time.perf_counter()
        plan, is_finished = self._plan(options, now)
        if is_finished:
            self.stdout.write(f"The demo is seeded (seed {plan.seed}, until {plan.until}).")
        else:
            call_command("load_northampton", stdout=self.stdout)
            try:
                demo.seed(plan, at=now, say=self._say)
            except (demo.NotADemo, demo.AnotherSeed) as error:
                raise CommandError(str(error)) from error
            seconds = time.perf_counter() - started
            self.stdout.write(f"Oxbarrow is seeded (seed {plan.seed}, until {plan.until}) "
                              f"in {seconds:.1f} seconds.")  # fmt: skip
        self._write_truth(plan, options["truth"])

    def _plan(self, options: dict[str, Any], now: datetime) -> tuple[demo.Plan, bool]:
        """Return what to seed, and whether it is done: what is not asked for is as it stands."""
        wanted = _wanted(options, timezone.localdate(now))
        begun = demo.present_plan()
        if begun is None:
            return wanted, False
        asked = options["seed"] is not None or options["until"] is not None
        if asked and begun[0] != wanted:
            raise CommandError(str(demo.AnotherSeed(begun[0])))
        return begun

    def _say(self, stage: str) -> None:
        self.stdout.write(f"  {stage}")

    def _write_truth(self, plan: demo.Plan, also: Path | None) -> None:
        """Write the truth where it is missing, whole or not at all."""
        for path in (state_folder() / "demo" / "truth.json", also):
            if path is None or path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(truth_of(plan.seed, plan.until), indent=1) + "\n")
            os.replace(beside, path)


def _wanted(options: dict[str, Any], today: date) -> demo.Plan:
    """Return the plan that the options name; refuse one that cannot be."""
    this_month = Month(today.year, today.month)
    seed = _SEED if options["seed"] is None else options["seed"]
    if seed < 0:
        raise CommandError("--seed must be zero or a positive whole number.")
    try:
        until = Month.parse(options["until"]) if options["until"] else this_month.plus(-1)
    except ValueError as error:
        raise CommandError(f"--until: {error}") from error
    if not _EARLIEST <= until < this_month:
        raise CommandError(f"--until must lie between {_EARLIEST} and last month.")
    return demo.Plan(seed, until)
