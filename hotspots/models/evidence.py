"""Signed packs of evidence, kept as they were made, and the public keys to check them by."""

from django.db import models
from django.db.models import F, Q


class SigningKey(models.Model):
    """A public key that packs are signed with; the private half never enters the database.

    Keys are the installation's and of no district. None is ever removed, because old packs are
    checked by old keys.
    """

    # The first 16 hex digits of the SHA-256 of the public key.
    id = models.CharField(max_length=16, primary_key=True)
    public = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    # From when it signs nothing any more; packs that it signed before stay good.
    until = models.DateTimeField(null=True, blank=True)

    class Privacy:
        OPEN = ("id", "public", "since", "until")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="signing_key_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"signing key {self.pk}"


class EvidencePack(models.Model):
    """The zip file of one evaluation. Inserted once; the application role may not change it."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    disclosed = models.ForeignKey(
        "hotspots.Disclosed", on_delete=models.PROTECT, related_name="packs"
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "district", "disclosed", "content", "sha256", "key", "made_at")

    class Meta:
        constraints = [
            # With the district, so that a duplicate tells nobody of another district's packs.
            models.UniqueConstraint(fields=["district", "disclosed"], name="evidence_pack_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_pack_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"evidence pack {self.pk}"
