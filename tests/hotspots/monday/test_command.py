"""`manage.py build_weekly_map` writes all files of a week, whole or not at all."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from hotspots.management.commands.build_weekly_map import _week
from tests.hotspots import printed
from tests.hotspots.weekly.conftest import WEEK

pytestmark = pytest.mark.django_db
NAMES = [
    *(f"{version}.{ending}" for version in ("board", "briefing") for ending in ("html", "pdf")),
    *("e-mail.html", "e-mail.txt"),
    *(f"{version}.{ending}" for version in ("members", "operations") for ending in ("html", "pdf")),
]


def test_command_writes_every_file_and_sends_nothing(northampton, reported, tmp_path, capsys):
    call_command("build_weekly_map", "--district=northampton", "--week=2026-W46", "--out", tmp_path)

    written = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert written == [f"northampton-2026-W46-{name}" for name in NAMES]
    pdf = (tmp_path / "northampton-2026-W46-briefing.pdf").read_bytes()
    assert WEEK.words in printed.words_of(pdf)
    assert "8 files" in capsys.readouterr().out
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--district=nowhere", "--week=2026-W46"], "There is no district nowhere"),
        (["--district=northampton", "--week=2100-W01"], "has not ended"),
    ],
)
def test_command_refuses_in_a_sentence(northampton, arguments, sentence) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("build_weekly_map", *arguments)


@pytest.mark.parametrize(
    "text", ["2026-46", "2026-W54", "2026-W00", "W46", "2026-W46 ", "٢٠٢٦-W46"]
)
def test_week_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        _week(text)
