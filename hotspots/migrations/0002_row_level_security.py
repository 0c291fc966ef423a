"""Keep each district's analyses apart, and make what was published immutable."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_TABLES = "hotspots_analysis, hotspots_cellresult, hotspots_disclosed"
_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0001_initial"), ("members", "0002_row_level_security")]
    operations = [
        protect("hotspots_analysis"),
        protect("hotspots_cellresult"),
        protect("hotspots_disclosed"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {_TABLES} FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
    ]
