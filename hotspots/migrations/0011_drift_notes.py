"""A drift that somebody knows of is written down once, and kept apart by district."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [
        ("hotspots", "0010_unique_within_districts"),
        ("members", "0003_people_and_passes"),
    ]

    operations = [
        migrations.CreateModel(
            name="DriftNote",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("week_start", models.DateField()),
                ("lines", models.JSONField()),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.CharField(max_length=80)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "week_start"), name="drift_note_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week_start__iso_week_day", 1)),
                        name="drift_note_of_a_monday",
                    ),
                ],
            },
        ),
        protect("hotspots_driftnote"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON hotspots_driftnote FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON hotspots_driftnote TO "{_APP}"',
        ),
    ]
