"""Answers of `hotspots`: what has been published, and what a contrast is computed from."""

from hotspots.queries.published import (
    NotPublished,
    Published,
    contrast_payload,
    latest_analysis,
    latest_disclosed,
    period_from_slug,
    periods_given,
    published_contrasts,
)

__all__ = [
    "NotPublished",
    "Published",
    "contrast_payload",
    "latest_analysis",
    "latest_disclosed",
    "period_from_slug",
    "periods_given",
    "published_contrasts",
]
