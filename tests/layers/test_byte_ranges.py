"""One range of bytes, inside the file and not too long, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.byte_ranges import RangeRefused, one_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=0-99", range(100)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-999999", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-999", range(60)),
        ("bytes=0-", range(60)),
        (" bytes=5-6 ", range(5, 7)),
    ],
)
def test_a_range_is_read_and_cut(header, wanted):
    assert one_range(header, size=100, most=60 if len(wanted) == 60 else 100) == wanted


@pytest.mark.parametrize(
    "header",
    [
        "", "bytes", "bytes=", "bytes=-", "bytes=-0", "bytes=5-4", "bytes=100-", "bytes=100-200",
        "bytes=0-0,2-3", "bytes=" + "0-," * 1000, "items=0-1", "bytes=٠-١", "bytes=a-b",
        "bytes=--1", "bytes=1-2\n3", "bytes=" + "9" * 400 + "-",
    ],
)  # fmt: skip
def test_anything_else_is_refused(header):
    with pytest.raises(RangeRefused):
        one_range(header, size=100, most=50)


def test_an_empty_file_has_no_range():
    with pytest.raises(RangeRefused):
        one_range("bytes=0-", size=0, most=50)


@given(st.text("bytes=0123456789-, ", max_size=30).map(lambda rest: f"bytes={rest}"))
def test_no_header_leads_out_of_the_file(header):
    try:
        part = one_range(header, size=100, most=50)
    except RangeRefused:
        return

    assert 0 <= part.start < part.stop <= 100
    assert len(part) <= 50
