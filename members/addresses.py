"""Addresses of the pages of a district, found once: every head of a page has a dozen."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def page_of(route: str, district_slug: str) -> str:
    """Return the address of a page that needs nothing but its district."""
    return reverse(route, args=[district_slug])
