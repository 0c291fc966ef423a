"""Let districts keep whom triage gives incidents to, in dated versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]
_TABLES = "incidents_bearerlist, incidents_bearer"

# Whom every triage page offered until now. Row-level security binds the owner too: each
# district's rows are filled as that district, dated as its first crosswalk is.
_FILL = """
DO $$ DECLARE one bigint; made bigint; BEGIN
  FOR one IN SELECT id FROM members_district LOOP
    PERFORM set_config('ntars.district', one::text, true);
    INSERT INTO incidents_bearerlist (district_id, version, made_at, made_by)
      SELECT district_id, 1, made_at, made_by FROM incidents_crosswalk
      WHERE district_id = one AND version = 1 RETURNING id INTO made;
    IF FOUND THEN
      INSERT INTO incidents_bearer (district_id, list_id, number, name, position)
        SELECT one, made, number, name, number FROM (VALUES (1, 'Town rangers'),
          (2, 'Council ASB team'), (3, 'Business crime partnership'), (4, 'Neighbourhood police')
        ) AS was (number, name);
    END IF;
  END LOOP;
  PERFORM set_config('ntars.district', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_questions"), ("members", "0003_people_and_passes")]
    operations = [
        migrations.CreateModel(
            name="BearerList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bearer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bearers",
                        to="incidents.bearerlist",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="bearerlist",
            constraint=models.UniqueConstraint(
                fields=("district", "version"), name="bearer_list_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bearer",
            constraint=models.UniqueConstraint(
                fields=("district", "list", "number"), name="bearer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bearer",
            constraint=models.UniqueConstraint(
                fields=("district", "list", "position"), name="bearer_in_one_place"
            ),
        ),
        protect("incidents_bearerlist"),
        protect("incidents_bearer"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE ON {_TABLES} FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
