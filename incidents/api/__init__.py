"""The reporting interface: photographs and reports in, receipts out, or a sentence why not."""

from ninja import Router

from incidents.api.photos import router as _photos
from incidents.api.reports import StrictBody
from incidents.api.reports import router as _reports

router = Router()
router.add_router("", _reports)
router.add_router("", _photos)

__all__ = ["StrictBody", "router"]
