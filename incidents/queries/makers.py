"""Who made dated versions, by name."""

from __future__ import annotations

from collections.abc import Iterable

from members.models import Person


def maker_names(actors: Iterable[str]) -> dict[str, str]:
    """Return how some actors are called: people by name, jobs and commands as they are."""
    actors = set(actors)
    people = {one for one in actors if one.startswith("person ")}
    found = Person.objects.filter(pk__in=[int(one.split()[1]) for one in people])
    named = {f"person {pk}": name for pk, name in found.values_list("pk", "name")}
    return {one: named.get(one, one.capitalize()) for one in actors}
