"""Background work: listed functions, JSON, and nothing else that stands in Redis."""

import threading
import time
from importlib import import_module
from threading import Event

import django_rq
import pytest
from django.conf import settings
from django.core.management import call_command
from redis import Redis
from redis.exceptions import TimeoutError as RedisTimeout
from rq.serializers import JSONSerializer

from hotspots.models import Analysis
from members import waking
from members.access import acting_in
from members.models import District
from members.waking import flag_of, wake
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
        assert callable(getattr(import_module(module), function))


def test_queue_speaks_json_and_uses_the_listing_job():
    queue = django_rq.get_queue("default")

    assert issubclass(queue.job_class, ListedJob)
    assert queue.serializer is JSONSerializer


@needs_redis
def test_request_waits_once_and_a_failed_job_does_not_stand_in_the_way():
    function = "hotspots.jobs.build_contrast"  # without its arguments, so that it fails
    queue = django_rq.get_queue("default")
    queue.empty()
    queue.connection.delete(flag_of(function))

    asked = [wake(function), wake(function)]
    call_command("work", burst=True, verbosity=0)

    assert asked == [True, False]
    assert wake(function)
    queue.empty()
    queue.connection.delete(flag_of(function))


@needs_redis
def test_flag_whose_request_was_lost_stands_for_seconds_only(monkeypatch):
    function = "incidents.jobs.drain_outbox"
    queue = django_rq.get_queue("default")
    queue.empty()
    queue.connection.delete(flag_of(function))

    def lost(*_, **__):
        raise RedisTimeout("Timeout reading from socket")

    with monkeypatch.context() as stopped:
        stopped.setattr(type(queue), "enqueue", lost)
        assert not wake(function, again_after=60)
    lost_for = queue.connection.ttl(flag_of(function))
    queue.connection.delete(flag_of(function))

    assert wake(function, again_after=60)
    assert lost_for <= 5
    assert queue.connection.ttl(flag_of(function)) > 50
    queue.empty()
    queue.connection.delete(flag_of(function))


def test_waking_without_redis_is_a_line_in_the_log(settings, caplog):
    settings.RQ_QUEUES = {"default": {"URL": "unix:///nonexistent/redis.sock"}}

    assert not wake("incidents.jobs.drain_outbox")

    assert "Unable to wake incidents.jobs.drain_outbox: ConnectionError" in caplog.text


def test_many_who_want_the_same_soon_ask_once_and_never_wait(monkeypatch):
    asked, slow = [], Event()

    def ask(function):
        slow.wait(5)  # Redis takes its time
        asked.append(function)

    monkeypatch.setattr(waking, "wake", ask)
    began = time.monotonic()
    for _ in range(50):
        waking.wake_soon("some.work")
    waking.wake_soon("other.work")
    waited = time.monotonic() - began
    slow.set()
    _let_timers_end()

    assert waited < 1
    assert sorted(asked) == ["other.work", "some.work"]


def test_what_comes_up_while_redis_is_asked_asks_anew(monkeypatch):
    asked = []

    def ask(function):
        asked.append(function)
        if len(asked) == 1:
            waking.wake_soon(function)

    monkeypatch.setattr(waking, "wake", ask)
    waking.wake_soon("some.work")
    _let_timers_end()

    assert asked == ["some.work", "some.work"]


def _let_timers_end():
    while timers := [one for one in threading.enumerate() if isinstance(one, threading.Timer)]:
        for timer in timers:
            timer.join(5)


@needs_redis
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_schedule_then_worker_builds_what_is_due(tmp_path):
    call_command("load_northampton", verbosity=0)
    write_months(tmp_path, [f"2025-{month:02}" for month in range(1, 13)])
    call_command("import_police", str(tmp_path), verbosity=0)
    queue = django_rq.get_queue("default")
    queue.empty()
    queue.connection.delete(*map(flag_of, settings.STANDING_WORK))

    call_command("schedule", once=True)
    call_command("schedule", once=True)  # a second scheduler does no harm
    waiting = django_rq.get_queue("default").count
    call_command("work", burst=True, verbosity=0)

    northampton = District.objects.get(slug="northampton")
    with acting_in(northampton.pk):
        assert Analysis.objects.count() >= 1
    assert waiting == len(settings.STANDING_WORK)
    assert django_rq.get_queue("default").count == 0
