"""Categories of a district, and the dated crosswalks that compare them with official ones."""

from django.db import models
from django.db.models import Q

from incidents.taxonomy import DRAWN


class Category(models.Model):
    """One kind of report that a district offers. It is switched off, never deleted.

    Label, position and whether it is offered are the present state; each version of the crosswalk
    keeps what they were then.
    """

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    # A welfare category is handed down to outreach and can never become a report here.
    welfare = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()

    class Privacy:
        OPEN = ("id", "district", "code", "label", "welfare", "is_offered", "position")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="category_coded_once"),
        ]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.code

    @property
    def picture(self) -> str:
        """Return the name of its picture; one that a district made itself has the plain one."""
        return self.code if self.code in DRAWN else "other"


class Crosswalk(models.Model):
    """One version of a district's categories and of how they compare with official data."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "version", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="crosswalk_version_once"),
        ]

    def __str__(self) -> str:
        return f"crosswalk {self.version} of district {self.district_id}"


class CategoryMapping(models.Model):
    """One category as it stood in one version: its name and place, and what it compares with."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    crosswalk = models.ForeignKey(Crosswalk, on_delete=models.PROTECT, related_name="mappings")
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    nsir_type = models.CharField(max_length=60, blank=True)
    nsir_qualifier = models.CharField(max_length=20, blank=True)
    # The police.uk category, or empty where there is no official figure to compare with.
    official_category = models.SlugField(max_length=40, blank=True)
    default_route = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Privacy:
        OPEN = (
            "id",
            "district",
            "crosswalk",
            "category",
            "nsir_type",
            "nsir_qualifier",
            "official_category",
            "default_route",
            "label",
            "position",
            "is_offered",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crosswalk", "category"], name="mapping_once"),
            # Homelessness is not evidence of anti-social behaviour: it is in no contrast.
            models.CheckConstraint(
                condition=~Q(nsir_qualifier="welfare") | Q(official_category=""),
                name="welfare_is_never_compared",
            ),
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"
