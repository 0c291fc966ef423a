"""Let whoever holds a reference read its receipt, and nothing else, in whatever district."""

from django.db import migrations

from members.rls import DISTRICT, TOKEN

_SAME = f"district_id = {DISTRICT}"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY incidents_receipt_read ON incidents_receipt"
            f" USING ({_SAME} OR reference = {TOKEN})",
            f"ALTER POLICY incidents_receipt_read ON incidents_receipt USING ({_SAME})",
        ),
        # The uniques begin with the district; a reference is looked up without knowing it.
        migrations.RunSQL(
            "CREATE INDEX receipt_by_reference ON incidents_receipt (reference)",
            "DROP INDEX receipt_by_reference",
        ),
    ]
