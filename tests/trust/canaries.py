"""People who do everything that is personal or secret, each with words found nowhere else."""

from __future__ import annotations

import re
import secrets
import ssl
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, quote_plus
from uuid import uuid4

import httpx
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.incidents import pictures
from tests.trust.letters import REFUSED, Letterbox
from tests.trust.live import LAT, LNG, headers_of, report

SLUG: Final = "exampleton"
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Canaries(ExitStack):
    """Words by what they are, each unlike anything else in the world; closes who carried them."""

    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def new(self, kind: str, form: str = "{}") -> str:
        """Return a new word of a kind, in a form such as `{}@example.invalid`."""
        word = form.format(f"canary{secrets.token_hex(8)}")
        self.keep(kind, word)
        return word

    def keep(self, kind: str, word: str) -> None:
        """Take something for a canary that the platform made itself."""
        assert len(word) >= 12, f"{kind} is too short to be told from chance"
        self.words[f"{kind} {len(self.words)}"] = word

    def found_in(self, text: str) -> list[str]:
        """Return the kinds of those that a text holds, written in any way that addresses have."""
        return [
            kind
            for kind, word in self.words.items()
            if any(one in text for one in {word, quote(word), quote_plus(word), word.upper()})
        ]


class Visitor:
    """A browser without scripts, behind nginx."""

    def __init__(self, port: int, canaries: Canaries) -> None:
        context = ssl._create_unverified_context()
        self.client = httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            verify=context,
            timeout=30,
            trust_env=False,
            headers={"Referer": "https://127.0.0.1/"},
        )
        self.canaries = canaries
        canaries.callback(self.client.close)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._noted(self.client.get(path, follow_redirects=True, **more))

    def post(self, path: str, fields: dict[str, Any], *, page: str = "", **more: Any) -> Any:
        """Fill in the form of a page and send it."""
        shown = self.get(page or path)
        token = _TOKEN.search(shown.text)
        assert token, f"{page or path}: {shown.status_code}"
        fields = {"csrfmiddlewaretoken": token[1]} | fields
        return self._noted(self.client.post(path, data=fields, **more))

    def sign_in(self, email: str, password: str, secret: str) -> None:
        answer = self.post("/account/login/", {"login": email, "password": password})
        assert answer.headers.get("location", "").startswith("/account/2fa/"), answer.status_code
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        answer = self.post("/account/2fa/authenticate/", {"code": code})
        assert answer.status_code == 302, answer.text[-500:]

    def _noted(self, answer: httpx.Response) -> httpx.Response:
        for name in ("session", "csrf", "pass"):
            value = self.client.cookies.get(name)
            if value and value not in self.canaries.words.values():
                self.canaries.keep(f"cookie {name}", value)
        return answer


def report_from_a_device(visitor: Visitor, token: str, canaries: Canaries, words: str) -> int:
    """Send a report as a till does, and return the status."""
    key = str(uuid4())
    canaries.keep("Idempotency-Key", key)
    headers = headers_of(token, **{"Idempotency-Key": key})
    visitor.client.cookies.clear()
    answer = visitor.client.post("/api/v1/reports", json=report(narrative=words), headers=headers)
    return answer.status_code


def report_with_a_photo(visitor: Visitor, token: str, canaries: Canaries) -> None:
    visitor.client.cookies.set("pass", token)
    fields = {
        "category": "graffiti", "place": "map", "lng": str(LNG), "lat": str(LAT), "accuracy": "20",
        "when": "now", "key": str(uuid4()), "words": canaries.new("narrative"),
        "police_log": canaries.new("police log"),
    }  # fmt: skip
    name = canaries.new("file name", "{}.jpg")
    photo = {"photos": (name, pictures.told_on(), "image/jpeg")}
    answer = visitor.post(f"/d/{SLUG}/report/", fields, files=photo)
    assert answer.status_code == 302, answer.text[-800:]


def fail_to_sign_in(visitor: Visitor, canaries: Canaries) -> None:
    fields = {
        "login": canaries.new("e-mail", "{}@example.invalid"),
        "password": canaries.new("wrong password"),
    }
    assert visitor.post("/account/login/", fields).status_code == 200


def invite_and_join(
    admin: Visitor, stranger: Visitor, box: Letterbox, canaries: Canaries
) -> tuple[str, str]:
    """Invite somebody whom the mail server knows and somebody else; return who joined."""
    email = canaries.new("e-mail", "{}@example.invalid")
    refused = canaries.new("e-mail", "{}@" + REFUSED + ".invalid")
    fields = {"audience": "ANALYST", "organisation": "", "emails": f"{email}\n{refused}"}
    answer = admin.post(f"/d/{SLUG}/people/invite/", fields)
    assert answer.status_code == 302, answer.text[-800:]
    link = box.link("/invited/")
    canaries.keep("invitation", link.split("/")[2])
    password = canaries.new("password")
    answer = stranger.post(link, {"name": canaries.new("name"), "password": password})
    assert answer.status_code == 302, answer.text[-800:]
    assert stranger.get(link).status_code == 404  # used, and so not found
    return email, password


def set_a_new_password(visitor: Visitor, email: str, box: Letterbox, canaries: Canaries) -> None:
    assert visitor.post("/account/password/reset/", {"email": email}).status_code == 302
    link = box.link("/account/password/reset/key/")
    canaries.keep("reset key", link.strip("/").split("/")[-1])
    page = str(visitor.get(link).url.path)
    word = canaries.new("password")
    answer = visitor.post(page, {"password1": word, "password2": word})
    assert answer.status_code == 302, answer.text[-800:]
    assert visitor.get(link).status_code == 200


def triage(visitor: Visitor, words: str, canaries: Canaries) -> None:
    """Search for a report by its words, open it, and write down what was done."""
    path = f"/d/{SLUG}/triage/"
    found = visitor.get(path, params={"q": words})
    assert words in found.text
    line = re.search(r'data-line="([^"]+)" data-kind="report" data-version="(\d+)"', found.text)
    assert line, found.text[:500]
    change = f"{path}change/"
    fields = {"do": "open", "target": line[1], "kind": "report", "version": line[2],
              "category": "begging"}  # fmt: skip
    assert visitor.post(change, fields, page=path).status_code == 302
    file = visitor.get(path)
    opened = re.search(r'data-line="([^"]+)" data-kind="incident" data-version="(\d+)"', file.text)
    assert opened, file.text[:500]
    note = {"do": "act", "target": opened[1], "kind": "incident", "version": opened[2],
            "what": canaries.new("triage note"), "who": canaries.new("name")}  # fmt: skip
    assert visitor.post(change, note, page=path).status_code == 302
    shown = visitor.get(f"/d/{SLUG}/incidents/{opened[1]}/")
    assert note["what"] in shown.text, "the note was not taken"
    assert words in visitor.get(f"{path}reports.csv").text


def open_links_of_nobody(visitor: Visitor, canaries: Canaries) -> None:
    for kind in ("invited", "enrol"):
        word = canaries.new(f"{kind} link")
        assert visitor.get(f"/{kind}/{word}/").status_code == 404
    visitor.get("/r/", params={"reference": canaries.new("query")})
