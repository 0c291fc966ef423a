"""Changes to districts, organisations and people. Each is one transaction with its audit row."""

from members.actions.demo import DEMO_PASSWORD, DemoSignIn, create_demo_signins
from members.actions.districts import ensure_district
from members.actions.organisations import NewOrganisation, NewPremises, add_organisations
from members.actions.people import add_member, add_person, end_membership

__all__ = [
    "DEMO_PASSWORD",
    "DemoSignIn",
    "NewOrganisation",
    "NewPremises",
    "add_member",
    "add_organisations",
    "add_person",
    "create_demo_signins",
    "end_membership",
    "ensure_district",
]
