"""A stored analysis, its cells, and what each audience was given of it."""

from django.db import models
from django.db.models import F, Q

from members.audiences import LABELS, Audience


class Analysis(models.Model):
    """One computation over one district and period, with all that is needed to do it again.

    The application role may insert and read; no role but the owner may update or delete.
    """

    class Kind(models.TextChoices):
        CONTRAST = "CONTRAST", "Contrast of member reports with official statistics"
        TREND = "TREND", "Reports and official statistics over time"
        WEEKLY = "WEEKLY", "Hotspots of a week"
        CONCENTRATION = "CONCENTRATION", "Concentration and repeats"
        FUNDING = "FUNDING", "Evidence for a funder"
        PUBLIC_MAP = "PUBLIC_MAP", "Map for the public"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    # Half open: of months as a rule, of a quarter for the public, Monday to Monday for a week.
    period_start = models.DateField()
    period_end = models.DateField()
    # What was asked for: resolution, thresholds, draws, the moment up to which reports count.
    parameters = models.JSONField()
    # What it was computed from, by id and SHA-256: boundary, releases, crosswalk, reports.
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    code_version = models.CharField(max_length=64)
    # Town-wide numbers; those of the cells stand in CellResult.
    result = models.JSONField()
    # Of result and cells together, in canonical JSON.
    result_sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = (
            "id",
            "district",
            "kind",
            "period_start",
            "period_end",
            "parameters",
            "inputs",
            "inputs_sha256",
            "seed",
            "code_version",
            "result",
            "result_sha256",
            "built_at",
        )
        PERSONAL = ("built_by",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="analysis_period_not_empty"
            ),
        ]
        indexes = [
            models.Index("district", "kind", "period_end", "built_at", name="analysis_by_period"),
        ]
        verbose_name_plural = "analyses"

    def __str__(self) -> str:
        return f"analysis {self.pk}"


class CellResult(models.Model):
    """One cell of an analysis, unrounded and unsuppressed: for those who may see exact counts."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="cells")
    cell = models.BigIntegerField()
    values = models.JSONField()

    class Privacy:
        OPEN = ("id", "district", "analysis", "cell", "values")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "cell"], name="cell_result_once"),
        ]

    def __str__(self) -> str:
        return f"cell result {self.pk}"


class Disclosed(models.Model):
    """What one audience was given of an analysis: pages and files are made from this alone."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="disclosures")
    audience = models.CharField(
        max_length=16, choices=[(one.value, LABELS[one]) for one in Audience]
    )
    payload = models.JSONField()
    payload_sha256 = models.CharField(max_length=64)

    class Privacy:
        OPEN = ("id", "district", "analysis", "audience", "payload", "payload_sha256")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "audience"], name="disclosed_once"),
        ]
        verbose_name_plural = "disclosed"

    def __str__(self) -> str:
        return f"disclosed {self.pk}"
