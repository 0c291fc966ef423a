"""CHECK constraints for geometry columns.

PostGIS accepts NaN and 1e308 as coordinates; one such row poisons every extent and, in some
library versions, kills the process that prints it. So the database itself refuses them.
"""

from django.db.models import BooleanField, CheckConstraint, FloatField, Func

#: West, south, east, north in degrees: the United Kingdom with its sea areas.
UK_BOX = (-9.5, 49.0, 3.0, 61.5)

# Below, the box's ends are named in alphabetical order, as migrations write them: Django takes
# the order for part of a constraint and would find a change where there is none.


class Longitude(Func):
    """The longitude of a point column, in degrees, read as a number and not as a geometry."""

    function = "ST_X"
    output_field = FloatField()


class Latitude(Func):
    """The latitude of a point column, in degrees, read as a number and not as a geometry."""

    function = "ST_Y"
    output_field = FloatField()


class PointWithin(Func):
    """True if a point's numbers lie in a box. NaN does not: PostgreSQL sorts it last."""

    output_field = BooleanField()
    template = (
        "(ST_X(%(expressions)s) BETWEEN %(west)s AND %(east)s"
        " AND ST_Y(%(field)s) BETWEEN %(south)s AND %(north)s)"
    )


class ShapeWithin(Func):
    """True if a valid, non-empty shape's corners lie in a box."""

    output_field = BooleanField()
    template = (
        "(ST_IsValid(%(expressions)s) AND NOT ST_IsEmpty(%(field)s)"
        " AND ST_XMin(%(field)s) >= %(west)s AND ST_XMax(%(field)s) <= %(east)s"
        " AND ST_YMin(%(field)s) >= %(south)s AND ST_YMax(%(field)s) <= %(north)s)"
    )


def point_in_box(column: str, *, name: str) -> CheckConstraint:
    """Build a named CHECK constraint that a point column lies in the UK box."""
    west, south, east, north = UK_BOX
    within = PointWithin(column, east=east, north=north, south=south, west=west)
    return CheckConstraint(condition=within, name=name)


def shape_in_box(column: str, *, name: str) -> CheckConstraint:
    """Build a named CHECK constraint that a shape column is valid and lies in the UK box."""
    west, south, east, north = UK_BOX
    within = ShapeWithin(column, east=east, north=north, south=south, west=west)
    return CheckConstraint(condition=within, name=name)
