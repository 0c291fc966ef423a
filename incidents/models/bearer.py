"""Whom triage gives incidents to: the partners of a district, in dated versions."""

from django.db import models


class BearerList(models.Model):
    """One version of whom triage can give an incident to; the newest is in force."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "version", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version"], name="bearer_list_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"bearer list {self.pk}"


class Bearer(models.Model):
    """One partner in one version. An incident keeps the name that it was given under."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    list = models.ForeignKey(BearerList, on_delete=models.PROTECT, related_name="bearers")
    # The same through all versions, whatever the partner is called in each.
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Privacy:
        # Meant for teams, but a scheme may write a person's name.
        OPEN = ("id", "district", "list", "number", "position")
        PERSONAL = ("name",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "list", "number"], name="bearer_once"),
            models.UniqueConstraint(
                fields=["district", "list", "position"], name="bearer_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"bearer {self.pk}"
