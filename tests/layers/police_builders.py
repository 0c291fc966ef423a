"""Street files made for tests: a few rows in the genuine form."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from layers.actions.official import ImportSummary, import_releases
from layers.policeuk.file_names import read_name
from layers.policeuk.layouts import LAYOUTS
from layers.policeuk.sources import StreetFile
from tests.conftest import MOMENT

JANUARY, FEBRUARY = date(2024, 2, 20), date(2024, 3, 20)  # When these months were taken.
NAME = "2024-01-northamptonshire-street.csv"
PLANTED = "2024-01-planted-town-street.csv"
HEADER = ",".join(LAYOUTS[0].columns)
ASB = "Anti-social behaviour"


def row(**changes: str) -> list[str]:
    """Return one row in the order of the columns; keywords in lower case with underscores."""
    fields = {
        "crime_id": "",
        "month": "2024-01",
        "reported_by": "Northamptonshire Police",
        "falls_within": "Northamptonshire Police",
        "longitude": "-0.897192",
        "latitude": "52.237537",
        "location": "On or near Drapery",
        "lsoa_code": "E01027213",
        "lsoa_name": "West Northamptonshire 034D",
        "crime_type": ASB,
        "last_outcome_category": "",
        "context": "",
    }
    assert set(changes) <= set(fields)
    return list((fields | changes).values())


def street(*rows: Sequence[str], header: str = HEADER, end: str = "\n") -> bytes:
    """Return a street file of some rows; of one row if none are given."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerows(rows or [row()])
    return (header + end + text.getvalue()).encode()


def rows_of(count: int, **changes: str) -> list[list[str]]:
    """Return so many rows at places of their own."""
    return [row(longitude=f"-0.{890_000 + at}", **changes) for at in range(count)]


def street_file(content: bytes, name: str = NAME) -> StreetFile:
    """Return a file for the importer."""
    return StreetFile(name, read_name(name), lambda: content)


def take(*contents: bytes, name: str = NAME, taken_on: date = JANUARY) -> ImportSummary:
    """Import files of one name."""
    files = [street_file(content, name) for content in contents]
    return import_releases(files=files, taken_on=taken_on, at=MOMENT)


def archive(entries: dict[str, bytes], path: Path | None = None) -> bytes:
    """Return a ZIP archive, and write it to a path if one is given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    if path is not None:
        path.write_bytes(packed.getvalue())
    return packed.getvalue()


def month(text: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{text}-01")
