"""Ask for each standing job, as often as it wants to be asked for."""

import signal
import threading
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from members.waking import wake


class Command(BaseCommand):
    help = (
        "Queue each standing job after as many seconds as settings.STANDING_WORK says. The jobs "
        "look in the database for what is due, so two schedulers do no harm and nothing is missed "
        "after an outage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="queue the jobs once and end")
        parser.add_argument("--seconds", type=float, default=5, help="between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        due = dict.fromkeys(settings.STANDING_WORK, 0.0)
        while True:
            _queue_due(due, time.monotonic())
            if options["once"] or stopped.wait(options["seconds"]):
                return


def _queue_due(due: dict[str, float], now: float) -> None:
    for function, seconds in settings.STANDING_WORK.items():
        if now >= due[function]:
            due[function] = now + seconds
            wake(function, again_after=seconds)
