"""P07 for what leaves the site: who reported, and what they wrote, is in no file and no mail."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from hotspots.monday import make_week
from hotspots.notifications import weekly_letter
from hotspots.queries.weekly_files import briefing_of
from incidents.actions import NewReport, record_reports
from members.actions import NewOrganisation, NewPremises, add_organisations
from tests.hotspots import printed
from tests.hotspots.weekly.conftest import MONDAY, WEEK

pytestmark = pytest.mark.django_db

#: A word that stands nowhere else, for everything personal that a report brings along.
CANARIES = {
    "organisation": "Quagglethorpe",
    "premises": "Zimbleworth",
    "street": "Vexilbury",
    "person": "Ormandiwick",
    "address": "brakkenfold",
    "narrative": "Plunderquist",
}
LAT, LNG = "52.238713", "-0.897391"


@pytest.fixture
def made(northampton, shops, send, make_person):
    """Make the files of a week in which one business reported a place eight times of ten."""
    (shop,) = add_organisations(
        district=northampton,
        organisations=[
            NewOrganisation(
                name=CANARIES["organisation"],
                kind="LEVY_PAYER",
                starts_on=date(2020, 1, 1),
                premises=[
                    NewPremises(
                        name=CANARIES["premises"],
                        street=CANARIES["street"],
                        lng=float(LNG),
                        lat=float(LAT),
                    )
                ],
            )
        ],
        by="test",
        at=MONDAY,
    )
    person = make_person(f"{CANARIES['address']}@example.invalid")
    person.name = CANARIES["person"]
    person.save()
    record_reports(
        district=northampton,
        reports=[
            NewReport(
                client_key=uuid4(),
                reporter_id=person.pk,
                organisation_id=shop.pk,
                premises_id=None,
                category="begging",
                lng=float(LNG),
                lat=float(LAT),
                accuracy_m=10.0,
                occurred_at=WEEK.begins_at + timedelta(hours=20 + number),
                submitted_at=WEEK.begins_at + timedelta(hours=30 + number),
                narrative=f"{CANARIES['narrative']} {number}",
            )
            for number in range(8)
        ],
        by="test",
        at=MONDAY,
    )
    send([0, 0, *range(1, 14)])
    return make_week(district=northampton, week=WEEK, by="test", at=MONDAY)


def texts_of(made) -> dict[str, str]:
    """Return everything that each file says, and every byte that is not packed."""
    found = {}
    for one in made.files:
        name = f"{one.version} {one.medium}"
        if one.medium == "PDF":
            found[name] = printed.words_of(one.content) + printed.insides_of(one.content)
        else:
            found[name] = one.content.decode()
    letter = weekly_letter("somebody@example.invalid", briefing_of(made.analysis))
    return found | {"e-mail": letter.subject + letter.text + letter.html}


def test_nothing_personal_is_in_any_file_or_mail(made) -> None:
    texts = texts_of(made)

    assert len(texts) == 9
    for name, text in texts.items():
        for field, canary in CANARIES.items():
            assert canary.lower() not in text.lower(), f"{field} stands in {name}"
        # The place of a report, to a metre or better.
        assert LAT[:8] not in text, name
        assert LNG[:8] not in text, name
        assert "rough sleep" not in text.lower(), name


def test_that_one_business_made_most_reports_is_told_to_operations_alone(made) -> None:
    texts = texts_of(made)

    telling = {name for name, text in texts.items() if "8 of 10 from one business" in text}
    assert telling == {"OPERATIONS PDF", "OPERATIONS HTML"}
