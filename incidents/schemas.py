"""What the reporting interface takes and gives, and the sentences for what it cannot take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from incidents.models import Report
from incidents.strict import (
    clean_text,
    degree_from_numeral,
    integer_from_numeral,
    measure_from_numeral,
    moment_from_text,
    uuid_from_text,
)
from layers.strict_text import InputRefused
from members.problems import FieldProblem
from outreach.models import Sighting

#: The refusals of `strict` are sentences already; pydantic carries them through under this name.
_SENTENCE: Final = "sentence"
_MOST_PHOTOS: Final = 3
_MOST_ANSWERS: Final = 20
_MOST_KEY: Final = 2**63 - 1


def _saying(check: Callable[[Any], Any]) -> BeforeValidator:
    """Let a checker of `strict` decide, and keep its sentence."""

    def validate(value: Any) -> Any:
        try:
            return check(value)
        except InputRefused as refusal:
            raise PydanticCustomError(_SENTENCE, "{says}", {"says": str(refusal)}) from refusal

    return BeforeValidator(validate)


def _text(value: object, *, most: int) -> str:
    if not isinstance(value, str):
        raise InputRefused("Send text.")
    return clean_text(value, most=most)


def _words(most: int) -> BeforeValidator:
    return _saying(partial(_text, most=most))


def _degrees(most: int) -> BeforeValidator:
    return _saying(partial(degree_from_numeral, most=most))


def _integer(least: int, most: int) -> BeforeValidator:
    return _saying(partial(integer_from_numeral, least=least, most=most))


def _text_schema(most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "maxLength": most})


def _number_schema(kind: str, least: float, most: float) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "minimum": least, "maximum": most})


Narrative = Annotated[str, _words(4000), _text_schema(4000)]
PoliceLog = Annotated[str, _words(40), _text_schema(40)]
Answer = Annotated[str, _words(500), _text_schema(500)]
Longitude = Annotated[float, _degrees(180), _number_schema("number", -180, 180)]
Latitude = Annotated[float, _degrees(90), _number_schema("number", -90, 90)]
Metres = Annotated[
    float,
    _saying(partial(measure_from_numeral, most=10_000)),
    _number_schema("number", 0, 10_000),
]
Minutes = Annotated[int, _integer(0, 100_000), _number_schema("integer", 0, 100_000)]
Key = Annotated[int, _integer(1, _MOST_KEY), _number_schema("integer", 1, _MOST_KEY)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
Identity = Annotated[
    UUID,
    _saying(uuid_from_text),
    WithJsonSchema(
        {
            "type": "string",
            "format": "uuid",
            "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        }
    ),
]
Moment = Annotated[
    datetime, _saying(moment_from_text), WithJsonSchema({"type": "string", "format": "date-time"})
]


class ReportIn(BaseModel):
    """One report, as a page, a phone or another system sends it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    district: Annotated[Code, Field(description="The short name of the scheme.")]
    category: Annotated[Code, Field(description="One of the categories that the scheme offers.")]
    lng: Annotated[
        Longitude, Field(description="Longitude, WGS84 degrees, at most eight decimals.")
    ]
    lat: Annotated[Latitude, Field(description="Latitude, WGS84 degrees, at most eight decimals.")]
    occurred_at: Annotated[
        Moment, Field(description="When it happened: since 2000, at most a day ahead, with offset.")
    ]
    accuracy_m: Annotated[Metres | None, Field(description="How sure the place is, in metres.")] = (
        None
    )
    narrative: Narrative = ""
    premises: Annotated[Key | None, Field(description="The sender's own premises, by number.")] = (
        None
    )
    told_police: Literal["", "NO", "101", "999", "ONLINE", "PERSON"] = ""
    police_log: PoliceLog = ""
    minutes_lost: Minutes | None = None
    answers: Annotated[
        dict[Code, Answer],
        Field(max_length=_MOST_ANSWERS, description="Answers to the category's own questions."),
    ] = {}
    asked: Annotated[
        Literal["AGREED", "SAID_NO", "NOT_ASKED"],
        Field(description="Welfare categories only: was the person asked about a referral?"),
    ] = "NOT_ASKED"
    photos: Annotated[
        list[Identity],
        Field(max_length=_MOST_PHOTOS, description="Ids of photographs that were sent first."),
    ] = []
    same_as: Annotated[
        Identity | None, Field(description="An earlier report that this one adds a voice to.")
    ] = None


assert set(Report.ToldPolice.values) == {"NO", "101", "999", "ONLINE", "PERSON"}
assert set(Sighting.Asked.values) == {"AGREED", "SAID_NO", "NOT_ASKED"}


class AcceptedReport(BaseModel):
    """A report that was accepted: it is stored, and nothing that follows can lose it."""

    id: UUID
    reference: Annotated[
        str, Field(description="Shows the status of the report to whoever holds it.")
    ]
    status: Literal["received"] = "received"


class AcceptedPhoto(BaseModel):
    """A photograph that is stored until a report names it, for an hour at least."""

    id: UUID
    width: Annotated[int, Field(description="Pixels of what is stored.")]
    height: int


class FieldProblemOut(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    problem: str


class ProblemOut(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: Annotated[str, Field(description="One sentence for the person who sent it.")]
    fields: list[FieldProblemOut]


_SAYINGS: Final[Mapping[str, str]] = {
    "missing": "This field is missing.",
    "extra_forbidden": "There is no field of this name.",
    "string_type": "Send text.",
    "dict_type": "Send an object.",
    "model_type": "Send an object.",
    "list_type": "Send a list.",
    "literal_error": "Send one of the values that the field takes.",
    "string_pattern_mismatch": "This is not a code of the form that the field takes.",
    "too_long": "There are too many in this list.",
}


def problems_of(errors: list[dict[str, Any]]) -> tuple[FieldProblem, ...]:
    """Return one sentence for each field that was refused, and none of what was sent.

    A name that the sender made up is given back only where it is a plain short word.
    """
    found = {_field_of(error["loc"]): _sentence_of(error) for error in errors}
    return tuple(FieldProblem(field, problem) for field, problem in found.items())


def _sentence_of(error: dict[str, Any]) -> str:
    if error["type"] == _SENTENCE:
        return str(error["ctx"]["says"])
    return _SAYINGS.get(error["type"], "This value cannot be taken.")


def _field_of(place: tuple[int | str, ...]) -> str:
    # ("body", name of the argument, field, …) or ("header", name)
    named = place[2:] or ("body",) if place[0] == "body" else place[1:]
    words = [str(word) for word in named if word not in {"function-before", "nullable"}]
    plain = [word for word in words if word.replace("_", "").replace("-", "").isalnum()]
    name = ".".join(plain[:2])
    return name if name.isascii() and 0 < len(name) <= 60 else "(unknown)"
