"""Text from outside is exactly what was agreed, or refused with a sentence."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import strict_text
from layers.strict_text import InputRefused, clean_line, day_from_text, load_json, month_from_text


def test_clean_line_is_normal_and_single_spaced():
    assert clean_line("  Cafe\u0301 \t\n Row\u00a0 ", most=20) == "Café Row"


def test_clean_line_drops_controls_and_direction_marks():
    assert clean_line("Mer\x00cers\u202e Row\ufeff", most=20) == "Mercers Row"


@pytest.mark.parametrize(
    "text", ["", " \n", "\x00", "\u200b\u200f", "a\ud800b", "x" * 21, "x" * 900]
)
def test_clean_line_refuses(text):
    with pytest.raises(InputRefused):
        clean_line(text, most=20)


@given(st.text(alphabet=st.characters(), max_size=80))
def test_clean_line_is_clean_or_refused(text):
    try:
        line = clean_line(text, most=40)
    except InputRefused:
        return

    assert clean_line(line, most=40) == line
    assert 1 <= len(line) <= 40
    assert line.isprintable()


def test_month_from_text_is_the_first_of_the_month():
    assert month_from_text("2025-06", latest=date(2025, 6, 1)) == date(2025, 6, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2025-6",
        "2025-13",
        "2025-00",
        "1999-12",
        "2025-07",
        "2025-06\n",
        "٢٠٢٥-٠٦",
        "",
        "2025-06-01",
    ],
)
def test_month_from_text_refuses(text):
    with pytest.raises(InputRefused):
        month_from_text(text, latest=date(2025, 6, 30))


def test_day_from_text_is_a_day():
    assert day_from_text("2024-02-29", latest=date(2025, 1, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "20250101", "2025-W01-1", "1999-12-31", "2025-01-02", ""]
)
def test_day_from_text_refuses(text):
    with pytest.raises(InputRefused):
        day_from_text(text, latest=date(2025, 1, 1))


def test_load_json_reads_what_the_standard_allows():
    content = b'\xef\xbb\xbf{"a": [1, -2.5e3, true, null, "]}\\"[{\\u00e9"]}'

    assert load_json(content, max_bytes=100) == {"a": [1, -2500.0, True, None, ']}"[{é']}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b"[1e400]", "too large"),
        (b"[" + b"1" * 5000 + b"]", "too large"),
        (b"[0." + b"1" * 50 + b"]", "too large"),
        (b"[" * 9 + b"]" * 9, "deeper"),
        (b"[" * 60_000, "deeper"),
        (b'"' + b"[" * 20, "broken"),
        (b"[1, 2", "broken at line 1, column 6"),
        (b"[1] 2", "broken"),
        (b"", "broken"),
        (b"\xff\xfe[\x001\x00]\x00", "UTF-8"),
        (b'["\xff"]', "UTF-8"),
        (b" " * 101, "larger"),
    ],
)
def test_load_json_refuses(content, says):
    with pytest.raises(InputRefused, match=says):
        load_json(content, max_bytes=100 if says == "larger" else 100_000)


@settings(max_examples=500)
@given(
    st.binary(max_size=200) | st.text('[]{}",:\\0123.eE-Nantrufls ', max_size=200).map(str.encode)
)
def test_load_json_refuses_or_reads(content):
    with contextlib.suppress(InputRefused):
        load_json(content, max_bytes=200)


def test_unclosed_strings_full_of_quotes_take_no_time():
    # Quadratic, this would take minutes.
    with pytest.raises(InputRefused, match="broken"):
        load_json(b'"\\"' * 600_000 + b'"', max_bytes=2_000_000)


def test_depth_is_that_of_a_multipolygon_in_a_collection():
    assert strict_text.MAX_DEPTH == 8
