"""Of several features one is meant, and the sentence says how to name it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.boundary_files import features, read_boundary
from layers.boundary_files.features import Feature, choose, labels_of, settled_srid
from layers.strict_text import InputRefused
from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import ELSEWHERE, SQUARE


def named(*labels: str) -> Feature:
    return Feature(labels, list)


def test_the_likeliest_name_comes_first():
    properties = [("WD13CD", "E05008824"), ("WD13NM", "Abington"), ("n", 3), ("note", "\x00")]

    assert labels_of(properties) == ("Abington", "E05008824")


def test_properties_are_dropped_but_for_short_texts():
    hostile = {"__proto__": {"a": 1}, "name": "<b>Centre</b>\x00", "long": "x" * 121}
    many = [(f"key {number}", str(number)) for number in range(100)]

    assert labels_of(hostile.items()) == ("<b>Centre</b>",)
    assert len(labels_of(many)) == 20


@given(st.lists(st.tuples(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=200))))
def test_labels_are_always_printable(properties):
    assert all(label.isprintable() for label in labels_of(properties))


def test_a_feature_is_chosen_by_any_of_its_labels():
    wanted = named("Castle", "E05008830")

    assert choose([named("Abington"), wanted], " castle ") is wanted
    assert choose([named("Abington"), wanted], "E05008830") is wanted
    assert choose([named("Abington"), wanted], "2") is wanted
    assert choose([wanted], None) is wanted


@pytest.mark.parametrize(
    ("found", "wanted", "says"),
    [
        ([], None, "no feature"),
        ([], "1", "no feature"),
        ([named("A"), named()], None, "2 features.*1 A, 2 \\(no name\\)"),
        ([named("A")] * 12, None, "10 A and 2 more"),
        ([named("A"), named("a"), named("B")], "A", "one of 1, 2"),
        ([named("A")], "B", "No feature has that name"),
        ([named("A")], "2", "No feature"),
        ([named("A")], "0", "No feature"),
        ([named("A")], "²", "No feature"),
        ([named("A")], "1" * 5000, "No feature"),
    ],
)
def test_an_unclear_choice_is_refused(found, wanted, says):
    with pytest.raises(InputRefused, match=says):
        choose(found, wanted)


def test_a_broken_neighbour_does_no_harm():
    content = builders.collection(
        builders.feature({"type": "Point", "coordinates": [0, 0]}, name="Label"),
        builders.feature(builders.polygon(SQUARE[:3]), name="Broken"),
        builders.feature(builders.polygon(ELSEWHERE), name="Meant"),
    )

    assert read_boundary(content, feature="Meant").name == "Meant"


def test_the_reference_system_is_what_file_and_operator_say():
    assert settled_srid(None, None) == 4326
    assert settled_srid(None, 27700) == 27700
    assert settled_srid(27700, None) == 27700
    assert settled_srid(4326, 4326) == 4326
    with pytest.raises(InputRefused, match="EPSG:4326, but --srid says 27700"):
        settled_srid(4326, 27700)


def test_a_broken_placemark_does_no_harm_either():
    broken = builders.kml("nonsense", name="Broken")
    meant = builders.kml(name="Meant").partition(b"<Document>")[2].partition(b"</Document>")[0]

    content = broken.replace(b"</Document>", meant + b"</Document>")

    assert read_boundary(content, feature="Meant").name == "Meant"
    with pytest.raises(InputRefused, match="not written as"):
        read_boundary(content, feature="Broken")


@pytest.mark.parametrize(
    "content",
    [
        builders.collection(*[{"type": "Feature"}] * 5001),
        b"<kml>" + b"<Placemark/>" * 5001 + b"</kml>",
        builders.shapefile_zip(*[[SQUARE]] * 5001),
        builders.geopackage(*[("x", b"")] * 5001),
    ],
    ids=["GeoJSON", "KML", "Shapefile", "GeoPackage"],
)
def test_too_many_features_are_refused(content):
    with pytest.raises(InputRefused, match="more than 5,000"):
        read_boundary(content)


def test_limits_are_those_of_the_promises():
    assert features.MAX_BYTES == 2_000_000
