"""The trend as files: its months, how the sources parted, and what the police were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hotspots.presenters import files
from hotspots.presenters.downloads.taken import Taken, about, ends
from hotspots.presenters.geopackage import Layer
from hotspots.presenters.trend import files as months

Json = Mapping[str, Any]
Row = dict[str, Any]

GAPS: Final[Mapping[str, str]] = {
    "id": "official line: asb; wide, with public order and criminal damage; widest, with drugs and "
    "possession of weapons too",
    "verdict": "higher (reports rose against the records), lower, no clear difference, too few to "
    "say",
    "reason": "why nothing can be said; else empty",
    "members_change": "reports per active member-week, last year over first; 1 is no change",
    "members_change_low": "lower end of the 95 % range",
    "members_change_high": "upper end of the 95 % range",
    "official_change": "records a day, last year over first",
    "official_change_low": "lower end of the 95 % range",
    "official_change_high": "upper end of the 95 % range",
    "odds": "the first change over the second",
    "odds_low": "lower end of the 95 % range",
    "odds_high": "upper end of the 95 % range",
    "p": "probability of parting so far by chance, months being as uneven as they are",
    "dispersion": "how much more the months vary than chance alone; ranges are widened by it",
}
"""Table ``gaps``."""

TOLD: Final[Mapping[str, str]] = {
    "id": "what is told of, and its name",
    "of": "quarter, category (of the last four whole quarters) or year (those together)",
    "name": "calendar quarter as 2026-Q3, or what the category is called",
    "reports": "comparable reports",
    "answered": "of them, those that say whether the police were told; empty where withheld",
    "told": "of those, yes; empty where withheld",
    "share": "told over answered; empty under 20 answers or where withheld",
    "share_low": "lower end of the 95 % range",
    "share_high": "upper end of the 95 % range",
    "withheld": "whether this audience is not given it: under five yes or no, or needed so that "
    "another such number cannot be worked out",
}
"""Table ``told``; not in files for businesses."""


def taken(payload: Json) -> Taken:
    """Return the files of a stored trend; the months are their table."""
    source = files.source_of(payload)
    span = f"{payload['period']['from']}-to-{payload['period']['to']}"
    table = Layer("months", months.columns_of(payload), list(months.rows(payload)))
    gaps = Layer("gaps", GAPS, [_gap(name, one) for name, one in payload["gaps"].items()])
    return Taken(
        stem=months.stem(payload),
        table=table,
        layers=[table, gaps, Layer("told", TOLD, list(_told(payload["told"])))],
        about=about(payload, span, source),
        made_at=payload["built_at"],
    )


def _gap(name: str, one: Json) -> Row:
    return {
        "id": name,
        "verdict": one["verdict"],
        "reason": one["reason"],
        **ends("members_change", one.get("member_change")),
        **ends("official_change", one.get("official_change")),
        **ends("odds", one.get("odds")),
        "p": one.get("p"),
        "dispersion": one["dispersion"],
    }


def _told(told: Json | None) -> Iterable[Row]:
    if told is None:
        return
    for of, rows in (
        ("quarter", told["quarters"]),
        ("category", told["categories"]),
        ("year", [told["year"]]),
    ):
        for one in rows:
            yield _told_row(of, one)


def _told_row(of: str, one: Json) -> Row:
    return {
        "id": f"{of}-{one['name']}",
        "of": of,
        **{name: one[name] for name in ("name", "reports", "answered", "told")},
        **ends("share", one["share"]),
        "withheld": one.get("withheld", False),  # operations are given everything
    }
