"""The scripts' plain modules, which know no page, tried in the browser that runs them."""

from __future__ import annotations

import pytest

from tests.front.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_sorting_keeps_what_is_empty_last_in_both_directions(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { ordered, nextDirection } = await import("/modules/lib/sorting.js");
            const rows = ["10", "", "9", "0.5"].map((n) => ({ n }));
            const words = ["pear", "Äpfel", "", "apple"].map((n) => ({ n }));
            return {
                up: ordered(rows, "n", "ascending").map((row) => row.n),
                down: ordered(rows, "n", "descending").map((row) => row.n),
                words: ordered(words, "n", "ascending").map((row) => row.n),
                given: rows.map((row) => row.n),
                turns: [null, "ascending", "descending"].map((now) =>
                    nextDirection(now, "ascending")),
            };
        }"""
    )

    assert found == {
        "up": ["0.5", "9", "10", ""],
        "down": ["10", "9", "0.5", ""],
        "words": ["Äpfel", "apple", "pear", ""],
        "given": ["10", "", "9", "0.5"],
        "turns": ["ascending", "descending", "ascending"],
    }


def test_arrows_lead_to_the_nearest_hexagon_that_way_and_stop_at_the_edge(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { cellTowards, isMove } = await import("/modules/lib/hexagons.js");
            const cells = [["m", 0, 0], ["e", 1, 0.1], ["ee", 2, 0], ["n", 0.2, 1], ["far", -3, -3]]
                .map(([cell, lng, lat]) => ({ cell, centre: [lng, lat] }));
            const go = (from, key) => cellTowards(cells, from, key);
            return [
                go("m", "ArrowRight"), go("m", "ArrowUp"), go("m", "ArrowDown"),
                go("ee", "ArrowRight"), go("m", "Home"), go("m", "End"),
                isMove("Home"), isMove("a"),
            ];
        }"""
    )

    assert found == ["e", "n", "far", "ee", "m", "far", True, False]


def test_theme_is_the_persons_choice_before_the_devices(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { currentTheme, otherTheme } = await import("/modules/lib/theme.js");
            return [
                currentTheme("light", true), currentTheme(undefined, true),
                currentTheme("purple", false), otherTheme("dark"), otherTheme("light"),
            ];
        }"""
    )

    assert found == ["light", "dark", "light", "light", "dark"]


def test_boxes_stay_within_the_picture_and_cover_outwards(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { between, byKey, inPixels, moved, resized } =
                await import("/modules/photo/boxes.js");
            const box = { left: 0.5, top: 0.5, width: 0.25, height: 0.25 };
            return [
                between({ x: 0.75, y: -3 }, { x: 0.25, y: 0.5 }),
                between({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 }),
                moved(box, 9, -9),
                resized(box, 9, -9),
                byKey(box, "Delete", false),
                byKey(box, "a", false) === undefined,
                byKey(box, "ArrowLeft", false).left,
                byKey(box, "ArrowDown", true).height,
                inPixels({ left: 0.101, top: 0.5, width: 0.2, height: 0.5 }, 100, 10),
            ];
        }"""
    )

    assert found == [
        {"left": 0.25, "top": 0, "width": 0.5, "height": 0.5},
        None,
        {"left": 0.75, "top": 0, "width": 0.25, "height": 0.25},
        {"left": 0.5, "top": 0.5, "width": 0.5, "height": 0.02},
        None,
        True,
        0.48,
        0.27,
        [10, 5, 21, 5],
    ]


def test_photos_are_due_until_they_arrived_and_again_after_half_an_hour(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { goingAgain, leavingOut, photosDue } =
                await import("/modules/outbox/photo-state.js");
            const now = 100 * 60_000;
            const photos = [
                { key: "new" }, { key: "fresh", arrivedAt: now - 60_000 },
                { key: "old", arrivedAt: now - 40 * 60_000 }, { key: "out" },
            ];
            const due = photosDue({ photos, without: ["out"] }, now).map(({ key }) => key);
            const rest = leavingOut({ photos, without: ["out"] }, "new");
            return [due, rest.without, rest.photos.length, rest.state,
                goingAgain({ photos }).photos.some(({ arrivedAt }) => arrivedAt),
                photosDue({}, now)];
        }"""
    )

    assert found == [["new", "old"], ["out", "new"], 3, "waiting", False, []]


def test_three_letters_are_a_place_where_only_one_name_begins_with_them(open_page: Open) -> None:
    page = open_page("/error/404/")

    found = page.evaluate(
        """async () => {
            const { properName } = await import("/modules/report/check.js");
            const names = ["Abbots Row", "Bridge Hill", "High Street", "High Street East",
                "The Row", "The Row"];
            return ["bri", " BRIDGE hill ", "br", "hig", "high street", "high street e", "the",
                "row", "", undefined].map((typed) => properName(typed, names) ?? null);
        }"""
    )

    assert found == [
        *("Bridge Hill", "Bridge Hill", None, None, "High Street", "High Street East", "The Row"),
        *(None, None, None),
    ]
