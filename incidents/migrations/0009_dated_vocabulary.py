"""Let each version keep what its categories were called, their place, and which were offered."""

from django.db import migrations, models

# Row-level security binds the owner too: each district's rows are filled as that district.
_FILL = """
DO $$ DECLARE one bigint; BEGIN
  FOR one IN SELECT id FROM members_district LOOP
    PERFORM set_config('ntars.district', one::text, true);
    UPDATE incidents_categorymapping AS mapping
      SET label = category.label, position = category.position,
          is_offered = category.is_offered
      FROM incidents_category AS category WHERE category.id = mapping.category_id;
  END LOOP;
  PERFORM set_config('ntars.district', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_news")]
    operations = [
        migrations.AddField(
            model_name="categorymapping",
            name="label",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="categorymapping",
            name="position",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="categorymapping",
            name="is_offered",
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
