"""Files that cannot be half written, and turns that end with their holder."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

from ops.files import digest_of, files_under, read_json, try_lock, write_atomically, write_json
from ops.state import ROOT

HOLD = """
import sys, time
from pathlib import Path
from ops.files import turn_at
with turn_at(Path(sys.argv[1]), "test"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_write_atomically_is_private_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "note"

    write_atomically(path, "first")
    write_atomically(path, "second")

    assert path.read_text() == "second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_read_json_of_a_torn_or_missing_file_is_empty(tmp_path: Path) -> None:
    torn = tmp_path / "torn.json"
    torn.write_text('{"a": ')

    assert read_json(torn) == {}
    assert read_json(tmp_path / "missing.json") == {}


def test_json_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"a": "1"})

    assert read_json(tmp_path / "x.json") == {"a": "1"}


def test_digest_changes_with_content_name_and_further_words(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x")
    two.write_text("x")

    digests = {digest_of([one]), digest_of([two]), digest_of([one, two]), digest_of([one], "y")}
    one.write_text("z")

    assert len(digests | {digest_of([one])}) == 5


def test_digest_does_not_depend_on_the_order_of_listing(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)

    found = files_under(tmp_path)

    assert digest_of(found) == digest_of(reversed(found))


def test_a_turn_ends_when_its_holder_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, lock], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()

    with lock.open() as stream:
        held = not try_lock(stream.fileno())
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        free = try_lock(stream.fileno())
    holder.stdout.close()

    assert held
    assert free
