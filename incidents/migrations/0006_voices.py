"""Voices that are added after sending, and reports that are taken out of an incident again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0005_photographs"),
        ("members", "0003_people_and_passes"),
    ]
    operations = [
        migrations.AlterField(
            model_name="incidentchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("OPENED", "Opened"),
                    ("JOINED", "Report joined"),
                    ("CATEGORISED", "Category set"),
                    ("ASSIGNED", "Assigned"),
                    ("ACTED", "Action recorded"),
                    ("CLOSED", "Closed"),
                    ("REOPENED", "Reopened"),
                    ("TAKEN_OUT", "Report taken out"),
                    ("STILL", "Reported as still happening"),
                    ("PHOTO", "Photograph added"),
                ],
                max_length=11,
            ),
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said_at", models.DateTimeField()),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voice",
                        to="incidents.report",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_voices",
                        to="incidents.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("report", models.F("same_as")), _negated=True),
                        name="voice_is_not_of_itself",
                    )
                ],
            },
        ),
        protect("incidents_voice"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE ON incidents_voice FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON incidents_voice TO "{_APP}"',
        ),
    ]
