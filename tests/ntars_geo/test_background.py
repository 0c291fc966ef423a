"""Background work: listed functions, JSON, and nothing else that stands in Redis."""

import django_rq
import pytest
from django.conf import settings
from django.core.management import call_command
from redis import Redis
from rq.serializers import JSONSerializer

from hotspots import jobs
from hotspots.models import Analysis
from members.access import acting_in
from members.models import District
from ntars_geo.jobs import ListedJob, UnlistedFunction
from tests.hotspots.conftest import write_months

needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="no Redis: run make test")


@pytest.mark.parametrize("function", ["os.mkdir", "os.system", "builtins.print", "nowhere.at_all"])
def test_unlisted_function_is_refused_before_it_is_even_imported(function, tmp_path):
    job = ListedJob.create(
        function,
        args=[str(tmp_path / "made")],
        connection=Redis(unix_socket_path="/nonexistent"),
        serializer=JSONSerializer,
    )

    with pytest.raises(UnlistedFunction):
        job.perform()

    assert not (tmp_path / "made").exists()


def test_listed_functions_exist():
    for name in settings.BACKGROUND_WORK:
        module, _, function = name.rpartition(".")
        assert module == "hotspots.jobs"
        assert callable(getattr(jobs, function))


def test_queue_speaks_json_and_uses_the_listing_job():
    queue = django_rq.get_queue("default")

    assert issubclass(queue.job_class, ListedJob)
    assert queue.serializer is JSONSerializer


@needs_redis
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_schedule_then_worker_builds_what_is_due(tmp_path):
    call_command("load_northampton", verbosity=0)
    write_months(tmp_path, [f"2025-{month:02}" for month in range(1, 13)])
    call_command("import_police", str(tmp_path), verbosity=0)
    django_rq.get_queue("default").empty()

    call_command("schedule", once=True)
    call_command("schedule", once=True)  # a second scheduler does no harm
    waiting = django_rq.get_queue("default").count
    call_command("work", burst=True, verbosity=0)

    northampton = District.objects.get(slug="northampton")
    with acting_in(northampton.pk):
        assert Analysis.objects.count() >= 1
    assert waiting == len(settings.STANDING_WORK)
    assert django_rq.get_queue("default").count == 0
