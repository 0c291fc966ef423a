"""Photographs: cleaned before they are stored, sealed before a report names them."""

from django.db import models
from django.db.models import Q


class Photo(models.Model):
    """One cleaned photograph. Without a report it is thrown away after an hour."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    reporter = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    report = models.ForeignKey(
        "incidents.Report", on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    # Of the cleaned file, which is all that is kept; its name is its id.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district", "report", "sha256", "size", "width", "height", "stored_at")
        PERSONAL = ("reporter", "device")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_sha256_is_hex"
            ),
        ]
        indexes = [
            models.Index(
                "stored_at", name="photo_unclaimed", condition=models.Q(report__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
