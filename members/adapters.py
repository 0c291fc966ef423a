"""How signing in differs from allauth's defaults."""

import base64
import hashlib
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: a scheme invites its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for a new password: at our own address, whatever name was asked."""
        uidb36, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uidb36, secret])
        return str(settings.BASE_URL).rstrip("/") + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send a mail that names this site as its operator does, not as the request did."""
        site = SimpleNamespace(name="NTARS Geo", domain=urlsplit(str(settings.BASE_URL)).netloc)
        super().send_mail(template_prefix, email, {"current_site": site, **context})


class SealedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the secrets of one-time codes sealed in the database, which backups copy."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> MultiFernet:
    # The first key seals; older ones still open, so SECRET_KEY can be changed without lock-outs.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.sha256(b"ntars one-time codes:" + key.encode()).digest()
    )
