"""Who sends a report: a person of a member, or a device that holds a report-only pass."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from members.models import District


@dataclass(frozen=True)
class Sender:
    """One sender in one district; exactly one of `person_id` and `device_id` is set."""

    district: District
    organisation_id: int
    premises_id: int | None = None
    person_id: int | None = None
    device_id: UUID | None = None

    def __post_init__(self) -> None:
        assert (self.person_id is None) != (self.device_id is None), "a sender is one of the two"

    @property
    def actor(self) -> str:
        """Return the name under which this sender stands in the audit trail."""
        return f"device {self.device_id}" if self.device_id else f"person {self.person_id}"
