"""What comes back is a new picture; what decodes it can do nothing else; nobody waits for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from incidents import cleaning
from incidents.cleaning import Box, boxes_from_text, clean
from tests.incidents import pictures
from tests.incidents.pictures import as_file, drawn, opened

RED, GREEN = (200, 0, 0), (0, 160, 0)


def near(pixel, colour, most=12):
    return all(abs(one - other) <= most for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_come_back_as_plain_jpeg(tmp_path, kind):
    found = clean(as_file(drawn(900, 600), kind), (), turns=tmp_path)

    large, small = opened(found.large), opened(found.small)
    assert (large.format, large.mode, large.size) == ("JPEG", "RGB", (900, 600))
    assert small.size == (480, 320)
    assert near(large.getpixel((5, 5)), RED)
    assert near(large.getpixel((880, 580)), GREEN)


def test_nothing_that_the_file_said_is_left(tmp_path):
    sent = pictures.told_on()
    assert b"CANARY" in sent
    assert b"SERIAL-1234" in sent

    found = clean(sent, (), turns=tmp_path)

    for content in (found.large, found.small):
        picture = opened(content)
        assert len(picture.getexif()) == 0
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not any(word in content for word in (b"anary", b"CANARY", b"SERIAL", b"GPS", b"xmp"))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_picture_stands_upright(tmp_path, kind, turn):
    upright = drawn(64, 48)
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(turn, turn)
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    lying = upright if turn == 1 else upright.transpose(Image.Transpose(turns[back]))
    exif = Image.Exif()
    exif[0x0112] = turn

    found = clean(as_file(lying, kind, exif=exif), (), turns=tmp_path)

    picture = opened(found.large)
    assert picture.size == (64, 48) == (found.width, found.height)
    assert near(picture.getpixel((4, 4)), RED, 40)
    assert near(picture.getpixel((60, 44)), GREEN, 40)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("RGBA", "WEBP"), ("LA", "PNG")],
)
def test_every_kind_of_colour_is_shown_as_it_is(tmp_path, mode, kind):
    sent = as_file(drawn(80, 80, mode), kind)

    picture = opened(clean(sent, (), turns=tmp_path).large)

    grey = mode in {"L", "LA"}
    assert near(picture.getpixel((5, 5)), (60, 60, 60) if grey else RED, 30)
    assert near(picture.getpixel((75, 75)), (94, 94, 94) if grey else GREEN, 30)


def test_sixteen_bits_keep_their_shades(tmp_path):
    deep = Image.new("I;16", (40, 40), 32768)

    picture = opened(clean(as_file(deep, "PNG"), (), turns=tmp_path).large)

    assert near(picture.getpixel((20, 20)), (128, 128, 128))


def test_what_is_clear_becomes_white_and_never_shows_what_was_under_it(tmp_path):
    hidden = Image.new("RGBA", (40, 40), (255, 0, 0, 0))

    picture = opened(clean(as_file(hidden, "PNG"), (), turns=tmp_path).large)

    assert near(picture.getpixel((20, 20)), (255, 255, 255))


def test_colours_of_another_profile_are_brought_to_srgb(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ"))
    broken = as_file(drawn(), icc_profile=b"no profile at all")
    strange = as_file(drawn(), icc_profile=profile.tobytes())

    for sent in (broken, strange):
        assert near(opened(clean(sent, (), turns=tmp_path).large).getpixel((110, 70)), GREEN, 40)


def test_boxes_cover_before_anything_is_stored(tmp_path):
    boxes = boxes_from_text("0,0,0.25,0.5;0.75,0.5,0.25,0.5")

    found = clean(pictures.jpeg(400, 200), boxes, turns=tmp_path)

    for content, width, height in ((found.large, 400, 200), (found.small, 400, 200)):
        picture = opened(content)
        assert near(picture.getpixel((10, 10)), (0, 0, 0))
        assert near(picture.getpixel((width - 10, height - 10)), (0, 0, 0))
        assert near(picture.getpixel((150, 50)), RED, 30)


def test_boxes_lie_on_the_picture_as_it_is_seen(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned right by a quarter
    lying = as_file(Image.new("RGB", (80, 40), "white"), exif=exif)

    picture = opened(clean(lying, [Box(0, 0, 1, 0.25)], turns=tmp_path).large)

    assert picture.size == (40, 80)
    assert near(picture.getpixel((20, 5)), (0, 0, 0))
    assert near(picture.getpixel((20, 60)), (255, 255, 255))


def test_large_pictures_are_made_smaller(tmp_path):
    found = clean(pictures.jpeg(5000, 3000), (), turns=tmp_path)

    assert (found.width, found.height) == (2560, 1536)


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("", ()),
        ("0,0,1,1", (Box(0, 0, 1, 1),)),
        (".5,0.25,0.5,0.0001", (Box(0.5, 0.25, 0.5, 0.0001),)),
    ],
)
def test_boxes_are_read(text, boxes):
    assert boxes_from_text(text) == boxes


@pytest.mark.parametrize(
    "text",
    ["1", "0,0,1", "0,0,1,1,1", "0,0,1,1;", "-0.1,0,1,1", "1e0,0,0,0", "nan,0,0,0", "0,0,1,1.1",
     "0.5,0,0.6,1", "0,0,1,1 ", "٠,0,1,1", "0.00001,0,1,1", ";".join(["0,0,1,1"] * 21),
     "0,0,1,1;" * 1000],
)  # fmt: skip
def test_boxes_that_are_none_are_refused(text):
    with pytest.raises(cleaning.BadBoxes):
        boxes_from_text(text)


# --- The child -----------------------------------------------------------------------------------

CONFINED = """
import json, os, socket, sys
sys.path.insert(0, {folder!r})
import image_child
from PIL import Image
Image.preinit()
image_child.confine(768 * 2**20, 5)
found = {{}}
def attempt(name, act):
    try:
        act()
        found[name] = "done"
    except (OSError, MemoryError) as error:
        found[name] = type(error).__name__
attempt("file", lambda: open("/etc/passwd"))
attempt("socket", lambda: socket.socket())
attempt("memory", lambda: bytearray(2**30))
attempt("write", lambda: os.open("/tmp/stolen", os.O_CREAT | os.O_WRONLY))
print(json.dumps([found, dict(os.environ)]))
"""


def test_child_can_open_nothing_reach_nothing_and_knows_no_secret():
    program = CONFINED.format(folder=str(Path(cleaning.__file__).parent))

    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip

    found, variables = json.loads(done.stdout)
    assert found == {"file": "OSError", "socket": "OSError", "memory": "MemoryError",
                     "write": "OSError"}  # fmt: skip
    assert set(variables) <= {"LC_ALL"}


def test_child_gets_none_of_the_web_processs_variables(tmp_path, monkeypatch):
    seen = {}
    real = subprocess.Popen

    def watched(*arguments, **options):
        seen.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setattr("incidents.cleaning.subprocess.Popen", watched)
    clean(pictures.jpeg(), (), turns=tmp_path)

    assert seen == {"LC_ALL": "C.UTF-8"}
    assert any("DATABASE_URL" in name for name in os.environ)


def stand_in(monkeypatch, tmp_path, program):
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(cleaning, "_CHILD", child)


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", cleaning.BrokenPhoto),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", cleaning.BrokenPhoto),
        ("raise SystemExit(3)", cleaning.BrokenPhoto),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", cleaning.Busy),
        ("import time; time.sleep(60)", cleaning.Busy),
    ],
)
def test_child_that_dies_or_hangs_is_told_apart(tmp_path, monkeypatch, program, outcome):
    stand_in(monkeypatch, tmp_path, program)
    monkeypatch.setattr(cleaning, "_WALL_SECONDS", 1.0)

    with pytest.raises(outcome):
        clean(pictures.jpeg(), (), turns=tmp_path)
    monkeypatch.undo()
    assert clean(pictures.jpeg(), (), turns=tmp_path).width == 120  # the next one's turn comes


@pytest.mark.slow
def test_processor_time_ends(tmp_path, monkeypatch):
    lines = (
        Path(cleaning._CHILD)
        .read_text()
        .replace("    told, files =", "    while True: pass\n    told, files =")
    )
    stand_in(monkeypatch, tmp_path, lines)
    monkeypatch.setattr(cleaning, "_PROCESSOR_SECONDS", 1)

    with pytest.raises(cleaning.BrokenPhoto):
        clean(pictures.jpeg(), (), turns=tmp_path)


def test_who_waits_too_long_is_sent_away_and_turns_pass_on(tmp_path, monkeypatch):
    monkeypatch.setattr(cleaning.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(cleaning, "_PATIENCE", 0.2)
    began = time.monotonic()

    with cleaning._turn(tmp_path), pytest.raises(cleaning.Busy):
        clean(pictures.jpeg(), (), turns=tmp_path)

    assert time.monotonic() - began < 2
    assert clean(pictures.jpeg(), (), turns=tmp_path)


def test_two_are_in_hand_and_a_third_is_not(tmp_path):
    with cleaning.in_hand(), cleaning.in_hand(), pytest.raises(cleaning.Busy), cleaning.in_hand():
        pass
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: clean(pictures.jpeg(), (), turns=tmp_path).width, range(4)))

    assert found == [120] * 4
