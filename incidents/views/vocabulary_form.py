"""One category as somebody types it: checked here and nowhere else."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.text import slugify

from incidents.actions.vocabulary import Entry
from incidents.models import CategoryMapping, Incident
from incidents.strict import clean_text
from layers.policeuk.categories import CATEGORIES
from layers.strict_text import InputRefused

#: As much as a tile of the report page holds.
_LONGEST_LABEL: Final = 40
_LONGEST_CODE: Final = 40
#: Who a category goes to unless somebody decides otherwise, as codes and as words.
ROUTES: Final = (
    ("council-asb", "Council ASB case team"),
    ("council-street-scene", "Council street scene"),
    ("nbcp", "Business crime partnership"),
)
QUALIFIERS: Final = (("", "None"), *Incident.Qualifier.choices)
OFFICIAL: Final = (
    ("", "Nothing: it is in no comparison"),
    *((one.slug, one.name) for one in CATEGORIES if one.last_month is None),
)


class CategoryForm(forms.Form):
    """One category. For a welfare one only its name, its place and whether it is offered."""

    label = forms.CharField(
        label="Name",
        max_length=_LONGEST_LABEL,
        help_text="As it stands on the button, such as “Street drinking”. At most 40 characters.",
    )
    place = forms.IntegerField(
        label="Place in the list", min_value=1, help_text="1 comes first on the report page."
    )
    is_offered = forms.BooleanField(
        label="Offered on the report page",
        required=False,
        help_text="Switched off, it can no longer be chosen; what was reported stays.",
    )
    nsir_type = forms.CharField(
        label="Type in the police's national list (NSIR)",
        max_length=60,
        required=False,
        help_text="As the police write it; empty if the list has none.",
    )
    nsir_qualifier = forms.ChoiceField(
        label="Usual qualifier (NSIR)", choices=QUALIFIERS, required=False
    )
    official_category = forms.ChoiceField(
        label="Compared with this category of police.uk",
        choices=OFFICIAL,
        required=False,
        help_text="Maps made from now on compare it so. Maps that exist keep their version.",
    )
    default_route = forms.MultipleChoiceField(
        label="Usually goes to",
        choices=ROUTES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    def __init__(self, data: Any = None, *, row: CategoryMapping | None = None, count: int) -> None:
        super().__init__(data, initial=_initial(row, count))
        self.count = count if row else count + 1
        if row and row.category.welfare:
            for name in ("nsir_type", "nsir_qualifier", "official_category", "default_route"):
                del self.fields[name]

    def clean_label(self) -> str:
        label = one_line(self.cleaned_data["label"])
        if not code_of(label):
            raise forms.ValidationError("Use letters.")
        return label

    def clean_nsir_type(self) -> str:
        return one_line(self.cleaned_data["nsir_type"])

    def clean_place(self) -> int:
        place: int = self.cleaned_data["place"]
        if place > self.count:
            raise forms.ValidationError(f"There are {self.count} places.")
        return place

    def entry(self) -> Entry:
        """Return what a valid form asks for."""
        cleaned = self.cleaned_data
        return Entry(
            label=cleaned["label"],
            place=cleaned["place"],
            is_offered=cleaned["is_offered"],
            nsir_type=cleaned.get("nsir_type", ""),
            nsir_qualifier=cleaned.get("nsir_qualifier", ""),
            official_category=cleaned.get("official_category", ""),
            default_route=" ".join(cleaned.get("default_route", [])),
        )


def code_of(label: str) -> str:
    """Return the code of a new category, from its name."""
    return slugify(label).replace("-", "_")[:_LONGEST_CODE].strip("_")


def version_of(text: str) -> int:
    """Return the number of the version that somebody looked at; one that never was, if garbled."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _initial(row: CategoryMapping | None, count: int) -> dict[str, Any]:
    if row is None:
        return {"place": count + 1, "is_offered": True}
    return {
        "label": row.label,
        "place": row.position,
        "is_offered": row.is_offered,
        "nsir_type": row.nsir_type,
        "nsir_qualifier": row.nsir_qualifier,
        "official_category": row.official_category,
        "default_route": row.default_route.split(),
    }


def one_line(text: str) -> str:
    """Return some words on one line, without marks that nobody meant."""
    try:
        return clean_text(" ".join(text.split()), most=80) if text.strip() else ""
    except InputRefused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
