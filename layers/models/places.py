"""The plain ground under a district's map: place names and, if it is invented, streets and areas.

All of it is open data, so the tables are common ground and not kept apart by district. A real
town's streets are never drawn from memory: they come with an operator's own basemap.
"""

from django.contrib.gis.db import models
from django.db.models import Q

from members.geometry import point_in_box, shape_in_box


class PlaceName(models.Model):
    """A short name at a point of the map, with the source that it was read in."""

    class Kind(models.TextChoices):
        STREET = "STREET", "Street"
        SQUARE = "SQUARE", "Square"
        PARK = "PARK", "Park"
        LANDMARK = "LANDMARK", "Landmark"

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    point = models.PointField(srid=4326)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source = models.CharField(max_length=300)

    class Privacy:
        OPEN = ("id", "district", "name", "point", "kind", "source")

    class Meta:
        constraints = [point_in_box("point", name="place_name_in_uk")]

    def __str__(self) -> str:
        return f"place name {self.pk}"


class StreetLine(models.Model):
    """The middle line of one street or railway; rank 1 is a main street, 4 a housing street."""

    class Kind(models.TextChoices):
        STREET = "STREET", "Street"
        RAIL = "RAIL", "Railway"

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    line = models.LineStringField(srid=4326)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.STREET)
    rank = models.SmallIntegerField()

    class Privacy:
        OPEN = ("id", "district", "name", "line", "kind", "rank")

    class Meta:
        constraints = [
            shape_in_box("line", name="street_line_in_uk"),
            models.CheckConstraint(condition=Q(rank__range=(1, 4)), name="street_rank_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"street line {self.pk}"


class GroundArea(models.Model):
    """A park, a square, water or a large building, drawn under the streets."""

    class Kind(models.TextChoices):
        PARK = "PARK", "Park"
        WATER = "WATER", "Water"
        SQUARE = "SQUARE", "Square"
        BUILDING = "BUILDING", "Building"
        PARKING = "PARKING", "Car park"
        TRANSPORT = "TRANSPORT", "Station or interchange"

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    polygon = models.MultiPolygonField(srid=4326)
    kind = models.CharField(max_length=9, choices=Kind.choices)

    class Privacy:
        OPEN = ("id", "district", "name", "polygon", "kind")

    class Meta:
        constraints = [shape_in_box("polygon", name="ground_area_valid_in_uk")]

    def __str__(self) -> str:
        return f"ground area {self.pk}"
