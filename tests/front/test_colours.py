"""The palette: readable in both themes, told apart by every eye, and written once in effect."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from tests.front.conftest import ROOT

TOKENS = (ROOT / "ntars_geo" / "assets" / "css" / "tokens.css").read_text()

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
READABLE = 4.5
APART = 9.0  # CIE76; about four times what an eye can just tell apart, side by side


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def _themes() -> dict[str, dict[str, str]]:
    light = _tokens(TOKENS.split("@media")[0])
    device, chosen = TOKENS.split("@media")[1:]
    assert _tokens(device) == _tokens(chosen), "the two spellings of the dark theme differ"
    return {"light": light, "dark": light | _tokens(chosen)}


THEMES = _themes()


def _linear(colour: str) -> np.ndarray:
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _contrast(a: str, b: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(_linear(colour) @ weights) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(np.clip(to_xyz @ linear / [0.9505, 1.0, 1.089], 1e-4, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _steps(theme: str, scale: str) -> list[str]:
    count = 7 if scale == "ratio" else 5
    return [THEMES[theme][f"{scale}-{step}"] for step in range(1, count + 1)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(("ink", ground) for ground in ("paper", "paper-raised", "paper-sunk", "land")),
        *(("ink-soft", ground) for ground in ("paper", "paper-raised", "paper-sunk")),
        *(("action", ground) for ground in ("paper", "paper-raised", "paper-sunk")),
        *(("members", "paper"), ("official", "paper"), ("danger", "paper"), ("place-name", "land")),
        *(
            ("on-action", "action"),
            ("on-action", "action-hover"),
            ("attention", "attention-ground"),
        ),
        *(("none-ink", "none"), ("absent-ink", "absent"), ("paper", "ink")),
    ],
)
def test_text_is_readable_on_its_ground(theme: str, ink: str, ground: str) -> None:
    assert _contrast(THEMES[theme][ink], THEMES[theme][ground]) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", ["members", "official", "ratio"])
def test_printed_counts_are_readable_on_every_class(theme: str, scale: str) -> None:
    for step, colour in enumerate(_steps(theme, scale), start=1):
        assert _contrast(colour, THEMES[theme][f"{scale}-ink-{step}"]) >= READABLE, step


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", ["hex-edge", "rule-strong", "focus", "hatch", "boundary"])
def test_shapes_stand_out_from_paper(theme: str, token: str) -> None:
    assert _contrast(THEMES[theme][token], THEMES[theme]["paper"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", ["members", "official", "ratio"])
@pytest.mark.parametrize("eye", ["usual", *DEFICIENCIES])
def test_neighbouring_classes_are_told_apart_by_every_eye(theme: str, scale: str, eye: str) -> None:
    seen = [
        _lab(np.clip(np.array(DEFICIENCIES.get(eye, np.eye(3))) @ _linear(colour), 0, 1))
        for colour in _steps(theme, scale)
    ]

    assert min(float(np.linalg.norm(a - b)) for a, b in pairwise(seen)) >= APART


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", ["usual", *DEFICIENCIES])
def test_ends_of_the_ratio_are_never_taken_for_each_other(theme: str, eye: str) -> None:
    matrix = np.array(DEFICIENCIES.get(eye, np.eye(3)))
    seen = [_lab(np.clip(matrix @ _linear(colour), 0, 1)) for colour in _steps(theme, "ratio")]

    for step in range(3):
        assert np.linalg.norm(seen[step] - seen[-1 - step]) >= 15


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", ["members", "official"])
def test_one_colour_scales_run_one_way_in_grey(theme: str, scale: str) -> None:
    lightness = [_lab(_linear(colour))[0] for colour in _steps(theme, scale)]

    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))
