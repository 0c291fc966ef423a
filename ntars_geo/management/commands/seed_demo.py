"""Seed the demo once: the invented town Oxbarrow, and the empty real district beside it."""

from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ntars_geo.demo.plan import AnotherSeed, Plan, present_plan
from ntars_geo.services import state_folder

_EARLIEST = date(2025, 6, 1)  # Three years of files must not span the redraw of July 2022.
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
            "--until",
            type=_month,
            metavar="YYYY-MM",
            help="the last month of the town (default: the last complete month)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan, is_finished = _plan(options, timezone.localdate())
        truth = state_folder() / "demo" / "truth.json"
        if is_finished and truth.exists():
            self.stdout.write(f"The demo is seeded already ({plan}).")
            return
        # By name: the generator and the statistics load only when there is something to do.
        call_command("plant_town", plan.seed, plan.until, truth=truth, stdout=self.stdout)


def _plan(options: dict[str, Any], today: date) -> tuple[Plan, bool]:
    """Return what to seed and whether it is done; what is not asked for is as it stands."""
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    begun, is_finished = present_plan() or (None, False)
    usual = begun or Plan(_SEED, last_month)
    seed = usual.seed if options["seed"] is None else options["seed"]
    wanted = Plan(seed, options["until"] or usual.until)
    if begun and begun != wanted:
        raise CommandError(str(AnotherSeed(begun)))
    if wanted.seed < 0:
        raise CommandError("--seed must be zero or a positive whole number.")
    if not _EARLIEST <= wanted.until <= last_month:
        months = f"{_EARLIEST:%Y-%m} to {last_month:%Y-%m}, the last complete month"
        raise CommandError(f"--until must be a month from {months}.")
    return wanted, is_finished


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ArgumentTypeError("write the month as YYYY-MM, for example 2026-10") from error
