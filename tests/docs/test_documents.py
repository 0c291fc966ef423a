"""What the documents point to is there, and the commands that they quote can be run."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from tests.conftest import ROOT

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "fixtures").rglob("*.md")]
)
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
ENDINGS = (".py", ".css", ".js", ".mjs", ".html")
ROOMS = (
    *("fixtures", "hotspots", "incidents", "layers", "members", "ops", "outreach", "tests"),
    *("ntars_geo/assets", "ntars_geo/templates", "ntars_geo/management"),
)
PATH = r"`([\w.*-]+(?:/[\w.*-]+)+\.(?:py|md|ipynb|js|mjs|html|toml|yaml|in))`"
IDS = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors_of(path: Path) -> set[str]:
    """Return the anchors that a page's headings make, as GitHub and MyST form them."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_link_inside_the_project_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", text_of(path))

    for place, anchor in links:
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), f"{place} is not there"
        assert not anchor or anchor in anchors_of(target), f"{place}#{anchor} is not there"


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_file_named_in_code_type_is_there(path: Path) -> None:
    named = re.findall(
        r"`([\w.*-]+(?:/[\w.*-]+)+\.(?:py|md|ipynb|mjs|toml|yaml|in))`", text_of(path)
    )

    for name in named:
        found = list(ROOT.glob(name)) or list(path.parent.glob(name))
        assert found, f"{name} is not there"


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_verb_of_make_is_one(path: Path) -> None:
    verbs = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.M))

    quoted = set(re.findall(r"(?:^|`)make ([a-z]+)\b", text_of(path), re.M))

    assert quoted <= verbs


def quoted_commands(path: Path) -> list[list[str]]:
    """Return the words after manage.py, wherever a document quotes a command."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(path), re.M | re.S)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    inline = re.findall(r"`(?:\S*python )?manage\.py ([^`\n]+)`", text_of(path))
    listed = [line.split("manage.py ", 1)[1] for line in lines if "manage.py " in line]
    return [shlex.split(words, comments=True) for words in [*listed, *inline]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_quoted_command_and_option_exists(path: Path) -> None:
    commands = get_commands()

    for name, *words in quoted_commands(path):
        assert name in commands, f"there is no manage.py {name}"
        parser = command_called(name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        asked = {word.split("=")[0] for word in words if word.startswith("--")}
        assert asked <= known, f"manage.py {name} has no {asked - known}"


def command_called(name: str) -> BaseCommand:
    found = get_commands()[name]
    return found if isinstance(found, BaseCommand) else load_command_class(found, name)


def test_every_document_named_in_code_is_there() -> None:
    rooms = [ROOT / name for name in ROOMS]
    code = [path for room in rooms for ending in ENDINGS for path in room.rglob(f"*{ending}")]

    named = {name for path in code for name in re.findall(r"docs/[\w/-]+\.md", text_of(path))}

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_headed_by_its_number_and_listed(path: Path) -> None:
    heading = text_of(path).splitlines()[0]

    assert heading.startswith(f"# {path.stem[:4]}")
    assert f"({path.name})" in text_of(path.parent / "README.md")
