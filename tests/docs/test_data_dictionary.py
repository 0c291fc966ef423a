"""The data dictionary says what the models and the files are."""

import re

import pytest
from django.apps import apps
from django.db import models

from hotspots.presenters import files
from tests.conftest import ROOT
from tests.front import payloads

PAGE = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
APPS = ("members", "layers", "incidents", "outreach", "hotspots")
CLASSES = {"OPEN": "o", "PERSONAL": "p", "SECRET": "s"}


def section(title: str) -> str:
    """Return the text under a third-level heading."""
    found = re.search(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    assert found, f"docs/data-dictionary.md has no section {title}"
    return found.group(1)


def columns_told(title: str) -> dict[str, str]:
    """Return the second cell of each row of a section's table, by the name in its first."""
    return dict(re.findall(r"^\| `(\w+)` \| ?([^|]*?) ?\|", section(title), re.M))


def columns_of(model: type[models.Model]) -> dict[str, str]:
    """Return the privacy letter of each column, as the model declares it."""
    names = {field.name: field.column for field in model._meta.concrete_fields}
    return {
        names[name]: letter
        for kind, letter in CLASSES.items()
        for name in getattr(model.Privacy, kind, ())  # type: ignore[attr-defined]
    }


MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_every_column_is_told_with_its_privacy(model: type[models.Model]) -> None:
    assert columns_told(model._meta.db_table) == columns_of(model)


def test_no_table_is_told_that_is_not_there() -> None:
    told = re.findall(r"^### (\w+_\w+)$", PAGE, re.M)

    assert sorted(told) == sorted(model._meta.db_table for model in MODELS)


def test_the_csv_is_told_column_by_column() -> None:
    assert tuple(columns_told("contrast.csv")) == files.COLUMNS


def test_the_payload_is_told_key_by_key() -> None:
    told = set(re.findall(r"`(\w+)`", PAGE.split("## Payload")[1].split("## Tables")[0]))

    payload = payloads.payload()

    assert set(payload) <= told
    assert set(payload["totals"]) | set(payload["headline"]) | set(payload["period"]) <= told
    assert set(payload["cells"][0]) - set(files.COLUMNS) <= told
