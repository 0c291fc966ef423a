"""A row of a long list: its template rendered once with gaps, then filled for every row.

The template engine looks up each word of each row anew, which for a queue of fifty lines takes
longer than everything else together. A stencil leaves the HTML in its template and escapes as
``{{ }}`` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

#: Two characters for private use, which stand for themselves wherever a template puts them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_BRACES: Final = str.maketrans({"{": "{{", "}": "}}", _OPEN: "{", _CLOSE: "}"})


class Stencil:
    """A template whose values are texts, written plainly, and truths, asked with ``{% if %}``.

    Whether a text is empty may be asked, too; filters, loops and other tags see only its gap.
    """

    def __init__(self, template: str) -> None:
        self._template = template
        # By the names of what is neither empty nor false: a handful in practice.
        self._cut: dict[tuple[str, ...], str] = {}

    def fill(self, **values: str | bool) -> SafeString:
        """Return the row; a text that is not marked as safe is escaped."""
        present = tuple(name for name, value in values.items() if value)
        cut = self._cut.get(present)
        if cut is None:
            cut = self._cut[present] = self._cut_for(values)
        texts = {name: _escaped(values[name]) for name in present}
        # The template's own HTML, and values that were escaped a line before.
        return mark_safe(cut.format_map(texts))  # noqa: S308

    def _cut_for(self, values: dict[str, str | bool]) -> str:
        gaps = {
            name: mark_safe(f"{_OPEN}{name}{_CLOSE}") if value and isinstance(value, str) else value  # noqa: S308
            for name, value in values.items()
        }
        return render_to_string(self._template, gaps).translate(_BRACES)


def _escaped(value: str | bool) -> str:
    """Escape as `conditional_escape` does, without its care for lazy texts: there are none."""
    return value if isinstance(value, SafeString) else escape(str(value))


def joined(rows: Sequence[SafeString]) -> SafeString:
    """Return rows of stencils, one after the other."""
    return mark_safe("".join(rows))  # noqa: S308 - each is a template's
