"""Members: the businesses and partners of a scheme, and their premises."""

from django.contrib.gis.db import models
from django.db.models import Q

from members.geometry import point_in_box
from members.querysets import OrganisationQuerySet, PremisesQuerySet


class Organisation(models.Model):
    """A member of the scheme: a business or a partner, never a person."""

    class Kind(models.TextChoices):
        LEVY_PAYER = "LEVY_PAYER", "Levy payer"
        VOLUNTARY = "VOLUNTARY", "Voluntary member"
        PARTNER = "PARTNER", "Partner"
        BID = "BID", "Business improvement district"

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # In force from, and up to but not including.
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        OPEN = ("id", "district", "name", "kind", "starts_on", "ends_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="organisation_named_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")),
                name="organisation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.pk}"


class Premises(models.Model):
    """One address of a member."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="premises"
    )
    name = models.CharField(max_length=160)
    street = models.CharField(max_length=160, blank=True)
    point = models.PointField(srid=4326)

    objects = PremisesQuerySet.as_manager()

    class Privacy:
        OPEN = ("id", "district", "organisation", "name", "street", "point")

    class Meta:
        constraints = [point_in_box("point", name="premises_point_in_uk")]
        verbose_name_plural = "premises"

    def __str__(self) -> str:
        return f"premises {self.pk}"
