"""Answers of `hotspots`: what has been published, and what a contrast is computed from."""

from hotspots.queries.inputs import (
    OFFICIAL_CATEGORY,
    Choice,
    Loaded,
    NothingToContrast,
    boundary_of,
    choose,
    inputs_sha256,
    load,
)
from hotspots.queries.payload import payload_for
from hotspots.queries.published import (
    NotPublished,
    Published,
    cells_of,
    contrast_payload,
    first_disclosed,
    latest_analysis,
    period_from_slug,
    periods_given,
    published_contrasts,
    share_scale_of_year,
)
from hotspots.queries.verification import Verification, seal_of, verify

__all__ = [
    "OFFICIAL_CATEGORY",
    "Choice",
    "Loaded",
    "NotPublished",
    "NothingToContrast",
    "Published",
    "Verification",
    "boundary_of",
    "cells_of",
    "choose",
    "contrast_payload",
    "first_disclosed",
    "inputs_sha256",
    "latest_analysis",
    "load",
    "payload_for",
    "period_from_slug",
    "periods_given",
    "published_contrasts",
    "seal_of",
    "share_scale_of_year",
    "verify",
]
