"""How long a district keeps the photographs of its reports, in dated versions."""

from django.db import models
from django.db.models import Q

from incidents.retention import FEWEST_DAYS, MOST_DAYS


class PhotoPeriod(models.Model):
    """One version of the period; the newest is in force. Without any, the usual one is."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "version", "days", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version"], name="photo_period_version_once"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=FEWEST_DAYS, days__lte=MOST_DAYS), name="photo_period_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"photo period {self.pk}"
