"""Answers of `hotspots`: what has been published, and what analyses are computed from."""

from hotspots.queries.concentration_study import CONCENTRATION
from hotspots.queries.contrast_study import CONTRAST
from hotspots.queries.evidence import pack_of_plan, packs_to_make, published_keys
from hotspots.queries.funding import (
    areas_now,
    frozen_plans,
    funding_payload,
    outlook_of,
    plan_as_json,
    plans_of,
    stamp_of,
    waiting_plans,
)
from hotspots.queries.funding_study import FUNDING, FUNDING_READERS
from hotspots.queries.inputs import (
    OFFICIAL_CATEGORY,
    Choice,
    NothingToContrast,
    choose,
    load,
)
from hotspots.queries.payload import payload_for
from hotspots.queries.public_map_study import PUBLIC_MAP
from hotspots.queries.published import (
    NotPublished,
    Published,
    cells_of,
    contrast_payload,
    first_disclosed,
    latest_of_kind,
    payload_of,
    period_from_slug,
    periods_given,
    published_contrasts,
    published_of,
    share_scale_of_year,
)
from hotspots.queries.registry import STUDIES, study_of
from hotspots.queries.studies import Asked, Loaded, NothingToBuild, Study, seed_of
from hotspots.queries.trend_study import TREND
from hotspots.queries.verification import Verification, seal_of, verify
from hotspots.queries.weekly_study import WEEKLY

__all__ = [
    "CONCENTRATION",
    "CONTRAST",
    "FUNDING",
    "FUNDING_READERS",
    "OFFICIAL_CATEGORY",
    "PUBLIC_MAP",
    "STUDIES",
    "TREND",
    "WEEKLY",
    "Asked",
    "Choice",
    "Loaded",
    "NotPublished",
    "NothingToBuild",
    "NothingToContrast",
    "Published",
    "Study",
    "Verification",
    "areas_now",
    "cells_of",
    "choose",
    "contrast_payload",
    "first_disclosed",
    "frozen_plans",
    "funding_payload",
    "latest_of_kind",
    "load",
    "outlook_of",
    "pack_of_plan",
    "packs_to_make",
    "payload_for",
    "payload_of",
    "period_from_slug",
    "periods_given",
    "plan_as_json",
    "plans_of",
    "published_contrasts",
    "published_keys",
    "published_of",
    "seal_of",
    "seed_of",
    "share_scale_of_year",
    "stamp_of",
    "study_of",
    "verify",
    "waiting_plans",
]
