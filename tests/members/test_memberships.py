"""Whom a person is to which district: what every request asks first."""

from datetime import date, timedelta

import pytest

from members.access import acting_as, acting_in, memberships_of, within
from members.actions import add_member
from members.audiences import Audience
from members.models import Membership, Organisation
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)


@pytest.fixture
def person(make_person):
    return make_person("somebody@example.invalid")


@pytest.fixture
def places(make_district):
    return [make_district(slug) for slug in ("zeal", "alder", "moss")]


def join(person, district, audience=Audience.ANALYST, starts_on=DAY):
    with acting_in(district.pk):
        return add_member(
            district=district,
            person=person,
            audience=audience,
            starts_on=starts_on,
            by="test",
            at=MOMENT,
        )


def test_memberships_are_those_that_the_rules_in_words_find(person, places, make_person):
    for district in places:
        join(person, district)
        join(make_person(f"other@{district.slug}.invalid"), district)

    found = memberships_of(person, DAY)

    with acting_as(person.pk):
        mine = Membership.objects.filter(person=person).in_force(DAY).select_related("district")
        expected = list(mine.order_by("district__name", "pk"))
    assert [vars(one) | {"_state": 0} for one in found] == [
        vars(one) | {"_state": 0} for one in expected
    ]
    assert [vars(one.district)["slug"] for one in found] == ["alder", "moss", "zeal"]
    assert [one.district for one in found] == [one.district for one in expected]


@pytest.mark.parametrize(("ends_on", "holds"), [(None, 1), (DAY + timedelta(1), 1), (DAY, 0)])
def test_membership_holds_up_to_the_day_on_which_it_ends(person, places, ends_on, holds):
    member = join(person, places[0])
    with acting_in(places[0].pk):
        Membership.objects.filter(pk=member.pk).update(ends_on=ends_on)

    assert len(memberships_of(person, DAY)) == holds
    assert memberships_of(person, DAY - timedelta(1)) == []


def test_a_membership_brings_its_district_with_it(person, places, django_assert_num_queries):
    join(person, places[0])
    (found,) = memberships_of(person, DAY)

    with django_assert_num_queries(0):
        assert (found.district.slug, found.person_id) == ("zeal", person.pk)


def test_within_goes_on_where_we_are_and_asks_nothing(places, django_assert_num_queries):
    with acting_in(places[0].pk), django_assert_num_queries(0), within(places[0].pk):
        pass


def test_within_another_district_shows_that_and_then_the_first_again(places):
    for district in places[:2]:
        with acting_in(district.pk):
            Organisation.objects.create(
                district=district, name=district.slug, kind="LEVY_PAYER", starts_on=DAY
            )

    with acting_in(places[0].pk):
        with within(places[1].pk):
            other = list(Organisation.objects.values_list("name", flat=True))
        own = list(Organisation.objects.values_list("name", flat=True))
    with within(places[1].pk):
        alone = list(Organisation.objects.values_list("name", flat=True))

    assert (own, other, alone) == (["zeal"], ["alder"], ["alder"])


def test_within_does_not_trust_a_scope_that_has_ended(places):
    with acting_in(places[0].pk):
        pass

    assert list(Organisation.objects.all()) == []
    with within(places[0].pk):
        Organisation.objects.create(
            district=places[0], name="One", kind="LEVY_PAYER", starts_on=DAY
        )
        assert Organisation.objects.count() == 1
