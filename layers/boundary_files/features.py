"""What every reader of a boundary file gives back, and how one feature is chosen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from layers.geo_input import Rings
from layers.strict_text import InputRefused, clean_line

MAX_BYTES: Final = 2_000_000
MAX_FEATURES: Final = 5_000  # A county has a few hundred wards.

_MAX_LABELS: Final = 20
_LABEL_LENGTH: Final = 120
_LISTED: Final = 10


@dataclass(frozen=True)
class Feature:
    """One feature of a file: what it may be called by, and a way to read its polygons.

    The polygons are read only when the feature is chosen, so that a point or a broken
    shape elsewhere in the file does no harm. Of the properties nothing else is kept.
    """

    labels: tuple[str, ...]
    polygons: Callable[[], Sequence[Rings]]


@dataclass(frozen=True)
class FeatureFile:
    """The features of one file, and whether their numbers are degrees or metres."""

    kind: str
    srid: int  # 4326 or 27700
    features: Sequence[Feature]


def labels_of(properties: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """Return the short texts among a feature's properties, the likeliest name first."""
    found: list[tuple[bool, str]] = []
    for key, value in properties:
        if len(found) == _MAX_LABELS:
            break
        if isinstance(value, str) and (label := _label(value)):
            found.append((not key.casefold().endswith(("name", "nm")), label))
    return tuple(label for _, label in sorted(found, key=lambda pair: pair[0]))


def check_amount(number: int) -> None:
    """Refuse more features than a file of boundaries has, before time is spent on them.

    Raises
    ------
    InputRefused
        If `number` is over 5,000.
    """
    if number > MAX_FEATURES:
        raise InputRefused(f"The file holds more than {MAX_FEATURES:,} features.")


def choose(features: Sequence[Feature], wanted: str | None) -> Feature:
    """Return the feature meant: the only one, or the one of that label or number.

    Raises
    ------
    InputRefused
        If that is none, or more than one.
    """
    if not features:
        raise InputRefused("The file holds no feature.")
    if wanted is not None:
        return features[_number_of(features, wanted)]
    if len(features) > 1:
        raise InputRefused(
            f"The file holds {len(features)} features: say which of them is the boundary with "
            f"--feature, by number or by name: {_listing(features)}."
        )
    return features[0]


def settled_srid(in_file: int | None, by_operator: int | None) -> int:
    """Return the reference system of the numbers: what the file says, or the operator, or WGS84.

    Raises
    ------
    InputRefused
        If the file and the operator disagree.
    """
    if in_file is not None and by_operator is not None and in_file != by_operator:
        raise InputRefused(f"The file says EPSG:{in_file}, but --srid says {by_operator}.")
    return in_file or by_operator or 4326


def not_a_polygon(kind: str) -> InputRefused:
    """Return the refusal of a feature that is something else; `kind` is our own word for it."""
    return InputRefused(f"The feature is not a polygon but {kind}: a boundary is an area.")


def _label(text: str) -> str | None:
    try:
        return clean_line(text, most=_LABEL_LENGTH)
    except InputRefused:
        return None


def _number_of(features: Sequence[Feature], wanted: str) -> int:
    key = wanted.strip().casefold()
    numbers = [
        number
        for number, feature in enumerate(features)
        if any(label.casefold() == key for label in feature.labels)
    ]
    if len(numbers) > 1:
        listed = ", ".join(str(number + 1) for number in numbers[:_LISTED])
        raise InputRefused(f"Several features have that name: give the number, one of {listed}.")
    if numbers:
        return numbers[0]
    if key.isascii() and key.isdigit() and len(key) <= 6 and 1 <= int(key) <= len(features):
        return int(key) - 1
    raise InputRefused(f"No feature has that name or number; there are {_listing(features)}.")


def _listing(features: Sequence[Feature]) -> str:
    shown = [
        f"{number} {feature.labels[0] if feature.labels else '(no name)'}"
        for number, feature in enumerate(features[:_LISTED], start=1)
    ]
    more = len(features) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
