"""Categories change as dated versions: nothing is edited, reports keep what they were sent as."""

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from incidents.actions import install_categories
from incidents.actions import vocabulary as actions
from incidents.actions.vocabulary import Entry
from incidents.models import Category, CategoryMapping, Crosswalk
from incidents.queries import comparable_codes, crosswalk, desk_of
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db

LIST = "/d/exampleton/categories/"
LATER = MOMENT + timedelta(days=1)


@pytest.fixture
def begging(town):
    return Category.objects.get(district=town, code="begging")


@pytest.fixture
def administrator(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.ADMINISTRATOR))
    return client


def entry(**changes):
    fields = {
        "label": "Asking for money",
        "place": 1,
        "is_offered": True,
        "nsir_type": "Begging/vagrancy",
        "nsir_qualifier": "nuisance",
        "official_category": "anti-social-behaviour",
        "default_route": "council-asb nbcp",
    }
    return Entry(**fields | changes)


def change(category, version=1, **changes):
    return actions.change_category(
        category=category, entry=entry(**changes), version=version, by="person 7", at=LATER
    )


def form(**changes):
    fields = {
        "label": "Asking for money",
        "place": "1",
        "is_offered": "on",
        "nsir_type": "Begging/vagrancy",
        "nsir_qualifier": "nuisance",
        "official_category": "anti-social-behaviour",
        "default_route": ["council-asb", "nbcp"],
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def address(category):
    return f"{LIST}{category.pk}/"


# --- Versions -----------------------------------------------------------------------------------


def test_change_is_a_new_version_and_the_old_one_stays(town, begging):
    before = list(CategoryMapping.objects.filter(crosswalk__version=1).order_by("pk").values())

    made = change(begging, official_category="")

    assert (made.version, made.made_at, made.made_by) == (2, LATER, "person 7")
    assert (
        list(CategoryMapping.objects.filter(crosswalk__version=1).order_by("pk").values()) == before
    )
    assert CategoryMapping.objects.filter(crosswalk=made).count() == len(before)
    begging.refresh_from_db()
    assert (begging.code, begging.label) == ("begging", "Asking for money")
    assert AuditEvent.objects.filter(what="categories changed").count() == 1


def test_contrast_of_the_old_version_compares_as_it_did(town, begging):
    change(begging, official_category="")

    old, new = (
        comparable_codes(crosswalk(town.pk, version), "anti-social-behaviour") for version in (1, 2)
    )

    assert "begging" in old
    assert "begging" not in new
    assert set(old) - set(new) == {"begging"}


def test_what_is_switched_off_is_offered_no_more_and_keeps_its_reports(sender, report, begging):
    change(begging, is_offered=False)

    assert "begging" not in {one.code for one in desk_of(sender).categories}
    report.refresh_from_db()
    assert report.category == begging


def test_order_is_that_of_the_report_page(town, sender, begging):
    change(begging, place=3)

    codes = [one.code for one in desk_of(sender).categories]

    assert codes.index("begging") == 2
    assert sorted(Category.objects.values_list("position", flat=True)) == list(
        range(1, len(codes) + 1)
    )


def test_category_of_ones_own_can_be_reported_and_has_a_picture(town, sender):
    made = actions.add_category(
        district=town, code="e_scooters", entry=entry(label="E-scooters", place=2), version=1,
        by="person 7", at=LATER,
    )  # fmt: skip

    offered = desk_of(sender).categories

    assert (offered[1].code, offered[1].picture) == ("e_scooters", "other")
    assert offered[0].picture == offered[0].code
    assert not offered[1].welfare
    assert "e_scooters" in comparable_codes(made, "anti-social-behaviour")


def test_welfare_is_never_compared_whatever_is_sent(town):
    welfare = Category.objects.get(district=town, code="encampment")

    made = change(welfare, label="Tents", place=14)

    row = CategoryMapping.objects.get(crosswalk=made, category=welfare)
    assert (row.label, row.official_category, row.default_route) == ("Tents", "", "outreach")
    assert row.nsir_qualifier == "welfare"


def test_what_would_break_the_scheme_is_refused_and_leaves_nothing(town, begging):
    with pytest.raises(actions.NameTaken):
        change(begging, label="graffiti")
    with pytest.raises(actions.VocabularyChanged):
        change(begging, version=2)
    with pytest.raises(actions.NameTaken):
        actions.add_category(
            district=town, code="begging", entry=entry(), version=1, by="x", at=LATER
        )
    Category.objects.filter(district=town).exclude(pk=begging.pk).update(is_offered=False)

    assert Crosswalk.objects.filter(district=town).count() == 1


def test_last_category_stays_offered(make_district):
    district = make_district(slug="small")
    with acting_in(district.pk):
        install_categories(district=district, by="x", at=MOMENT)
        rows = Category.objects.filter(district=district).order_by("position")
        for version, one in enumerate(rows[:13], start=1):
            change(one, version=version, label=one.label, is_offered=False, place=one.position)

        with pytest.raises(actions.NothingOffered):
            change(rows[13], version=14, label="Last", is_offered=False, place=14)


def test_versions_cannot_be_edited(town):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE incidents_categorymapping SET label = 'x'")


# --- Pages --------------------------------------------------------------------------------------


def test_list_shows_what_is_and_what_was(administrator, begging):
    change(begging)

    page = administrator.get(LIST).content.decode()

    assert "Version 2, since" in page
    assert "Begging: Name: Begging → Asking for money" in page
    assert "14 categories installed" in page
    assert "Add a category" in page


def test_operations_see_and_do_not_change(town, make_member, begging):
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))

    page = client.get(LIST).content.decode()

    assert "Add a category" not in page
    assert client.get(address(begging)).status_code == 404
    assert client.post(address(begging), form(sure="yes", version="1")).status_code == 404


def test_change_is_shown_before_it_is_made(administrator, begging):
    preview = administrator.post(address(begging), form(official_category="", is_offered=None))
    text = preview.content.decode()
    assert "Name: Begging → Asking for money" in text
    assert "Compared with: Anti-social behaviour → nothing" in text
    assert "Offered: yes → no" in text
    assert Crosswalk.objects.count() == 1
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
    sent = {name: [v for n, v in hidden if n == name] for name, _ in hidden}

    done = administrator.post(address(begging), sent | {"sure": "yes"}, follow=True)

    assert b"Version 2 is in force" in done.content
    begging.refresh_from_db()
    assert not begging.is_offered


def test_new_category_by_the_page(administrator, town):
    fields = form(label="E-scooters", place="15", sure="yes", version="1")

    done = administrator.post(f"{LIST}new/", fields, follow=True)

    assert b"E-scooters added" in done.content
    assert Category.objects.get(district=town, label="E-scooters").code == "e_scooters"


def test_no_change_and_going_back_make_no_version(administrator, begging):
    same = administrator.post(address(begging), form(label="Begging"))
    back = administrator.post(address(begging), form(again="yes"))

    assert b"That is how it stands already." in same.content
    assert b'value="Asking for money"' in back.content
    assert Crosswalk.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": ""}, "This field is required."),
        ({"label": "x" * 41}, "at most 40 characters"),
        ({"label": "!!!"}, "Use letters."),
        ({"label": "a\x00b"}, "Null characters are not allowed."),
        ({"place": "0"}, "greater than or equal to 1"),
        ({"place": "15"}, "There are 14 places."),
        ({"official_category": "welfare"}, "Select a valid choice."),
        ({"nsir_qualifier": "welfare"}, "Select a valid choice."),
        ({"default_route": []}, "Choose at least one."),
        ({"label": "Graffiti", "sure": "yes", "version": "1"}, "Another category has that name."),
        ({"sure": "yes", "version": "7"}, "Somebody changed the categories"),
        ({"sure": "yes", "version": "x"}, "Somebody changed the categories"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(administrator, begging, changes, sentence):
    page = administrator.post(address(begging), form(**changes))

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Crosswalk.objects.count() == 1


def test_welfare_form_offers_no_comparison(administrator, town):
    welfare = Category.objects.get(district=town, code="encampment")

    page = administrator.get(address(welfare)).content.decode()

    assert "official_category" not in page
    assert "about a person" in page
