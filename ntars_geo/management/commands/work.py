"""Run the background worker."""

from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from ntars_geo.database import limit_statements

#: Nobody waits for a worker, but a stopped server must not hold it for ever (ADR 0067).
_STATEMENT_SECONDS: Final = 60.0


class Command(BaseCommand):
    help = "Run background work until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--burst", action="store_true", help="end when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        limit_statements(_STATEMENT_SECONDS)
        # Each job is a fork: what is imported here is not imported again for every job.
        for function in settings.BACKGROUND_WORK:
            import_module(function.rpartition(".")[0])
        call_command(
            "rqworker",
            "default",
            burst=options["burst"],
            serializer="rq.serializers.JSONSerializer",
            worker_ttl=60,
        )
