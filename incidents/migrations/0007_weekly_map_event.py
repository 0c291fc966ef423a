"""Let the outbox owe the e-mail of a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0006_voices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("REPORT_ACCEPTED", "Report accepted"),
                    ("INCIDENT_CHANGED", "Incident changed"),
                    ("SIGHTING_ACCEPTED", "Welfare sighting accepted"),
                    ("WEEKLY_MAP", "E-mail of a week's map"),
                ],
                max_length=20,
            ),
        ),
    ]
