"""Print the demo's sign-ins, with the one-time codes of this moment."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.actions import DEMO_PASSWORD
from members.queries import demo_signins


class Command(BaseCommand):
    help = (
        "Print the demo's sign-ins, with the one-time code of this half minute where one is needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="@demo.invalid", help="only e-mails ending so")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo sign-ins in demo mode only.")
        found = demo_signins(options["email"])
        if not found:
            raise CommandError("No demo sign-in was found; run seed_demo first.")
        self.stdout.write(f"Password of every demo sign-in: {DEMO_PASSWORD}")
        for one in found:
            code = f"code {one.code}" if one.code else "no code needed"
            self.stdout.write(f"  {one.email:<40} {one.label:<26} {one.district:<12} {code}")
