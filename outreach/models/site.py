"""Places where people sleep rough, and the visits made there."""

from django.contrib.gis.db import models

from members.geometry import point_in_box


class Site(models.Model):
    """A rough-sleeping site or an encampment. It is a place; it names nobody."""

    class Kind(models.TextChoices):
        ROUGH_SLEEPING = "ROUGH_SLEEPING", "Rough-sleeping site"
        ENCAMPMENT = "ENCAMPMENT", "Encampment"

    class Land(models.TextChoices):
        PUBLIC = "PUBLIC", "Public land"
        PRIVATE = "PRIVATE", "Private land"
        UNKNOWN = "UNKNOWN", "Not known"

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "Active"
        EMPTY = "EMPTY", "Found empty"
        CLOSED = "CLOSED", "Closed"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=120)
    point = models.PointField(srid=4326)
    land = models.CharField(max_length=8, choices=Land.choices)
    status = models.CharField(max_length=8, choices=Status.choices)
    status_on = models.DateField()
    started_on = models.DateField()
    # The exact place fades with the time since somebody was last seen here.
    last_seen_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district")
        PERSONAL = (
            "kind",
            "name",
            "point",
            "land",
            "status",
            "status_on",
            "started_on",
            "last_seen_at",
        )

    class Meta:
        constraints = [
            point_in_box("point", name="site_point_in_uk"),
            models.UniqueConstraint(fields=["district", "name"], name="site_named_once"),
        ]

    def __str__(self) -> str:
        return f"site {self.pk}"


class Visit(models.Model):
    """One visit of outreach to a site: people are counted and never named here."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="visits")
    visited_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visited_at = models.DateTimeField()
    people_seen = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=300, blank=True)

    class Privacy:
        OPEN = ("id", "district", "site")
        PERSONAL = ("visited_by", "visited_at", "people_seen", "outcome")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people_seen__lte=200), name="visit_counts_at_most_200"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
