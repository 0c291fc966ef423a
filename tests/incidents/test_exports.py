"""Cells run in no spreadsheet, and come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.exports import csv_lines, harmless, safe_cell

HOSTILE = [
    "=1+1", "+44 1604 000000", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1",
    "－1", "＠A", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0",
    "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "−1", "=WEBSERVICE(1)", "+IMPORTXML(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text).startswith("\"'")


@pytest.mark.parametrize("text", ["", "Begging", "a=b", "4+4", "x@y", "'quoted'"])
def test_other_words_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize(("value", "cell"), [(-1, "-1"), (1.5, "1.5"), (None, ""), (True, "yes")])
def test_numbers_stay_numbers(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_in_no_file(value):
    with pytest.raises(ValueError, match="finite"):
        safe_cell(value)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_every_row_reads_back_as_it_was_written(cells):
    text = "".join(csv_lines(["name"] * len(cells), [cells]))

    read = list(csv.reader(io.StringIO(text, newline="")))

    assert read[1] == [harmless(cell) for cell in cells]


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    assert harmless(text)[:1] not in set("=+-@\t\r\n\0＝＋－＠")
