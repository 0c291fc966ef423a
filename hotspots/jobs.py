"""Background work: build one contrast, or all that are due."""

import logging
from datetime import date
from typing import Any

from django.utils import timezone

from hotspots import actions
from hotspots.actions import weekly_maps
from hotspots.periods import Period
from hotspots.queries import NothingToBuild, NothingToContrast
from hotspots.recipe import NotLegitimate
from members.models import District

logger = logging.getLogger(__name__)


def build_contrast(district_id: int, start: str, end: str) -> str:
    """Build one contrast and give it to all who may see it; return the id of the analysis."""
    district = District.objects.get(pk=district_id)
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    built = actions.build_contrast(
        district=district, period=period, by="job build_contrast", at=timezone.now()
    )
    return str(built.analysis.pk)


def build_missing_contrasts() -> dict[str, Any]:
    """Build every standard contrast whose inputs have changed since it was last built.

    One district's failure never stops another's. What is due is found in the database, so
    running twice builds nothing twice, and nothing is missed after an outage.
    """
    built: dict[str, Any] = {}
    for district in District.objects.order_by("pk"):
        try:
            made = actions.build_standard_contrasts(
                district=district, by="job build_missing_contrasts", at=timezone.now()
            )
            built[district.slug] = sum(one.is_new for one in made)
        except (NothingToContrast, NotLegitimate) as reason:
            built[district.slug] = str(reason)
        except Exception:
            logger.exception("Unable to build the contrasts of district %s", district.pk)
            built[district.slug] = "failed"
    return built


def build_waiting_plans() -> dict[str, Any]:
    """Evaluate every frozen funding plan whose last month has been published.

    One district's failure never stops another's; what is due is found in the database.
    """
    built: dict[str, Any] = {}
    for district in District.objects.order_by("pk"):
        try:
            made = actions.build_waiting_plans(
                district=district, by="job build_waiting_plans", at=timezone.now()
            )
            built[district.slug] = len(made)
        except Exception:
            logger.exception("Unable to evaluate the funding plans of district %s", district.pk)
            built[district.slug] = "failed"
    return built


def publish_quarters() -> dict[str, Any]:
    """Publish the public map of every quarter that is due, in every district.

    A published quarter is never built again, whatever came late.
    """
    built: dict[str, Any] = {}
    for district in District.objects.order_by("pk"):
        try:
            made = actions.publish_quarters(
                district=district, by="job publish_quarters", at=timezone.now()
            )
            built[district.slug] = len(made)
        except NotLegitimate as reason:
            built[district.slug] = str(reason)
        except Exception:
            logger.exception("Unable to publish the map of district %s", district.pk)
            built[district.slug] = "failed"
    return built


def purge_weekly_files() -> dict[str, int]:
    """Remove files of weeks that others took the place of, a week after they were written.

    One district's failure never stops another's.
    """
    gone: dict[str, int] = {}
    for district in District.objects.order_by("pk"):
        try:
            files = weekly_maps.purge_weekly_files(
                district=district, by="job purge_weekly_files", at=timezone.now()
            )
        except Exception:
            logger.exception("Unable to remove old files of district %s", district.pk)
        else:
            if files:
                gone[district.slug] = len(files)
    return gone


def build_missing_trends() -> dict[str, Any]:
    """Build each district's trend and concentration if their inputs have changed since.

    As with contrasts: nothing is built twice, and one district's failure never stops another's.
    """
    built: dict[str, Any] = {}
    for district in District.objects.order_by("pk"):
        try:
            made = actions.build_standard_trends(
                district=district, by="job build_missing_trends", at=timezone.now()
            )
            built[district.slug] = sum(one.is_new for one in made)
        except NothingToBuild as reason:
            built[district.slug] = str(reason)
        except Exception:
            logger.exception("Unable to build the trend of district %s", district.pk)
            built[district.slug] = "failed"
    return built
