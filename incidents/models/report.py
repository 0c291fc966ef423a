"""A report: what a member submitted, kept as it was submitted."""

from django.contrib.gis.db import models
from django.db.models import Q

from incidents.querysets import ReportQuerySet
from members.geometry import point_in_box


class Report(models.Model):
    """One report of anti-social behaviour or low-level crime; never of a person's welfare.

    Rows are appended and never edited: the application role may update `snap_point` alone,
    which is derived from the point and the official list of its month.
    """

    class ToldPolice(models.TextChoices):
        NO = "NO", "No"
        CALLED_101 = "101", "Yes, by 101"
        CALLED_999 = "999", "Yes, by 999"
        ONLINE = "ONLINE", "Yes, online"
        IN_PERSON = "PERSON", "Yes, in person"

    # UUID version 7, made by the server, so that the key sorts by arrival and tells nothing else.
    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    # The client's idempotency key, unique with whoever sent it.
    client_key = models.UUIDField()
    reporter = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    premises = models.ForeignKey(
        "members.Premises", on_delete=models.PROTECT, null=True, blank=True
    )
    category = models.ForeignKey("incidents.Category", on_delete=models.PROTECT)
    point = models.PointField(srid=4326)
    accuracy_m = models.FloatField(null=True, blank=True)
    # The point's own cell at each resolution: H3 children do not nest exactly.
    cell_8 = models.BigIntegerField()
    cell_9 = models.BigIntegerField()
    cell_10 = models.BigIntegerField()
    cell_11 = models.BigIntegerField()
    snap_point = models.ForeignKey(
        "layers.SnapPoint", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The member's word; submitted_at is ours.
    occurred_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    narrative = models.TextField(max_length=4000, blank=True)
    told_police = models.CharField(max_length=8, choices=ToldPolice.choices, blank=True)
    police_log = models.CharField(max_length=40, blank=True)
    minutes_lost = models.PositiveIntegerField(null=True, blank=True)
    # Answers to the category's own questions: {code of the question: answer}.
    answers = models.JSONField(default=dict)
    # "Same as this?": a voice added to an earlier report instead of a copy of it.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="voices"
    )

    objects = ReportQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "client_key",
            "organisation",
            "category",
            "accuracy_m",
            "cell_8",
            "cell_9",
            "cell_10",
            "cell_11",
            "snap_point",
            "occurred_at",
            "submitted_at",
            "told_police",
            "minutes_lost",
            "same_as",
        )
        PERSONAL = (
            "reporter",
            "device",
            "premises",
            "point",
            "narrative",
            "police_log",
            "answers",
        )

    class Meta:
        constraints = [
            point_in_box("point", name="report_point_in_uk"),
            models.CheckConstraint(
                condition=Q(minutes_lost__isnull=True) | Q(minutes_lost__lte=100_000),
                name="report_minutes_lost_sane",
            ),
            models.CheckConstraint(
                condition=Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0, accuracy_m__lte=10_000),
                name="report_accuracy_0_to_10_km",
            ),
            models.UniqueConstraint(
                fields=["district", "reporter", "client_key"],
                condition=Q(reporter__isnull=False),
                name="report_once_a_person_and_key",
            ),
            models.UniqueConstraint(
                fields=["district", "device", "client_key"],
                condition=Q(device__isnull=False),
                name="report_once_a_device_and_key",
            ),
        ]
        indexes = [
            # Row-level security switches spatial indexes off; integer cells keep their speed.
            models.Index("district", "cell_9", "occurred_at", name="report_by_cell_9"),
            models.Index("district", "cell_10", "occurred_at", name="report_by_cell_10"),
            models.Index("district", "occurred_at", name="report_by_time"),
            # A business reads its own, newest first.
            models.Index("district", "organisation", "occurred_at", name="report_by_business"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
