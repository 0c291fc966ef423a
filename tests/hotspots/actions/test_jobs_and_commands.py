"""The nightly job and the commands."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from hotspots import actions, jobs, queries
from hotspots.models import Analysis
from members.audiences import Audience
from tests.conftest import MOMENT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_nightly_job_builds_what_is_due_and_nothing_twice(with_categories, send):
    send(200)

    first, second = jobs.build_missing_contrasts(), jobs.build_missing_contrasts()

    assert first["northampton"] >= 5
    assert second["northampton"] == 0


def test_no_year_without_reports_is_published(with_categories, send):
    send(100)

    actions.build_standard_contrasts(
        district=with_categories, by="test", at=MOMENT + timedelta(minutes=1)
    )

    given = [one.slug for one in queries.periods_given(with_categories, Audience.FUNDER)]
    assert given == ["2025-01_2025-12"]


def test_one_districts_failure_does_not_stop_another(with_categories, make_district):
    empty = make_district("aaa-nothing-yet")

    built = jobs.build_missing_contrasts()

    assert built[empty.slug] != "failed"
    assert built["northampton"] > 5


def run_build(**arguments):
    """Run the command with words, as a shell would."""
    given = {"district": "northampton", "to": "2025-12", "months": 12} | arguments
    call_command("build_contrast", *(f"--{name}={value}" for name, value in given.items()))


def test_command_writes_three_whole_files(with_categories, send, tmp_path):
    send(200)
    out = tmp_path / "files"

    run_build(out=out)

    rows = (out / "contrast.csv").read_text().splitlines()
    collection = json.loads((out / "contrast.geojson").read_text())
    assert rows[0] == (
        "cell,member_count,official_count,member_share,official_share,"
        "ratio,ratio_low,ratio_high,p,q,verdict"
    )
    assert len(rows) == 1 + len(collection["features"])
    assert "illustrative boundary" in (out / "contrast.html").read_text().lower()
    assert sorted(path.name for path in out.iterdir()) == [
        "contrast.csv",
        "contrast.geojson",
        "contrast.html",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"district": "nowhere"}, "no district nowhere"),
        ({"months": 1}, "3 to 36 months"),
        ({"months": -12}, "3 to 36 months"),
        ({"resolution": 10}, "too fine"),
        ({"to": "2025-13"}, "must be written as YYYY-MM"),
        ({"audience": "public"}, "invalid choice"),
        ({"to": "2018-06"}, "no boundary"),
    ],
)
def test_command_refuses_with_one_sentence(with_categories, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run_build(**arguments)


def test_verify_command_says_that_every_figure_came_out_again(with_categories, capsys):
    analysis = Analysis.objects.get()

    call_command("verify_analysis", str(analysis.pk))

    assert "every figure came out again" in capsys.readouterr().out


def test_verify_command_refuses_an_unknown_id(with_categories):
    with pytest.raises(CommandError, match="no analysis"):
        call_command("verify_analysis", str(uuid4()))
