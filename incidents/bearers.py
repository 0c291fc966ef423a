"""Whom triage of a new scheme can give incidents to. Plain; districts edit their own list."""

from typing import Final

BEARERS: Final = (
    "Town rangers",
    "Council ASB team",
    "Street cleaning",
    "Business crime partnership",
    "Neighbourhood police",
)
