"""Tables of the people and places of a scheme."""

from members.models.audit import AuditEvent
from members.models.device import DevicePass, EnrolmentCode
from members.models.district import District
from members.models.invitation import Invitation
from members.models.organisation import Organisation, Premises
from members.models.person import Membership, Person
from members.models.training import TrainingAttendance, TrainingSession

__all__ = [
    "AuditEvent",
    "DevicePass",
    "District",
    "EnrolmentCode",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "Premises",
    "TrainingAttendance",
    "TrainingSession",
]
