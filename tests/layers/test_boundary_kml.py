"""KML is read element by element; links, entities and other XML are not."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.boundary_files import read_boundary
from layers.strict_text import InputRefused
from tests.layers.boundary_builders import ELSEWHERE, SQUARE, kml
from tests.stopwatch import Stopwatch


def with_placemark(inside: str) -> bytes:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>{inside}</Placemark></kml>'.encode()


def ring(kind: str, positions) -> str:
    text = " ".join(f"{lng},{lat}" for lng, lat in positions)
    return f"<{kind}><LinearRing><coordinates>{text}</coordinates></LinearRing></{kind}>"


POLYGON = f"<Polygon>{ring('outerBoundaryIs', SQUARE)}</Polygon>"


@pytest.mark.parametrize("separator", [" ", "\n", "\t", "\r\n   ", ",0 ", ",12.75\n", ",-1e-05\t"])
def test_white_space_and_altitudes_do_not_matter(separator):
    content = kml("\n" + separator.join(f"{lng},{lat}" for lng, lat in SQUARE) + "\n")

    assert read_boundary(content).shape.area == pytest.approx(12e-6)


def test_the_older_namespace_and_none_at_all_are_read():
    older = kml().replace(b"http://www.opengis.net/kml/2.2", b"http://earth.google.com/kml/2.1")
    none = kml().replace(b' xmlns="http://www.opengis.net/kml/2.2"', b"")

    assert read_boundary(older).kind == read_boundary(none).kind == "KML"


def test_several_polygons_of_one_placemark_are_one_boundary():
    other = f"<Polygon>{ring('outerBoundaryIs', ELSEWHERE)}</Polygon>"

    found = read_boundary(with_placemark(f"<MultiGeometry>{POLYGON}{other}</MultiGeometry>"))

    assert len(found.shape.geoms) == 2
    assert found.name is None


def test_the_name_is_the_placemarks_own():
    content = kml(name="A &amp; B").replace(b"<Document>", b"<Document><name>File</name>")

    assert read_boundary(content).name == "A & B"


BOMB = b'<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<", "broken at line 1"),
        (b"<kml><Placemark></kml>", "broken"),
        (kml() + b"<more/>", "broken"),
        (kml()[:-20], "broken"),
        (b"<!DOCTYPE kml><kml/>", "document type"),
        (BOMB + b"<kml>&b;</kml>", "document type"),
        (b'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>', "document type"),
        (b"<kml>&nbsp;</kml>", "broken"),
        (kml().decode().encode("utf-16"), "is not GeoJSON"),
        (kml().replace(b"Town", b"\xff"), "not UTF-8"),
        (b"<OGRVRTDataSource/>", "GDAL virtual file"),
        (b"<gpx/>", "GPX"),
        (b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>', "GML"),
        (b"<html/>", "web page"),
        (b"<other/>", "not KML"),
        (b'<kml xmlns="http://example.org/"/>', "not KML"),
        (b"<kml/>", "no feature"),
        (b"<kml><NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink></kml>",
         "no feature"),
        (b"<a>" * 40, "not KML"),
        (b"<kml>" + b"<Folder>" * 40, "deeper than 32"),
        (with_placemark(""), "no polygon"),
        (with_placemark("<Point><coordinates>0,0</coordinates></Point>"), "a point"),
        (with_placemark(f"{POLYGON}<Point/>"), "a point, or has one beside it"),
        (with_placemark("<LineString/>"), "a line"),
        (with_placemark("<Polygon/>"), "no outer boundary"),
        (with_placemark(f"<Polygon>{ring('innerBoundaryIs', SQUARE)}</Polygon>"), "no outer"),
        (with_placemark(f"<Polygon>{ring('outerBoundaryIs', SQUARE) * 2}</Polygon>"), "several"),
        (kml("-0.9, 52.2, 0"), "not written as"),
        (kml("-0.9;52.2"), "not written as"),
        (kml("nan,nan"), "not written as"),
        (kml("1e400,52.2"), "not written as"),
        (kml("1e99,52.2"), "sensible size"),
        (kml("-0.9"), "two numbers"),
        (kml("-0.9,52.2,1,1"), "two numbers"),
        (kml(" "), "fewer than four"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(content, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(content)


NAMES = ["Placemark", "Polygon", "outerBoundaryIs", "innerBoundaryIs", "LinearRing", "coordinates",
         "name", "Point", "MultiGeometry"]  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["", "-0.9,52.2", "text"]),
    lambda inner: st.tuples(st.sampled_from(NAMES), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(TREES)
@example("<Polygon><Placemark/><outerBoundaryIs><LinearRing><coordinates/></LinearRing>"
         "</outerBoundaryIs></Polygon>")  # fmt: skip
def test_any_order_of_elements_is_refused(inside):
    with pytest.raises(InputRefused):
        read_boundary(f"<kml>{inside}</kml>".encode())


def test_kml_is_always_in_degrees():
    with pytest.raises(InputRefused, match="EPSG:4326, but --srid says 27700"):
        read_boundary(kml(), srid=27700)


def test_an_encoding_named_in_the_file_has_no_say():
    content = kml(name="Café").replace(b"UTF-8", b"utf-7")

    assert read_boundary(content).name == "Café"


def test_a_file_full_of_elements_takes_under_two_seconds():
    clock = Stopwatch()

    with pytest.raises(InputRefused, match="more than 100,000 elements"):
        read_boundary(b"<kml>" + b"<a/>" * 499_000 + b"</kml>")

    assert clock.seconds() < 2
