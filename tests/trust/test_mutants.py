"""P06: whoever takes a permission check away is noticed, and whoever opens a policy."""
# ruff: noqa: F811 - fixtures of other modules are named as arguments here

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, connections, transaction

from members import access, permissions
from members import querysets as member_rows
from members.access import acting_in
from tests.hotspots.proofs import Record, record  # noqa: F401 - a fixture
from tests.trust import test_rls_probes as probes
from tests.trust.cast import Town, browsers, build_town
from tests.trust.mutants import Mutant, all_mutants
from tests.trust.test_doors import wrong_door
from tests.trust.test_questions import build_asked, wrong_answers, wrong_between_businesses
from tests.trust.test_reach import build_scene, wrong_doors, wrong_reaches, wrong_tables

pytestmark = pytest.mark.prove

UNDER_PROOF: Final = (access, permissions, member_rows)

#: A second wall stands behind these, or they close and do not open: nobody reaches more by them.
NOTHING_MORE: Final = {
    "scope incidents.queries.triage.exported: Report.objects.visible_to(viewer)":
        "what is exported is narrowed to visible reports and incidents before",
    "scope incidents.queries.triage.exported: Incident.objects.visible_to(viewer)":
        "only incidents of reports that are exported are looked up",
    "scope members.queries.places_of: Premises.objects.visible_to(viewer)":
        "premises are shown by business, and the businesses are the visible ones",
    "incidents.querysets.ReportQuerySet.visible_to: viewer.organisation_id":
        "every report has a business: a manager without one would reach less",
    "incidents.querysets.NoticeQuerySet.visible_to: viewer.organisation_id":
        "every notice has a business: a manager without one reaches none of them",
    "incidents.querysets.PhotoQuerySet.visible_to: viewer.organisation_id":
        "every report has a business: a manager without one would reach less",
}  # fmt: skip

Killer = Callable[[Mutant], str]


@pytest.mark.django_db
def test_every_check_that_is_taken_away_is_noticed(record: Record) -> None:
    own = build_town("exampleton")
    killers = [reach(), of_doors(), of_tables(), of_questions(), between_businesses(),
               every_door(own)]  # fmt: skip
    mutants = all_mutants()
    for kill in killers:
        assert not kill(Mutant("nothing", lambda: untouched())), "it is wrong already"
    killed: dict[str, int] = defaultdict(int)
    survivors = []
    for mutant in mutants:
        with transaction.atomic(), mutant.applied():
            by = next((kill.__name__ for kill in killers if dies(kill, mutant)), "")
            transaction.set_rollback(True)
        killed[by or "nothing more is reached"] += 1
        if not by and mutant.name not in NOTHING_MORE:
            survivors.append(mutant.name)

    print("\n".join(["survivors:", *survivors]))
    record(len(mutants), len(survivors), killed=dict(killed), survivors=survivors)
    assert survivors == []


def dies(kill: Killer, mutant: Mutant) -> bool:
    """Tell whether a test fails with a mutant, or breaks, which is noticed as well."""
    try:
        with transaction.atomic():
            return bool(kill(mutant))
    except Exception:  # whatever breaks, a suite fails
        return True


@contextmanager
def untouched() -> Iterator[None]:
    yield


def reach() -> Killer:
    scene = build_scene("reachton")

    def kill_by_reach(mutant: Mutant) -> str:
        return " ".join(wrong_reaches(scene))

    return kill_by_reach


def of_doors() -> Killer:
    town = build_town("doorton")

    def kill_by_doors(mutant: Mutant) -> str:
        return " ".join(undone(wrong_doors, town))

    return kill_by_doors


def of_questions() -> Killer:
    scene = build_asked("askton")

    def kill_by_questions(mutant: Mutant) -> str:
        return " ".join(undone(wrong_answers, scene))

    return kill_by_questions


def between_businesses() -> Killer:
    scene = build_asked("shopton")

    def kill_by_businesses(mutant: Mutant) -> str:
        return " ".join(undone(wrong_between_businesses, scene))

    return kill_by_businesses


def undone(look: Callable[[Any], list[str]], at: Any) -> list[str]:
    """Look, and undo whatever looking made."""
    with transaction.atomic():
        found = look(at)
        transaction.set_rollback(True)
    return found


def of_tables() -> Killer:
    def kill_by_tables(mutant: Mutant) -> str:
        return " ".join(wrong_tables())

    return kill_by_tables


def every_door(own: Town) -> Killer:
    people = browsers(own)

    def kill_by_every_door(mutant: Mutant) -> str:
        found = [one for route in mutant.routes for one in wrong_door(route, people, own)]
        return " ".join(found)

    return kill_by_every_door


# --- Policies -------------------------------------------------------------------------------------

_OPEN: Final = {
    "SELECT": "USING (true)",
    "INSERT": "WITH CHECK (true)",
    "UPDATE": "USING (true)",
    "DELETE": "USING (true)",
}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_policy_that_is_opened_or_dropped_is_noticed(record: Record) -> None:
    build_scene("exampleton")
    own, other = build_town("own"), build_town("other")
    policies = probes.rows(
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
    )
    mine = set(probes.tables())
    survivors, silent = [], []
    tried = 0
    for table, name, verb, qual, check in (one for one in policies if one[0] in mine):
        tried += 2
        back = f"WITH CHECK ({check})" if verb == "INSERT" else f"USING ({qual})"
        with changed(f"ALTER POLICY {name} ON {table} {_OPEN[verb]}",
                     f"ALTER POLICY {name} ON {table} {back}"):  # fmt: skip
            if not catalogue_notices():
                survivors.append(f"opened {name}")
            if not probe_notices(verb, table, own, other):
                silent.append(name)
        with changed(f"DROP POLICY {name} ON {table}",
                     f"CREATE POLICY {name} ON {table} FOR {verb} {back}"):  # fmt: skip
            if not catalogue_notices():
                survivors.append(f"dropped {name}")

    assert not catalogue_notices(), "a policy was not put back"
    print("\n".join(["noticed by the catalogue alone:", *silent]))
    record(tried, len(survivors), noticed_by_the_catalogue_alone=silent, survivors=survivors)
    assert survivors == []


@contextmanager
def changed(do: str, undo: str) -> Iterator[None]:
    with connections["owner"].cursor() as owner:
        owner.execute(do)
        try:
            yield
        finally:
            owner.execute(undo)


def catalogue_notices() -> bool:
    try:
        probes.test_every_table_has_a_policy_for_every_verb_and_forces_it()
    except AssertionError:
        return True
    return False


def probe_notices(verb: str, table: str, own: Town, other: Town) -> bool:
    """Tell whether the rows of another district can be read, changed or made, and undo it."""
    with acting_in(own.district.pk):
        match verb:
            case "SELECT":
                return probes.seen(table, other) > 0
            case "INSERT":
                return smuggles(table, other)
            case _:
                # Without a condition, which would ask the policy of reading as well.
                words = (
                    "UPDATE {} SET district_id = district_id"
                    if verb == "UPDATE"
                    else "DELETE FROM {}"
                )
                return touches(words.format(table), table, own)


def touches(statement: str, table: str, own: Town) -> bool:
    """Tell whether a statement on all rows meets more than the own district has."""
    ((mine,),) = probes.rows(f"SELECT count(*) FROM {table}")
    found = met(statement)
    return found is None or found > mine


def met(statement: str) -> int | None:
    """Return how many rows a statement meets, or None if another table refused what it did."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            count = int(cursor.rowcount)
            transaction.set_rollback(True)
            return count
    except DatabaseError as error:
        return 0 if "permission denied" in str(error) else None


def smuggles(table: str, other: Town) -> bool:
    """Tell whether a copy of an own row can be put into another district."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},"
                f" to_jsonb(t) || jsonb_build_object('district_id', %s::bigint))).*"
                f" FROM {table} t LIMIT 1",
                [other.district.pk],
            )
            return bool(cursor.rowcount)
    except DatabaseError as error:
        # Past the policy something else may refuse: a key that is taken, for one.
        words: Any = str(error)
        return "row-level security" not in words and "permission denied" not in words
