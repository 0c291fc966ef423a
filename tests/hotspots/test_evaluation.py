"""The weighted displacement difference, against the published examples."""

import pytest

from hotspots.evaluation import Areas, AreaWeights, BeforeAfter, wdd


def test_g23_the_example_of_the_paper() -> None:
    found = wdd(
        Areas(
            control=BeforeAfter(308, 318),
            treated=BeforeAfter(207, 110),
            displacement_control=BeforeAfter(150, 140),
            displacement_treated=BeforeAfter(178, 157),
        )
    )

    assert (found.effect, found.variance) == (-118, 1568)
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (round(found.low), round(found.high)) == (-196, -40)


def test_g24_periods_of_different_length() -> None:
    found = wdd(
        Areas(control=BeforeAfter(100, 50), treated=BeforeAfter(80, 20)),
        time_weights=BeforeAfter(2, 1),
    )

    assert (found.effect, found.variance) == (-20, 115)


def test_the_funding_screen_of_a_bid_year() -> None:
    """860 to 680 here, 1,190 to 1,200 in two controls scaled to here, dispersion 1.46."""
    found = wdd(
        Areas(control=BeforeAfter(1190, 1200), treated=BeforeAfter(860, 680)),
        area_weights=AreaWeights(control=1190 / 860),
        dispersion=1.46,
    )

    assert round(found.effect) == -187
    assert [found.low, found.high] == pytest.approx([-312, -62], abs=1)


def test_dispersion_widens_and_never_narrows() -> None:
    areas = Areas(control=BeforeAfter(100, 100), treated=BeforeAfter(100, 60))

    plain, wide, narrow = (wdd(areas, dispersion=phi) for phi in (1.0, 4.0, 0.5))

    assert wide.standard_error == pytest.approx(2 * plain.standard_error)
    assert wide.effect == plain.effect
    assert narrow == plain


@pytest.mark.parametrize(
    ("areas", "weights", "sentence"),
    [
        (Areas(BeforeAfter(-1, 2), BeforeAfter(3, 4)), AreaWeights(), "zero or more"),
        (Areas(BeforeAfter(0, 0), BeforeAfter(0, 0)), AreaWeights(), "not zero everywhere"),
        (Areas(BeforeAfter(1, 2), BeforeAfter(3, 4)), AreaWeights(control=0), "above zero"),
    ],
)
def test_impossible_designs_are_refused(areas: Areas, weights: AreaWeights, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wdd(areas, area_weights=weights)
