"""A sender's later word that their report tells of what another told already."""

from django.db import models
from django.db.models import F, Q


class Voice(models.Model):
    """That a report adds a voice to an earlier one, said after it was sent; appended, never edited.

    Said while it was written, it stands in `Report.same_as` instead: a report is kept as it came.
    """

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    report = models.OneToOneField(
        "incidents.Report", on_delete=models.PROTECT, related_name="voice"
    )
    same_as = models.ForeignKey(
        "incidents.Report", on_delete=models.PROTECT, related_name="later_voices"
    )
    said_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district", "report", "same_as", "said_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(report=F("same_as")), name="voice_is_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"
