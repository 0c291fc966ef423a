"""Boundaries of districts: dated releases, of which the older ones stay."""

from django.contrib.gis.db import models
from django.db.models import Q

from members.geometry import shape_in_box


class Boundary(models.Model):
    """One release of a district's boundary, in force from a day until the next one begins.

    Boundaries are published by every BID, so this table is common ground and not kept apart by
    district.
    """

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=160)
    polygon = models.MultiPolygonField(srid=4326)
    # True until a licensed boundary is imported; every map drawn with it says so.
    illustrative = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    # Of the file that it came from, so that the same file twice is told.
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "name",
            "polygon",
            "illustrative",
            "source",
            "valid_from",
            "sha256",
            "imported_at",
        )

    class Meta:
        constraints = [
            shape_in_box("polygon", name="boundary_valid_in_uk"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="boundary_sha256_is_hex"
            ),
        ]
        indexes = [
            models.Index("district", "valid_from", "imported_at", name="boundary_by_day"),
        ]
        verbose_name_plural = "boundaries"

    def __str__(self) -> str:
        return f"boundary {self.pk}"
