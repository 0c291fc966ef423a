"""How safe people feel, where and at what hour: a short survey that knows nobody."""

from django.db import models
from django.db.models import F, Q


class Pulse(models.Model):
    """One round of the survey, with the link that it is answered at."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    # Stands in the public address, and can be put on a poster.
    token = models.CharField(max_length=24, unique=True)
    opens_on = models.DateField()
    # Up to but not including. Results are shown from this day, and never before.
    closes_on = models.DateField()
    # [{cell, name}] at resolution 9, as they were when the round was opened.
    places = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "token", "opens_on", "closes_on", "places", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")), name="pulse_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"pulse {self.pk}"


class PulseAnswer(models.Model):
    """One answer: a place, a time of day, a feeling, and the day. Nothing of who gave it.

    The application may add answers and read them; it may neither change nor remove one.
    """

    class Part(models.TextChoices):
        MORNING = "MORNING", "Morning, 6 to 12"
        AFTERNOON = "AFTERNOON", "Afternoon, 12 to 18"
        EVENING = "EVENING", "Evening, 18 to 23"
        NIGHT = "NIGHT", "Night, 23 to 6"

    class Feeling(models.IntegerChoices):
        VERY_UNSAFE = 1, "Very unsafe"
        UNSAFE = 2, "A bit unsafe"
        SAFE = 3, "Fairly safe"
        VERY_SAFE = 4, "Very safe"

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    pulse = models.ForeignKey(Pulse, on_delete=models.PROTECT, related_name="answers")
    # Drawn with the form: the same form sent twice is one answer.
    key = models.UUIDField()
    cell = models.CharField(max_length=15)
    part = models.CharField(max_length=9, choices=Part.choices)
    feeling = models.PositiveSmallIntegerField(choices=Feeling.choices)
    # The day and no more: a moment could be matched with somebody seen at a poster.
    given_on = models.DateField()

    class Privacy:
        OPEN = ("id", "district", "pulse", "key", "cell", "part", "feeling", "given_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "pulse", "key"], name="pulse_answer_once"),
            models.CheckConstraint(
                condition=Q(feeling__gte=1, feeling__lte=4), name="pulse_feeling_known"
            ),
        ]

    def __str__(self) -> str:
        return f"pulse answer {self.pk}"
