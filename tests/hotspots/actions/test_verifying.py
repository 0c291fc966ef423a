"""What was altered is named."""

from datetime import timedelta

import pytest

from hotspots import queries
from hotspots.models import Analysis
from tests.conftest import MOMENT
from tests.hotspots.actions.year import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_changed_digit_is_named(with_categories, send):
    send(120)
    analysis = build(with_categories, at=MOMENT + timedelta(minutes=1)).analysis
    analysis.result["dissimilarity"] += 1e-12

    found = queries.verify(analysis)

    assert not found.holds
    assert found.changed_figures == ["dissimilarity"]
    assert found.broken_seals == ["a column of the analysis"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("officials_without_location", 0),
        ("members", 1),
        ("dispersion", 1.5),
    ],
)
def test_altered_result_is_named(with_categories, send, column, value):
    send(120)
    analysis = build(with_categories, at=MOMENT + timedelta(minutes=1)).analysis
    analysis = Analysis.objects.get(pk=analysis.pk)
    assert queries.verify(analysis).holds
    analysis.result[column] = value if analysis.result[column] != value else -1

    found = queries.verify(analysis)

    assert found.changed_figures == [column]
    assert found.broken_seals == ["a column of the analysis"]


def test_altered_builder_breaks_the_seal(with_categories):
    analysis = Analysis.objects.get()
    analysis.built_by = "somebody else"

    assert queries.verify(analysis).broken_seals == ["a column of the analysis"]


def test_altered_months_are_named(with_categories):
    analysis = Analysis.objects.get()
    analysis.parameters["choice"]["official_missing"] = ["2025-03"]

    assert "the months used and missing" in queries.verify(analysis).changed_inputs
