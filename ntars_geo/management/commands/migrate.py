"""Migrate as the owner of the tables."""

from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's own command, on the database alias that may change the schema."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # The application's role owns nothing, so migrating through it can only fail.
        parser.set_defaults(database="owner")
