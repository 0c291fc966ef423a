"""Make the key that evidence packs are signed with, or change it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hotspots.actions.evidence import make_key


class Command(BaseCommand):
    help = "Make a signing key for evidence packs and publish its public half."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--change", action="store_true", help="replace the key in use; old packs stay good"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.EVIDENCE_KEY)
        if path.exists() and not options["change"]:
            raise CommandError(f"There is a key at {path}; --change replaces it.")
        key = make_key(path=path, at=timezone.now())
        self.stdout.write(
            f"Packs are signed with key {key.pk} from now on. Public key: {key.public}"
        )
