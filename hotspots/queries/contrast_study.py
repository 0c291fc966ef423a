"""The contrast of member reports with official statistics, as a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from hotspots import payloads, recipe
from hotspots.canonical import RECIPE
from hotspots.disclosure.counts import RESTRICTED
from hotspots.models import Analysis
from hotspots.periods import Period
from hotspots.public_map.releases import release_of, spans_of
from hotspots.queries.given import given_at_first, given_beside, read_given
from hotspots.queries.inputs import OFFICIAL_CATEGORY, Choice, choose, load
from hotspots.queries.published import periods_given, share_scale_of_year
from hotspots.queries.studies import Asked, Loaded, Study
from hotspots.recipe import RESOLUTION, Ingredients, Result
from members.audiences import CONTRAST_READERS
from members.models import District


def _choose(asked: Asked) -> dict[str, Any]:
    period = Period(asked.start, asked.end)
    choice = choose(asked.district, period, known_at=asked.known_at)
    return {
        "choice": {**choice.as_json(), "given": _given(asked, period)},
        "official_category": OFFICIAL_CATEGORY,
        "resolution": asked.options.get("resolution", RESOLUTION),
        "share_scale": share_scale_of_year(asked.district, period.last.year),
    }


def _given(asked: Asked, period: Period) -> list[int]:
    """Return what audiences without small counts would hold beside this contrast.

    Nothing where they can never be given it. Where they have been, what they held then: their
    view of a period does not change any more.
    """
    theirs = [one for audience in RESTRICTED for one in periods_given(asked.district, audience)]
    if period in theirs:
        return given_at_first(asked.district, period)
    if any(one.clashes_with(period) for one in theirs):
        return []
    return given_beside(asked.district, period, Analysis.Kind.CONTRAST)


def _load(district: District, parameters: Mapping[str, Any]) -> Loaded:
    choice = Choice.from_json(parameters["choice"])
    loaded = load(district, choice)
    # Contrasts from before there was a public map name none.
    payloads_given, fingerprints = read_given(parameters["choice"].get("given", []))
    if not payloads_given:
        return loaded
    ingredients = replace(
        loaded.ingredients,
        spans=spans_of(choice.months_used),
        given=[one for one in map(release_of, payloads_given) if one],
    )
    return replace(
        loaded,
        ingredients=ingredients,
        fingerprints={**loaded.fingerprints, "given": fingerprints},
    )


def _compute(ingredients: Ingredients, seed: int, parameters: Mapping[str, Any]) -> Result:
    return recipe.compute(
        ingredients,
        seed=seed,
        resolution=parameters["resolution"],
        share_scale=parameters["share_scale"],
    )


def _months_amiss(analysis: Analysis) -> list[str]:
    """Say so if a month of the period is neither used nor named as missing, or is both."""
    choice = Choice.from_json(analysis.parameters["choice"])
    missing: set[date] = {*choice.official_missing, *choice.member_missing}
    named = sorted({*choice.months_used, *missing})
    period = Period(analysis.period_start, analysis.period_end)
    amiss = named != period.months or missing & set(choice.months_used)
    return ["the months used and missing"] if amiss else []


CONTRAST: Final = Study(
    kind=Analysis.Kind.CONTRAST,
    choose=_choose,
    load=_load,
    compute=_compute,
    payload=payloads.contrast_payload,
    readers=CONTRAST_READERS,
    sources=RECIPE,
    identity=("resolution",),
    # The scale only says how to colour.
    unsealed=frozenset({"share_scale"}),
    guarded_for=RESTRICTED,
    amiss=_months_amiss,
)
