"""E-mails about reports: that there is news and where it stands, never what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection


@dataclass(frozen=True)
class Letter:
    """One e-mail. A mail server on the way may read it, so it holds no personal data."""

    address: str
    subject: str
    text: str
    html: str = ""  # the same once more, for those who read it so


def status_letter(address: str, references: Sequence[str], *, district: str) -> Letter:
    """Return the e-mail that says that reports of a business have a new status."""
    one = len(references) == 1
    links = "\n".join(f"{code}: {_base()}/r/{code}/" for code in references)
    return Letter(
        address,
        "A report has a new status" if one else "Reports have a new status",
        f"{'A report' if one else 'Reports'} of your business:\n\n{links}\n\n"
        f"To stop these e-mails: {_base()}/d/{district}/news/\n",
    )


def sighting_letter(address: str) -> Letter:
    """Return the e-mail that tells outreach that a member has sent a welfare report."""
    return Letter(
        address,
        "A new welfare report for outreach",
        f"A member has sent a welfare report. It can be read in NTARS Geo only:\n\n{_base()}/\n",
    )


def send(letters: Sequence[Letter], *, about: UUID) -> None:
    """Send all letters about one event over one connection, or raise what the server said.

    Sent again, each has the same Message-ID, so that mail systems can drop the copy.
    """
    if not letters:
        return
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    with get_connection() as server:
        for place, letter in enumerate(letters):
            message = _message(letter, f"<{about}.{place}@{domain}>")
            message.connection = server
            message.send()


def _message(letter: Letter, name: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.address], headers={"Message-ID": name}
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _base() -> str:
    return str(settings.BASE_URL).rstrip("/")
