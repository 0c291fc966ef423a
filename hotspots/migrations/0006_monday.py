"""Keep Monday's files, who sees to them, and who is told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hotspots", "0005_frozen_plans"),
        ("members", "0003_people_and_passes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeeklyChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted", models.BooleanField()),
                ("chosen_at", models.DateTimeField()),
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
                        fields=("district", "person"), name="weekly_choice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyLetter",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("week_start", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hotspots.analysis",
                    ),
                ),
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
                        fields=("district", "week_start", "person"), name="weekly_letter_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyMap",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "version",
                    models.CharField(
                        choices=[
                            ("OPERATIONS", "BID operations"),
                            ("BOARD", "The board"),
                            ("MEMBERS", "Members"),
                            ("BRIEFING", "A briefing in a room"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[("PDF", "PDF to print or project"), ("HTML", "Map in one file")],
                        max_length=4,
                    ),
                ),
                ("path", models.CharField(max_length=160)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("built_at", models.DateTimeField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="maps",
                        to="hotspots.analysis",
                    ),
                ),
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
                        fields=("district", "analysis", "version", "medium"), name="weekly_map_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("week_start", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
                (
                    "analysis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hotspots.analysis",
                    ),
                ),
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
                        fields=("district", "week_start"), name="weekly_run_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week_start__iso_week_day", 1)),
                        name="weekly_run_of_a_monday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            ("given_up_at__isnull", True),
                            _connector="OR",
                        ),
                        name="weekly_run_done_or_given_up",
                    ),
                ],
            },
        ),
    ]
