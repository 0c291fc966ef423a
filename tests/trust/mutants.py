"""The permission checks of the platform, taken away one at a time in the running program.

A mutant is found in the syntax tree of a function and put into the function that is already
loaded, so that whoever imported it has it; nothing is loaded anew and no file is touched.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from types import CodeType
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from incidents import querysets as incident_rows
from members import access, permissions
from members import querysets as member_rows
from members.audiences import Audience

EVERYBODY: Final = frozenset(Audience)
APPS: Final = ("members", "layers", "outreach", "incidents", "hotspots")


@dataclass(frozen=True)
class Mutant:
    """One check, how to take it away for a while, and the routes that it guards by itself."""

    name: str
    applied: Callable[[], AbstractContextManager[None]]
    routes: frozenset[str] = frozenset()


def all_mutants() -> list[Mutant]:
    """Return every check that can be taken away."""
    return [*doors(), *inner_doors(), *scopes(), *rules()]


class _Sites(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one that is wanted."""

    wanted, seen, said = -1, 0, ""

    def at(self, node: ast.AST, changed: ast.AST, words: str = "") -> ast.AST:
        self.seen += 1
        if self.seen - 1 != self.wanted:
            return node
        self.said = words or ast.unparse(node)
        return ast.copy_location(changed, node)

    def without_one(self, node: Any, parts: list[Any], made: Callable[[Any], ast.AST]) -> ast.AST:
        """Offer the node without each of its parts in turn."""
        for part in parts:
            rest = [other for other in parts if other is not part]
            changed = self.at(node, made(rest), ast.unparse(part))
            if changed is not node:
                return changed
        return node


# --- `only_for(...)`: the door of a view stands open to every audience ---------------------------


def doors() -> list[Mutant]:
    """Return a mutant for every view that is only for some."""
    return [
        Mutant(f"only_for of {route}", partial(_opened, inner), frozenset({route}))
        for route, (_, inner) in guarded_views().items()
        if _audiences(inner).cell_contents != EVERYBODY
    ]


def guarded_views() -> dict[str, tuple[tuple[str, ...], Any]]:
    """Return what each address with a door names, and the door."""
    return {
        route: (takes, inner)
        for route, takes, view in _views(get_resolver(), "", ())
        if (inner := _guarded(view))
    }


def _views(
    resolver: URLResolver, space: str, taken: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for entry in resolver.url_patterns:
        takes = taken + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", takes, entry.callback
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _views(entry, space + inner, takes)


def _guarded(view: Any) -> Any:
    """Return the function that `only_for` put round a view, if it did."""
    while view is not None:
        if getattr(view, "__code__", None) is access_inner_code():
            return view
        view = getattr(view, "__wrapped__", None)
    return None


def access_inner_code() -> CodeType:
    """Return the code that every door shares."""
    return _nested(access.only_for.__code__, "inner")


def _nested(code: CodeType, name: str) -> CodeType:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_name == name:
                return one
            if name in one.co_names or any(isinstance(c, CodeType) for c in one.co_consts):
                return _nested(one, name)
    raise AssertionError(f"there is no {name}")


def _audiences(inner: Any) -> Any:
    return inner.__closure__[inner.__code__.co_freevars.index("audiences")]


@contextmanager
def _opened(inner: Any) -> Iterator[None]:
    cell = _audiences(inner)
    before, cell.cell_contents = cell.cell_contents, EVERYBODY
    try:
        yield
    finally:
        cell.cell_contents = before


def inner_doors() -> list[Mutant]:
    """Return a mutant for every condition that each door asks."""
    tree = _tree(access.only_for)
    inner = next(one for one in ast.walk(tree) if getattr(one, "name", "") == "inner")
    asked = [one for one in ast.walk(inner) if isinstance(one, ast.If)]
    found = []
    for number, one in enumerate(asked):
        words = ast.unparse(one.test)
        kept = one.test
        one.test = ast.BoolOp(ast.And(), [ast.Constant(value=False), kept])
        code = _nested(_compiled(tree, access.only_for).__code__, "inner")
        one.test = kept
        found.append(Mutant(f"door {number}: {words}", partial(_all_doors, code)))
    return found


@contextmanager
def _all_doors(code: CodeType) -> Iterator[None]:
    inners = {id(inner): inner for _, inner in guarded_views().values()}
    before = access_inner_code()
    for one in inners.values():
        one.__code__ = code
    try:
        yield
    finally:
        for one in inners.values():
            one.__code__ = before


# --- `.visible_to(viewer)`: a question is asked of all rows --------------------------------------


def scopes() -> list[Mutant]:
    """Return a mutant for every place that narrows rows to what a viewer may read."""
    return [
        mutant
        for function in _functions_that_ask()
        for mutant in _variants(function, _Scopes(), "scope")
    ]


def _functions_that_ask() -> list[Any]:
    """Return every function of the platform's own modules that narrows rows to a viewer."""
    found: dict[str, Any] = {}
    for name, module in sorted(sys.modules.items()):
        if name.split(".")[0] not in APPS:
            continue
        for one in vars(module).values():
            plain = inspect.unwrap(one) if inspect.isfunction(one) else None
            if plain and plain.__module__ == name and "visible_to" in plain.__code__.co_names:
                found[f"{name}.{plain.__qualname__}"] = plain
    return list(found.values())


class _Scopes(_Sites):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "visible_to":
            every = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
            return self.at(node, every)
        return node


# --- The rules themselves ------------------------------------------------------------------------


def rules() -> list[Mutant]:
    """Return a mutant for every condition of the functions that decide."""
    rooms = [
        getattr(kind, name)
        for module in (member_rows, incident_rows)
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
        for name in ("visible_to",)
        if name in vars(kind)
    ]
    plain = [member_rows._reach, access.viewer_of, access.gave_second_factor,
             permissions.may_admit, permissions.links_of]  # fmt: skip
    return [one for function in [*rooms, *plain] for one in _variants(function, _Rules(), "")]


class _Rules(_Sites):
    """Widens: a filter loses a condition, a narrower way out is not taken."""

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        way_out = ast.unparse(node.body[0])
        closes = "none()" in way_out or "False" in way_out
        opened = ast.If(ast.Constant(value=not closes), node.body, node.orelse)
        return self.at(node, opened, f"if {ast.unparse(node.test)}")

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self.at(node, node.body)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Or):
            return node
        return self.without_one(
            node, node.values, lambda rest: rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        )

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = ast.unparse(node.func)
        if called == "MAY_ADMIT.get":
            everybody = ast.Call(ast.Name("frozenset", ast.Load()), [_name("Audience")], [])
            return self.at(node, everybody)
        if called.endswith("filter") or (called == "Q" and len(node.keywords) > 1):
            return self.without_one(
                node, node.keywords, lambda rest: ast.Call(node.func, node.args, rest)
            )
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        return self.without_one(
            node, node.ifs, lambda rest: ast.comprehension(node.target, node.iter, rest, 0)
        )


def _name(word: str) -> ast.Name:
    return ast.Name(word, ast.Load())


# --- How one variant after another is made -------------------------------------------------------


def _variants(function: Any, sites: Any, kind: str) -> list[Mutant]:
    """Return a mutant for every place of a function that can be changed."""
    sites.visit(_tree(function))
    count, found = sites.seen, []
    for wanted in range(count):
        sites.wanted, sites.seen = wanted, 0
        tree = sites.visit(_tree(function))
        code = _compiled(tree, function).__code__
        name = f"{kind} {function.__module__}.{function.__qualname__}: {sites.said}".strip()
        found.append(Mutant(name, partial(_replaced, function, code)))
    return found


def _tree(function: Any) -> Any:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []  # type: ignore[attr-defined]
    return tree


def _compiled(tree: ast.Module, function: Any) -> Any:
    # With the `annotations` of this module's own future, as every module here has it.
    code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    space = dict(function.__globals__)
    exec(code, space)
    return space[function.__name__]


@contextmanager
def _replaced(function: Any, code: CodeType) -> Iterator[None]:
    before, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = before
