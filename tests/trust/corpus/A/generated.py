"""The requests of corpus A: each is a report that would be accepted, with one thing wrong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

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


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
NOT_NUMBERS = {
    "comma": '"52,2"',
    "north": '"52.2N"',
    "empty": '""',
    "space": '" 52.2"',
    "plus-text": '"+52.2"',
    "hexadecimal": '"0x34"',
    "underscore": '"5_2.2"',
    "number-in-text": '"52.2386"',
    "arabic-digits": '"\u0665\u0662.\u0662"',
    "newline": '"52.2\\n"',
    "true": "true",
    "null": "null",
    "list": "[52.2]",
    "object": '{"degrees": 52.2}',
    "exponent": "5.22386e1",
    "nine-decimals": "52.238600001",
    "four-digits": "0052.2386",
    "plus": "+52.2386",
    "point-first": ".5",
    "point-last": "52.",
    "minus-minus": "--52.2",
}
MOMENTS = {
    "year-9999": "9999-12-31T23:59:59-14:00",
    "year-1": "0001-01-01T00:00:00+14:00",
    "30-february": "2026-02-30T10:00:00Z",
    "24-hours": "2026-02-03T24:00:00Z",
    "epoch": 1793620800000,
    "next-year": "2099-11-21T10:00:00Z",
    "year-1899": "1899-12-31T10:00:00Z",
    "without-offset": "2026-11-01T10:00:00",
    "day-only": "2026-11-01",
    "week": "2026-W05-1T10:00:00Z",
    "offset-seconds": "2026-11-01T10:00:00+00:00:01",
    "offset-too-far": "2026-11-01T10:00:00+23:59",
    "leap-second": "2026-06-30T23:59:60Z",
    "seven-decimals": "2026-11-01T10:00:00.1234567Z",
    "full-width": "\uff12\uff10\uff12\uff16-11-01T10:00:00Z",
    "newline": "2026-11-01T10:00:00Z\n",
    "null": None,
    "list": ["2026-11-01T10:00:00Z"],
    "empty": "",
}
PLACES = {
    "A15-swapped": (LAT, LNG),
    "A16-null-island": (0, 0),
    "A17-north-pole": (LNG, 90),
    "A17-south-pole": (LNG, -90),
    "A17-date-line-east": (180, LAT),
    "A17-date-line-west": (-180, LAT),
    "A18-irish-sea": (-5.0, 53.8),
    "A18-calais": (1.85, 50.95),
    "A18-northern-ireland": (-5.93, 54.6),
    "A18-next-town": (-0.7, 52.3),
    "A19-six-metres-outside": (round(LNG + 0.005 + 6 / 68_300, 8), LAT),
    "A19-on-the-boundary": (round(LNG + 0.005, 8), LAT),
    "A19-a-centimetre-outside": (round(LNG + 0.005 + 0.01 / 68_300, 8), LAT),
}
WORDS = {
    "A25-script": "<script>alert(1)</script>",
    "A25-templates": "{{7*7}} ${7*7} {% load x %} #{7*7}",
    "A25-link": "javascript:alert(1)",
    "A26-bidi-override": "see \u202egnp.exe",
    "A26-homoglyph": "Р\u0430ypal h\u0435re",
    "A27-hyperlink": '=HYPERLINK("http://x","y")',
    "A27-plus": "+1",
    "A27-minus": "-1",
    "A27-at": "@SUM(A1)",
    "A27-full-width": "\uff1dcmd",
    "A28-drop-table": "'; DROP TABLE incidents_report;--",
    "A28-like": "%' OR 1=1",
    "A28-backslash": "\\' \\x00 \\u0000",
    "A44-nhs-number": "He said his number is 943 476 5919.",
    "A44-card-number": "Card 4111 1111 1111 1111, sort code 12-34-56.",
    "A23-4000-characters": "x" * 4000,
    "A23-emoji-families": FAMILY * 400,
    "A24-windows-lines": "one\r\ntwo\r\n\tthree",
    "A24-decomposed": "Cafe\u0301",
}
UNREADABLE = {
    "A01-nul": "a\x00b",
    "A01-escape": "a\x1b[31mb",
    "A01-backspace": "a\x08b",
    "A01-delete": "a\x7fb",
    "A01-next-line": "a\x85b",
    "A01-lone-return": "a\rb",
    "A23-4001-characters": "x" * 4001,
    "A23-10001-characters": "x" * 10_001,
    "A23-bytes-beyond-characters": FAMILY * 520,
    "A24-spaces": "   \n\t ",
    "A24-zero-width": "\u200b\u200d\ufeff",
    "A24-direction-marks": "\u200f\u200e\u202e",
    "A24-unassigned": "\u0378\ue000",
    "A35-list": ["a"],
    "A35-object": {"a": "b"},
    "A35-number": 7,
    "A35-true": True,
    "A35-null": None,
}
KEYS = {
    "missing": None,
    "empty": "",
    "37-characters": "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b0",
    "upper-case": "A3BB189E-8BF9-4F2B-8A7E-0C1D2E3F4A5B",
    "braces": "{a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b}",
    "without-dashes": "a3bb189e8bf94f2b8a7e0c1d2e3f4a5b",
    "urn": "urn:uuid:a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b",
    "words": "the same again, please, and quickly!",
    "quoted": '"a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b"',
    "emoji": "\U0001f600".encode().decode("latin-1"),
    "two-of-them": "a3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b, b3bb189e-8bf9-4f2b-8a7e-0c1d2e3f4a5b",
}
KINDS = {
    "plain": "text/plain",
    "missing": None,
    "other-charset": "application/json; charset=x",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=" + "b" * 5000,
    "xml": "application/xml",
    "geojson": "application/geo+json",
    "json-suffix": "application/json-patch+json",
    "two-kinds": "application/json, text/plain",
    "utf-7": "application/json; charset=utf-7",
    "utf-16": "application/json; charset=utf-16",
}
NOT_CATEGORIES = {
    "unknown": "asb",
    "minus-one": -1,
    "two-to-63": 2**63,
    "list": ["begging"],
    "number": 1,
    "empty": "",
    "capitals": "BEGGING",
    "newline": "begging\n",
    "null": None,
    "long": "b" * 5000,
}

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
