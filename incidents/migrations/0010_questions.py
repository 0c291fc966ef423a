"""Let districts keep what each category asks, in dated versions; no question is ever edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from members.rls import protect

_APP = settings.DATABASES["default"]["USER"]
_TABLES = "incidents_question, incidents_questionlist, incidents_questionasked"

# What every category asked before districts had lists of their own: (code, words, answers, where).
_ASKED = (
    (
        "going_on",
        "Is it still going on?",
        [["yes", "Yes"], ["no", "No"]],
        "begging street_drinking rowdy_inconsiderate noise vehicle_nuisance trespass threatening_or_abusive",
    ),
    (
        "manner",
        "How?",
        [
            ["sitting", "Sitting quietly"],
            ["asking", "Going up to people"],
            ["blocking", "In the way"],
        ],
        "begging",
    ),
    (
        "people",
        "How many people?",
        [["one", "One"], ["few", "2 to 5"], ["many", "6 or more"]],
        "street_drinking rowdy_inconsiderate trespass",
    ),
    (
        "drugs",
        "What did you see?",
        [
            ["needles", "Needles or waste"],
            ["using", "People using"],
            ["dealing", "Dealing, I think"],
        ],
        "drug_use_or_paraphernalia",
    ),
    (
        "source",
        "From where?",
        [["people", "People"], ["music", "Music or busking"], ["premises", "A building"]],
        "noise",
    ),
    (
        "vehicle",
        "What kind?",
        [["car", "Car or van"], ["motorbike", "Motorbike"], ["small", "Scooter or bicycle"]],
        "vehicle_nuisance",
    ),
    (
        "towards",
        "Towards whom?",
        [["staff", "Staff"], ["customers", "Customers"], ["others", "Passers-by"]],
        "threatening_or_abusive",
    ),
    ("offensive", "Is it hateful or obscene?", [["yes", "Yes"], ["no", "No"]], "graffiti"),
    (
        "damaged",
        "What is damaged?",
        [["glass", "Glass or a door"], ["street", "Something in the street"], ["other", "Other"]],
        "environmental_damage",
    ),
    (
        "size",
        "How much?",
        [["bag", "A bag or two"], ["pile", "A pile"], ["load", "A van load"]],
        "fly_tipping",
    ),
    (
        "loss",
        "Worth about",
        [["small", "Under £50"], ["middle", "£50 to £200"], ["large", "Over £200"]],
        "shop_theft",
    ),
)


def _fill(apps, schema_editor):
    """Write version 1 for each district that has categories, dated as its first crosswalk is."""
    alias = schema_editor.connection.alias
    model = {
        name: apps.get_model("incidents", name)
        for name in ("Crosswalk", "Category", "Question", "QuestionList", "QuestionAsked")
    }
    for district in apps.get_model("members", "District").objects.using(alias).order_by("pk"):
        with schema_editor.connection.cursor() as cursor:
            # Row-level security binds the owner too.
            cursor.execute("SELECT set_config('ntars.district', %s, true)", [str(district.pk)])
        first = model["Crosswalk"].objects.using(alias).filter(district=district, version=1).first()
        if first is None:
            continue
        made = {"district": district, "made_at": first.made_at, "made_by": first.made_by}
        codes = {
            code: model["Question"]
            .objects.using(alias)
            .create(code=code, words=words, answers=answers, **made)
            for code, words, answers, _ in _ASKED
        }
        for category in model["Category"].objects.using(alias).filter(district=district):
            mine = [one for one in _ASKED if category.code in one[3].split()]
            if not mine:
                continue
            asked = (
                model["QuestionList"]
                .objects.using(alias)
                .create(category=category, version=1, **made)
            )
            for position, one in enumerate(mine, start=1):
                model["QuestionAsked"].objects.using(alias).create(
                    district=district, list=asked, question=codes[one[0]], position=position
                )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ntars.district', '', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0009_dated_vocabulary"),
        ("members", "0003_people_and_passes"),
    ]
    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("words", models.CharField(max_length=80)),
                ("answers", models.JSONField()),
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
            name="QuestionList",
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
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="incidents.category"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuestionAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.district"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="incidents.question",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="incidents.questionlist",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("district", "code"), name="question_coded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionlist",
            constraint=models.UniqueConstraint(
                fields=("district", "category", "version"), name="question_list_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionasked",
            constraint=models.UniqueConstraint(
                fields=("district", "list", "question"), name="question_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionasked",
            constraint=models.UniqueConstraint(
                fields=("district", "list", "position"), name="question_in_one_place"
            ),
        ),
        protect("incidents_question"),
        protect("incidents_questionlist"),
        protect("incidents_questionasked"),
        migrations.RunSQL(
            f'REVOKE UPDATE, DELETE ON {_TABLES} FROM "{_APP}"',
            f'GRANT UPDATE, DELETE ON {_TABLES} TO "{_APP}"',
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
