"""The map for the public, as a study: a calendar quarter, published once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from hotspots import public_map
from hotspots.canonical import RECIPE
from hotspots.models import Analysis
from hotspots.periods import Period, add_months, begins_at
from hotspots.public_map.releases import spans_of
from hotspots.queries.given import given_beside, read_given
from hotspots.queries.inputs import OFFICIAL_CATEGORY, Choice, choose, load
from hotspots.queries.studies import Asked, Loaded, NothingToBuild, Study
from hotspots.recipe import Result
from members.audiences import Audience
from members.models import District

#: A report of the last day is four weeks old before anybody outside reads of it.
DELAY: Final = timedelta(weeks=4)

QUARTER: Final = 3  # months


def _choose(asked: Asked) -> dict[str, Any]:
    _refuse_what_is_no_quarter(asked)
    period = Period(asked.start, asked.end)
    choice = choose(asked.district, period, known_at=asked.known_at)
    if not choice.report_ids:
        raise NothingToBuild("Nobody had reported anything in this quarter.")
    given = given_beside(asked.district, period, Analysis.Kind.PUBLIC_MAP)
    return {
        "choice": {**choice.as_json(), "given": given},
        "official_category": OFFICIAL_CATEGORY,
    }


def _refuse_what_is_no_quarter(asked: Asked) -> None:
    begins = asked.start.day == 1 and asked.start.month % QUARTER == 1
    if not begins or asked.end != add_months(asked.start, QUARTER):
        raise NothingToBuild("The public map shows calendar quarters and nothing else.")
    if asked.known_at < begins_at(asked.end) + DELAY:
        raise NothingToBuild("A quarter is shown four weeks after it has ended, not before.")


def _load(district: District, parameters: Mapping[str, Any]) -> Loaded:
    stored = parameters["choice"]
    loaded = load(district, Choice.from_json(stored))
    payloads, fingerprint = read_given(stored["given"])
    found = [public_map.release_of(one) for one in payloads]
    (span,) = spans_of([date.fromisoformat(f"{month}-01") for month in stored["months_used"]])
    ingredients = public_map.Ingredients(loaded.ingredients, span, [one for one in found if one])
    return Loaded(ingredients, {**loaded.fingerprints, "given": fingerprint}, loaded.context)


def _compute(
    ingredients: public_map.Ingredients, seed: int, parameters: Mapping[str, Any]
) -> Result:
    return public_map.compute(ingredients)


PUBLIC_MAP: Final = Study(
    kind=Analysis.Kind.PUBLIC_MAP,
    choose=_choose,
    load=_load,
    compute=_compute,
    payload=public_map.public_payload,
    readers=frozenset({Audience.PUBLIC}),
    sources=(*RECIPE, public_map),
    guarded_for=frozenset({Audience.PUBLIC}),
)
