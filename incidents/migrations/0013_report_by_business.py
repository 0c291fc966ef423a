"""Find a business's own reports by their time, without a walk through the whole town's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0012_photo_period")]
    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                models.F("district"),
                models.F("organisation"),
                models.F("occurred_at"),
                name="report_by_business",
            ),
        ),
    ]
