"""One partner as somebody types it: checked here and nowhere else."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from incidents.actions.bearers import BearerEntry
from incidents.views.vocabulary_form import one_line

_LONGEST_NAME: Final = 60


class BearerForm(forms.Form):
    """One partner that an incident can be given to."""

    name = forms.CharField(
        label="Name",
        max_length=_LONGEST_NAME,
        help_text="Of a team, not of a person: whoever reported reads “With …”.",
    )
    place = forms.IntegerField(label="Place", min_value=1, help_text="1 is offered first.")
    is_listed = forms.BooleanField(
        label="Can be chosen",
        required=False,
        help_text="Switched off, it is offered no more; what it was given keeps its name.",
    )

    def __init__(self, data: Any = None, *, name: str | None, place: int, count: int) -> None:
        super().__init__(data, initial={"name": name or "", "place": place, "is_listed": True})
        self.count = count
        if name is None:
            del self.fields["is_listed"]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_place(self) -> int:
        place: int = self.cleaned_data["place"]
        if place > self.count:
            raise forms.ValidationError(f"The last place is {self.count}.")
        return place

    def entry(self) -> BearerEntry:
        """Return what a valid form asks for."""
        cleaned = self.cleaned_data
        return BearerEntry(cleaned["name"], cleaned["place"], cleaned.get("is_listed", True))
