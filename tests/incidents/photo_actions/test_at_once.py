"""Storing, claiming and sweeping at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from incidents.actions import PhotoNotYours
from incidents.actions.submitting import submit_report
from incidents.jobs import sweep_photos
from incidents.models import Photo
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.models import District
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import open_town
from tests.incidents.photo_actions.storing import store
from tests.incidents.test_submitting import sent

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_are_one_photograph(make_district, make_person, folder):
    sender = committed_sender(make_district, make_person)
    key = uuid4()

    def send(_):
        try:
            return store(sender, folder, key=key, at=timezone.now()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(8)))

    with acting_in(sender.district.pk):
        assert found == {Photo.objects.get().pk}
    assert {one.photo_id for one in folder.stored(sender.district.pk)} == found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sweeping_and_claiming_at_once_never_leave_a_report_without_its_file(
    make_district, make_person, folder
):
    sender = committed_sender(make_district, make_person)
    hour_ago = timezone.now() - timedelta(hours=2)
    late = [store(sender, folder, at=hour_ago, content=b"%d" % one).pk for one in range(8)]

    def claim(pk):
        try:
            submit_report(sender=sender, sent=sent(photos=(pk,)), at=MOMENT)
        except PhotoNotYours:
            pass
        finally:
            connections.close_all()

    def sweep(_):
        sweep_photos()
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(claim, pk) for pk in late] + [pool.submit(sweep, 0) for _ in range(4)]
        for job in jobs:
            job.result()

    with acting_in(sender.district.pk):
        claimed = set(Photo.objects.filter(report__isnull=False).values_list("pk", flat=True))
    assert claimed <= {one.photo_id for one in folder.stored(sender.district.pk)}


def committed_sender(make_district, make_person):
    town = open_town(make_district())
    new = NewOrganisation(name="Invented Bakery", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
    (shop,) = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)
    assert District.objects.filter(pk=town.pk).exists()
    return Sender(town, organisation_id=shop.pk, person_id=make_person().pk)
