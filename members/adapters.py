"""How signing in differs from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: a scheme invites its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
