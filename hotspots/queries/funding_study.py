"""The evaluation of a frozen funding plan, as a study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from hotspots import disclosure, evaluation, funding, periods
from hotspots.canonical import sha256_of
from hotspots.disclosure.counts import EXACT
from hotspots.funding.areas import Area
from hotspots.funding.figures import categories_of
from hotspots.funding.payload import funding_payload
from hotspots.funding.recipe import FundingIngredients, compute_funding
from hotspots.models import Analysis, FundingPlan
from hotspots.queries.funding import counted, fingerprint_of, months_in_use, stamp_of
from hotspots.queries.funding_process import process_counts
from hotspots.queries.studies import Asked, Loaded, NothingToBuild, Study
from hotspots.trend import exact
from layers.queries import releases
from members.audiences import Audience
from members.models import District

FUNDING_READERS: Final = EXACT | {Audience.FUNDER}


def _choose(asked: Asked) -> dict[str, Any]:
    plan = FundingPlan.objects.get(pk=UUID(asked.options["plan"]), district=asked.district)
    if plan.frozen is None:
        raise NothingToBuild("This plan is not frozen, so it is not evaluated.")
    stamped = plan.frozen["plan"]
    held = releases.releases_in_force(
        asked.district.force, releases.months_held(asked.district.force)
    ).releases
    months = months_in_use(stamped, [f"{one.month:%Y-%m}" for one in held], asked.known_at)
    used = {*months["before"], *months["after"], *months["series"]}
    return {
        "choice": {
            "boundary_id": plan.frozen["boundary"]["id"],
            "release_ids": sorted(one.pk for one in held if f"{one.month:%Y-%m}" in used),
            "known_at": asked.known_at.isoformat(),
            # Reports and incidents change later, and the answer may not.
            "process": process_counts(asked.district, stamped, known_at=asked.known_at),
        },
        "frozen": plan.frozen,
        "stamp": stamp_of(plan),
        "months": months,
    }


def _load(district: District, parameters: Mapping[str, Any]) -> Loaded:
    choice, frozen = parameters["choice"], parameters["frozen"]
    areas = [Area.from_json(one) for one in frozen["areas"]]
    counts = counted(areas, choice["release_ids"], categories_of(frozen["plan"]))
    files = releases.sha256s_of(choice["release_ids"])
    return Loaded(
        ingredients=FundingIngredients(counts, choice["process"]),
        fingerprints={
            "plan": parameters["stamp"]["sha256"],
            "areas": {one.key: fingerprint_of(one.shape) for one in areas},
            "releases": files,
            "counts": sha256_of(counts.as_json()),
            "process": sha256_of(choice["process"]),
        },
        context={"releases": files},
    )


FUNDING: Final = Study(
    kind=Analysis.Kind.FUNDING,
    choose=_choose,
    load=_load,
    compute=compute_funding,
    payload=funding_payload,
    readers=frozenset(FUNDING_READERS),
    sources=(evaluation, funding, disclosure, periods, exact),
    # Each plan is built once, when its last month is published: nobody gets a second view of
    # the same counts that would show what came late.
    identity=("stamp",),
)
