"""What leaves the site on a Monday: files, who is told, and who sees to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class WeeklyMap(models.Model):
    """One file of one version of a week: made once, never edited.

    The application role may insert and read; no role but the owner may update or delete.
    """

    class Version(models.TextChoices):
        OPERATIONS = "OPERATIONS", "BID operations"
        BOARD = "BOARD", "The board"
        MEMBERS = "MEMBERS", "Members"
        BRIEFING = "BRIEFING", "A briefing in a room"

    class Medium(models.TextChoices):
        PDF = "PDF", "PDF to print or project"
        HTML = "HTML", "Map in one file"

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    analysis = models.ForeignKey("hotspots.Analysis", on_delete=models.PROTECT, related_name="maps")
    version = models.CharField(max_length=10, choices=Version.choices)
    medium = models.CharField(max_length=4, choices=Medium.choices)
    # Within the private storage; never an address.
    path = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    built_at = models.DateTimeField()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "analysis",
            "version",
            "medium",
            "path",
            "sha256",
            "size",
            "built_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "analysis", "version", "medium"], name="weekly_map_once"
            ),
        ]

    def __str__(self) -> str:
        return f"weekly map {self.pk}"


class WeeklyRun(models.Model):
    """The work of one week in one district. The row decides who does it, and that it is done once.

    A worker claims it with a lease; what it does not finish another takes up.
    """

    id = models.BigAutoField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    week_start = models.DateField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # After so many tries: somebody has to look at the log.
    given_up_at = models.DateTimeField(null=True, blank=True)
    analysis = models.ForeignKey(
        "hotspots.Analysis", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Privacy:
        OPEN = (
            "id",
            "district",
            "week_start",
            "due_at",
            "attempts",
            "leased_until",
            "done_at",
            "given_up_at",
            "analysis",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "week_start"], name="weekly_run_once"),
            models.CheckConstraint(
                condition=Q(week_start__iso_week_day=1), name="weekly_run_of_a_monday"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(given_up_at__isnull=True),
                name="weekly_run_done_or_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"weekly run {self.pk}"


class WeeklyChoice(models.Model):
    """Whether a person wants the e-mail of a district; without a row the audience decides."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="+")
    wanted = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district", "wanted", "chosen_at")
        PERSONAL = ("person",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "person"], name="weekly_choice_once"),
        ]

    def __str__(self) -> str:
        return f"weekly choice {self.pk}"


class WeeklyLetter(models.Model):
    """That one person is owed the e-mail of one week. The row decides that it is owed once.

    The e-mail itself is sent by the outbox, whose event bears the id of this row.
    """

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="+")
    week_start = models.DateField()
    analysis = models.ForeignKey("hotspots.Analysis", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district", "week_start", "analysis", "made_at")
        PERSONAL = ("person",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "week_start", "person"], name="weekly_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"weekly letter {self.pk}"
