"""Ask, every quarter of an hour, for the work that is due."""

import signal
import threading
from types import FrameType
from typing import Any

import django_rq
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from redis import RedisError
from rq.exceptions import DuplicateJobError


class Command(BaseCommand):
    help = (
        "Queue each standing job every quarter of an hour. The jobs look in the database for what "
        "is due, so two schedulers do no harm and nothing is missed after an outage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="queue the jobs once and end")
        parser.add_argument("--seconds", type=int, default=900, help="between two rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        while True:
            self._queue_all()
            if options["once"] or stopped.wait(options["seconds"]):
                return

    def _queue_all(self) -> None:
        for function in settings.STANDING_WORK:
            try:
                django_rq.get_queue("default").enqueue(
                    function, job_id=function.replace(".", "-"), unique=True, result_ttl=0
                )
            except DuplicateJobError:
                self.stdout.write(f"{function} is queued or running already")
            except RedisError as error:
                self.stderr.write(f"Unable to queue {function}: {type(error).__name__}")
