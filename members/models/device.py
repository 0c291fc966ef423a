"""Reporting devices: a till or a phone that may send reports and can read nobody's data."""

from django.db import models
from django.db.models import F, Q

from members.querysets import DevicePassQuerySet


class DevicePass(models.Model):
    """A report-only pass, held by one device of one member until it is revoked.

    The device keeps a random token; only its hash is stored here.
    """

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    premises = models.ForeignKey(
        "members.Premises", on_delete=models.PROTECT, null=True, blank=True
    )
    label = models.CharField(max_length=80)
    token_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The day alone: the moment is told by the reports, to those who may read them.
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DevicePassQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "organisation",
            "premises",
            "label",
            "made_at",
            "last_used_on",
            "revoked_at",
        )
        PERSONAL = ("made_by", "revoked_by")
        SECRET = ("token_sha256",)

    class Meta:
        constraints = [
            # The hash of 32 random bytes: it tells nothing of another district by clashing.
            models.UniqueConstraint(fields=["token_sha256"], name="device_pass_token_once"),
        ]
        verbose_name_plural = "device passes"

    def __str__(self) -> str:
        return f"device pass {self.pk}"


class EnrolmentCode(models.Model):
    """A one-time code, shown as a QR code, with which a device gets its pass."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT)
    premises = models.ForeignKey(
        "members.Premises", on_delete=models.PROTECT, null=True, blank=True
    )
    label = models.CharField(max_length=80)
    code_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        OPEN = (
            "id",
            "district",
            "organisation",
            "premises",
            "label",
            "made_at",
            "expires_at",
            "used_at",
        )
        PERSONAL = ("made_by",)
        SECRET = ("code_sha256",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_sha256"], name="enrolment_code_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="enrolment_code_lives_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment code {self.pk}"
