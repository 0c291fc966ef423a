"""The rows of lists of reports, each by a stencil: the queue, its pins, one's own reports."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from incidents.presenters.followup import OwnCard
from incidents.presenters.triage import Line
from incidents.queries.photos import PhotoShown
from members.models import District
from members.stencils import Stencil, joined

register = template.Library()
_LINE = Stencil("incidents/_queue_line.html")
_MORE = Stencil("incidents/_queue_more.html")
_PIN = Stencil("incidents/_queue_pin.html")
_CARD = Stencil("incidents/_own_card.html")
_ACTION = Stencil("incidents/_own_action.html")


@register.simple_tag(takes_context=True)
def queue_lines(context: template.Context, lines: Sequence[Line]) -> SafeString:
    """Return the lines of the queue as items of a list."""
    return joined([_line(line, context["district"]) for line in lines])


@register.simple_tag
def queue_pins(lines: Sequence[Line]) -> SafeString:
    """Return the lines of the queue as marks of its map."""
    return joined(
        [
            _PIN.fill(id=line.id, at=line.at, chosen=line.chosen, is_incident=line.is_incident)
            for line in lines
        ]
    )


def _line(line: Line, district: District) -> SafeString:
    return _LINE.fill(
        id=line.id,
        is_incident=line.is_incident,
        is_closed=line.is_closed,
        chosen=line.chosen,
        version=line.version,
        suggested=line.suggested,
        query=line.query,
        label=line.label,
        style=line.style,
        status=line.status,
        place=line.place,
        machine_moment=line.machine_moment,
        moment=line.moment,
        about=line.about,
        narrative=line.narrative,
        answers=line.answers,
        more=joined([_MORE.fill(words=words) for words in line.more]),
        photos=_photos(line.photos, line.label, district),
        suggested_words=line.suggested_words,
    )


@register.simple_tag(takes_context=True)
def own_cards(context: template.Context, cards: Sequence[OwnCard]) -> SafeString:
    """Return one's own reports as items of a list."""
    district, csrf = context["district"], str(context["csrf_token"])
    return joined([_card(card, district, csrf) for card in cards])


def _card(card: OwnCard, district: District, csrf: str) -> SafeString:
    return _CARD.fill(
        id=str(card.id),
        label=card.label,
        place=card.place,
        machine_moment=card.machine_moment,
        moment=card.moment,
        reference=card.reference,
        style=card.style,
        status=card.status,
        actions=joined([_ACTION.fill(done=done) for done in card.actions]),
        narrative=card.narrative,
        photos=_photos(card.photos, card.label, district),
        add_photo_url=_add_photo_url(card, district),
        still_url=_still_url(card, district),
        is_closed=card.is_closed,
        csrf=csrf,
    )


def _add_photo_url(card: OwnCard, district: District) -> str:
    if not card.can_add_photo:
        return ""
    return reverse("incidents:add_photo", args=[district.slug, card.reference])


def _still_url(card: OwnCard, district: District) -> str:
    if not card.can_say_still:
        return ""
    return reverse("incidents:still_happening", args=[district.slug, card.id])


def _photos(photos: Sequence[PhotoShown], about: str, district: District) -> SafeString | str:
    if not photos:
        return ""
    given = {"photos": photos, "about": about, "district": district}
    return render_to_string("incidents/_photos.html", given)
