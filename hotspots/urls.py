"""Addresses of `hotspots`; the district is the first thing that a view checks."""

from django.urls import path

from hotspots.views import (
    concentration,
    contrast,
    drift,
    funding,
    methods,
    monday,
    plans,
    public_map,
    pulse,
    trend,
    weekly,
)

app_name = "hotspots"

urlpatterns = [
    path("d/<slug:district>/weekly/", weekly.weekly, name="weekly"),
    path("d/<slug:district>/weekly/drift/", drift.weekly_drift, name="weekly_drift"),
    path("d/<slug:district>/weekly/weekly.csv", weekly.weekly_csv, name="weekly_csv"),
    path(
        "d/<slug:district>/weekly/weekly.gpkg", weekly.weekly_geopackage, name="weekly_geopackage"
    ),
    path("d/<slug:district>/contrast/", contrast.contrast, name="contrast"),
    path("d/<slug:district>/contrast/contrast.csv", contrast.contrast_csv, name="contrast_csv"),
    path(
        "d/<slug:district>/contrast/contrast.geojson",
        contrast.contrast_geojson,
        name="contrast_geojson",
    ),
    path("d/<slug:district>/methods/", methods.methods, name="methods"),
    path("data-dictionary.csv", methods.data_dictionary, name="data_dictionary"),
    path(
        "d/<slug:district>/contrast/contrast.gpkg",
        contrast.contrast_geopackage,
        name="contrast_geopackage",
    ),
    path("d/<slug:district>/trend/", trend.trend, name="trend"),
    path("d/<slug:district>/trend/trend.csv", trend.trend_csv, name="trend_csv"),
    path("d/<slug:district>/trend/trend.gpkg", trend.trend_geopackage, name="trend_geopackage"),
    path("d/<slug:district>/concentration/", concentration.concentration, name="concentration"),
    path(
        "d/<slug:district>/concentration/concentration.csv",
        concentration.concentration_csv,
        name="concentration_csv",
    ),
    path(
        "d/<slug:district>/concentration/concentration.gpkg",
        concentration.concentration_geopackage,
        name="concentration_geopackage",
    ),
    path("d/<slug:district>/map/", public_map.public_map_page, name="public_map"),
    path("d/<slug:district>/map/public-map.csv", public_map.public_map_csv, name="public_map_csv"),
    path(
        "d/<slug:district>/map/public-map.geojson",
        public_map.public_map_geojson,
        name="public_map_geojson",
    ),
    path(
        "d/<slug:district>/map/public-map.gpkg",
        public_map.public_map_geopackage,
        name="public_map_geopackage",
    ),
    path("d/<slug:district>/funding/", funding.funding, name="funding"),
    path("d/<slug:district>/funding/funding.csv", funding.funding_csv, name="funding_csv"),
    path(
        "d/<slug:district>/funding/funding.gpkg",
        funding.funding_geopackage,
        name="funding_geopackage",
    ),
    path("evidence-keys.json", funding.evidence_keys, name="evidence_keys"),
    path("d/<slug:district>/funding/<uuid:plan>/evidence.zip", funding.pack, name="funding_pack"),
    path("pulse/<slug:pulse>/", pulse.pulse, name="pulse"),
    path("d/<slug:district>/funding/survey/", pulse.survey, name="survey"),
    path("d/<slug:district>/funding/survey/open/", pulse.open_survey, name="survey_open"),
    path("d/<slug:district>/funding/plans/", plans.plans, name="funding_plans"),
    path("d/<slug:district>/funding/plans/new/", plans.new_plan, name="funding_plan_new"),
    path("d/<slug:district>/funding/plans/<uuid:plan>/", plans.plan, name="funding_plan"),
    path(
        "d/<slug:district>/funding/plans/<uuid:plan>/freeze/", plans.freeze, name="funding_freeze"
    ),
    path("d/<slug:district>/weekly/files/", monday.weekly_files, name="weekly_files"),
    path("d/<slug:district>/weekly/files/<uuid:file>/", monday.weekly_file, name="weekly_file"),
    path("d/<slug:district>/weekly/letter/", monday.weekly_letter, name="weekly_letter"),
]
