"""A member's welfare report."""

from django.contrib.gis.db import models

from members.geometry import point_in_box


class Sighting(models.Model):
    """Somebody seen sleeping rough, or an encampment, as a member told it.

    Members write it and cannot read it back: the database lets outreach alone read. So no
    column has a database default, because returning one would be reading.
    """

    class Kind(models.TextChoices):
        ROUGH_SLEEPING = "ROUGH_SLEEPING", "Someone sleeping rough"
        ENCAMPMENT = "ENCAMPMENT", "Encampment"

    class Asked(models.TextChoices):
        AGREED = "AGREED", "Agreed to a referral"
        SAID_NO = "SAID_NO", "Said no"
        NOT_ASKED = "NOT_ASKED", "I did not ask"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    client_key = models.UUIDField()
    reporter = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    point = models.PointField(srid=4326)
    accuracy_m = models.FloatField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    asked = models.CharField(max_length=10, choices=Asked.choices)
    seen_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    site = models.ForeignKey(
        "outreach.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="sightings"
    )

    class Privacy:
        OPEN = ("id", "district", "client_key", "submitted_at")
        PERSONAL = (
            "reporter",
            "device",
            "kind",
            "point",
            "accuracy_m",
            "place",
            "asked",
            "seen_at",
            "site",
        )

    class Meta:
        constraints = [
            point_in_box("point", name="sighting_point_in_uk"),
            models.UniqueConstraint(
                fields=["district", "reporter", "client_key"],
                condition=models.Q(reporter__isnull=False),
                name="sighting_once_a_person_and_key",
            ),
            models.UniqueConstraint(
                fields=["district", "device", "client_key"],
                condition=models.Q(device__isnull=False),
                name="sighting_once_a_device_and_key",
            ),
        ]

    def __str__(self) -> str:
        return f"sighting {self.pk}"
