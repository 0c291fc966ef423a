"""Official statistics: releases of a month, inferred snap points, and counts that hang on them."""

from django.contrib.gis.db import models

from members.geometry import point_in_box


class SnapList(models.Model):
    """One version of the secret list of map points that official locations are moved to."""

    slug = models.SlugField(max_length=40, unique=True)
    universe = models.CharField(max_length=12)
    first_month = models.DateField()
    last_month = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.slug


class SnapPoint(models.Model):
    """One inferred map point, with its own H3 cell at each resolution."""

    snap_list = models.ForeignKey(SnapList, on_delete=models.PROTECT)
    name = models.CharField(max_length=160)
    point = models.PointField(srid=4326)
    cell_8 = models.BigIntegerField()
    cell_9 = models.BigIntegerField()
    cell_10 = models.BigIntegerField()
    cell_11 = models.BigIntegerField()

    class Meta:
        constraints = [point_in_box("point", name="snap_point_in_uk")]

    def __str__(self) -> str:
        return f"snap point {self.pk}"
