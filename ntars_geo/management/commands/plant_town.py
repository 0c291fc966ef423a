"""Build the invented town and put it into the demo district."""

import json
import os
import time
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fixtures import planted_town
from fixtures.planted_town import Month
from members.actions.districts import DistrictDiffers
from ntars_geo.demo.plan import AnotherSeed, Plan
from ntars_geo.demo.seeding import NotADemo, seed_demo


class Command(BaseCommand):
    help = (
        "Build the invented town and put it into the demo district. Use seed_demo, which finds out "
        "what there is to do and calls this."
    )

    requires_system_checks: list[str] = []  # As in seed_demo.

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("seed", type=int)
        parser.add_argument("until", type=_first_day, metavar="YYYY-MM-01")
        parser.add_argument("--truth", type=Path, metavar="FILE", help="write the truth here")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        plan = Plan(options["seed"], options["until"])
        call_command("load_northampton", stdout=self.stdout)
        try:
            seed_demo(plan, at=timezone.now(), say=lambda stage: self.stdout.write(f"  {stage}"))
        except (NotADemo, AnotherSeed, DistrictDiffers) as error:
            raise CommandError(str(error)) from error
        if options["truth"]:
            _write_truth(plan, options["truth"])
        seconds = time.perf_counter() - started
        self.stdout.write(f"Oxbarrow is seeded ({plan}) in {seconds:.1f} seconds.")


def _write_truth(plan: Plan, path: Path) -> None:
    """Write what was planted, whole or not at all."""
    truth = planted_town.truth_of(plan.seed, Month(plan.until.year, plan.until.month))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps(truth, indent=1) + "\n")
    os.replace(beside, path)


def _first_day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.day != 1:
        raise ArgumentTypeError("The day must be the first of a month.")
    return day
