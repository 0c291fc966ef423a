"""A whole funding plan as it is typed, and the tick that freezes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from hotspots.actions import Draft
from hotspots.forms.controls import ControlForm
from hotspots.funding.figures import ASB
from hotspots.funding.plans import MOST_CONTROLS
from hotspots.periods import add_months
from layers.policeuk.categories import CATEGORIES, CODES
from members.forms import one_line

_MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_WEIGHT: Final = re.compile(r"([a-z-]+)\s*[,:]\s*([0-9]{1,9}(?:\.[0-9]{1,4})?)")


class MonthField(forms.CharField):
    """A calendar month, kept as its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-04"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = _MONTH.fullmatch(text)
        if found is None:
            raise ValidationError("Write a month as year and number, such as 2026-04.")
        return date(int(found[1]), int(found[2]), 1)


class PlanForm(forms.Form):
    """A whole plan. It is valid only if every control row is."""

    funder = forms.CharField(
        label="Funder", help_text="An office or body, never a person.", max_length=120
    )
    amount = forms.DecimalField(
        label="Amount in pounds", min_value=1, max_value=99_999_999, decimal_places=2, max_digits=10
    )
    share = forms.DecimalField(
        label="Share of the whole cost, in percent",
        min_value=1,
        max_value=100,
        decimal_places=2,
        max_digits=5,
    )
    promise = forms.CharField(
        label="What is promised",
        help_text="One or two sentences, as the funder will read them.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    before_start = MonthField(
        label="First month before",
        help_text="At least twelve months before the money; two years see smaller changes.",
    )
    after_start = MonthField(label="First month after", help_text="The month the money begins.")
    after_last = MonthField(label="Last month after")
    categories = forms.MultipleChoiceField(
        label="Judged by these police categories",
        help_text="Anti-social behaviour is always shown beside the line that adds public order "
        "and criminal damage.",
        choices=[(one.slug, one.name) for one in CATEGORIES if one.last_month is None],
        widget=forms.CheckboxSelectMultiple,
        initial=[ASB],
    )
    ring_from_m = forms.IntegerField(
        label="Ring begins, metres outside the boundary", min_value=0, max_value=1000, initial=100
    )
    ring_to_m = forms.IntegerField(
        label="Ring ends, metres outside", min_value=100, max_value=2000, initial=500
    )
    harm_source = forms.CharField(
        label="Table of harm: source", max_length=200, required=False,
        help_text="Leave empty for none. There is no table by default.",
    )  # fmt: skip
    harm_dated = forms.CharField(label="Table of harm: its date", max_length=40, required=False)
    harm_weights = forms.CharField(
        label="Table of harm: weights",
        help_text="One line each, such as: anti-social-behaviour, 12",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        plan: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> None:
        super().__init__(data, files, initial=_initial(plan, version))
        controls = list(plan["controls"]) if plan else []
        self.controls = [
            ControlForm(data, files, controls=controls, number=number)
            for number in range(MOST_CONTROLS)
        ]

    def is_valid(self) -> bool:
        rows = [one.is_valid() for one in self.controls]
        return super().is_valid() and all(rows)

    @property
    def first_rows(self) -> list[ControlForm]:
        """Return the rows to show: those filled in or wrong, and one more."""
        told = [n for n, one in enumerate(self.controls) if one.errors or one["name"].value()]
        return self.controls[: max(2, (told[-1] + 2) if told else 0)]

    def clean_funder(self) -> str:
        return one_line(self.cleaned_data["funder"])

    def clean_promise(self) -> str:
        return one_line(self.cleaned_data["promise"])

    def clean_harm_weights(self) -> dict[str, float]:
        weights: dict[str, float] = {}
        for number, line in enumerate(self.cleaned_data["harm_weights"].splitlines(), start=1):
            if not line.strip():
                continue
            found = _WEIGHT.fullmatch(line.strip())
            if found is None or found[1] not in CODES or float(found[2]) <= 0:
                raise ValidationError(f"Line {number} is no category with a weight above zero.")
            if found[1] in weights:
                raise ValidationError(f"Line {number} names {found[1]} a second time.")
            weights[found[1]] = float(found[2])
        return weights

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [cleaned.get(name) for name in ("harm_source", "harm_dated", "harm_weights")]
        if any(parts) and not all(parts):
            self.add_error("harm_source", "A table of harm needs source, date and weights.")
        first, last = cleaned.get("ring_from_m"), cleaned.get("ring_to_m")
        if first is not None and last is not None and first >= last:
            self.add_error("ring_to_m", "The ring must end farther out than it begins.")
        return cleaned

    @property
    def draft(self) -> Draft:
        """Return what was written; of a valid form only."""
        told = self.cleaned_data
        harm = None
        if told["harm_weights"]:
            harm = {
                "source": one_line(told["harm_source"]),
                "dated": one_line(told["harm_dated"]),
                "weights": told["harm_weights"],
            }
        same = ("funder", "amount", "share", "promise", "before_start", "after_start")
        return Draft(
            **{name: told[name] for name in same},
            after_end=add_months(told["after_last"], 1),
            categories=sorted(told["categories"]),
            ring_from_m=told["ring_from_m"],
            ring_to_m=told["ring_to_m"],
            controls=list(self._controls()),
            harm=harm,
        )

    def _controls(self) -> Iterator[dict[str, Any]]:
        for one in self.controls:
            if control := one.cleaned_data.get("control"):
                yield control


def _initial(plan: Mapping[str, Any] | None, version: int | None) -> dict[str, Any]:
    if plan is None:
        return {}
    last = add_months(date.fromisoformat(plan["after_end"]), -1)
    harm = plan["harm"] or {"source": "", "dated": "", "weights": {}}
    months = {name: plan[name][:7] for name in ("before_start", "after_start")}
    names = ("funder", "amount", "share", "promise", "categories", "ring_from_m", "ring_to_m")
    return {
        **{name: plan[name] for name in names},
        **months,
        "after_last": f"{last:%Y-%m}",
        "harm_source": harm["source"],
        "harm_dated": harm["dated"],
        "harm_weights": "\n".join(f"{one}, {weight:g}" for one, weight in harm["weights"].items()),
        "version": version,
    }


class FreezeForm(forms.Form):
    """That somebody means it: the plan as they saw it, and a tick."""

    meant = forms.BooleanField(
        label="The funder and we agree on this plan, and I know that nothing of it can change "
        "afterwards."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data, initial={"version": version})
