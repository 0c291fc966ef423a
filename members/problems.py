"""What a machine is told when its request is refused (RFC 9457, `application/problem+json`)."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: its name, and a sentence."""

    field: str
    problem: str


@dataclass(eq=False)  # an exception is itself, not its content
class Refusal(Exception):
    """A request is refused with this status; every sentence is written here, none by the sender."""

    status: int
    detail: str
    fields: tuple[FieldProblem, ...] = ()
    retry_after: int | None = None

    def __str__(self) -> str:
        return self.detail

    @property
    def body(self) -> dict[str, Any]:
        """Return the problem as JSON says it."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "fields": [{"field": one.field, "problem": one.problem} for one in self.fields],
        }
