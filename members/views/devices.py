"""The devices of a business: which have a pass, a code for a new one, and the end of one."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from members import actions, notifications, presenters, queries
from members.access import Viewer, only_for
from members.forms import DeviceForm
from members.models import DevicePass
from members.permissions import MANAGES_DEVICES

_READ_OR_SEND: Final = ["GET", "HEAD", "POST"]


@require_safe
@only_for(MANAGES_DEVICES)
def devices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the devices that hold a pass."""
    context = {"district": viewer.district, "devices": queries.devices_of(viewer)}
    return render(request, "members/devices.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(MANAGES_DEVICES)
def new_device(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask which device it is, then show its code: once, as only its hash is kept."""
    now = timezone.now()
    places = queries.places_of(viewer, timezone.localdate(now))
    form = DeviceForm(request.POST if request.method == "POST" else None, places=places)
    context = {"district": viewer.district, "form": form, "places": places}
    if request.method != "POST" or not form.is_valid():
        return render(request, "members/device_new.html", context)
    code = actions.make_code(viewer=viewer, enrolment=form.enrolment, at=now)
    link = notifications.absolute(reverse("members:enrol", args=[code]))
    path, side = presenters.qr_path(link)
    context |= {"link": link, "path": path, "side": side, "until": now + actions.CODE_LIVES}
    return render(request, "members/device_code.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(MANAGES_DEVICES)
def revoke_device(request: HttpRequest, viewer: Viewer, device: UUID) -> HttpResponse:
    """Ask whether a pass is to end, and end it."""
    held = get_object_or_404(DevicePass.objects.visible_to(viewer).living(), pk=device)
    if request.method != "POST":
        context = {"district": viewer.district, "device": held}
        return render(request, "members/device_revoke.html", context)
    actions.revoke_pass(held=held, viewer=viewer, at=timezone.now())
    messages.success(request, f"{held.label} can no longer report.")
    return redirect("members:devices", viewer.district.slug)
