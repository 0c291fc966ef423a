"""Changes to districts, organisations and people. Each is one transaction with its audit row."""

from members.actions.demo import DEMO_PASSWORD, DemoSignIn, create_demo_signins
from members.actions.devices import LIVES as CODE_LIVES
from members.actions.devices import (
    CodeNotValid,
    Enrolment,
    enrol_device,
    living_code,
    make_code,
    revoke_pass,
)
from members.actions.districts import ensure_district
from members.actions.invitations import (
    Asked,
    HasAPlaceAlready,
    InvitationNotValid,
    NewSignIn,
    SignInFirst,
    accept,
    invite,
    open_invitation,
    person_invited,
    withdraw,
)
from members.actions.organisations import NewOrganisation, NewPremises, add_organisations
from members.actions.people import add_member, add_person, end_membership

__all__ = [
    "CODE_LIVES",
    "DEMO_PASSWORD",
    "Asked",
    "CodeNotValid",
    "DemoSignIn",
    "Enrolment",
    "HasAPlaceAlready",
    "InvitationNotValid",
    "NewOrganisation",
    "NewPremises",
    "NewSignIn",
    "SignInFirst",
    "accept",
    "add_member",
    "add_organisations",
    "add_person",
    "create_demo_signins",
    "end_membership",
    "enrol_device",
    "ensure_district",
    "invite",
    "living_code",
    "make_code",
    "open_invitation",
    "person_invited",
    "revoke_pass",
    "withdraw",
]
