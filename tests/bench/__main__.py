"""`make bench [ARGS="police_import ..."]`: run every measurement, keep it, print it.

A measurement is a module of this folder with `run()`, which returns a dict of numbers, strings
and nested dicts. Results go to `<state>/bench/<name>.json` with the moment and the machine, so
that one run can be held against another.
"""

import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from rich.console import Console
from rich.table import Table

from ntars_geo.services import state_folder

HERE = Path(__file__).parent


def names() -> list[str]:
    """List the measurements there are."""
    return sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def measure(name: str) -> dict[str, Any]:
    """Run one measurement and return its figures with what they were measured on."""
    module = import_module(f"tests.bench.{name}")
    began = time.perf_counter()
    figures = module.run()
    return {
        "name": name,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - began, 1),
        "machine": {
            "cores": os.cpu_count(),
            "load_before": os.getloadavg()[0],
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
        },
        "figures": figures,
    }


def flatten(figures: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each figure as a row: its path in the nested dicts, and its value."""
    for key, value in figures.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{name} · ")
        elif isinstance(value, float):
            yield name, f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"
        else:
            yield name, f"{value:,}" if isinstance(value, int) else str(value)


def show(result: dict[str, Any]) -> None:
    """Print the figures of one measurement as a table."""
    table = Table("figure", "value", title=f"{result['name']} ({result['seconds']} s)")
    table.columns[1].justify = "right"
    for row in flatten(result["figures"]):
        table.add_row(*row)
    Console().print(table)


def main(wanted: Sequence[str]) -> int:
    """Run the measurements that were asked for, or all; return 1 where one of them failed."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(
            f"No such measurement: {', '.join(sorted(unknown))}. There are: {', '.join(names())}."
        )
        return 2
    folder = state_folder() / "results"
    folder.mkdir(exist_ok=True)
    failed = []
    for name in wanted or names():
        try:
            result = measure(name)
        except Exception:
            traceback.print_exc()
            failed.append(name)
            continue
        (folder / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
        show(result)
    print(f"Results are in {folder}." + (f" Failed: {', '.join(failed)}." if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntars_geo.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
