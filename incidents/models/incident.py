"""Incidents: what happened, after triage, and everything that was done about it."""

from django.db import models
from django.db.models import Q

from incidents.querysets import IncidentQuerySet


class Incident(models.Model):
    """What happened, once or going on; one or more reports tell of it.

    The columns hold the present state. Each change of them is appended to `IncidentChange` in
    the same transaction, so that nothing is ever edited without a trace.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", "Being looked at"
        ASSIGNED = "ASSIGNED", "With somebody"
        CLOSED = "CLOSED", "Closed"

    class Qualifier(models.TextChoices):
        NUISANCE = "nuisance", "Nuisance"
        PERSONAL = "personal", "Personal"
        ENVIRONMENTAL = "environmental", "Environmental"

    class Outcome(models.TextChoices):
        MOVED_ON = "MOVED_ON", "Moved on"
        ADVISED = "ADVISED", "Advice or warning given"
        CLEANED = "CLEANED", "Cleaned or repaired"
        PASSED_ON = "PASSED_ON", "Passed to police or council"
        NOT_FOUND = "NOT_FOUND", "Nobody and nothing found"
        NO_ACTION = "NO_ACTION", "Noted, no action possible"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    category = models.ForeignKey("incidents.Category", on_delete=models.PROTECT)
    qualifier = models.CharField(max_length=13, choices=Qualifier.choices, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices)
    assigned_to = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField()
    # Counted up with every change; a change made from an older state is refused.
    version = models.PositiveIntegerField(default=1)

    objects = IncidentQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "category",
            "qualifier",
            "status",
            "outcome",
            "opened_at",
            "version",
        )
        PERSONAL = ("assigned_to",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="CLOSED") ^ Q(outcome=""), name="incident_closed_with_outcome"
            ),
        ]
        indexes = [models.Index("district", "status", "opened_at", name="incident_by_status")]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentReport(models.Model):
    """That a report tells of an incident; a report tells of one."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    report = models.OneToOneField("incidents.Report", on_delete=models.PROTECT, related_name="link")

    class Privacy:
        OPEN = ("id", "district", "incident", "report")

    def __str__(self) -> str:
        return f"incident report {self.pk}"


class IncidentChange(models.Model):
    """One change of an incident, appended."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", "Opened"
        JOINED = "JOINED", "Report joined"
        CATEGORISED = "CATEGORISED", "Category set"
        ASSIGNED = "ASSIGNED", "Assigned"
        ACTED = "ACTED", "Action recorded"
        CLOSED = "CLOSED", "Closed"
        REOPENED = "REOPENED", "Reopened"
        TAKEN_OUT = "TAKEN_OUT", "Report taken out"
        STILL_HAPPENING = "STILL", "Reported as still happening"
        PHOTO_ADDED = "PHOTO", "Photograph added"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "incident", "kind", "made_at")
        PERSONAL = ("before", "after", "made_by")

    def __str__(self) -> str:
        return f"incident change {self.pk}"


class ActionTaken(models.Model):
    """What was done about an incident: by whom, when, how long."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=120)
    done_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Privacy:
        OPEN = ("id", "district", "incident", "done_at", "minutes")
        PERSONAL = ("what", "who")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=10_000),
                name="action_minutes_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"
