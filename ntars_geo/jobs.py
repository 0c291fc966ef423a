"""How background work runs: listed functions only, arguments as JSON, nothing pickled."""

from typing import Any

from django.conf import settings
from rq.job import Job

from members.waking import flag_of


class UnlistedFunction(RuntimeError):
    """A job named a function that is not on the list of background work."""


class ListedJob(Job):
    """Run a job only if `settings.BACKGROUND_WORK` lists its function.

    RQ imports and calls whatever dotted name stands in Redis; whoever could write there would
    otherwise own the worker.
    """

    def perform(self) -> Any:
        if self.func_name not in settings.BACKGROUND_WORK:
            raise UnlistedFunction("This function is not on the list of background work.")
        # From here on, work that comes up is new: whoever brings it must ask again.
        self.connection.delete(flag_of(self.func_name))
        return super().perform()
