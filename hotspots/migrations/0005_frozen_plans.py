"""Keep each district's plans apart, and let nobody change one that is frozen, or any pack."""

from django.conf import settings
from django.db import migrations

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]

_REFUSE = """
CREATE FUNCTION hotspots_frozen_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'funding plan % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_WATCH = """
CREATE TRIGGER funding_plan_stays_frozen
BEFORE UPDATE OR DELETE ON hotspots_fundingplan
FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL)
EXECUTE FUNCTION hotspots_frozen_plan()
"""


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0004_funding"), ("members", "0002_row_level_security")]
    operations = [
        protect("hotspots_fundingplan"),
        protect("hotspots_evidencepack"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON hotspots_evidencepack FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON hotspots_evidencepack TO "{_APP}"',
        ),
        migrations.RunSQL(
            f'REVOKE DELETE, TRUNCATE ON hotspots_signingkey FROM "{_APP}"',
            f'GRANT DELETE ON hotspots_signingkey TO "{_APP}"',
        ),
        migrations.RunSQL(_REFUSE, "DROP FUNCTION hotspots_frozen_plan()"),
        migrations.RunSQL(_WATCH, "DROP TRIGGER funding_plan_stays_frozen ON hotspots_fundingplan"),
    ]
