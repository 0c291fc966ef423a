"""Invitations: a one-time link with which somebody becomes one audience of a district."""

from django.db import models
from django.db.models import F, Q

from members.audiences import LABELS, Audience
from members.querysets import InvitationQuerySet


class Invitation(models.Model):
    """One person asked by e-mail to join; the link in the e-mail holds a token, kept as a hash."""

    id = models.UUIDField(primary_key=True)
    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, null=True, blank=True
    )
    audience = models.CharField(
        max_length=16, choices=[(one.value, LABELS[one]) for one in Audience]
    )
    email = models.EmailField(max_length=254)
    token_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    # When the mail server took the e-mail; null is told to whoever invited.
    mailed_at = models.DateTimeField(null=True, blank=True)
    # Used, withdrawn or replaced by a later one: either way the link is dead.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "district",
            "organisation",
            "audience",
            "made_at",
            "expires_at",
            "mailed_at",
            "closed_at",
        )
        PERSONAL = ("email", "made_by")
        SECRET = ("token_sha256",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="invitation_token_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_lives_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def label(self) -> str:
        return LABELS[Audience(self.audience)]
