"""Files of the built front end that go into a file of ours: fonts, scripts, style sheets."""

from pathlib import Path

from django.contrib.staticfiles import finders


class FrontEndNotBuilt(Exception):
    """The files that go into the page are not there yet."""


def content(name: str) -> bytes:
    """Return a built file.

    Raises
    ------
    FrontEndNotBuilt
        If it is not there.
    """
    found = finders.find(f"ntars/{name}")
    if found is None:
        raise FrontEndNotBuilt(
            f"The front end has not been built, so {name} is missing: `make start` builds it."
        )
    return Path(found).read_bytes()


def text(name: str) -> str:
    """Return a built script or style sheet as it may stand inside a page.

    Raises
    ------
    FrontEndNotBuilt
        If it is not there.
    """
    found = content(name).decode()
    assert "</script" not in found.lower(), f"{name} would end its own element"
    assert "</style" not in found.lower(), f"{name} would end its own element"
    return found
