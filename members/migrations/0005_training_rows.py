"""Keep each district's training apart; what was recorded may be withdrawn, and no more."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]
_TABLES = "members_trainingsession, members_trainingattendance"
_WITHDRAWN = "(withdrawn_at, withdrawn_by)"


class Migration(migrations.Migration):
    dependencies = [("members", "0004_training")]
    operations = [
        protect("members_trainingsession"),
        protect("members_trainingattendance"),
        migrations.RunSQL(
            [
                f'REVOKE UPDATE, DELETE, TRUNCATE ON {_TABLES} FROM "{_APP}"',
                f'GRANT UPDATE {_WITHDRAWN} ON {_TABLES} TO "{_APP}"',
            ],
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
    ]
