"""The way between the pages of the analyses of one district."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template

from hotspots.sections import sections_of
from members.addresses import page_of
from members.audiences import Audience

register = template.Library()


class SectionLink(NamedTuple):
    """A link between pages of the analyses."""

    label: str
    url: str
    here: bool


@register.inclusion_tag("hotspots/_sections.html", takes_context=True)
def analysis_sections(context: template.Context) -> dict[str, Any]:
    """Link the pages that this reader may open, and mark the one they are on."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or "district" not in match.kwargs:
        return {"links": []}
    slug = match.kwargs["district"]
    links = [
        SectionLink(section.label, page_of(section.route, slug), match.view_name == section.route)
        for section in sections_of(_audience(context, slug))
    ]
    return {"links": links}


def _audience(context: template.Context, slug: str) -> Audience:
    for membership in context.get("my_memberships") or []:
        if membership.district.slug == slug:
            return Audience(membership.audience)
    return Audience.PUBLIC
