"""The survey's three questions, and the days of a round."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import uuid4

from django import forms

from hotspots.models import Pulse, PulseAnswer

_MOST_DAYS: Final = 92


class PulseForm(forms.Form):
    """Where, when, and how safe; nothing about who."""

    place = forms.ChoiceField(label="Which part of the town centre?", widget=forms.RadioSelect)
    part = forms.ChoiceField(
        label="At what time of day?", choices=PulseAnswer.Part.choices, widget=forms.RadioSelect
    )
    feeling = forms.TypedChoiceField(
        label="How safe do you feel there?",
        choices=PulseAnswer.Feeling.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, pulse: Pulse) -> None:
        super().__init__(data, initial={"key": uuid4()})
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField), "the place is chosen"
        field.choices = [(one["cell"], one["name"]) for one in pulse.places]

    def error_count(self) -> int:
        """Return how many questions are unanswered or wrong."""
        return len(self.errors)


class RoundForm(forms.Form):
    """The days of a round."""

    opens_on = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label="Day on which it closes",
        help_text="Results are shown from this day, and never before.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self._today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if not (opens and closes):
            return cleaned
        if opens < self._today:
            self.add_error("opens_on", "A round cannot begin in the past.")
        if not 0 < (closes - opens).days <= _MOST_DAYS:
            self.add_error("closes_on", f"A round lasts 1 to {_MOST_DAYS} days.")
        return cleaned
