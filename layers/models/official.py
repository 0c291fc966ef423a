"""Official statistics: releases of a month, inferred snap points, and counts that hang on them.

The application adds rows here and changes none: what was published stays as it was taken. Two
of the tables take a million rows at a time, so their references are not looked up row by row:
numbers carry the list that they belong to, and the rows check each other's
(`docs/adr/0010-official-counts-in-bulk.md`).
"""

from django.contrib.gis.db import models
from django.db.models import F, Q

from layers.policeuk.categories import CATEGORIES, LAST_CODE
from layers.policeuk.forces import INVENTED, PLANTED_PREFIX, POLICE_UK
from layers.policeuk.lists import FIRST_INVENTED
from layers.querysets import OfficialReleaseQuerySet
from members.geometry import point_in_box

# What is real and what the generator of the invented town made never meet.
UNIVERSES = [(POLICE_UK, "data.police.uk"), (INVENTED, "Invented data")]


class SnapList(models.Model):
    """One version of the secret list of map points that official locations are moved to."""

    # Numbered by `layers.policeuk.lists`; the number is the top of its points' numbers.
    id = models.SmallIntegerField(primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    universe = models.CharField(max_length=12, choices=UNIVERSES)
    first_month = models.DateField()
    last_month = models.DateField(null=True, blank=True)

    class Privacy:
        OPEN = ("id", "slug", "universe", "first_month", "last_month")

    class Meta:
        constraints = [
            # The composite foreign key of OfficialRelease points at this pair.
            models.UniqueConstraint(fields=["id", "universe"], name="snap_list_and_universe"),
            models.CheckConstraint(
                condition=Q(universe=INVENTED, id__gte=FIRST_INVENTED, id__lt=32)
                | Q(universe=POLICE_UK, id__gte=1, id__lt=FIRST_INVENTED),
                name="snap_list_number_tells_universe",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class SnapPoint(models.Model):
    """One inferred map point, with its own H3 cell at each resolution.

    Its number is made of its list and its published coordinates (`layers.policeuk.lists`), so
    the primary key keeps a point from standing twice in a list, and is also the index by
    which the points between two latitudes are found.
    """

    id = models.BigIntegerField(primary_key=True)
    # The point's own cell at each resolution: H3 children do not nest exactly.
    cell_8 = models.BigIntegerField()
    cell_9 = models.BigIntegerField()
    cell_10 = models.BigIntegerField()
    cell_11 = models.BigIntegerField()
    # Tied to the number by `snap_point_number_is_its_place`.
    snap_list = models.ForeignKey(
        SnapList, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    # The street as published, without "On or near".
    name = models.CharField(max_length=160)
    point = models.PointField(srid=4326, spatial_index=False)

    class Privacy:
        OPEN = ("id", "cell_8", "cell_9", "cell_10", "cell_11", "snap_list", "name", "point")

    class Meta:
        constraints = [point_in_box("point", name="snap_point_in_uk")]

    def __str__(self) -> str:
        return f"snap point {self.pk}"


class OfficialRelease(models.Model):
    """One month of one force as published on one day: the ledger of what was imported.

    Of several releases of a month the one that was taken last is in force, whenever it was
    imported; of those taken on the same day, the one imported last.
    """

    # The count of releases so far, and in the last five bits the number of the list.
    id = models.IntegerField(primary_key=True)
    universe = models.CharField(max_length=12, choices=UNIVERSES)
    force = models.SlugField(max_length=60, db_index=False)
    month = models.DateField()
    snap_list = models.ForeignKey(
        SnapList, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    layout = models.CharField(max_length=40)
    file_name = models.CharField(max_length=300)
    # Of the unpacked CSV, so that a file and the same file compressed are one.
    sha256 = models.CharField(max_length=64)
    taken_on = models.DateField()
    imported_at = models.DateTimeField()
    rows_read = models.IntegerField()
    # Counted on a snap point; those without a location are counted apart.
    rows_kept = models.IntegerField()
    rows_without_location = models.IntegerField()
    rows_refused = models.IntegerField()
    # {category slug: rows without location}, and [{reason, sentence, rows, lines}].
    without_location = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)

    objects = OfficialReleaseQuerySet.as_manager()

    class Privacy:
        OPEN = (
            "id",
            "universe",
            "force",
            "month",
            "snap_list",
            "layout",
            "file_name",
            "sha256",
            "taken_on",
            "imported_at",
            "rows_read",
            "rows_kept",
            "rows_without_location",
            "rows_refused",
            "without_location",
            "refusals",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "month", "sha256"], name="official_release_once"
            ),
            models.CheckConstraint(
                condition=Q(universe=INVENTED, force__startswith=PLANTED_PREFIX)
                | (Q(universe=POLICE_UK) & ~Q(force__startswith=PLANTED_PREFIX)),
                name="official_release_force_tells_universe",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="official_release_sha256_is_hex"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="official_release_month_is_first_day"
            ),
            models.CheckConstraint(
                condition=Q(
                    rows_read=F("rows_kept") + F("rows_without_location") + F("rows_refused"),
                    rows_kept__gte=0,
                    rows_without_location__gte=0,
                    rows_refused__gte=0,
                ),
                name="official_release_rows_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"official release {self.pk}"


class OfficialCount(models.Model):
    """How many offences of one category one release puts on one snap point.

    The primary key is the order in which they are asked for and the order in which they are
    written: within a release from south to north.
    """

    pk = models.CompositePrimaryKey("release_id", "snap_point_id", "category")
    # Widest first, so that no byte of a row is padding. Both exist, because only an import
    # writes counts, after them and in their transaction; both are of one list, by a CHECK.
    snap_point = models.ForeignKey(
        SnapPoint, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    release = models.ForeignKey(
        OfficialRelease,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    category = models.SmallIntegerField(choices=[(one.code, one.slug) for one in CATEGORIES])
    n = models.SmallIntegerField()

    class Privacy:
        OPEN = ("snap_point", "release", "category", "n")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(n__gte=1), name="official_count_at_least_1"),
            models.CheckConstraint(
                condition=Q(category__range=(1, LAST_CODE)), name="official_count_category_known"
            ),
        ]

    def __str__(self) -> str:
        return f"official count {self.pk}"
