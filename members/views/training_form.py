"""What somebody types about a training session, checked; nothing here changes the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError

from members.forms import one_line
from members.models import Organisation
from members.models.training import MOST_PEOPLE

#: As many as fit a screen; more can be added afterwards.
ROWS: Final = 6


class SessionForm(forms.Form):
    """The day and the subject of a session."""

    held_on = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    subject = forms.CharField(
        label="Subject",
        help_text="Such as “How to report” or “Keeping calm”. No person's name.",
        max_length=120,
    )

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])


class PeopleForm(forms.Form):
    """One business and how many of its people came."""

    business = forms.ChoiceField(label="Business", required=False)
    people = forms.IntegerField(
        label="People",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, businesses: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        business = self.fields["business"]
        assert isinstance(business, forms.ChoiceField), "a business is chosen from a list"
        choices = [(str(one.pk), one.name) for one in businesses]
        business.choices = [("", "Choose a business"), *choices]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        has_business, has_people = bool(found.get("business")), found.get("people") is not None
        if has_business and not has_people and "people" not in self.errors:
            self.add_error("people", "Say how many came.")
        if has_people and not has_business and "business" not in self.errors:
            self.add_error("business", "Choose the business that they came from.")
        return found


# Django's own class takes no parameter when it runs, and has one for the type checker.
if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[PeopleForm]
else:
    _FormSet = forms.BaseFormSet


class PeopleRows(_FormSet):
    """Several businesses at once; rows that are left empty say nothing."""

    def clean(self) -> None:
        if any(self.errors):
            return
        chosen = [one.cleaned_data["business"] for one in self._filled()]
        if len(set(chosen)) < len(chosen):
            raise ValidationError("A business stands twice. Give one number for each.")

    def _filled(self) -> list[PeopleForm]:
        return [one for one in self.forms if one.cleaned_data.get("business")]

    @property
    def people(self) -> dict[int, int]:
        """Return the number of people by id of the business; of valid rows only."""
        return {
            int(one.cleaned_data["business"]): one.cleaned_data["people"] for one in self._filled()
        }


_Rows: Final = forms.formset_factory(
    PeopleForm, formset=PeopleRows, extra=ROWS, max_num=ROWS, absolute_max=ROWS
)


def rows_of(sent: Any, businesses: Sequence[Organisation]) -> PeopleRows:
    """Return the rows of a page, with what was sent in them if anything was."""
    rows = _Rows(sent, form_kwargs={"businesses": businesses}, prefix="came")
    assert isinstance(rows, PeopleRows), "the factory was told so"
    return rows
