"""Answer with a file to be kept."""

from django.http import HttpResponse

from hotspots.presenters.downloads import (
    CSV_TYPE,
    GEOPACKAGE_TYPE,
    Taken,
    csv_file,
    geopackage_file,
)


def attached(body: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file under the name that it is kept by."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(taken: Taken) -> HttpResponse:
    """Return the table of an analysis."""
    return attached(csv_file(taken), CSV_TYPE, f"{taken.stem}.csv")


def as_geopackage(taken: Taken) -> HttpResponse:
    """Return the layers of an analysis with their data dictionary."""
    return attached(geopackage_file(taken), GEOPACKAGE_TYPE, f"{taken.stem}.gpkg")
