"""Keep each district's survey apart; an answer is given once and never touched again."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0008_pulse"), ("members", "0002_row_level_security")]
    operations = [
        protect("hotspots_pulse"),
        protect("hotspots_pulseanswer"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON hotspots_pulse, hotspots_pulseanswer FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON hotspots_pulse, hotspots_pulseanswer TO "{_APP}"',
        ),
    ]
