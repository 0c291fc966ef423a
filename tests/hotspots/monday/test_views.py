"""Files of a week, asked for by the whole cast; and the choice of the e-mail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hotspots.actions.weekly_maps import MadeFile, keep_weekly_files
from hotspots.models import WeeklyChoice, WeeklyMap
from hotspots.weekly.cutting import VERSIONS
from members.access import acting_in
from members.audiences import Audience
from tests.hotspots.weekly.conftest import MONDAY, WEEK

pytestmark = pytest.mark.django_db
LIST = reverse("hotspots:weekly_files", args=["northampton"])
LETTER = reverse("hotspots:weekly_letter", args=["northampton"])
#: Who may take what, written down once more: the code derives it.
MAY_TAKE = {
    Audience.OPERATIONS: {"OPERATIONS", "BOARD", "MEMBERS", "BRIEFING"},
    Audience.ADMINISTRATOR: {"BOARD"},
    Audience.INTELLIGENCE: {"BRIEFING"},
    Audience.MEMBER: {"MEMBERS"},
    Audience.MANAGER: {"MEMBERS"},
}


@pytest.fixture
def rows(analysis) -> list[WeeklyMap]:
    files = [
        MadeFile(version, medium, f"{version} {medium}".encode())
        for version in WeeklyMap.Version.values
        for medium in WeeklyMap.Medium.values
    ]
    return keep_weekly_files(analysis=analysis, files=files, by="test", at=MONDAY)


@pytest.fixture
def browse(enlist, shops, client, rows):
    """Return a browser in which somebody of an audience has signed in."""

    def signed_in(audience: Audience) -> Client:
        shop = shops[0] if audience in {Audience.MEMBER, Audience.MANAGER} else None
        client.force_login(enlist(f"{audience.value.lower()}@example.invalid", audience, shop))
        return client

    return signed_in


def address(row: WeeklyMap) -> str:
    return reverse("hotspots:weekly_file", args=["northampton", row.pk])


def test_every_version_has_its_readers_here() -> None:
    assert set(MAY_TAKE) == set(VERSIONS)


@pytest.mark.parametrize("audience", list(Audience))
def test_each_audience_takes_its_own_and_finds_no_other(browse, rows, audience) -> None:
    client = browse(audience)

    page = client.get(LIST)
    taken = {row.version for row in rows if client.get(address(row)).status_code == 200}

    assert taken == MAY_TAKE.get(audience, set())
    assert page.status_code == (200 if taken else 404)
    for row in rows:
        assert (address(row).encode() in page.content) == (row.version in taken)


def test_a_file_is_sent_whole_to_be_kept_and_never_cached(browse, rows) -> None:
    client = browse(Audience.OPERATIONS)

    for row in rows:
        answer = client.get(address(row))

        assert answer.content == f"{row.version} {row.medium}".encode()
        name = f"mondays-map-northampton-{WEEK.name}-{row.version.lower()}.{row.medium.lower()}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_damaged_file_is_refused_in_words(browse, rows, kept, caplog) -> None:
    client = browse(Audience.OPERATIONS)
    (kept / "weekly" / rows[0].path).write_bytes(b"other")

    answer = client.get(address(rows[0]))

    assert answer.status_code == 503
    assert "cannot be read any more" in answer.content.decode()
    assert str(rows[0].pk) in caplog.text


def test_page_lists_each_week_with_what_there_is_for_whom(browse) -> None:
    page = browse(Audience.OPERATIONS).get(LIST).content.decode()

    assert WEEK.words in page
    for words in ("For operations", "For the board", "For members", "For a briefing in a room"):
        assert words in page
    assert page.index("For operations") < page.index("For a briefing in a room")


def test_page_of_a_district_without_a_week_says_when_the_first_comes(
    northampton, enlist, client
) -> None:
    client.force_login(enlist("operations@example.invalid", Audience.OPERATIONS))

    assert "No week yet" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("audience", "gets_it"), [(Audience.OPERATIONS, True), (Audience.MEMBER, False)]
)
def test_the_choice_of_the_e_mail_begins_as_the_audience_has_it(browse, audience, gets_it) -> None:
    page = browse(audience).get(LIST).content.decode()

    assert ("Stop the e-mail" in page) == gets_it
    assert ("Send me the e-mail" in page) == (not gets_it)


def test_the_choice_of_the_e_mail_is_kept(browse, northampton) -> None:
    client = browse(Audience.MEMBER)

    yes = client.post(LETTER, {"wanted": "yes"}, follow=True)
    no = client.post(LETTER, {"wanted": "no"}, follow=True)

    assert "You will get the summary by e-mail every Monday." in yes.content.decode()
    assert "You will get no more e-mails" in no.content.decode()
    with acting_in(northampton.pk):
        assert [choice.wanted for choice in WeeklyChoice.objects.all()] == [False]


@pytest.mark.parametrize("wanted", ["", "maybe", "YES", "yes\0"])
def test_any_other_choice_is_refused(browse, wanted) -> None:
    assert browse(Audience.MEMBER).post(LETTER, {"wanted": wanted}).status_code == 400
