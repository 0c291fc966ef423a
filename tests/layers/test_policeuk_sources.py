"""Street files are found in files, folders and archives, and no archive is believed."""

import gzip
import stat
import struct
import zipfile

import pytest

from layers.policeuk import sources
from layers.policeuk.file_names import month_of, months_between, read_member_name, read_name
from layers.policeuk.sources import find_files, unzipped
from layers.strict_text import InputRefused
from tests.layers.police_builders import NAME, archive, month, street

CSV = street()


@pytest.mark.parametrize(
    "name",
    [NAME, f"{NAME}.gz", "2024-12-planted-town-street.csv", "2024-12-btp-outcomes.csv",
     "2024-12-btp-stop-and-search.csv"],
)  # fmt: skip
def test_names_of_the_archives_are_read(name):
    found = read_name(name)

    assert name.startswith(str(found))


@pytest.mark.parametrize(
    "name",
    ["", "street.csv", "2024-13-kent-street.csv", "1924-01-kent-street.csv", "2024-01-street.csv",
     "2024-01-Kent-street.csv", "excerpt_2024-01-kent-street.csv", "2024-01-kent-street.csv.zip",
     "2024-01-kent-street.CSV", "2024-01-kent-street.csv\n", "２024-01-kent-street.csv"],
)  # fmt: skip
def test_other_names_say_nothing(name):
    assert read_name(name) is None


@pytest.mark.parametrize(
    "path",
    [f"../{NAME}", f"/{NAME}", f"2024-02/{NAME}", f"2024-01/x/{NAME}", f"..\\{NAME}",
     f"2024-01\\{NAME}", f"2024-01/{NAME}.gz", "2024-01/inner.zip", "", "2024-01/"],
)  # fmt: skip
def test_paths_that_no_archive_has_say_nothing(path):
    assert read_member_name(path) is None


def test_months_are_read_strictly():
    assert months_between(month("2023-11"), month("2024-02"))[2] == month_of("2024-01")
    for text in ("2024-1", "2024-00", "24-01", "2024-01-01", " 2024-01", "1999-12", "٢٠٢٤-01"):
        with pytest.raises(ValueError, match="A month is written YYYY-MM"):
            month_of(text)


def test_a_folder_gives_its_street_files_and_says_what_it_passes_over(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / NAME).write_bytes(CSV)
    (tmp_path / "2024-02-kent-street.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / "2024-02-kent-outcomes.csv").write_bytes(CSV)
    (tmp_path / "mine.csv").write_bytes(CSV)
    (tmp_path / "README.md").write_text("not a table")
    archive({f"2024-01/{NAME}": CSV}, tmp_path / "2024-01.zip")

    found = find_files([tmp_path])

    assert [one.label for one in found.files] == [
        f"2024-01.zip/2024-01/{NAME}",
        "2024-02-kent-street.csv.gz",
        NAME,
    ]
    assert {one.read() for one in found.files} == {CSV}
    assert [one.split(":")[0] for one in found.skipped] == ["2024-02-kent-outcomes.csv", "mine.csv"]


def test_an_archive_gives_its_street_files(tmp_path):
    others = {"2024-01/2024-01-kent-outcomes.csv": b"", "2024-01/": b""}
    archive({f"2024-01/{NAME}": CSV, **others}, tmp_path / "a.zip")

    found = find_files([tmp_path / "a.zip"])

    assert [one.read() for one in found.files] == [CSV]
    assert found.skipped == ["a.zip/2024-01/2024-01-kent-outcomes.csv: outcomes file"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("absent.csv", None, "there is no such file or folder"),
        ("2024-01-kent-outcomes.csv", CSV, "This is an outcomes file"),
        ("2024-01-kent-stop-and-search.csv", CSV, "This is a stop-and-search file"),
        ("table.xlsx", CSV, "only .csv, .csv.gz, .zip and folders can be read"),
        ("a.zip", CSV, "this is not a ZIP archive"),
        ("a.zip", b"", "this is not a ZIP archive"),
        ("a.zip", archive({}), "there is no street file in it"),
        ("a.zip", archive({"2024-01/2024-01-kent-outcomes.csv": CSV}), "there is no street file"),
        ("a.zip", archive({f"../{NAME}": CSV}), f"holds '../{NAME}'"),
        ("a.zip", archive({"inner.zip": archive({NAME: CSV})}), "holds 'inner.zip'"),
        ("a.zip", archive({NAME: CSV, f"./{NAME}.exe": CSV}), "only entries named YYYY-MM/"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(InputRefused) as refusal:
        find_files([tmp_path / name])

    assert sentence in str(refusal.value)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="no street file"):
        find_files([tmp_path])


def test_a_link_in_an_archive_is_refused(tmp_path):
    entry = zipfile.ZipInfo(f"2024-01/{NAME}")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(entry, "/etc/passwd")

    with pytest.raises(InputRefused, match="is a link"):
        find_files([tmp_path / "a.zip"])


def test_an_encrypted_entry_is_refused(tmp_path):
    content = bytearray(archive({f"2024-01/{NAME}": CSV}))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, directory + 8, 0x1)
    (tmp_path / "a.zip").write_bytes(content)

    with pytest.raises(InputRefused, match="is encrypted"):
        find_files([tmp_path / "a.zip"])


def test_two_entries_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(NAME, CSV)
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr(NAME, CSV + CSV)

    with pytest.raises(InputRefused, match="two entries of the same name"):
        find_files([tmp_path / "a.zip"])


def test_too_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ENTRIES", 1)
    archive({f"2024-01/{NAME}": CSV, "2024-01/2024-01-kent-street.csv": CSV}, tmp_path / "a.zip")

    with pytest.raises(InputRefused, match="more than 1 entries"):
        find_files([tmp_path / "a.zip"])


def test_a_bomb_is_told_by_what_it_says(tmp_path):
    archive({NAME: bytes(sources.MAX_BYTES + 1)}, tmp_path / "a.zip")

    with pytest.raises(InputRefused, match="larger than 100 MB unpacked"):
        find_files([tmp_path / "a.zip"])


def test_a_bomb_that_lies_about_its_size_is_told_while_it_is_read(tmp_path):
    content = bytearray(archive({NAME: bytes(1_000_000)}))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 10)
    (tmp_path / "a.zip").write_bytes(content)
    (file,) = find_files([tmp_path / "a.zip"]).files

    with pytest.raises(InputRefused, match="damaged"):
        file.read()


def test_a_damaged_entry_is_told_by_its_checksum(tmp_path):
    content = bytearray(archive({NAME: CSV}))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 16, 1)
    (tmp_path / "a.zip").write_bytes(content)
    (file,) = find_files([tmp_path / "a.zip"]).files

    with pytest.raises(InputRefused, match="damaged"):
        file.read()


def test_gzip_is_unpacked_whole_or_refused(monkeypatch):
    packed = gzip.compress(CSV)

    assert unzipped(packed) == CSV
    assert unzipped(packed + packed) == CSV + CSV
    for bad, sentence in (
        (packed[:-9], "cut short"),
        (packed[:20], "cut short"),
        (packed[:-6] + b"xx" + packed[-4:], "damaged"),
        (packed + b"tail", "damaged"),
        (CSV, "damaged"),
    ):
        with pytest.raises(InputRefused, match=sentence):
            unzipped(bad)
    monkeypatch.setattr(sources, "MAX_BYTES", len(CSV) - 1)
    with pytest.raises(InputRefused, match="larger than"):
        unzipped(packed)


def test_a_large_plain_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    (tmp_path / NAME).write_bytes(CSV)
    monkeypatch.setattr(sources, "MAX_BYTES", len(CSV) - 1)
    (file,) = find_files([tmp_path / NAME]).files

    with pytest.raises(InputRefused, match="larger than"):
        file.read()
