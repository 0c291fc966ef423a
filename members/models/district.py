"""A district: one BID, and the tenant of everything that people write."""

from django.db import models


class District(models.Model):
    """One business improvement district; what its people write never leaves it."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    # The police.uk force whose files describe this district, as it stands in their file names.
    force = models.SlugField(max_length=60)
    # True for the town that the generator makes: everything drawn of it says "Invented data".
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Privacy:
        OPEN = ("id", "slug", "name", "force", "invented", "created_at")

    class Meta:
        constraints = [
            # An invented district reads only invented statistics, and a real one only real ones.
            models.CheckConstraint(
                condition=models.Q(invented=True, force__startswith="planted-")
                | (models.Q(invented=False) & ~models.Q(force__startswith="planted-")),
                name="district_and_force_both_real_or_both_invented",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
