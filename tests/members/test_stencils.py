"""A stencil writes what the template engine would have written of the same row."""

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

from members import stencils
from members.stencils import Stencil, joined

TEMPLATE = """<li id="{{ id }}"{% if chosen %} aria-current="true"{% endif %}>{ {{ id }} }
{% if words %}<p>{{ words }}</p>{% else %}<p>{0} nothing</p>{% endif %}{{ more }}</li>"""
ROWS = [
    {"id": "7", "chosen": False, "words": "", "more": ""},
    {"id": "7", "chosen": True, "words": 'A man\'s "<b>&amp;" {id} {0}', "more": ""},
    {"id": "8<", "chosen": False, "words": "\ue000id\ue001", "more": mark_safe("<i>{}</i>")},
    {"id": "9", "chosen": True, "words": "", "more": mark_safe("<i>1</i>")},
]


@pytest.fixture
def template(monkeypatch):
    """A template of this test, and how often it was rendered."""
    made = engines["django"].from_string(TEMPLATE)
    rendered = []

    def render(name, context):
        rendered.append(name)
        return made.render(context)

    monkeypatch.setattr(stencils, "render_to_string", render)
    return made, rendered


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_what_the_engine_makes_of_it(template, row):
    made, _ = template

    assert Stencil("row.html").fill(**row) == made.render(row)


def test_rows_of_one_kind_are_rendered_once(template):
    _, rendered = template
    stencil = Stencil("row.html")

    rows = [stencil.fill(id=str(one), chosen=False, words="", more="") for one in range(50)]

    assert len(rendered) == 1
    assert len(set(rows)) == 50
    assert joined(rows).count("<li") == 50


def test_what_a_row_says_never_gets_into_the_next(template):
    stencil = Stencil("row.html")
    stencil.fill(id="1", chosen=True, words="secret", more="")

    assert "secret" not in stencil.fill(id="2", chosen=True, words="other", more="")
