"""The weekly payload, key by key: what pages, PDF, one-file map and e-mail are drawn from.

One payload is stored for each audience and week. Four versions differ in what they hold:

operations  everything, exact
board       exact at resolution 9, and no finer; nothing of who reported
members     classes at resolution 10 only, and no place that would name a shop
briefing    for a room: classes at resolution 9; exact only what three businesses reported

What a version leaves out is None (or an empty list), never a missing key, so whoever draws
needs no version of their own. Texts are made once, here below the web, so that page, PDF and
e-mail say the same to the letter. Nothing in any version is free text of a person: who acted
is told as a team (`teams`). Every value is plain JSON.
"""

from __future__ import annotations

from typing import Literal, TypedDict

SCHEMA = 1

Version = Literal["operations", "board", "members", "briefing"]
Verdict = Literal["higher", "lower", "no clear difference", "too few to say"]
Badge = Literal["new", "returning", "persistent", "easing"]
Class = Literal["0", "1-2", "3-5", "6+"]


class Span(TypedDict):
    """The week. `first` and `last` are its Monday and Sunday; `hours` is 167, 168 or 169."""

    name: str  # 2026-W46
    first: str  # 2026-11-09
    last: str  # 2026-11-15
    hours: int
    words: str  # "Week 46, 9 to 15 November 2026"


class Norm(TypedDict):
    """What a week is expected to hold, from the thirteen before: mean and 90 % range."""

    mean: float
    low: int
    high: int


class DriftShown(TypedDict):
    """The chart of small excesses. `weeks` is for how long it has been above zero."""

    value: float
    limit: float
    weeks: int
    drifting: bool


class Town(TypedDict):
    """The whole district. `count` is None where a version gives no total."""

    count: int | None
    premises: int | None  # places that reported
    norm: Norm | None
    z: float | None  # from the norm, of unit spread; None below five a week
    band: Literal["normal", "unusual", "very unusual"] | None
    verdict: Verdict  # never "lower" in a week of low reporting
    since_last_week: Verdict  # one single week against another, dispersion allowed for
    drift: DriftShown | None
    outside: int | None  # reports of the week outside the boundary, counted nowhere else
    sentence: str


class CategoryLine(TypedDict):
    """One category's week."""

    code: str
    label: str
    count: int
    norm: Norm | None
    verdict: Verdict
    drifting: bool


class LinePoint(TypedDict):
    """One week of the town's line; `low` and `high` are its own 90 % range, None if unknown."""

    week: str
    count: int
    low: int | None
    high: int | None
    low_reporting: bool
    drift: float | None


class ReportingShown(TypedDict):
    """Members who reported against what is usual."""

    members: int | None
    usual: float | None
    active: int | None
    low: bool
    sentence: str


class Item(TypedDict):
    """One of at most five items of the briefing, the most pressing first."""

    cell: str  # of resolution 9, which the members' map does not draw
    place: str
    when: str  # "Friday 16-20", "Friday" or empty
    count: str  # "9"; empty in the members' version
    premises: int | None
    norm: Norm | None
    verdict: Verdict
    badge: Badge | None
    firm: bool | None  # None: not flagged, so there is nothing to confirm
    history: list[int]  # the thirteen weeks before, oldest first, then this one; may be empty
    text: str  # the sentence whole
    notes: list[str]  # one reporter, grid-sensitive, what was done


class Change(TypedDict):
    """What is not as it was last week."""

    kind: Literal["alert", "alert-over", "hot", "hot-over", "town", "reporting", "boundary"]
    cell: str | None
    text: str


class Ask(TypedDict):
    """What to ask of whom, by the fixed rules of `docs/weekly.md`."""

    of: str  # a team: "NBCP", "Council ASB team", "BID operations", ...
    cell: str | None
    text: str


class Cell(TypedDict):
    """One hexagon of resolution 9: looked at, tested and alerted on."""

    cell: str
    place: str
    centre: list[float]  # longitude, latitude
    ring: list[list[float]]  # closed; longitude, latitude; six decimals
    inside: float  # share of its area inside the boundary: the exposure
    count: int | None
    group: Class | None  # the class of the count; None where withheld
    premises: int | None
    norm: Norm | None
    luck: int | None  # by luck alone about one week in so many is this high
    alert: bool  # higher than its norm
    four_weeks: int | None
    flagged: bool  # hot over four weeks, with its neighbours: the outline
    badge: Badge | None
    firm: bool | None
    verdict: Verdict
    one_reporter: list[int] | None  # [8, 10]: eight of ten from one business
    members_here: int | None  # members with premises here; 0 is drawn grey
    history: list[int]
    last_week: int | None
    minutes: int | None  # of work recorded here this week


class FineCell(TypedDict):
    """One hexagon of resolution 10: to look at; nothing is tested on it."""

    cell: str
    place: str
    centre: list[float]
    ring: list[list[float]]
    count: int | None
    group: Class | None  # None: withheld, drawn hatched
    members_here: int | None


class Scoreboard(TypedDict):
    """How last week's map did this week, and maps of the last 26 weeks on average.

    The first eight are None if last week's map marked nothing, or nobody reported this week.
    """

    cells: int | None
    area: float | None  # shares, 0 to 1
    found: int | None
    total: int | None
    share: float | None
    best: float | None
    pai: float | None
    pei: float | None
    weeks: int  # in the mean: weeks before which anything was marked
    mean_share: float
    mean_low: float  # the middle half of the weeks
    mean_high: float
    mean_pei: float
    predictive: bool
    sentence: str


class Method(TypedDict):
    """The numbers that the tests used, for whoever checks them."""

    norm_weeks: int
    weeks_held: int  # complete weeks of reports before this one, at most 38
    dispersion: float
    dispersion_town: float
    clustering: float
    window_weeks: int
    with_neighbours: bool  # False in a small district: each hexagon is tested by itself


class WeeklyPayload(TypedDict):
    """The whole week, for one audience."""

    schema: int
    kind: Literal["weekly"]
    version: Version
    analysis: str
    district: dict[str, object]  # slug, name, invented
    audience: str
    boundary: dict[str, object]  # name, illustrative, valid_from, source, geometry
    week: Span
    known_at: str  # reports submitted later are not in it
    headline: str  # the answer of the page, one sentence
    town: Town
    categories: list[CategoryLine]
    line: list[LinePoint]  # 26 weeks, this one last
    reporting: ReportingShown
    items: list[Item]
    changes: list[Change]
    asks: list[Ask]
    cells: list[Cell]
    fine: list[FineCell]
    blocks: list[list[int]]  # Monday first; six blocks of four hours; empty where withheld
    scoreboard: Scoreboard | None
    method: Method
    seed: int
    code_version: str
    built_at: str
