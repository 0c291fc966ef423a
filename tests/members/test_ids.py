"""Identifiers of version 7."""

from datetime import UTC, datetime, timedelta

from members.ids import new_id

MOMENT = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_example_of_the_standard():
    randomness = bytes.fromhex("0cc318c4dc0c0c07398f")

    identity = new_id(MOMENT, randomness)

    # RFC 9562, appendix A.6, has these 48 bits of time, version 7 and variant 10.
    assert str(identity).startswith("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


def test_sorts_by_moment():
    earlier, later = new_id(MOMENT), new_id(MOMENT + timedelta(milliseconds=1))

    assert earlier.bytes < later.bytes
    assert (earlier.version, later.version) == (7, 7)


def test_two_of_one_moment_differ():
    assert new_id(MOMENT) != new_id(MOMENT)
