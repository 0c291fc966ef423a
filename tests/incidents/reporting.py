"""Reports to follow up, made quickly."""

from datetime import timedelta
from uuid import UUID, uuid4

from incidents.actions import SentReport, submit_report
from incidents.models import Report
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG


def report(town, shop, person, *, at=MOMENT, **changes) -> Report:
    """Return an accepted report of a member of staff of a shop, five minutes old at `at`."""
    sent = SentReport(
        **{
            "client_key": uuid4(),
            "category": "begging",
            "lng": LNG,
            "lat": LAT,
            "occurred_at": at - timedelta(minutes=5),
            "narrative": "By the door.",
        }
        | changes
    )
    sender = Sender(town, organisation_id=shop.pk, person_id=person.pk)
    receipt = submit_report(sender=sender, sent=sent, at=at).receipt
    return Report.objects.get(pk=UUID(str(receipt.pk)))
