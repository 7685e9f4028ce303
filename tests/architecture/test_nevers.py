"""The nevers of the house, read off the imports and the shape of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "curator"
FILES = sorted(PACKAGE.rglob("*.py"))

#: A file imports only from its own floor or lower ones. Longest prefix wins.
FLOORS = {
    "curator": 8,
    "curator.types": 1,
    "curator.records": 1,
    "curator.exchange": 1,
    "curator.errors": 1,
    "curator.settings": 1,
    "curator.parameters": 1,
    "curator.memory": 1,
    "curator.kernels": 1,
    "curator.wording": 1,
    "curator.registry": 2,
    "curator.store": 2,
    "curator.imaging": 2,
    "curator.trimap": 3,
    "curator.weights": 3,
    "curator.networks": 4,
    "curator.metrics": 4,
    "curator.formats": 4,
    "curator.evaluation": 4,
    "curator.proposal": 5,
    "curator.matting": 5,
    "curator.refinement": 5,
    "curator.training": 5,
    "curator.workflow": 6,
    "curator.ui": 7,
    "curator.web": 7,
    "curator.cli": 7,
    "curator.cli_photo": 7,
    "curator.cli_reports": 7,
    "curator.cli_train": 7,
    "curator.cli_weights": 7,
    "curator.options": 7,
    "curator.terminal": 7,
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(module: str) -> int:
    return next(
        floor
        for prefix, floor in sorted(FLOORS.items(), key=lambda pair: -len(pair[0]))
        if module == prefix or module.startswith(prefix + ".")
    )


def imports_of(path: Path) -> Iterator[str]:
    """Every module a file imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            for alias in node.names:
                if (ROOT / Path(*node.module.split(".")) / f"{alias.name}.py").exists():
                    yield f"{node.module}.{alias.name}"


def importers(*packages: str) -> set[str]:
    return {
        module_of(path)
        for path in FILES
        if any(name == p or name.startswith(p + ".") for name in imports_of(path) for p in packages)
    }


def outside(modules: set[str], *allowed: str) -> set[str]:
    return {m for m in modules if not any(m == a or m.startswith(a + ".") for a in allowed)}


def test_every_file_has_a_floor_of_its_own() -> None:
    homeless = [module_of(path) for path in FILES if floor_of(module_of(path)) == 8]
    assert homeless == ["curator"]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_go_downward(path: Path) -> None:
    here = module_of(path)
    above = {
        name
        for name in imports_of(path)
        if name.startswith("curator.") and floor_of(name) > floor_of(here)
    }
    assert not above


def test_no_circles() -> None:
    graph = {
        module_of(path): {name for name in imports_of(path) if name.startswith("curator.")}
        for path in FILES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail, module])
        if module in done:
            return
        for name in graph.get(module, ()):
            if name != module:
                visit(name, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def test_only_the_pages_and_routes_know_the_web() -> None:
    assert not outside(
        importers("gradio", "fastapi", "starlette", "uvicorn"), "curator.ui", "curator.web"
    )


def test_only_the_store_knows_the_database() -> None:
    assert not outside(importers("sqlalchemy", "alembic", "sqlite3"), "curator.store")


def test_only_networks_know_torch() -> None:
    allowed = (
        "curator.networks",
        "curator.training",
        "curator.refinement.fcn",
        "curator.weights",
        "curator.proposal",
    )
    assert not outside(importers("torch", "torchvision"), *allowed)


def test_matting_methods_know_no_store_no_settings_and_no_other_method() -> None:
    methods = {f"curator.matting.{name}" for name in ("blend", "closed_form", "knn", "shared")}
    for path in FILES:
        here = module_of(path)
        if here in methods:
            known = set(imports_of(path))
            assert not {
                n
                for n in known
                if n.startswith(("curator.store", "curator.settings", "curator.workflow"))
            }
            assert not (known & (methods - {here}))


def test_the_pages_reach_the_core_through_workflow_alone() -> None:
    core = (
        "curator.matting",
        "curator.proposal",
        "curator.trimap",
        "curator.metrics",
        "curator.refinement",
        "curator.evaluation",
    )
    assert not {m for m in importers(*core) if m.startswith(("curator.ui", "curator.cli"))}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_nothing_is_swallowed_or_asserted(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not isinstance(node, ast.Assert), f"assert in line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except in line {node.lineno}"
            empty = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
            broad = isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            assert not (empty and broad), f"swallowed in line {node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = (
                node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.lineno
            )
            assert (node.end_lineno or 0) - start <= 60, node.name
