"""`fetch_police` fetches, imports and says what was missing."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from layers.models import OfficialRelease
from tests.layers.faulty_server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def run(server: Server, folder: Path, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    wanted = {"force": "northamptonshire", "first": "2024-01", "last": "2024-04", **options}
    call_command("fetch_police", stdout=out, stderr=err, base_url=server.base, folder=folder,
                 **wanted)  # fmt: skip
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_what_is_fetched_is_imported(server, tmp_path):
    said, _ = run(server, tmp_path, json=True)

    assert json.loads(said)["rows_kept"] == sum(at + 300 for at in range(1, 5))
    assert OfficialRelease.objects.count() == 4
    assert json.loads(run(server, tmp_path, json=True)[0])["files_already_held"] == 4


@pytest.mark.django_db
def test_a_dry_run_imports_nothing_and_missing_months_are_said(server, tmp_path):
    said, warned = run(server, tmp_path, first="2023-12", dry_run=True)

    assert "Would take 4 releases" in said
    assert "the archive does not hold 2023-12" in warned
    assert OfficialRelease.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"force": "atlantis"}, "There is no force 'atlantis'"),
        ({"force": "../x"}, "There is no force"),
        ({"first": "2024-05"}, "--from must not be later"),
        ({"first": "24-05"}, "A month is written YYYY-MM"),
        ({"last": "2024-05"}, "There is nothing at .*2024-05.zip"),
        ({"force": "dorset"}, "holds no month of dorset"),
    ],
)
def test_the_command_fails_in_one_sentence(server, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(server, tmp_path, **options)


def test_only_https_leaves_this_machine(tmp_path):
    for address in (
        "http://data.police.uk",
        "ftp://127.0.0.1",
        "file:///etc",
        "http://127.0.0.1.x",
    ):
        with pytest.raises(CommandError, match="https address"):
            call_command("fetch_police", force="kent", first="2024-01", last="2024-01",
                         base_url=address, folder=tmp_path)  # fmt: skip
