"""GeoJSON as the standard has it, and the dialects that people send."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundary_files import read_boundary
from layers.strict_text import InputRefused
from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import SQUARE, collection, crs, feature, in_metres, polygon

POINT = {"type": "Point", "coordinates": [-0.9, 52.2]}


def written(document) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "content",
    [
        written(polygon(SQUARE)),
        written({"type": "MultiPolygon", "coordinates": [polygon(SQUARE)["coordinates"]]}),
        written(feature(polygon(SQUARE[::-1]))),
        collection(feature(polygon([(*position, 80.5) for position in SQUARE]))),
        collection(feature(polygon(SQUARE)), crs=crs("urn:ogc:def:crs:OGC:1.3:CRS84")),
        collection(feature(polygon(SQUARE)), crs=None, bbox=[1, 2, 3, 4], name="x"),
        collection({"type": "Feature", "geometry": polygon(SQUARE), "properties": None, "id": 1}),
    ],
)
def test_dialects_are_read(content):
    assert read_boundary(content).shape.area == pytest.approx(12e-6)


@pytest.mark.parametrize("system", ["EPSG:27700", "urn:ogc:def:crs:EPSG::27700"])
def test_metres_are_read_when_file_and_operator_say_so(system):
    content = collection(feature(polygon(in_metres(SQUARE))), crs=crs(system))

    assert read_boundary(content, srid=27700).shape.area == pytest.approx(12e-6, rel=1e-3)


def test_metres_are_read_when_the_operator_says_so():
    content = builders.geojson(in_metres(SQUARE))

    assert read_boundary(content, srid=27700).shape.area == pytest.approx(12e-6, rel=1e-3)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "outermost part"),
        ({}, "not one that GeoJSON has"),
        ({"type": ["Polygon"]}, "not one that GeoJSON has"),
        ({"type": "Topology", "objects": {}}, "TopoJSON"),
        ({"type": "FeatureCollection"}, "no list of features"),
        ({"type": "FeatureCollection", "features": {}}, "no list of features"),
        ({"type": "FeatureCollection", "features": []}, "no feature"),
        ({"type": "FeatureCollection", "features": [1]}, "not a feature"),
        ({"type": "FeatureCollection", "features": [polygon(SQUARE)]}, "not a feature"),
        ({"type": "Feature", "properties": {}}, "no geometry"),
        (feature(None), "no geometry"),
        (feature([]), "not a GeoJSON polygon"),
        (feature({"type": "Polygon"}), "not a GeoJSON polygon"),
        (feature({"type": "Polygon", "coordinates": {}}), "not a GeoJSON polygon"),
        (feature({"type": "Polygon", "coordinates": []}), "empty"),
        (feature({"type": "Polygon", "coordinates": [[]]}), "fewer than four"),
        (feature({"type": "Polygon", "coordinates": [1]}), "list of rings"),
        (feature({"type": "MultiPolygon", "coordinates": [1]}), "list of rings"),
        (feature({"type": "MultiPolygon", "coordinates": []}), "empty"),
        (feature({"type": "Polygon", "coordinates": [[["1", "2"]]]}), "plain numbers"),
        (feature({"type": "Polygon", "coordinates": [[[1, 2, 3, 4]]]}), "two numbers"),
        (feature({"type": "Polygon", "coordinates": [[None]]}), "two numbers"),
        (feature({"type": "Polygon", "coordinates": [[[1e20, 2]]]}), "sensible size"),
        (feature(POINT), "a point: a boundary is an area"),
        (feature({"type": "LineString", "coordinates": []}), "a line"),
        (POINT, "a point"),
        ({"type": "GeometryCollection", "geometries": [polygon(SQUARE)]}, "collection of geom"),
        (feature({"type": "Circle"}), "not a GeoJSON polygon"),
    ],
)
def test_what_is_not_a_polygon_is_refused(document, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(written(document))


@pytest.mark.parametrize(
    "member",
    [
        crs("EPSG:3857"),
        crs("http://127.0.0.1:9/crs"),
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/", "type": "proj4"}},
        {"type": "name"},
        {"type": "name", "properties": {"name": 4326}},
        "EPSG:4326",
        1,
    ],
)
def test_other_reference_systems_are_refused(member):
    with pytest.raises(InputRefused, match="crs member"):
        read_boundary(collection(feature(polygon(SQUARE)), crs=member))


def test_metres_that_only_the_file_declares_need_the_operators_word():
    content = collection(feature(polygon(in_metres(SQUARE))), crs=crs("EPSG:27700"))

    with pytest.raises(InputRefused, match="--srid 27700"):
        read_boundary(content)


def test_a_contradiction_is_refused():
    content = collection(feature(polygon(SQUARE)), crs=crs("EPSG:4326"))

    with pytest.raises(InputRefused, match="but --srid says 27700"):
        read_boundary(content, srid=27700)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "crs", "name"]), inner
        )
    ),
    max_leaves=8,
)
TYPES = st.sampled_from(["FeatureCollection", "Feature", "Polygon", "MultiPolygon", "Point"])


@settings(max_examples=200, deadline=None)
@given(TYPES, JUNK, JUNK, JUNK)
def test_any_json_is_refused(kind, features, geometry, coordinates):
    document = {
        "type": kind, "features": features, "geometry": geometry, "coordinates": coordinates
    }  # fmt: skip

    with pytest.raises(InputRefused):
        read_boundary(written(document))
