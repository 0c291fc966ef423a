"""Addresses of `incidents`; who may send is the first thing that a view finds out."""

from django.urls import path

from incidents.views import (
    adding,
    alike,
    bearers,
    followup,
    notices,
    photos,
    questions,
    reporting,
    retention,
    sealed,
    status,
    triage,
    vocabulary,
)

app_name = "incidents"

urlpatterns = [
    path("report/", reporting.start, name="report_start"),
    path("report/shell/", reporting.shell, name="report_shell"),
    path("d/<slug:district>/report/", reporting.report, name="report"),
    path("d/<slug:district>/report/ground.geojson", reporting.ground, name="report_ground"),
    path("d/<slug:district>/report/alike/", alike.alike, name="report_alike"),
    path("d/<slug:district>/report/mend/", sealed.mend, name="report_mend"),
    path("d/<slug:district>/report/sealed/", sealed.sealed, name="report_sealed"),
    path("d/<slug:district>/report/sent/<str:reference>/", reporting.sent, name="report_sent"),
    path(
        "d/<slug:district>/report/sent/<str:reference>/photo/", adding.add_photo, name="add_photo"
    ),
    path("d/<slug:district>/photos/", retention.photo_period, name="photo_period"),
    path(
        "d/<slug:district>/photos/period/",
        retention.change_photo_period,
        name="change_photo_period",
    ),
    path("d/<slug:district>/photos/<uuid:photo>/<slug:size>.jpg", photos.photo, name="photo"),
    path("d/<slug:district>/report/sent/<str:reference>/same/", alike.same, name="report_same"),
    path("d/<slug:district>/my-reports/", followup.my_reports, name="my_reports"),
    path(
        "d/<slug:district>/my-reports/<uuid:report>/still/",
        followup.still_happening,
        name="still_happening",
    ),
    path("d/<slug:district>/news/", notices.notices, name="notices"),
    path("d/<slug:district>/news/read/", notices.mark_read, name="notices_read"),
    path("d/<slug:district>/news/email/", notices.choose_email, name="notices_email"),
    path("d/<slug:district>/categories/", vocabulary.vocabulary, name="vocabulary"),
    path("d/<slug:district>/categories/new/", vocabulary.new_category, name="new_category"),
    path(
        "d/<slug:district>/categories/<int:category>/",
        vocabulary.change_category,
        name="change_category",
    ),
    path(
        "d/<slug:district>/categories/<int:category>/questions/",
        questions.questions,
        name="questions",
    ),
    path(
        "d/<slug:district>/categories/<int:category>/questions/new/",
        questions.new_question,
        name="new_question",
    ),
    path(
        "d/<slug:district>/categories/<int:category>/questions/<slug:question>/change/",
        questions.change_question,
        name="change_question",
    ),
    path("d/<slug:district>/triage/", triage.triage, name="triage"),
    path("d/<slug:district>/triage/partners/", bearers.bearers, name="bearers"),
    path("d/<slug:district>/triage/partners/new/", bearers.new_bearer, name="new_bearer"),
    path(
        "d/<slug:district>/triage/partners/<int:bearer>/",
        bearers.change_bearer,
        name="change_bearer",
    ),
    path("d/<slug:district>/triage/change/", triage.triage_change, name="triage_change"),
    path("d/<slug:district>/triage/reports.csv", triage.triage_csv, name="triage_csv"),
    path("d/<slug:district>/triage/reports.gpkg", triage.triage_gpkg, name="triage_gpkg"),
    path("d/<slug:district>/incidents/<uuid:incident>/", triage.incident, name="incident"),
    path("r/", status.lookup, name="status_lookup"),
    path("r/<str:reference>/", status.status, name="status"),
]
