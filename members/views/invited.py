"""The invited person's side: opening the link, and joining."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members import actions
from members.forms import NewSignInForm
from members.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites as what; let the person join when they ask to."""
    now = timezone.now()
    try:
        invitation = actions.open_invitation(token, now)
        known = actions.person_invited(invitation) is not None
        form = NewSignInForm(
            request.POST if request.method == "POST" else None, email=invitation.email
        )
        if request.method == "POST" and (known or form.is_valid()):
            signed_in = request.user if isinstance(request.user, Person) else None
            actions.accept(
                token=token, at=now, new=None if known else form.new, signed_in=signed_in
            )
            messages.success(request, f"You have joined {invitation.district.name}.")
            return redirect("home" if known else "account_login")
    except actions.InvitationNotValid:
        return render(request, "members/invited_not_valid.html", status=404)
    except actions.SignInFirst:
        return redirect_to_login(request.get_full_path())
    except actions.HasAPlaceAlready:
        return render(request, "members/invited_twice.html", status=409)
    context = {"invitation": invitation, "known": known, "form": form}
    return render(request, "members/invited.html", context)
