"""Keep each district's files, runs and letters apart, and what was made and owed as it is."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_KEPT = "hotspots_weeklymap, hotspots_weeklyletter"
_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0006_monday")]
    operations = [
        protect("hotspots_weeklymap"),
        protect("hotspots_weeklyrun"),
        protect("hotspots_weeklychoice"),
        protect("hotspots_weeklyletter"),
        migrations.RunSQL(
            [
                f'REVOKE UPDATE, DELETE, TRUNCATE ON hotspots_weeklymap FROM "{_APP}"',
                f'REVOKE UPDATE, TRUNCATE ON hotspots_weeklyletter FROM "{_APP}"',
            ],
            f'GRANT UPDATE, DELETE ON {_KEPT} TO "{_APP}"',
        ),
    ]
