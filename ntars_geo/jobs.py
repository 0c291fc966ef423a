"""How background work runs: listed functions only, arguments as JSON, nothing pickled."""

import logging
from typing import Any

from django.conf import settings
from rq.job import Job

from members.waking import flag_of

logger = logging.getLogger(__name__)


class UnlistedFunction(RuntimeError):
    """A job named a function that is not on the list of background work."""


class JobFailed(RuntimeError):
    """A job failed; the log says how."""


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
        try:
            return super().perform()
        except Exception as error:
            # RQ keeps the whole text of an error in Redis, and logs it: it may quote a row.
            logger.exception("Unable to finish %s", self.func_name)
            raise JobFailed(type(error).__name__) from None
