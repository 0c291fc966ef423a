"""Answers of `hotspots`: what has been published, and what analyses are computed from."""

from hotspots.queries.contrast_study import CONTRAST
from hotspots.queries.inputs import (
    OFFICIAL_CATEGORY,
    Choice,
    NothingToContrast,
    choose,
    load,
)
from hotspots.queries.payload import payload_for
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
from hotspots.queries.verification import Verification, seal_of, verify

__all__ = [
    "CONTRAST",
    "OFFICIAL_CATEGORY",
    "STUDIES",
    "Asked",
    "Choice",
    "Loaded",
    "NotPublished",
    "NothingToBuild",
    "NothingToContrast",
    "Published",
    "Study",
    "Verification",
    "cells_of",
    "choose",
    "contrast_payload",
    "first_disclosed",
    "latest_of_kind",
    "load",
    "payload_for",
    "payload_of",
    "period_from_slug",
    "periods_given",
    "published_contrasts",
    "published_of",
    "seal_of",
    "seed_of",
    "share_scale_of_year",
    "study_of",
    "verify",
]
