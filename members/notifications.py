"""E-mails about people's own sign-ins; there is nothing about anybody else in them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)


def absolute(path: str) -> str:
    """Return the full address of a page; never made from what a request calls this site."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def send_invitations(district: str, addressed: Iterable[tuple[str, str]]) -> set[str]:
    """Send each address its link, given as a token; return those that the mail server took."""
    taken = set()
    try:
        with get_connection() as server:
            for email, token in addressed:
                if _sent(_invitation(district, email, token), server):
                    taken.add(email)
    except (SMTPException, OSError) as error:
        logger.warning("Unable to reach the mail server: %s", type(error).__name__)
    return taken


def _invitation(district: str, email: str, token: str) -> EmailMessage:
    link = absolute(reverse("members:invited", args=[token]))
    text = render_to_string("members/mail/invitation.txt", {"district": district, "link": link})
    return EmailMessage(f"Your sign-in for {district}", text, to=[email])


def _sent(message: EmailMessage, server: BaseEmailBackend) -> bool:
    message.connection = server
    try:
        return message.send() == 1
    except (SMTPException, OSError) as error:
        # Without the address: logs hold no people.
        logger.warning("Unable to send an invitation: %s", type(error).__name__)
        return False
