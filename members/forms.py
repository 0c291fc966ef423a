"""What people type about people and devices, checked; nothing here changes the world."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.actions import Asked, Enrolment, NewSignIn
from members.audiences import LABELS, Audience
from members.models import Organisation, Person
from members.permissions import MAY_BE_OF_A_BUSINESS, OF_A_BUSINESS
from members.queries import Place

#: One shift's staff list; more would keep the page waiting for the mail server.
MOST_ADDRESSES: Final = 50
_LONGEST_ADDRESS: Final = 254
#: More than any passphrase, and little enough to hash at once.
_LONGEST_PASSWORD: Final = 128

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def one_line(text: str) -> str:
    """Return a name or label in normal form (NFC); refuse what cannot be seen or written."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cf"} for letter in line):
        raise ValidationError("Use letters, figures and punctuation only.")
    return line


class DeviceForm(forms.Form):
    """A till or phone that is to report."""

    label = forms.CharField(
        label="Name of the device",
        help_text="What your staff call it, such as “Till 2” or “Duty phone”. No person's name.",
        max_length=80,
    )
    place = forms.ChoiceField(
        label="Where it stands",
        help_text="Reports from it start at this address; it can still be changed on each report.",
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {f"{one.organisation_id}-{one.premises_id or 0}": one for one in places}
        self._field("place").choices = _by_business(self._places.items())

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "the place is chosen"
        return field

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    @property
    def enrolment(self) -> Enrolment:
        """Return the device that was described; of a valid form only."""
        place = self._places[self.cleaned_data["place"]]
        return Enrolment(self.cleaned_data["label"], place.organisation_id, place.premises_id)


def _by_business(places: Iterable[tuple[str, Place]]) -> Choices:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for value, place in places:
        grouped.setdefault(place.organisation, []).append((value, place.words))
    if len(grouped) == 1:
        return [*next(iter(grouped.values()))]
    return [("", "Choose a place"), *grouped.items()]


@dataclass(frozen=True)
class Line:
    """One line of a pasted list and what is to be said about it; good if there is no verdict."""

    number: int
    text: str
    verdict: str = ""


class InvitationForm(forms.Form):
    """A list of addresses, and what the people behind them are to become."""

    audience = forms.ChoiceField(label="They join as")
    organisation = forms.ChoiceField(
        label="Business", help_text="Staff and managers belong to one.", required=False
    )
    emails = forms.CharField(
        label="E-mail addresses",
        help_text=f"One on each line, at most {MOST_ADDRESSES}. Nobody is invited unless every "
        "line is right.",
        max_length=MOST_ADDRESSES * (_LONGEST_ADDRESS + 2),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,
        audiences: Iterable[Audience],
        organisations: Sequence[Organisation],
        known: Iterable[str],
        own: Organisation | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        order = [one for one in Audience if one in frozenset(audiences)]
        self._choices("audience", [(one.value, LABELS[one]) for one in order])
        self._own = own
        if own:
            del self.fields["organisation"]
        else:
            businesses = [(str(one.pk), one.name) for one in organisations]
            self._choices("organisation", [("", "None, or choose a business"), *businesses])
        self._known = frozenset(address.lower() for address in known)
        self.lines: list[Line] = []

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "these are chosen from lists"
        field.choices = choices

    def clean_emails(self) -> list[str]:
        """Return the addresses in small letters; refuse them all if one of them is wrong."""
        texts = [text.strip() for text in self.cleaned_data["emails"].splitlines()]
        texts = [text for text in texts if text]
        if len(texts) > MOST_ADDRESSES:
            raise ValidationError(f"Give at most {MOST_ADDRESSES} addresses at a time.")
        before: set[str] = set()
        for number, text in enumerate(texts, start=1):
            verdict = self._verdict(text, before)
            self.lines.append(Line(number, text[:_LONGEST_ADDRESS], verdict))
            before.add(text.lower())
        wrong = sum(bool(line.verdict) for line in self.lines)
        if wrong:
            raise ValidationError(f"{wrong} of {len(texts)} lines cannot be used; see below.")
        return [line.text.lower() for line in self.lines]

    def _verdict(self, text: str, before: set[str]) -> str:
        if not _is_address(text):
            return "Not an e-mail address"
        if text.lower() in before:
            return "Stands in the list twice"
        if text.lower() in self._known:
            return "Belongs already"
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        audience = cleaned.get("audience")
        if self._own or not audience:
            return cleaned
        if audience in OF_A_BUSINESS and not cleaned.get("organisation"):
            self.add_error("organisation", "Choose the business whose staff they are.")
        if audience not in MAY_BE_OF_A_BUSINESS and cleaned.get("organisation"):
            self.add_error("organisation", "Leave this at “none”: they stand for no business.")
        return cleaned

    @property
    def asked(self) -> Asked:
        """Return whom to invite as what; of a valid form only."""
        audience = Audience(self.cleaned_data["audience"])
        chosen = self.cleaned_data.get("organisation")
        business = self._own.pk if self._own else int(chosen) if chosen else None
        return Asked(self.cleaned_data["emails"], audience, business)


def _is_address(text: str) -> bool:
    # Plain letters only: other alphabets have letters that look alike and fold unalike.
    if not text.isascii() or len(text) > _LONGEST_ADDRESS:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


class NewSignInForm(forms.Form):
    """The name and password of somebody who is new."""

    name = forms.CharField(
        label="Your name",
        help_text="Seen by the managers of your business and by your scheme.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Four unusual words are easy to remember.",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self._email))
        return password

    @property
    def new(self) -> NewSignIn:
        """Return what was chosen; of a valid form only."""
        return NewSignIn(self.cleaned_data["name"], self.cleaned_data["password"])
