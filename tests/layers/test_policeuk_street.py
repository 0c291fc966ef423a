"""A street file is read into counts, with a verdict on every row."""

from datetime import date

import numpy as np
import pytest

from layers.policeuk.categories import CODES
from layers.policeuk.file_names import read_name
from layers.policeuk.lists import degrees_of, point_numbers
from layers.policeuk.street import read_street
from layers.policeuk.verdicts import Reason
from layers.strict_text import InputRefused
from tests.layers.police_builders import ASB, HEADER, NAME, row, street

NAMED = read_name(NAME)


def read(*rows, **options):
    (release,) = read_street(street(*rows, **options), NAMED)
    return release


def reasons(release):
    return {one.reason: (one.rows, one.lines) for one in release.refusals}


def test_identical_rows_are_all_counted():
    release = read(row(), row(), row(crime_type="Drugs"))

    assert release.rows_kept == release.rows_read == 3
    assert release.counts.categories.tolist() == [CODES["anti-social-behaviour"], CODES["drugs"]]
    assert release.counts.n.tolist() == [2, 1]


def test_repeated_crime_ids_are_all_counted():
    release = read(*[row(crime_id="f" * 64, crime_type="Drugs")] * 5)

    assert release.counts.n.tolist() == [5]


def test_coordinates_come_out_as_published():
    release = read(row(longitude="-0.897192", latitude="52.237537"))

    lng, lat = degrees_of(point_numbers(release.places, 3))
    assert (lng.tolist(), lat.tolist()) == ([-0.897192], [52.237537])
    assert release.names.tolist() == [b"Drapery"]
    assert (release.force, release.month) == ("northamptonshire", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        ("0.000001", "52.000000", (0.000001, 52.0)),
        ("-8.177718", "54.600000", (-8.177718, 54.6)),
        ("1.76", "52.5", (1.76, 52.5)),
        ("-1", "52", (-1.0, 52.0)),
        ("-0.8971924", "52.23753749", (-0.897192, 52.237537)),
        ("-0.8971925", "52.2375375", (-0.897193, 52.237538)),
        ("00.5", "052.2", (0.5, 52.2)),
        ("-9.5", "61.5", (-9.5, 61.5)),
        ("3.000000", "49.000000", (3.0, 49.0)),
    ],
)
def test_any_plain_decimal_in_the_box_is_read(longitude, latitude, expected):
    release = read(row(longitude=longitude, latitude=latitude))

    lng, lat = degrees_of(point_numbers(release.places, 3))
    assert (lng[0], lat[0]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nan", "NaN", "inf", "-inf", "1e308", "-", "+0.897192", "N/A", " -0.89719", "-0.89719 ",
        ".897192", "0x1.8p1", "-0.897_19", "١.897192", "0,897192", "--0.89719", "-0.8971920000",
        "0.89719:", "0.89719/", "-O.897192", "0.8.7192", "1234.567890",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_decimal_is_refused(text):
    release = read(row(), row(longitude=text))

    assert reasons(release) == {Reason.PLACE_UNREADABLE: (1, (3,))}
    assert release.rows_kept == 1


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [("0", "0"), ("52.237537", "-0.897192"), ("-9.500001", "52"), ("3.000001", "52"),
     ("0", "48.999999"), ("0", "61.500001"), ("181", "91")],
)  # fmt: skip
def test_places_outside_the_kingdom_are_refused(longitude, latitude):
    release = read(row(), row(longitude=longitude, latitude=latitude))

    assert reasons(release) == {Reason.PLACE_OUTSIDE: (1, (3,))}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"month": "2024-02"}, Reason.OTHER_MONTH),
        ({"month": "Jan 2024"}, Reason.MONTH_UNREADABLE),
        ({"month": "2024-13"}, Reason.MONTH_UNREADABLE),
        ({"month": "2024-01-15"}, Reason.MONTH_UNREADABLE),
        ({"month": ""}, Reason.MONTH_UNREADABLE),
        ({"falls_within": "Kent Police"}, Reason.OTHER_FORCE),
        ({"falls_within": "Northamptonshire Policf"}, Reason.OTHER_FORCE),
        ({"falls_within": "northamptonshire police"}, Reason.OTHER_FORCE),
        ({"crime_type": "Sedition"}, Reason.UNKNOWN_CATEGORY),
        ({"crime_type": "Violent crime"}, Reason.UNKNOWN_CATEGORY),
        ({"crime_type": ""}, Reason.UNKNOWN_CATEGORY),
        ({"longitude": ""}, Reason.HALF_A_PLACE),
        ({"latitude": ""}, Reason.HALF_A_PLACE),
        ({"location": "On or near " + "x" * 150}, Reason.NAME_TOO_LONG),
    ],
)
def test_a_bad_row_is_refused_by_reason_and_line_and_the_others_kept(changes, reason):
    release = read(row(), row(**changes), row())

    assert reasons(release) == {reason: (1, (3,))}
    assert (release.rows_read, release.rows_kept, release.rows_refused) == (3, 2, 1)


def test_rows_without_a_location_are_counted_by_category_and_not_refused():
    nowhere = {"longitude": "", "latitude": "", "location": "No Location"}

    release = read(row(), row(**nowhere), row(**nowhere), row(**nowhere, crime_type="Drugs"))

    assert release.without_location == {"anti-social-behaviour": 2, "drugs": 1}
    assert (release.rows_kept, release.rows_without_location, release.rows_refused) == (1, 3, 0)


def test_many_bad_rows_are_counted_exactly_and_their_lines_bounded():
    release = read(row(), *[row(crime_type="?")] * 250)

    (refusal,) = release.refusals
    assert (refusal.rows, len(refusal.lines), refusal.lines[:2]) == (250, 100, (3, 4))


def test_a_file_of_which_no_row_can_be_counted_is_refused():
    with pytest.raises(InputRefused, match=r"No row can be counted: line 2 .* crime type"):
        read(row(crime_type="?"))


def test_quoted_fields_with_commas_are_read():
    release = read(
        row(lsoa_name="Bournemouth, Christchurch and Poole 042D", location="On or near A, B"),
        row(longitude="-0.5", location='On or near "The Bell"'),
    )

    assert sorted(release.names.tolist()) == [b'"The Bell"', b"A, B"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_ends_are_read(end):
    assert read(row(), row(), end=end).rows_kept == 2


def test_a_byte_order_mark_and_a_missing_last_line_end_are_no_fault():
    (release,) = read_street(b"\xef\xbb\xbf" + street(row(), row()).rstrip(b"\n"), NAMED)

    assert release.rows_kept == 2


def test_a_formula_in_a_text_stays_text():
    release = read(row(crime_id="=cmd|' /C calc'!A0", location="=1+1"))

    assert release.names.tolist() == [b"=1+1"]


def test_names_of_every_length_come_out_whole():
    texts = ["x" * length for length in range(40)]
    rows = [row(longitude=f"-0.1000{at:02}", location=f"On or near {text}")
            for at, text in enumerate(texts)]  # fmt: skip

    release = read(*rows)

    assert sorted(release.names.tolist(), key=len) == [text.encode() for text in texts]


def test_old_categories_belong_to_old_months():
    content = street(row(month="2012-01", crime_type="Violent crime"))

    (release,) = read_street(content, read_name("2012-01-northamptonshire-street.csv"))

    assert release.counts.categories.tolist() == [CODES["violent-crime-before-2013-05"]]
    assert release.snap_list.slug == "police-uk-2011-12"


def test_eastings_and_northings_get_a_list_of_their_own():
    content = (
        b"Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context\r\n"
        b"2012-04,Avon and Somerset Constabulary,Avon and Somerset Constabulary,"
        b"360667,169714,On or near Hengrove Lane,Burglary,\r\n"
        b"2012-04,Avon and Somerset Constabulary,Avon and Somerset Constabulary,"
        b"nan,169714,On or near Hengrove Lane,Burglary,\r\n"
        b"2012-04,Avon and Somerset Constabulary,Avon and Somerset Constabulary,"
        b"9999999,169714,On or near Hengrove Lane,Burglary,\r\n"
    )

    (release,) = read_street(content, None)

    lng, lat = degrees_of(point_numbers(release.places, 5))
    assert (release.force, release.month) == ("avon-and-somerset", date(2012, 4, 1))
    assert (lng[0], lat[0]) == pytest.approx((-2.5671, 51.4251), abs=1e-4)
    assert release.snap_list.slug == "police-uk-2011-12-grid"
    assert set(reasons(release)) == {Reason.PLACE_UNREADABLE, Reason.PLACE_OUTSIDE}


def test_a_file_of_another_name_is_taken_at_its_rows_word():
    (release,) = read_street(street(row(), row()), None)

    assert (release.force, release.month) == ("northamptonshire", date(2024, 1, 1))


def test_joined_files_are_refused_unless_they_are_split():
    content = street(
        row(),
        row(month="2024-02"),
        row(falls_within="Kent Police"),
        row(month="soon"),
        row(falls_within="Elsewhere Police"),
    )

    with pytest.raises(InputRefused, match="joins rows of 3 releases"):
        read_street(content, None)
    releases = read_street(content, None, split=True)

    found = {(one.force, f"{one.month:%Y-%m}"): one.rows_kept for one in releases}
    assert found == {
        ("northamptonshire", "2024-01"): 1,
        ("northamptonshire", "2024-02"): 1,
        ("kent", "2024-01"): 1,
    }
    assert sum(one.rows_read for one in releases) == 5
    assert sum(one.rows_refused for one in releases) == 2


def test_the_rows_of_an_unknown_force_must_agree():
    name = read_name("2024-01-newshire-street.csv")

    (release,) = read_street(
        street(*[row(falls_within="Newshire Police")] * 2, row(falls_within="Kent Police")), name
    )

    assert reasons(release) == {Reason.OTHER_FORCE: (1, (4,))}


def test_an_invented_force_never_takes_real_rows():
    name = read_name("2024-01-planted-town-street.csv")

    with pytest.raises(InputRefused, match="Line 2 is of Northamptonshire Police"):
        read_street(street(), name)


def test_more_than_the_column_holds_at_one_point_is_refused():
    line = ",".join(row()) + "\n"

    with pytest.raises(InputRefused, match="offences of one category"):
        read_street((HEADER + "\n" + line * 32_768).encode(), NAMED)


def test_every_count_is_found_again_by_a_slow_reading():
    random = np.random.default_rng(7)
    rows = [
        row(
            longitude=f"{random.choice([-1, 1]) * random.integers(0, 1_700_000) / 1e6:.6f}",
            latitude=f"{random.choice([51.5, 52.0, 52.25]):.6f}",
            crime_type=str(random.choice([ASB, "Drugs", "Robbery"])),
        )
        for _ in range(500)
    ]

    release = read(*rows, *rows)

    counted = {}
    for one in rows:
        key = (one[4].replace("-0.000000", "0.000000"), one[5], one[9])
        counted[key] = counted.get(key, 0) + 2
    assert release.counts.n.sum() == sum(counted.values()) == 1000
    assert len(release.counts.n) == len(counted)
    assert sorted(release.counts.n.tolist()) == sorted(counted.values())
