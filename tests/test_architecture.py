"""The layers of the design: arrows point down only, no rings, and no type is known by name above `equipment`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import workbench
from workbench import errors
from workbench.equipment import BUILT_IN

PACKAGE = Path(workbench.__file__).parent
LAYERS = [
    {"errors"},
    {"units"},
    {"model", "engineering"},
    {"equipment"},
    {"hydraulics"},
    {"calculations", "store"},
    {"studies", "exchange", "datasheets"},
    {"services"},
    {"ui", "rest"},
    {"bench"},
    {"lab"},
    {"cli"},
    {"__main__"},
]
LAYER_OF = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    parts = ("workbench", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports_of(path: Path, *, everywhere: bool) -> set[str]:
    """Modules of ours that a file imports; `everywhere`: also inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree) if everywhere else tree.body:
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name for name in names if name in MODULES}
    return found


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("module", [m for m in MODULES if m != "workbench"])
def test_arrows_point_down(module):
    own = part_of(module)
    assert own in LAYER_OF, f"{module}: say in this test which layer it belongs to"
    for imported in imports_of(MODULES[module], everywhere=True):
        other = part_of(imported)
        if other and other != own:
            assert LAYER_OF[other] < LAYER_OF[own], f"{module} imports {imported}"


def test_no_module_imports_itself_round_a_ring():
    graph = {m: imports_of(path, everywhere=False) - {m} for m, path in MODULES.items()}
    # `from package import name` runs the package first; a package that gathers its modules is no ring.
    graph = {m: {d for d in deps if not m.startswith(d + ".")} for m, deps in graph.items()}

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        todo = list(graph[start])
        while todo:
            module = todo.pop()
            if module not in seen:
                seen.add(module)
                todo += graph[module]
        return seen

    assert [m for m in graph if m in reach(m)] == []


def test_solver_and_engineering_know_no_pandas_and_no_database():
    for module, path in MODULES.items():
        if part_of(module) in ("hydraulics", "engineering"):
            text = path.read_text(encoding="utf-8")
            assert "import pandas" not in text, module
            assert "import psycopg" not in text, module
            assert "sqlalchemy" not in text, module


def test_sql_only_in_the_store():
    for module, path in MODULES.items():
        if part_of(module) != "store":
            assert "psycopg" not in path.read_text(encoding="utf-8"), module


def test_no_type_is_compared_by_name_outside_equipment():
    """`if code == "PIPE"` anywhere else would mean that a user's own type cannot do the same."""
    allowed = {"equipment", "exchange"}  # reading a file of another program has to name what it makes
    for module, path in MODULES.items():
        if part_of(module) in allowed or module == "workbench.services.demo":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                for side in (node.left, *node.comparators):
                    constant = isinstance(side, ast.Constant) and side.value in BUILT_IN
                    assert not constant, f"{module}:{node.lineno} compares a type by name"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length <= 60, f"{node.name} is {length} lines"


def test_every_error_is_exported_and_derives_from_one_base():
    classes = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert classes == set(errors.__all__)
    assert all(issubclass(getattr(errors, name), errors.WorkbenchError) for name in classes)
