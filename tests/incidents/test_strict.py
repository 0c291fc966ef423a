"""Words, numbers and moments from a browser are exactly what was agreed, or refused."""

import json
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.strict import (
    MOST_BYTES,
    Numeral,
    clean_text,
    degree_from_numeral,
    integer_from_numeral,
    load_object,
    measure_from_numeral,
    moment_from_text,
    uuid_from_text,
)
from layers.strict_text import InputRefused


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("", ""),
        ("  By the door.\n", "By the door."),
        ("Cafe\u0301", "Caf\u00e9"),
        ("one\r\ntwo\n\tthree", "one\ntwo\n\tthree"),
        ("see \u202egnp.exe\u202c", "see gnp.exe"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("=1+1", "=1+1"),
        ("x" * 50, "x" * 50),
        ("x" * 50 + "\n" * 20, "x" * 50),
    ],
)
def test_words_are_stored_as_they_were_meant(text, clean):
    assert clean_text(text, most=50) == clean


@pytest.mark.parametrize(
    "text",
    ["\x00", "a\x1bb", "a\x7fb", "a\x85b", "a\rb", "a\ud800b", " ", "\u200b", "x" * 51, "x" * 900],
)
def test_words_that_cannot_be_stored_are_refused(text):
    with pytest.raises(InputRefused):
        clean_text(text, most=50)


def test_bytes_have_a_limit_of_their_own():
    assert clean_text("é" * 20, most=50, most_bytes=40) == "é" * 20
    with pytest.raises(InputRefused):
        clean_text("é" * 21, most=50, most_bytes=40)


@given(st.text(alphabet=st.characters(), max_size=120))
@example("\u1e9b\u0323")
def test_clean_words_are_clean_already_and_fit_the_database(text):
    try:
        clean = clean_text(text, most=100)
    except InputRefused:
        return

    assert clean_text(clean, most=100) == clean
    assert len(clean) <= 100
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", clean)
    clean.encode()


@pytest.mark.parametrize("literal", ["0", "-0.8972", "52.2386", "180", "-180.00000000", "007"])
def test_degrees_within_bounds(literal):
    assert degree_from_numeral(Numeral(literal), most=180) == float(literal)


@pytest.mark.parametrize(
    "value",
    [
        *map(Numeral, ["181", "-180.1", "1e2", "1E2", "0.123456789", "1000", "1.", ".5", "+1", ""]),
        *map(Numeral, ["\u0665\u0662", "1_0", " 1", "1\n"]),
        "52",
        52,
        52.0,
        True,
        None,
        [Numeral("52")],
    ],
)
def test_what_is_no_degree(value):
    with pytest.raises(InputRefused):
        degree_from_numeral(value, most=180)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_a_degree_within_bounds_or_refused(value):
    try:
        degrees = degree_from_numeral(Numeral(json.dumps(value)), most=90)
    except InputRefused:
        return

    assert -90 <= degrees <= 90
    assert degrees == value


@pytest.mark.parametrize("literal", ["0", "12.5", "1e3", "10000"])
def test_measures_may_be_written_in_any_way(literal):
    assert measure_from_numeral(Numeral(literal), most=10_000) == float(literal)


@pytest.mark.parametrize("value", [Numeral("-1"), Numeral("10001"), "5", None, 5])
def test_what_is_no_measure(value):
    with pytest.raises(InputRefused):
        measure_from_numeral(value, most=10_000)


@pytest.mark.parametrize(
    "value",
    [Numeral("1.0"), Numeral("1e2"), Numeral("-1"), Numeral("11"), Numeral("9" * 19), "1", 1],
)
def test_what_is_no_whole_number(value):
    with pytest.raises(InputRefused):
        integer_from_numeral(value, least=0, most=10)


def test_whole_numbers_within_bounds():
    assert [integer_from_numeral(Numeral(one), least=0, most=10) for one in ("0", "10")] == [0, 10]


def test_uuid_has_one_spelling():
    text = "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"

    assert uuid_from_text(text) == UUID(text)
    for wrong in (text.upper(), f"{text}\n", text.replace("-", ""), "", None, UUID(text)):
        with pytest.raises(InputRefused):
            uuid_from_text(wrong)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01T10:00:00+01:00", datetime(2026, 7, 1, 9, tzinfo=UTC)),
        ("2026-07-01T10:00Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T10:00:00.123Z", datetime(2026, 7, 1, 10, 0, 0, 123_000, tzinfo=UTC)),
        ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_moments_are_kept_in_utc(text, moment):
    assert moment_from_text(text) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-02-30T10:00:00Z", "2026-07-01T24:00:00Z", "2026-07-01", "1999-07-01T10:00:00Z", "", 1],
)
def test_what_is_no_moment(text):
    with pytest.raises(InputRefused):
        moment_from_text(text)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(text):
    try:
        moment = moment_from_text(text)
    except InputRefused:
        return

    assert moment.tzinfo is UTC


def test_numbers_arrive_as_they_were_written():
    found = load_object(b'{"a": 52.20, "b": [-1, 1e2], "c": "3", "d": true}')

    assert found["a"] == Numeral("52.20")
    assert found["b"] == [Numeral("-1"), Numeral("1e2")]
    assert (found["c"], found["d"]) == ("3", True)


@pytest.mark.parametrize(
    "content", [b"[]", b"null", b"1", b'"x"', b"", b'{"a":1,"a":1}', b'{"a":NaN}']
)
def test_what_is_no_object_of_ours(content):
    with pytest.raises(InputRefused):
        load_object(content)


def test_object_has_a_greatest_size():
    with pytest.raises(InputRefused):
        load_object(b'{"a": "' + b"x" * MOST_BYTES + b'"}')
