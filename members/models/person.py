"""People who can sign in, and what each of them is to which district."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from members.audiences import LABELS, Audience
from members.querysets import MembershipQuerySet


class PersonManager(BaseUserManager["Person"]):
    """Look a person up by e-mail, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with a sign-in. What they may see follows from their memberships alone.

    There is no superuser: nobody reads personal data by being technical.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Part of what a session is checked against: counting on ends all sessions of the person.
    session_round = models.PositiveIntegerField(default=0)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Privacy:
        OPEN = ("id", "is_active", "created_at", "session_round")
        PERSONAL = ("email", "name", "last_login")
        SECRET = ("password",)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares this, made anew, with the one in the session at every request.
        return salted_hmac(
            "members.Person session",
            f"{self.session_round} {self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Membership(models.Model):
    """What one person is to one district, and for how long."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, null=True, blank=True
    )
    audience = models.CharField(
        max_length=16, choices=[(one.value, LABELS[one]) for one in Audience]
    )
    # In force from, and up to but not including: who leaves on the first day was in on no day.
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        OPEN = ("id", "district", "organisation", "audience", "starts_on", "ends_on")
        PERSONAL = ("person",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "person"], name="membership_once_a_district"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_no_earlier_than_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def label(self) -> str:
        return LABELS[Audience(self.audience)]
