"""A file that is not a plain street file is refused whole, in one sentence with the line."""

import contextlib
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.policeuk.file_names import read_name
from layers.policeuk.layouts import LAYOUTS, layout_of
from layers.policeuk.sheet import read_sheet
from layers.policeuk.street import read_street
from layers.strict_text import InputRefused
from tests.layers.police_builders import HEADER, NAME, row, street

ROW = ",".join(row())
OUTCOMES = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
STOPS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
    "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,"
    "Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)


def lines(*texts: str, end: str = "\n") -> bytes:
    return (end.join(texts) + end).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Line 1: the file is empty."),
        (b"\xef\xbb\xbf", "Line 1: the file is empty."),
        (b"\n \n", "Line 1: the file is empty."),
        (lines(HEADER), "Line 2: there are no rows under the header."),
        (lines(ROW, ROW), "Line 1 is not a header of data.police.uk"),
        (lines(HEADER.replace(",", ";"), ROW), "Line 1: the columns are separated by semicolons"),
        (lines(HEADER.replace(",", "\t"), ROW), "Line 1: the columns are separated by tabs"),
        (lines(HEADER + ",", ROW + ","), "Line 1: there is a column ''"),
        (lines(HEADER + ",Month", ROW + ",x"), "Line 1: the column 'Month' stands there twice"),
        (lines(HEADER.replace(",Context", ""), ROW), "Line 1: the column 'Context' is missing"),
        (
            lines(HEADER.replace("Longitude,Latitude", "Latitude,Longitude"), ROW),
            "Line 1: the column 'Latitude' stands out of its place",
        ),
        (lines(OUTCOMES, "x" + "," * 9), "This is an outcomes file"),
        (lines(STOPS, "x" + "," * 14), "This is a stop-and-search file"),
        (lines(HEADER, ROW, ROW + ",x"), "Line 3 has 13 columns where there should be 12."),
        (lines(HEADER, ROW, "x,y,z"), "Line 3 has 3 columns where there should be 12."),
        (lines(HEADER, ROW + ",x", ROW[:-1]), "Line 2 has 13 columns where there should be 12."),
        (lines(HEADER, ROW, "x"), "Line 3 has 1 column where there should be 12."),
        (lines(HEADER, ROW, "", ROW), "Line 3 is empty."),
        (lines(HEADER, ROW, "x" * 200_000), "Line 3 is longer than 4,000 characters."),
        (lines(HEADER, ROW + "x" * 200_000), "Line 2 is longer than 4,000 characters."),
        (lines("x" * 200_000), "Line 1 is longer than 4,000 characters."),
        (lines(HEADER, ROW, f'"{ROW}'), "Line 3 opens a quote that does not close on it."),
        (lines(HEADER, '"a\nb"' + ROW), "Line 2 opens a quote that does not close on it."),
        (lines(HEADER, f'a"b"{ROW}'), "Line 2 has a quote inside a field."),
        (lines(HEADER, f'"a"b{ROW}'), "Line 2 has a quote inside a field."),
        (lines(HEADER, ROW, ROW, end="\r"), "Line 1: the lines end in CR alone"),
        (lines(HEADER, ROW, ROW + "\rx"), "Line 3 has a control character in it."),
        (lines(HEADER, ROW, "\x07" + ROW), "Line 3 has a control character in it."),
        (lines(HEADER, ROW, "\x7f" + ROW), "Line 3 has a control character in it."),
        (lines(HEADER, ROW, "a\x00b" + ROW), "in UTF-16"),
        (lines(HEADER, ROW).decode().encode("utf-16"), "Line 1: the file is in UTF-16"),
        (lines(HEADER, ROW).decode().encode("utf-16-le"), "Line 1: the file is in UTF-16"),
        (
            lines(HEADER, ROW) + "£".encode("cp1252") + ROW.encode() + b"\n",
            "Line 3 is not UTF-8 (perhaps Windows-1252)",
        ),
        ("£".encode("cp1252") + lines(HEADER, ROW), "Line 1 is not UTF-8 text."),
        (b'"' + lines(HEADER, ROW), "Line 1 is not a header"),
        (b"PK\x03\x04 and so on", "This is a ZIP or spreadsheet file"),
        (b"\x1f\x8b and so on", "This is not a CSV file"),
        (b"%PDF-1.7", "This is not a CSV file"),
        (b"<!DOCTYPE html>\n<html>", "This is a web page"),
        (b"\n <HTML>", "This is a web page"),
    ],
)
def test_a_file_that_is_not_plain_is_refused_in_one_sentence(content, sentence):
    with pytest.raises(InputRefused) as refusal:
        read_street(content, read_name(NAME))

    assert sentence in str(refusal.value)
    assert str(refusal.value).count("\n") == 0


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_every_layout_is_told_by_its_header(layout):
    assert layout_of(layout.columns) is layout


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)


@given(st.lists(st.lists(FIELD, min_size=12, max_size=12), min_size=1, max_size=6), st.booleans())
def test_fields_are_those_of_the_csv_module(rows, crlf):
    end = "\r\n" if crlf else "\n"
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    written = HEADER + end + text.getvalue()

    sheet = read_sheet(written.encode())

    columns = LAYOUTS[0].columns
    found = [[sheet.text(at, column) for column in columns] for at in range(sheet.rows)]
    assert found == rows


TROUBLE = st.lists(st.sampled_from(list(b'",\n\r \tA\x00\x0b\x7f\x80\xc3\xa9')), max_size=25).map(
    bytes
)


@settings(max_examples=500)
@given(st.one_of(st.binary(max_size=300), TROUBLE), st.booleans())
def test_any_bytes_are_read_or_refused(content, more):
    rest = street().split(b"\n", 1)[1] if more else b""
    for text in (content, street() + content + rest):
        with contextlib.suppress(InputRefused):
            read_street(text, read_name(NAME))
