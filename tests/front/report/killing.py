"""Ends a browser, or its tabs, without a moment's notice, by SIGKILL."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def kill_browser(profile: Path) -> None:
    """End every process of a browser at once, as an empty battery does."""
    mine = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_mine = mine in (folder / "cmdline").read_bytes().split(b"\0")
            if is_mine:
                os.kill(int(folder.name), signal.SIGKILL)
        except (OSError, ValueError):
            continue
    time.sleep(0.5)


def children_of(pid: int) -> list[int]:
    """Return every process that a process has started, and theirs."""
    found = []
    for folder in Path(f"/proc/{pid}/task").glob("*/children"):
        for word in folder.read_text().split():
            found += [int(word), *children_of(int(word))]
    return found


def kill_tabs(profile: Path) -> None:
    """End the processes that draw pages, as a phone short of memory does; the browser stays."""
    mine = f"--user-data-dir={profile}".encode()
    drawing = []
    for folder in Path("/proc").glob("[0-9]*"):
        words = command_of(int(folder.name))
        if mine in words and b"--type=" not in words:
            children = children_of(int(folder.name))
            drawing += [pid for pid in children if b"--type=renderer" in command_of(pid)]
    assert drawing
    for pid in drawing:
        os.kill(pid, signal.SIGKILL)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
