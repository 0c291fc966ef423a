"""Photographs: cleaned before they are stored, sealed before a report names them."""

from django.db import models
from django.db.models import Q

from incidents.querysets import PhotoQuerySet


class Photo(models.Model):
    """One cleaned photograph. Without a report it is thrown away after an hour.

    When its time is over the files go, and the row keeps that there was one and when it went. The
    application role may update `report` and `erased_at` alone: nothing else is ever edited.
    """

    # UUID version 7, made by the server; also the name of its files.
    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    reporter = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    report = models.ForeignKey(
        "incidents.Report", on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    # The client's idempotency key, unique with whoever sent it, and of what came with it.
    client_key = models.UUIDField()
    body_sha256 = models.CharField(max_length=64)
    # Of the cleaned file, which is all that is kept beside its small copy.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    stored_at = models.DateTimeField()
    # From then on there is no file.
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "report",
            "client_key",
            "body_sha256",
            "sha256",
            "size",
            "width",
            "height",
            "stored_at",
            "erased_at",
        )
        PERSONAL = ("reporter", "device")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_sha256_is_hex"
            ),
            models.UniqueConstraint(
                fields=["district", "reporter", "client_key"],
                condition=Q(reporter__isnull=False),
                name="photo_once_a_person_and_key",
            ),
            models.UniqueConstraint(
                fields=["district", "device", "client_key"],
                condition=Q(device__isnull=False),
                name="photo_once_a_device_and_key",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(device__isnull=True),
                name="photo_of_one_sender",
            ),
            # Without a report the row goes as well.
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(report__isnull=False),
                name="photo_erased_of_a_report",
            ),
        ]
        indexes = [
            models.Index(
                "stored_at", name="photo_unclaimed", condition=models.Q(report__isnull=True)
            ),
            models.Index(
                "district",
                "stored_at",
                name="photo_kept",
                condition=models.Q(report__isnull=False, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
