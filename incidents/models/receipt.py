"""What a sender was told: that one message was accepted, once."""

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """One accepted message of one sender, whatever became of it.

    It makes sending again harmless: the same key with the same content is the same receipt, and
    with other content is refused. For a welfare sighting, which its sender can never read back,
    it is all that the sender keeps.
    """

    class Kind(models.TextChoices):
        REPORT = "REPORT", "Report"
        SIGHTING = "SIGHTING", "Welfare sighting"

    # The id of the report or sighting itself.
    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    client_key = models.UUIDField()
    reporter = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.UUIDField(null=True, blank=True)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    body_sha256 = models.CharField(max_length=64)
    # Shows the status, and nothing else, to whoever holds it.
    reference = models.CharField(max_length=9)
    made_at = models.DateTimeField()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "kind",
            "client_key",
            "organisation",
            "body_sha256",
            "made_at",
        )
        PERSONAL = ("reporter", "device", "reference")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "reference"], name="receipt_reference_once"
            ),
            models.UniqueConstraint(
                fields=["district", "reporter", "client_key"],
                condition=Q(reporter__isnull=False),
                name="receipt_once_a_person_and_key",
            ),
            models.UniqueConstraint(
                fields=["district", "device", "client_key"],
                condition=Q(device__isnull=False),
                name="receipt_once_a_device_and_key",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(device__isnull=True),
                name="receipt_of_one_sender",
            ),
        ]
        indexes = [models.Index("district", "made_at", name="receipt_by_time")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
