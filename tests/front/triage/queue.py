"""The queue's page, and the faults that a machine finds in it."""

from __future__ import annotations

from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAGE: Final = "/d/exampleton/triage/"
#: As long as most that members write.
NARRATIVE: Final = "Drinking by the side entrance since noon, bottles broken on the step."
CATEGORIES: Final = ("begging", "street_drinking", "rowdy_inconsiderate", "noise", "graffiti")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
