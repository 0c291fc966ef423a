"""The requests of corpus A: each is a report that would be accepted, with one thing wrong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.trust.corpus.A.inputs import (
    FAMILY,
    KEYS,
    KINDS,
    MOMENTS,
    NOT_CATEGORIES,
    NOT_NUMBERS,
    PLACES,
    UNREADABLE,
    WORDS,
)
from tests.trust.live import LAT, LNG, report


@dataclass(frozen=True)
class Sent:
    """One request: its bytes, the headers that differ (`None`: left out), and the method."""

    body: bytes
    headers: Mapping[str, str | None] = field(default_factory=dict)
    method: str = "POST"


def _json(content: Any) -> bytes:
    return json.dumps(content).encode()


def _with(**changes: Any) -> Callable[[], Sent]:
    return lambda: Sent(_json(report(**changes)))


def _raw(body: bytes | str, **headers: str | None) -> Callable[[], Sent]:
    content = body.encode() if isinstance(body, str) else body
    return lambda: Sent(content, {name.replace("_", "-"): one for name, one in headers.items()})


def _swapped(old: str, new: str | bytes) -> Callable[[], Sent]:
    """Put something into a report's JSON that json.dumps would not write."""

    def make() -> Sent:
        sure = _json(report(narrative="HERE", accuracy_m=1234))
        wanted = new.encode() if isinstance(new, str) else new
        assert old.encode() in sure
        return Sent(sure.replace(old.encode(), wanted))

    return make


def _literal(field_name: str, literal: str) -> Callable[[], Sent]:
    """Write a number, or something instead of it, exactly so."""
    value = {"lng": LNG, "lat": LAT, "accuracy_m": 1234}[field_name]
    return _swapped(f'"{field_name}": {value}', f'"{field_name}": {literal}')


def _headers(**headers: str | None) -> Callable[[], Sent]:
    return lambda: Sent(
        _json(report()), {name.replace("_", "-"): one for name, one in headers.items()}
    )


def _method(method: str) -> Callable[[], Sent]:
    return lambda: Sent(_json(report()), {}, method)


MAKERS: dict[str, Callable[[], Sent]] = {
    "A00-the-report-itself": _with(),
    "A00-everything-that-can-be-said": _with(
        accuracy_m=12.5,
        narrative="By the door.",
        told_police="101",
        police_log="NP-20261101-0042",
        minutes_lost=0,
        answers={"how_many": "two or three"},
        premises=None,
        same_as=None,
        photos=[],
    ),
    "A00-welfare": _with(category="rough_sleeping_concern", asked="SAID_NO"),
    "A02-lone-surrogate": _swapped("HERE", "a\\ud800b"),
    "A02-two-lone-surrogates": _swapped("HERE", "\\udfff\\ud800"),
    "A02-surrogate-in-a-key": _swapped('"narrative"', '"\\ud800"'),
    "A03-list": _raw("[]"),
    "A03-list-of-reports": lambda: Sent(_json([report()])),
    "A04-null": _raw("null"),
    "A05-text": _raw('"x"'),
    "A05-number": _raw("1"),
    "A05-true": _raw("true"),
    "A05-empty": _raw(""),
    "A05-spaces": _raw("   "),
    "A05-two-documents": lambda: Sent(_json(report()) + _json(report())),
    "A05-trailing-comma": _swapped('"HERE"', '"HERE",'),
    "A05-single-quotes": _raw(str({"district": "exampleton"})),
    "A05-comment": lambda: Sent(b"/* */" + _json(report())),
    "A06-brackets": _raw("[" * 60_000),
    "A06-more-brackets": _raw("[" * 100_000),
    "A07-nested-objects": _swapped('"HERE"', '{"a":' * 5000 + "1" + "}" * 5000),
    "A07-nested-under-answers": _swapped(
        '"narrative": "HERE"', '"answers": {"a": ' + "[" * 20 + "]" * 20 + "}"
    ),
    "A08-latitude-twice": _swapped('"narrative"', '"lat": 0, "narrative"'),
    "A08-district-twice": _swapped('"narrative"', '"district": "elsewhere", "narrative"'),
    "A08-same-key-escaped": _swapped('"narrative"', '"\\u006cat": 0, "narrative"'),
    "A09-nan": _literal("lat", "NaN"),
    "A09-infinity": _literal("lat", "Infinity"),
    "A09-minus-infinity": _literal("lng", "-Infinity"),
    "A09-nan-accuracy": _literal("accuracy_m", "NaN"),
    "A10-1e308": _literal("lat", "1e308"),
    "A10-1e400": _literal("lat", "1e400"),
    "A10-minus-1e308": _literal("lng", "-1e308"),
    "A10-1e20": _literal("lng", "1e20"),
    "A10-accuracy-1e400": _literal("accuracy_m", "1e400"),
    "A10-accuracy-negative": _literal("accuracy_m", "-1"),
    "A10-accuracy-11-km": _literal("accuracy_m", "11000"),
    "A13-5000-digits": _literal("lat", "5" * 5000),
    "A13-5000-decimals": _literal("lat", "5." + "0" * 5000),
    "A13-400-decimals": _literal("lng", "0." + "1" * 400),
    **{f"A14-{name}": _literal("lat", literal) for name, literal in NOT_NUMBERS.items()},
    **{name: _with(lng=lng, lat=lat) for name, (lng, lat) in PLACES.items()},
    "A17-latitude-91": _with(lat=91),
    "A17-latitude-below": _literal("lat", "-90.0000001"),
    "A17-longitude-beyond": _literal("lng", "180.0000001"),
    "A17-longitude-999": _with(lng=999),
    "A20-wkt": _with(geom="POINT(1e308 1e308)"),
    "A20-ewkt": _with(geom="SRID=-1;POINT(0 0)"),
    "A20-wkb": _with(point="0101000020E6100000000000000000F07F000000000000F07F"),
    "A21-collections": _with(geom="GEOMETRYCOLLECTION(" * 3000),
    "A21-more-collections": _with(geom="GEOMETRYCOLLECTION(" * 100_000),
    "A22-crs-link": _with(
        geometry={
            "type": "Point",
            "coordinates": [LNG, LAT],
            "crs": {"type": "link", "properties": {"href": "http://127.0.0.1:9/"}},
        }
    ),
    "A23-megabyte": _with(narrative="x" * 2**20),
    "A23-4000-families": _with(narrative=FAMILY * 4000),
    **{name: _with(narrative=words) for name, words in WORDS.items()},
    **{name: _with(narrative=words) for name, words in UNREADABLE.items()},
    **{f"A29-{name}": _with(occurred_at=MOMENTS[name]) for name in ("year-9999", "year-1")},
    **{
        f"A30-{name}": _with(occurred_at=moment)
        for name, moment in MOMENTS.items()
        if name not in {"year-9999", "year-1"}
    },
    "A30-british-summer-time": _with(occurred_at="2026-07-01T10:00:00.123+01:00"),
    "A30-year-2000": _with(occurred_at="2000-01-01T00:00:00Z"),
    **{f"A32-{name}": _with(category=code) for name, code in NOT_CATEGORIES.items()},
    **{
        f"A33-{name}": _with(**{name: value})
        for name, value in {
            "tenant_id": 1,
            "status": "CLOSED",
            "is_staff": True,
            "created_at": "2020-01-01T00:00:00Z",
            "id": "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b",
            "reporter": 1,
            "device": "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b",
            "organisation": 1,
            "cell_9": 1,
            "client_key": "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b",
            "__proto__": {"a": 1},
            "": 1,
        }.items()
    },
    "A34-district-number": _with(district=99999999999999999999),
    "A34-district-object": _with(district={"a": 1}),
    "A34-district-missing": _with(district=...),
    "A34-district-elsewhere": _with(district="elsewhere"),
    "A34-district-of-others": _with(district="neighbour"),
    "A34-district-path": _with(district="../exampleton"),
    "A34-premises-of-others": _with(premises=1),
    "A34-premises-2-to-63": _with(premises=2**63),
    "A34-premises-zero": _with(premises=0),
    "A34-premises-fraction": _with(premises=1.5),
    "A34-premises-text": _with(premises="1"),
    "A34-premises-true": _with(premises=True),
    "A34-minutes-negative": _with(minutes_lost=-1),
    "A34-minutes-too-many": _with(minutes_lost=100_001),
    "A34-minutes-2-to-31": _with(minutes_lost=2**31),
    "A34-minutes-20-digits": _with(minutes_lost=99999999999999999999),
    "A34-police-unknown": _with(told_police="MAYBE"),
    "A34-police-true": _with(told_police=True),
    "A34-log-41-characters": _with(police_log="x" * 41),
    "A34-answers-list": _with(answers=["a"]),
    "A34-answers-number": _with(answers={"how_many": 2}),
    "A34-answers-21": _with(answers={f"q{number}": "a" for number in range(21)}),
    "A34-answers-key": _with(answers={"<b>": "a"}),
    "A34-answers-nul": _with(answers={"how_many": "\x00"}),
    "A34-asked-unknown": _with(asked="YES"),
    "A34-photos-text": _with(photos="a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"),
    "A34-photos-50": _with(photos=["a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"] * 50),
    "A34-photo-of-nobody": _with(photos=["a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"]),
    "A34-photo-on-welfare": _with(
        category="encampment", photos=["a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"]
    ),
    "A34-same-as-number": _with(same_as=1),
    "A34-same-as-nobody": _with(same_as="a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"),
    **{f"A36-{name}": _headers(Idempotency_Key=key) for name, key in KEYS.items()},
    "A36-8-kilobytes": _headers(Idempotency_Key="a" * 8190),
    "A40-bad-utf-8": _swapped("HERE", b"\xff\xfe\x80"),
    "A40-overlong-utf-8": _swapped("HERE", b"\xc0\xaf"),
    "A40-surrogate-in-utf-8": _swapped("HERE", b"\xed\xa0\x80"),
    "A40-utf-16": lambda: Sent(json.dumps(report()).encode("utf-16")),
    "A40-utf-32": lambda: Sent(json.dumps(report()).encode("utf-32")),
    "A40-byte-order-mark": lambda: Sent(b"\xef\xbb\xbf" + _json(report())),
    "A40-gzip": lambda: Sent(gzip.compress(_json(report())), {"Content-Encoding": "gzip"}),
    "A40-gzip-unsaid": lambda: Sent(gzip.compress(_json(report()))),
    "A40-brotli-said": _headers(Content_Encoding="br"),
    **{f"A41-{name}": _headers(Content_Type=kind) for name, kind in KINDS.items()},
    "A41-charset-utf-8": _headers(Content_Type="application/json; charset=utf-8"),
    "A41-charset-capitals": _headers(Content_Type="Application/JSON;charset=UTF-8"),
    "A43-2000-form-fields": _raw(
        "&".join(f"f{number}=1" for number in range(2000)),
        Content_Type="application/x-www-form-urlencoded",
    ),
    "A43-5000-parts": _raw(
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1000 + "--b--\r\n",
        Content_Type="multipart/form-data; boundary=b",
    ),
    "A43-part-without-name": _raw(
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--\r\n",
        Content_Type="multipart/form-data; boundary=b",
    ),
    "A45-postcode": _with(
        category="rough_sleeping_concern",
        asked="NOT_ASKED",
        narrative="Behind NN1 1AA, ///filled.count.soap",
    ),
    "A45-story": _with(category="encampment", narrative="x" * 301),
    "A47-get": _method("GET"),
    "A47-put": _method("PUT"),
    "A47-patch": _method("PATCH"),
    "A47-delete": _method("DELETE"),
    "A47-head": _method("HEAD"),
    "A47-options": _method("OPTIONS"),
    "A47-trace": _method("TRACE"),
    "A47-propfind": _method("PROPFIND"),
    "A47-method-override": lambda: Sent(
        _json(report()), {"X-HTTP-Method-Override": "DELETE"}, "GET"
    ),
    "A48-no-cookie": _headers(Cookie=None),
    "A48-no-token": _headers(**{"X-CSRFToken": None}),
    "A48-other-token": _headers(**{"X-CSRFToken": "f" * 32}),
    "A48-other-origin": _headers(Origin="https://evil.example"),
    "A48-null-origin": _headers(Origin="null"),
    "A48-unknown-pass": _headers(
        Cookie=f"pass={'A' * 43}; csrf={'e' * 32}", **{"X-CSRFToken": "e" * 32}
    ),
    "A48-hostile-pass": _headers(
        Cookie=f"pass=' OR 1=1--; csrf={'e' * 32}", **{"X-CSRFToken": "e" * 32}
    ),
    "A48-session-of-nobody": _headers(
        Cookie=f"session={'a' * 32}; csrf={'e' * 32}", **{"X-CSRFToken": "e" * 32}
    ),
}
