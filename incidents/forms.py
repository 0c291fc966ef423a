"""The report form: what a page, or a sealed envelope, sends; checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from incidents.actions import SentReport
from incidents.handles import report_of
from incidents.models import Report
from incidents.queries import Desk, Sight, Spot
from incidents.questions import SPOTS
from incidents.strict import clean_text, uuid_from_text
from layers.geo_input import position_from_text
from layers.strict_text import InputRefused
from outreach.models import Sighting

#: How long ago, in minutes.
AGO: Final[dict[str, tuple[str, int]]] = {
    "now": ("Just now", 0),
    "15": ("15 minutes ago", 15),
    "60": ("1 hour ago", 60),
    "180": ("3 hours ago", 180),
}
#: With one report; more can be added to it later.
MOST_PHOTOS: Final = 3
_OLDEST: Final = timedelta(days=90)
_MOST_WORDS: Final = 4000
_MOST_ACCURACY_M: Final = 10_000.0


class WordsField(forms.CharField):
    """Free text, cleaned by the same rules as everywhere else."""

    def to_python(self, value: object) -> str:
        """Return the words without marks that nobody meant, or refuse with a sentence."""
        text = str(value) if value not in self.empty_values else ""
        try:
            return clean_text(text, most=self.most) if text.strip() else ""
        except InputRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(required=False, **options)


class ReportForm(forms.Form):
    """One report. `desk` is what its sender may choose from, `at` the moment it is measured from.

    The moment is given so that the same message, sent again, says the same time.
    """

    key = forms.UUIDField(label="Key")
    category = forms.CharField(
        label="What", error_messages={"required": "Choose what you saw."}, max_length=40
    )
    place = forms.CharField(
        label="Where", error_messages={"required": "Choose where it was."}, max_length=20
    )
    premises = forms.IntegerField(label="Which premises", required=False)
    place_name = WordsField(label="Name of the place", most=120)
    lng = forms.CharField(required=False, max_length=20)
    lat = forms.CharField(required=False, max_length=20)
    accuracy = forms.FloatField(required=False, min_value=0)
    when = forms.CharField(label="When", required=False, max_length=5)
    when_at = forms.DateTimeField(
        label="Date and time",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Write the date and time as 21/11/2026 14:30."},
    )
    words = WordsField(label="In your words", most=_MOST_WORDS)
    told_police = forms.ChoiceField(
        label="Did you also tell the police?",
        required=False,
        choices=[("", "Not said"), *Report.ToldPolice.choices],
    )
    police_log = WordsField(label="Their log number", most=40)
    minutes_lost = forms.IntegerField(
        label="Minutes of work it cost", required=False, min_value=0, max_value=100_000
    )
    # The keys of photographs that were sent first, with spaces between.
    photos = forms.CharField(label="Photo", required=False)
    asked = forms.ChoiceField(required=False, choices=[("", ""), *Sighting.Asked.choices])
    # The handle of another's report; a plain field, since nothing about it ever refuses a report.
    same_as = forms.CharField(required=False)
    danger = forms.BooleanField(required=False)
    child = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any], *, desk: Desk, at: datetime) -> None:
        super().__init__(data)
        self.desk = desk
        self.at = at
        self.kinds = {one.code: one for one in desk.categories}

    @property
    def stops(self) -> str:
        """Return why there must be a call instead of a report: danger, child, or nothing."""
        if self["danger"].value():
            return "danger"
        chosen = self.kinds.get(str(self.data.get("category", "")))
        return "child" if chosen and chosen.welfare and self["child"].value() else ""

    def clean_category(self) -> str:
        code = str(self.cleaned_data["category"])
        if code not in self.kinds:
            raise forms.ValidationError("This scheme does not offer that. Choose another.")
        return code

    def clean_when(self) -> str:
        when = str(self.cleaned_data["when"]) or "now"
        if when not in AGO and when != "at":
            raise forms.ValidationError("Choose when it was.")
        return when

    def clean_when_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["when_at"]
        if self.data.get("when") != "at":
            return None
        if moment is None:
            raise forms.ValidationError("Give the date and time, or choose how long ago it was.")
        if moment > self.at + timedelta(minutes=5):
            raise forms.ValidationError("That lies in the future.")
        if moment < self.at - _OLDEST:
            raise forms.ValidationError("That is more than 90 days ago.")
        return min(moment, self.at)

    def clean_photos(self) -> tuple[UUID, ...]:
        keys = dict.fromkeys(str(self.cleaned_data["photos"]).split())
        if len(keys) > MOST_PHOTOS:
            raise forms.ValidationError("Send three photographs at most.")
        try:
            return tuple(uuid_from_text(key) for key in keys)
        except InputRefused as refusal:
            raise forms.ValidationError("Choose the photograph again.") from refusal

    def clean_premises(self) -> int | None:
        chosen: int | None = self.cleaned_data["premises"]
        mine = [one.id for one in self.desk.premises]
        if chosen is None:
            return mine[0] if len(mine) == 1 else None
        if chosen not in mine:
            raise forms.ValidationError("Choose one of your own premises.")
        return chosen

    def clean_same_as(self) -> UUID | None:
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        handle = str(self.cleaned_data["same_as"])
        return report_of(handle, secrets=secrets, district=self.desk.district)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "place" in cleaned and "premises" in cleaned:
            self._clean_place(cleaned)
        return cleaned

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["spot"] = self._spot(cleaned)
        except InputRefused as refusal:
            fields = {"named": "place_name"}
            self.add_error(fields.get(cleaned["place"], "place"), str(refusal))

    def _spot(self, cleaned: Mapping[str, Any]) -> Spot:
        match cleaned["place"]:
            case "named":
                return self._named(cleaned.get("place_name", ""))
            case "map":
                return _on_map(cleaned)
            case spot if spot in SPOTS:
                return self._at_premises(spot, cleaned["premises"])
        raise InputRefused("Choose where it was.")

    def _at_premises(self, spot: str, premises: int | None) -> Spot:
        if premises is None:
            raise InputRefused("Choose which premises you mean.")
        own = next(one.spot for one in self.desk.premises if one.id == premises)
        words, accuracy = SPOTS[spot]
        return Spot(f"{words}, {own.name}", own.lng, own.lat, accuracy)

    def _named(self, name: str) -> Spot:
        wanted = name.casefold()
        for spot in self.desk.places:
            if spot.name.casefold() == wanted:
                return spot
        if not wanted:
            raise InputRefused("Write the name of the street or place.")
        self.near_names = [one.name for one in self.desk.places if wanted in one.name.casefold()]
        raise InputRefused(_no_such_name(self.near_names))

    def sent(self) -> SentReport:
        """Return the report that a valid form holds."""
        cleaned = self.cleaned_data
        spot: Spot = cleaned["spot"]
        at_own = cleaned["place"] in SPOTS
        welfare = self.kinds[cleaned["category"]].welfare
        words = cleaned["words"]
        return SentReport(
            client_key=UUID(str(cleaned["key"])),
            category=cleaned["category"],
            lng=round(spot.lng, 6),
            lat=round(spot.lat, 6),
            accuracy_m=round(spot.accuracy_m, 1),
            occurred_at=self._occurred_at(),
            # Outreach needs the place in words; a report keeps it as an answer.
            narrative=". ".join(filter(None, [spot.name, words])) if welfare else words,
            premises_id=cleaned["premises"] if at_own else None,
            told_police="" if welfare else cleaned["told_police"],
            police_log="" if welfare else cleaned["police_log"],
            minutes_lost=None if welfare else cleaned["minutes_lost"],
            answers={} if welfare else self._answers(),
            asked=cleaned["asked"] or Sighting.Asked.NOT_ASKED.value,
            same_as=None if welfare else cleaned["same_as"],
        )

    def sight(self) -> Sight | None:
        """Return what, where and when as far as the form says, or None if one of them lacks."""
        self.full_clean()
        if not {"category", "spot", "when", "when_at"} <= self.cleaned_data.keys():
            return None
        spot: Spot = self.cleaned_data["spot"]
        return Sight(
            self.cleaned_data["category"], spot.lng, spot.lat, occurred_at=self._occurred_at()
        )

    def _occurred_at(self) -> datetime:
        if self.cleaned_data.get("when_at"):
            moment: datetime = self.cleaned_data["when_at"]
            return moment.astimezone(UTC)
        return self.at - timedelta(minutes=AGO[self.cleaned_data["when"]][1])

    def _answers(self) -> dict[str, str]:
        known = self.desk.questionnaire.known.get(self.cleaned_data["category"], {})
        given = {code: str(self.data.get(f"q_{code}", "")) for code in known}
        answers = {code: answer for code, answer in given.items() if answer in known[code]}
        if self.cleaned_data["place"] in SPOTS:
            answers["spot"] = self.cleaned_data["place"]
        elif self.cleaned_data["place"] == "named":
            answers["place"] = self.cleaned_data["spot"].name
        return answers


def _on_map(cleaned: Mapping[str, Any]) -> Spot:
    lng, lat = cleaned.get("lng", ""), cleaned.get("lat", "")
    if not (lng and lat):
        raise InputRefused("Open the map and put the cross where it was, or name the place.")
    east, north = position_from_text(lng, lat)
    accuracy = cleaned.get("accuracy")
    return Spot("", east, north, min(accuracy or 0.0, _MOST_ACCURACY_M))


def _no_such_name(near: Iterable[str]) -> str:
    names = list(near)[:6]
    if names:
        return "There are several: write one of " + "; ".join(names) + "."
    return "The map has no place of that name. Try a street or square near by."


def moment_of_sealing(text: str, now: datetime, earlier: datetime | None) -> datetime:
    """Return the moment from which a sealed report measures, whatever its device's clock said.

    `text` is the sealing by the device's clock, set right by what the clock was off at the last
    contact. It can still be wrong: a moment that has not come, or that is more than 90 days old,
    is replaced by that of the first arrival (`earlier`, if there was one), so that sending again
    says the same.
    """
    arrived = earlier or now
    try:
        sealed = datetime.fromisoformat(text)
    except ValueError:
        return arrived
    if timezone.is_naive(sealed) or not arrived - _OLDEST <= sealed <= arrived:
        return arrived
    return sealed.astimezone(UTC)
