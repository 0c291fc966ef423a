"""Row-level security: PostgreSQL itself keeps one district's rows from another's.

Migrations call `protect`; `members.access.acting_in` sets what the policies read.
"""

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL
from django.db.migrations.state import StateApps

# What the policies compare with. Unset or empty means nobody: no row is seen.
DISTRICT = "nullif(current_setting('ntars.district', true), '')::bigint"
PERSON = "nullif(current_setting('ntars.person', true), '')::bigint"
TOKEN = "nullif(current_setting('ntars.token', true), '')"  # noqa: S105 - the name of a setting
AUDIENCE = "coalesce(current_setting('ntars.audience', true), '')"


def protect(
    table: str,
    *,
    reading: str | None = None,
    inserting: str | None = None,
    writing: str | None = None,
) -> Operation:
    """Return a migration step that forces row-level security on a district's table.

    `reading`, `inserting` and `writing` (update and delete) are SQL conditions that stand in
    for "the row is of the district that we act in"; give them only where that rule is not the
    whole truth. `inserting` follows `writing` unless given.
    """
    same = f"district_id = {DISTRICT}"
    reading, writing = reading or same, writing or same
    inserting = inserting or writing
    return RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({reading})",
            f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({inserting})",
            f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({writing})",
            f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({writing})",
        ],
        reverse_sql=[
            *(
                f"DROP POLICY {table}_{verb} ON {table}"
                for verb in ("read", "insert", "update", "delete")
            ),
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def grant_rights(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the application's role its rights on tables that the owner is still to make.

    The first migration of all calls this. The owner makes and owns every table; the application
    role owns nothing, so that row-level security binds it.
    """
    application = str(settings.DATABASES["default"]["USER"])
    if application == schema_editor.connection.settings_dict["USER"]:
        raise RuntimeError(
            "DATABASE_URL and OWNER_DATABASE_URL name the same role; the application must not "
            "own its tables, or row-level security would not bind it."
        )
    role = schema_editor.quote_name(application)
    later = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
    for statement in (
        f"{later} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"{later} USAGE, SELECT ON SEQUENCES TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON django_migrations TO {role}",
    ):
        schema_editor.execute(statement)
