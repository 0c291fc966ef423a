"""Who acted, as a team and never as a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.teams import SOMEBODY, team_of, team_of_route


@pytest.mark.parametrize(
    ("words", "team"),
    [
        ("Wardens", "Wardens"),
        ("Two street rangers", "Wardens"),
        ("PCSO Gill Aldermoor", "Police"),
        ("council ASB officer", "Council ASB team"),
        ("NBCP", "NBCP"),
        ("Street scene", "Street cleaning"),
        ("West council", "The council"),
        ("our door staff", "Security"),
        ("BID manager", "BID operations"),
        ("Outreach worker", "Outreach"),
        ("Gill", SOMEBODY),
        ("Bidwell", SOMEBODY),
        ("", SOMEBODY),
    ],
)
def test_words_become_teams(words: str, team: str) -> None:
    assert team_of(words) == team


@given(st.text())
def test_no_word_of_a_person_comes_out(words: str) -> None:
    assert team_of(words) in {
        *("Wardens", "Police", "Council ASB team", "NBCP", "Street cleaning", "The council"),
        *("Security", "BID operations", "Outreach", SOMEBODY),
    }


def test_routes_have_names() -> None:
    assert team_of_route("council-asb") == "Council ASB team"
    assert team_of_route("parks-team") == "Parks team"
