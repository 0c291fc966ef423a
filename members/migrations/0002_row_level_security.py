"""Keep each district's people and businesses apart, and make the audit trail append-only."""

from django.conf import settings
from django.db import migrations

from members.rls import DISTRICT, PERSON, TOKEN, protect

_APP = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        protect("members_organisation"),
        protect("members_premises"),
        # A person finds their own memberships before any district is known.
        protect("members_membership", reading=f"district_id = {DISTRICT} OR person_id = {PERSON}"),
        protect("members_auditevent"),
        # A device shows its token before any district is known.
        protect(
            "members_devicepass", reading=f"district_id = {DISTRICT} OR token_sha256 = {TOKEN}"
        ),
        protect(
            "members_enrolmentcode", reading=f"district_id = {DISTRICT} OR code_sha256 = {TOKEN}"
        ),
        # What was done stays, and what a district is stays: its name alone may change.
        migrations.RunSQL(
            [
                f'REVOKE UPDATE, DELETE, TRUNCATE ON members_auditevent FROM "{_APP}"',
                f'REVOKE UPDATE, DELETE, TRUNCATE ON members_district FROM "{_APP}"',
                f'GRANT UPDATE (name) ON members_district TO "{_APP}"',
            ],
            f'GRANT UPDATE, DELETE ON members_auditevent, members_district TO "{_APP}"',
        ),
    ]
