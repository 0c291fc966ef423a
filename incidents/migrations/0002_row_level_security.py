"""Keep each district's reports apart, and never let a report be edited."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("members", "0002_row_level_security")]
    operations = [
        protect("incidents_category"),
        protect("incidents_crosswalk"),
        protect("incidents_categorymapping"),
        protect("incidents_report"),
        protect("incidents_receipt"),
        protect("incidents_photo"),
        protect("incidents_incident"),
        protect("incidents_incidentreport"),
        protect("incidents_incidentchange"),
        protect("incidents_actiontaken"),
        protect("incidents_outboxevent"),
        protect("incidents_notice"),
        # A crosswalk that a contrast has named, and a report as it was sent, stay as they are.
        migrations.RunSQL(
            [
                f'REVOKE UPDATE ON incidents_crosswalk, incidents_categorymapping FROM "{_APP}"',
                f'REVOKE UPDATE ON incidents_report FROM "{_APP}"',
                f'REVOKE UPDATE ON incidents_receipt FROM "{_APP}"',
                f'REVOKE UPDATE, DELETE ON incidents_incidentchange FROM "{_APP}"',
                f'REVOKE UPDATE, DELETE ON incidents_actiontaken FROM "{_APP}"',
                f'GRANT UPDATE (snap_point_id) ON incidents_report TO "{_APP}"',
            ],
            (
                "GRANT UPDATE ON incidents_crosswalk, incidents_categorymapping,"
                f' incidents_report TO "{_APP}"'
            ),
        ),
    ]
