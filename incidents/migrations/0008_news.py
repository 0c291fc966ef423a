"""How far somebody has read the news of their reports, and whether it comes by e-mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_weekly_map_event"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("district"),
                models.F("organisation"),
                models.F("made_at"),
                name="notice_by_business",
            ),
        ),
        migrations.CreateModel(
            name="NoticeReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_until", models.DateTimeField(blank=True, null=True)),
                ("by_email", models.BooleanField(blank=True, null=True)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "person"), name="notice_reader_once"
                    )
                ],
            },
        ),
        protect("incidents_noticereader"),
    ]
