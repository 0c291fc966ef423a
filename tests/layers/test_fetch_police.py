"""Files are fetched from a server that does everything wrong, and never half."""

import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from layers.fetchers import downloads
from layers.fetchers.downloads import DownloadFailed, Patience
from layers.fetchers.policeuk import fetch_street_files
from tests.layers.faulty_server import (
    ARCHIVE,
    FILES,
    Server,
    cut_after,
    hang_up,
    page,
    send,
    status,
    well,
    whole_of,
)
from tests.layers.police_builders import month


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetch(server: Server, tmp_path: Path, waits: list[float]):
    """Return a fetcher of the months that the archive holds, into one folder."""

    def run(first: str = "2024-01", last: str = "2024-04", **options):
        with httpx.Client(timeout=2, trust_env=False) as client:
            return fetch_street_files(
                base=server.base,
                force="northamptonshire",
                first=month(first),
                last=month(last),
                folder=tmp_path / "cache",
                client=client,
                patience=Patience(sleep=waits.append, **options),
            )

    return run


def contents(fetched) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in fetched.files}


def test_only_the_forces_entries_are_read_where_pieces_are_given(fetch, server):
    fetched = fetch()

    assert contents(fetched) == FILES
    assert fetched.missing == []
    assert "whole" not in server.asked
    assert server.sent < len(ARCHIVE) + 4 * 70_000


def test_one_piece_is_read_for_each_file_of_a_large_archive(fetch, server):
    filler = {f"2024-04/2024-04-{force}-street.csv": bytes(range(256)) * 9_000
              for force in ("kent", "dorset", "essex")}  # fmt: skip
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:  # stored, so that it is as large as it looks
        for name, content in ({f"{n[:7]}/{n}": c for n, c in FILES.items()} | filler).items():
            file.writestr(name, content)
    server.content = packed.getvalue()

    assert contents(fetch("2024-02", "2024-04")).keys() == {*FILES} - {sorted(FILES)[0]}
    assert server.sent < len(server.content) / 10


def test_the_whole_archive_is_read_where_no_pieces_are_given(fetch, server):
    server.ranges = False

    assert contents(fetch()) == FILES
    assert server.asked[-1] == "whole"


def test_months_that_the_archive_does_not_hold_are_named(fetch):
    fetched = fetch("2023-11", "2024-04")

    assert [f"{one:%Y-%m}" for one in fetched.missing] == ["2023-11", "2023-12"]
    assert contents(fetched) == FILES


def test_what_is_there_already_is_not_fetched_again(fetch, server):
    fetch()
    server.asked.clear()
    (damaged,) = [path for path in fetch().files if "2024-03" in path.name]
    again = len(server.asked)
    damaged.write_bytes(b"x" * damaged.stat().st_size)

    assert contents(fetch()) == FILES
    assert len(server.asked) == 2 * again + 1  # the directory twice, and one entry


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    "fault", [status(503), status(429, Retry_After="7"), status(500), hang_up, cut_after(0.5)]
)
@pytest.mark.parametrize("when", [0, 1, 2])
def test_one_fault_at_any_moment_only_delays(fetch, server, fault, ranges, when):
    server.ranges = ranges
    server.faults = [*[well] * when, fault]

    assert contents(fetch()) == FILES


def test_a_cut_download_goes_on_where_it_broke_off(fetch, server, tmp_path):
    # The first request finds no pieces.
    server.faults = [whole_of(ARCHIVE), cut_after(0.6)]

    assert contents(fetch()) == FILES
    assert server.asked[1] == "whole"
    assert server.asked[2] == f"bytes={int(len(ARCHIVE) * 0.6)}-"
    assert not list((tmp_path / "cache").glob("*.part"))


def test_a_download_that_was_left_goes_on_in_the_next_run(fetch, server):
    server.faults = [whole_of(ARCHIVE), cut_after(0.3), *[hang_up] * 9]
    with pytest.raises(DownloadFailed, match="Gave up after 2 attempts"):
        fetch(attempts=2)
    server.faults = [whole_of(ARCHIVE)]
    server.asked.clear()

    assert contents(fetch()) == FILES
    assert server.asked[1] == f"bytes={int(len(ARCHIVE) * 0.3)}-"


def test_a_download_that_changed_meanwhile_starts_again(fetch, server):
    server.faults = [whole_of(ARCHIVE), cut_after(0.5)]
    server.etag = '"two"'

    assert contents(fetch()) == FILES


def test_an_archive_without_a_version_is_never_added_to(fetch, server):
    server.ranges, server.etag = False, ""

    assert contents(fetch()) == contents(fetch()) == FILES
    assert server.asked.count("whole") == 2


def test_an_archive_that_has_not_changed_is_not_downloaded_again(fetch, server):
    server.ranges = False
    fetch()
    server.sent = 0

    assert contents(fetch()) == FILES
    assert server.sent == len(ARCHIVE)  # by the question whether it gives pieces


def test_a_retry_after_is_heeded_and_waits_grow(fetch, server, waits):
    server.faults = [status(429, Retry_After="7"), status(503), status(503)]

    fetch()

    assert waits == [7, 2, 4]


def test_a_retry_after_that_is_a_date_counts_from_the_servers_clock(fetch, server, waits):
    def fault(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        handler.date_time_string = lambda timestamp=None: "Mon, 02 Nov 2026 08:00:00 GMT"
        send(handler, 503, b"", Retry_After="Mon, 02 Nov 2026 08:00:30 GMT")
        return True

    server.faults = [fault]
    fetch()

    assert waits == [30]


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        ([status(404)], "There is nothing at"),
        ([status(403)], "The server answered 403"),
        ([status(503)] * 9, "Gave up after 6 attempts: the server answered 503"),
        ([hang_up] * 9, "Gave up after 6 attempts: the connection"),
        ([status(429, Retry_After="3600")], "asks to wait 3,600 seconds"),
        ([status(429, Retry_After="soon")] * 9, "Gave up after 6 attempts"),
        ([page], "web page"),
        ([whole_of(b"<html>Down for maintenance</html>")] * 2, "not a ZIP archive"),
        ([whole_of(ARCHIVE[:-30])] * 2, "not a whole ZIP archive"),
        ([whole_of(b"PK")] * 2, "not a whole ZIP archive"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_sentence(fetch, server, faults, sentence, tmp_path):
    server.faults = faults

    with pytest.raises(DownloadFailed, match=sentence):
        fetch()

    assert not list((tmp_path / "cache").glob("*.zip"))
    assert not list((tmp_path / "cache").glob("*.csv"))


def test_an_archive_that_changes_while_it_is_read_is_given_up(fetch, server):
    def change(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        server.etag = '"two"'
        return False

    server.faults = [well, well, change]

    with pytest.raises(DownloadFailed, match="changed on the server"):
        fetch()


def test_pieces_that_were_not_asked_for_are_refused(fetch, server):
    def other(handler: BaseHTTPRequestHandler, content: bytes) -> bool:
        send(handler, 206, b"PK", Content_Range=f"bytes 5-6/{len(content)}")
        return True

    for answer in (other, status(206), status(206, Content_Range="bytes 0-1/*")):
        server.faults = [well, answer]
        with pytest.raises(DownloadFailed, match="piece of the file"):
            fetch()


def test_an_entry_with_a_wrong_checksum_is_refused(fetch, server, tmp_path):
    content = bytearray(ARCHIVE)
    content[content.index(b"PK\x01\x02") + 16] ^= 1
    server.content = bytes(content)

    with pytest.raises(DownloadFailed, match="not a whole ZIP"):
        fetch()
    assert not list((tmp_path / "cache").glob("*.csv"))


def test_an_entry_that_claims_to_be_enormous_is_refused(fetch, server):
    content = bytearray(ARCHIVE)
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (2**31).to_bytes(4, "little")
    server.content = bytes(content)

    with pytest.raises(DownloadFailed, match="larger than 100 MB"):
        fetch()


def test_a_download_that_is_larger_than_it_said_is_refused(fetch, server, monkeypatch):
    monkeypatch.setattr(downloads, "MAX_BYTES", 1_000)
    server.ranges = False

    with pytest.raises(DownloadFailed, match="larger than 20 GB"):
        fetch()
