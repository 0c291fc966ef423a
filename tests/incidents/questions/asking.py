"""What the tests of this folder do again and again."""

from datetime import timedelta
from uuid import uuid4

from incidents.actions import questions as actions
from incidents.forms import ReportForm
from incidents.queries import desk_of
from incidents.queries.questions import question_file
from tests.conftest import MOMENT

LATER = MOMENT + timedelta(days=1)
HOW = ("Sitting quietly", "Going up to people", "In the way")


def entry(**changes):
    fields = {"words": "With a dog?", "answers": ("Yes", "No"), "place": 3}
    return actions.QuestionEntry(**fields | changes)


def change(category, code, version=1, **changes):
    return actions.change_question(
        category=category, code=code, entry=entry(**changes), version=version, by="x", at=LATER
    )


def add(category, version=1, **changes):
    return actions.add_question(
        category=category, entry=entry(**changes), version=version, by="x", at=LATER
    )


def asked(category):
    return [one.code for one in question_file(category).asked]


def filled(sender, **answers):
    data = {"key": str(uuid4()), "category": "begging", "place": "named", "when": "now"}
    form = ReportForm(data | answers, desk=desk_of(sender), at=MOMENT)
    form.cleaned_data = {"category": "begging", "place": "map"}
    return form._answers()


def page_of(category, rest=""):
    return f"/d/exampleton/categories/{category.pk}/questions/{rest}"


def form(**changes):
    fields = {"words": "With a dog?", "answers": "Yes\nNo", "place": "3", "is_asked": "on"}
    return {name: value for name, value in (fields | changes).items() if value is not None}
