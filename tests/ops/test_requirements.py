"""What is installed: each with its reason, pinned by hash, from whichever registry serves."""

import ast
import json
import re
import subprocess
import sys

import pytest

from ops.state import ROOT

REQUIREMENTS = ROOT / "requirements"
# Written in pieces, so that this file does not name them.
REGISTRIES = [
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
    )
]


def pins(name: str) -> set[tuple[str, str]]:
    """Return what a compiled file pins; a package may have one version for each range of Python."""
    return set(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (REQUIREMENTS / name).read_text(), re.M))


@pytest.mark.parametrize("name", ["run.in", "test.in", "lint.in"])
def test_every_direct_dependency_has_its_reason(name: str) -> None:
    lines = (REQUIREMENTS / name).read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]

    assert [line for line in wanted if len(line.partition("#")[2].strip()) < 10] == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "uv.txt"])
def test_every_pin_has_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9-]+==)", (REQUIREMENTS / name).read_text(), flags=re.M)[1:]

    assert blocks
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_runs_is_the_same_in_development() -> None:
    assert pins("run.txt") - pins("dev.txt") == set()


def test_every_direct_dependency_is_compiled() -> None:
    compiled = (REQUIREMENTS / "dev.txt").read_text()
    for name in ("run.in", "test.in", "lint.in"):
        for line in (REQUIREMENTS / name).read_text().splitlines():
            if line and not line.startswith("#"):
                package = re.split(r"[\[<>=\s]", line)[0]
                assert f"\n{package}==" in f"\n{compiled}", f"run make lock: {package} is new"


def test_no_committed_file_names_a_package_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]

    naming = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in files
        if path.is_file()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]

    assert naming == []


def test_every_front_end_package_is_pinned_and_locked() -> None:
    manifest = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    for name, version in {**manifest["dependencies"], **manifest["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} is not pinned"
        assert lock[f"node_modules/{name}"]["version"] == version
    locked = [entry for path, entry in lock.items() if path]
    assert all(entry.get("integrity") for entry in locked if not entry.get("inBundle"))


def test_ops_imports_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"ops"}
    for path in (ROOT / "ops").glob("*.py"):
        tree = ast.walk(ast.parse(path.read_text()))
        names = [name for node in tree for name in imported(node)]
        roots = {name.split(".")[0] for name in names}
        assert roots <= allowed, f"{path.name} runs before anything is installed"


def imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [str(node.module)] if isinstance(node, ast.ImportFrom) else []
