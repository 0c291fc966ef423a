"""Addresses of `members`."""

from django.urls import path

from members.views import devices, enrolling, invited, people, training

app_name = "members"

urlpatterns = [
    path("d/<slug:district>/people/", people.people, name="people"),
    path("d/<slug:district>/people/invite/", people.invite, name="invite"),
    path(
        "d/<slug:district>/people/<int:membership>/end/",
        people.end_membership,
        name="end_membership",
    ),
    path(
        "d/<slug:district>/people/invitations/<uuid:invitation>/withdraw/",
        people.withdraw,
        name="withdraw",
    ),
    path("d/<slug:district>/devices/", devices.devices, name="devices"),
    path("d/<slug:district>/devices/new/", devices.new_device, name="new_device"),
    path(
        "d/<slug:district>/devices/<uuid:device>/revoke/",
        devices.revoke_device,
        name="revoke_device",
    ),
    path("d/<slug:district>/training/", training.training, name="training"),
    path("d/<slug:district>/training/new/", training.new_training, name="new_training"),
    path(
        "d/<slug:district>/training/<uuid:session>/",
        training.training_session,
        name="training_session",
    ),
    path("enrol/", enrolling.pass_held, name="pass_held"),
    path("enrol/<str:code>/", enrolling.enrol, name="enrol"),
    path("invited/<str:token>/", invited.invited, name="invited"),
]
