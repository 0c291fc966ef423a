"""What is still to be done about accepted reports, and what their senders were told."""

from django.db import models

from incidents.querysets import NoticeQuerySet


class OutboxEvent(models.Model):
    """One effect that an accepted change still owes the world.

    Written in the transaction of the change itself. A worker claims rows with a lease and marks
    them done; Redis only wakes it, so losing Redis loses nothing.
    """

    class Kind(models.TextChoices):
        REPORT_ACCEPTED = "REPORT_ACCEPTED", "Report accepted"
        INCIDENT_CHANGED = "INCIDENT_CHANGED", "Incident changed"
        SIGHTING_ACCEPTED = "SIGHTING_ACCEPTED", "Welfare sighting accepted"
        WEEKLY_MAP = "WEEKLY_MAP", "E-mail of a week's map"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.UUIDField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        OPEN = (
            "id",
            "district",
            "kind",
            "subject",
            "made_at",
            "due_at",
            "attempts",
            "leased_until",
            "done_at",
            "parked_at",
        )

    class Meta:
        indexes = [
            models.Index(
                "district",
                "due_at",
                name="outbox_still_owed",
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"outbox event {self.pk}"


class Notice(models.Model):
    """One line in a business's "what came of it": a code and ids, never words of a report."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    report = models.ForeignKey("incidents.Report", on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="notices")
    code = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Privacy:
        OPEN = ("id", "district", "organisation", "report", "event", "code", "made_at")

    class Meta:
        constraints = [
            # An incident's change is news to everybody who reported it, once.
            models.UniqueConstraint(fields=["event", "report"], name="notice_once_a_report"),
        ]
        indexes = [models.Index("district", "organisation", "made_at", name="notice_by_business")]

    def __str__(self) -> str:
        return f"notice {self.pk}"
