"""That somebody knows of a drift: the chart begins anew after that week."""

from django.db import models


class DriftNote(models.Model):
    """One acknowledged drift of one week. Written once; no role but the owner may edit it."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    week_start = models.DateField()
    # Codes of the categories that drifted; "*" is the whole district.
    lines = models.JSONField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "week_start", "lines", "noted_at")
        PERSONAL = ("noted_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "week_start"], name="drift_note_once"),
            models.CheckConstraint(
                condition=models.Q(week_start__iso_week_day=1), name="drift_note_of_a_monday"
            ),
        ]

    def __str__(self) -> str:
        return f"drift note {self.pk}"
