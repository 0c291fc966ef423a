"""New, returning, persistent, easing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.badges import HISTORY, badge
from tests.hotspots.weekly.slow_twins import slow_badge


def flags(text: str) -> list[bool]:
    return [letter == "x" for letter in text]


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ("............x", "new"),
        ("x............x", "new"),  # the one before lies fourteen weeks back
        ("x...........x", "returning"),
        ("...x.xxxx.xxx", "returning"),  # eight of thirteen
        ("..xx.xxxx.xxx", "persistent"),  # nine
        ("xxxxxxxxxxxxx", "persistent"),
        ("xxxxxxxxxxxx.", "persistent"),  # this week not, but one of the last four
        ("xxxxxxxxx....", "easing"),
        ("xxxxxxxxxx.x.....", "easing"),
        ("xxxxxxxx.....", None),  # never nine of thirteen
        ("xxxxxxxxx............x", "new"),  # twelve quiet weeks lie between
        ("xxxxxxxxx...........x", "returning"),
        ("xxxxxxxxx.........", "easing"),
        ("xxxxxxxxx............", "easing"),
        ("xxxxxxxxx.............", None),  # no longer within the thirteen
        ("...........x.", None),
        (".............", None),
        ("x", "new"),
        ("", None),
    ],
)
def test_badges(weeks: str, said: str | None) -> None:
    assert badge(flags(weeks)) == said


@given(st.lists(st.booleans(), max_size=HISTORY + 10))
def test_badges_are_what_the_rules_say(given_flags: list[bool]) -> None:
    assert badge(given_flags) == slow_badge(given_flags[-HISTORY:])
