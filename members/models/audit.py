"""The audit trail: appended, chained by hash, never edited."""

from django.db import models


class AuditEvent(models.Model):
    """One consultation, disclosure, change or erasure, in the chain of its district."""

    class Kind(models.TextChoices):
        COLLECTION = "COLLECTION", "Collection"
        CONSULTATION = "CONSULTATION", "Consultation"
        DISCLOSURE = "DISCLOSURE", "Disclosure"
        ALTERATION = "ALTERATION", "Alteration"
        COMBINATION = "COMBINATION", "Combination"
        ERASURE = "ERASURE", "Erasure"

    # A chain is numbered without gaps, so a row taken from the middle is missed.
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=80)
    # Ids and counts only: never words that somebody wrote, never a place.
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Privacy:
        OPEN = ("id", "district", "number", "at", "kind", "what", "detail", "previous_hash", "hash")
        PERSONAL = ("by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="audit_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"audit event {self.number} of district {self.district_id}"
