"""Take photographs once for each key, and let nothing of one be edited but who claims it."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    # No photograph could be stored before this, so the defaults meet no row.
    dependencies = [("incidents", "0004_notices_of_one_event")]
    operations = [
        migrations.AddField(
            model_name="photo",
            name="client_key",
            field=models.UUIDField(default=uuid.uuid4),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="photo",
            name="body_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=Q(reporter__isnull=False),
                fields=("district", "reporter", "client_key"),
                name="photo_once_a_person_and_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=Q(device__isnull=False),
                fields=("district", "device", "client_key"),
                name="photo_once_a_device_and_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(device__isnull=True),
                name="photo_of_one_sender",
            ),
        ),
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
                    ("STILL", "Reported as still happening"),
                    ("PHOTO", "Photograph added"),
                ],
                max_length=11,
            ),
        ),
        migrations.RunSQL(
            [
                f'REVOKE UPDATE ON incidents_photo FROM "{_APP}"',
                f'GRANT UPDATE (report_id) ON incidents_photo TO "{_APP}"',
            ],
            f'GRANT UPDATE ON incidents_photo TO "{_APP}"',
        ),
    ]
