"""Training: that a session was held, about what, and how many came from which business."""

from django.db import models
from django.db.models import Q

from members.querysets import TrainingQuerySet

#: A room, not a stadium; more is a slip of the keyboard.
MOST_PEOPLE = 500


class TrainingSession(models.Model):
    """One session that was held. Nothing of it is edited: a slip is withdrawn and told anew."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    held_on = models.DateField()
    subject = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Privacy:
        OPEN = ("id", "district", "held_on", "subject", "recorded_at", "withdrawn_at")
        PERSONAL = ("recorded_by", "withdrawn_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="training_session_withdrawn_whole",
            ),
        ]
        indexes = [models.Index("district", "held_on", name="training_session_by_day")]

    def __str__(self) -> str:
        return f"training session {self.pk}"


class TrainingAttendance(models.Model):
    """How many people of one business came to a session. Who they were is not kept."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="attendances"
    )
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    people = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "session",
            "organisation",
            "people",
            "recorded_at",
            "withdrawn_at",
        )
        PERSONAL = ("recorded_by", "withdrawn_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "session", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                name="training_attendance_once",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE),
                name="training_attendance_people_sane",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="training_attendance_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"training attendance {self.pk}"
