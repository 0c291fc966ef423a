"""The functions of :mod:`members.formats` as template filters."""

from datetime import date

from django import template

from members import formats

register = template.Library()

register.filter("whole", formats.whole)
register.filter("decimal", formats.decimal)
register.filter("month", formats.month)
register.filter("listing", formats.listing)


@register.filter
def written_day(when: date) -> str:
    """Write a date or datetime as ``21 November 2026``."""
    return formats.day(when)
