"""A funding plan: written as a draft, then frozen, and nothing of it can change afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from hotspots.periods import begins_at

if TYPE_CHECKING:
    from datetime import datetime


class FundingPlan(models.Model):
    """What was promised to a funder and how it will be judged, before anybody can know how.

    Once `frozen_at` is set, a trigger refuses every update and delete, whoever asks.
    """

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    funder = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(1)])
    # Of the whole cost, in percent.
    share = models.DecimalField(
        max_digits=5, decimal_places=2, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    promise = models.CharField(max_length=600)
    # First days of months: before is [before_start, after_start), after [after_start, after_end).
    before_start = models.DateField()
    after_start = models.DateField()
    after_end = models.DateField()
    # Slugs of data.police.uk: what is judged.
    categories = models.JSONField()
    ring_from_m = models.PositiveIntegerField(default=100)
    ring_to_m = models.PositiveIntegerField(default=500)
    # [{name, source, geometry: GeoJSON in degrees}], towns of the same force.
    controls = models.JSONField(default=list)
    # {source, dated, weights: {category: weight}}, or nothing.
    harm = models.JSONField(null=True, blank=True)
    # What could be said from the months before when it was last saved; see `funding.outlook`.
    outlook = models.JSONField(null=True, blank=True)
    # Counted up with every save; a save made from an older state is refused.
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=80, blank=True)
    # All of the above with the boundary, as it was stamped, and the hash of it in canonical JSON.
    frozen = models.JSONField(null=True, blank=True)
    frozen_sha256 = models.CharField(max_length=64, blank=True)

    class Privacy:
        OPEN = (
            "id",
            "district",
            "funder",
            "amount",
            "share",
            "promise",
            "before_start",
            "after_start",
            "after_end",
            "categories",
            "ring_from_m",
            "ring_to_m",
            "controls",
            "harm",
            "outlook",
            "version",
            "made_at",
            "changed_at",
            "frozen_at",
            "frozen",
            "frozen_sha256",
        )
        PERSONAL = ("changed_by", "frozen_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    before_start__lt=F("after_start"),
                    after_start__lt=F("after_end"),
                    before_start__day=1,
                    after_start__day=1,
                    after_end__day=1,
                ),
                name="funding_plan_whole_months_in_order",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, share__gt=0, share__lte=100),
                name="funding_plan_amount_and_share",
            ),
            models.CheckConstraint(
                condition=Q(ring_from_m__lt=F("ring_to_m"), ring_to_m__lte=2000),
                name="funding_plan_ring_has_breadth",
            ),
            models.CheckConstraint(
                condition=Q(
                    frozen_at__isnull=True, frozen_by="", frozen__isnull=True, frozen_sha256=""
                )
                | Q(
                    frozen_at__isnull=False,
                    frozen__isnull=False,
                    frozen_sha256__regex=r"^[0-9a-f]{64}$",
                )
                & ~Q(frozen_by=""),
                name="funding_plan_frozen_whole_or_not",
            ),
        ]
        indexes = [models.Index("district", "after_start", name="funding_plan_by_period")]

    def __str__(self) -> str:
        return f"funding plan {self.pk}"

    @property
    def is_frozen(self) -> bool:
        """Tell whether the plan has been stamped."""
        return self.frozen_at is not None

    def is_late(self, at: datetime) -> bool:
        """Tell whether a stamp of this moment comes after the period that it judges began."""
        return at >= begins_at(self.after_start)
