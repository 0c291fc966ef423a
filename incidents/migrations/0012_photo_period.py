"""Let districts say how long photographs stay, and rows of photographs that they went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0011_bearers"), ("members", "0003_people_and_passes")]
    operations = [
        migrations.CreateModel(
            name="PhotoPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.AddField(
            model_name="photo",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                models.F("district"),
                models.F("stored_at"),
                condition=models.Q(("erased_at__isnull", True), ("report__isnull", False)),
                name="photo_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True), ("report__isnull", False), _connector="OR"
                ),
                name="photo_erased_of_a_report",
            ),
        ),
        migrations.AddField(
            model_name="photoperiod",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="members.district"
            ),
        ),
        migrations.AddConstraint(
            model_name="photoperiod",
            constraint=models.UniqueConstraint(
                fields=("district", "version"), name="photo_period_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="photoperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 30), ("days__lte", 730)), name="photo_period_sane"
            ),
        ),
        protect("incidents_photoperiod"),
        migrations.RunSQL(
            [
                f'REVOKE UPDATE, DELETE ON incidents_photoperiod FROM "{_APP}"',
                f'GRANT UPDATE (erased_at) ON incidents_photo TO "{_APP}"',
            ],
            [
                f'GRANT UPDATE, DELETE ON incidents_photoperiod TO "{_APP}"',
                f'REVOKE UPDATE (erased_at) ON incidents_photo FROM "{_APP}"',
            ],
        ),
    ]
