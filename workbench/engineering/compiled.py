"""How this project compiles its numerical kernels."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import extending, types

__all__ = ["borrowed", "cache_folder", "compiled", "inlined", "merged"]

Function = TypeVar("Function", bound=Callable[..., Any])

NUMBA_SETTINGS: Any = numba.config
intrinsic: Any = extending.intrinsic
PACKAGE = Path(__file__).resolve().parent.parent


@cache
def _imported_sources(path: Path) -> frozenset[Path]:
    """Source files of ours that a module needs, its own among them."""
    found, todo = {path}, [path]
    while todo:
        tree = ast.parse(todo.pop().read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("workbench."):
                source = PACKAGE.joinpath(*node.module.split(".")[1:]).with_suffix(".py")
                if source.is_file() and source not in found:
                    found.add(source)
                    todo.append(source)
    return frozenset(found)


@cache
def cache_folder(path: Path) -> str:
    """Folder for the machine code of a module, one for each state of its sources; empty where none can be written.

    numba drops the code of a kernel when the kernel's own file changes, but not when a kernel that it
    calls, in another file, does: the friction law could be edited and the solver would go on with the
    old one. A folder named by the contents of all files that the module imports rules that out.
    """
    digest = hashlib.sha256()
    for source in sorted(_imported_sources(path)):
        digest.update(source.read_bytes())
    given = NUMBA_SETTINGS.CACHE_DIR
    base = Path(given) if given else PACKAGE / "engineering" / "__pycache__"
    folder_path = base / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder_path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder_path) if os.access(folder_path, os.W_OK) else ""


FAST_ARITHMETIC = {"contract", "nsz", "arcp"}


def compiled(function: Function) -> Function:
    """Compile a kernel with numba.

    The machine code is kept on disk, so that only the first run after an installation pays for it.
    Division follows IEEE 754 (`error_model="numpy"`): with Python's check for a zero divisor a loop
    cannot use vector instructions. Sums may be contracted to fused multiply-adds, but infinities and
    NaN keep their meaning, for the convergence test relies on them.
    """
    decorate = numba.njit(cache=True, error_model="numpy", nogil=True, fastmath=FAST_ARITHMETIC)
    usual = NUMBA_SETTINGS.CACHE_DIR
    NUMBA_SETTINGS.CACHE_DIR = cache_folder(Path(function.__code__.co_filename).resolve()) or usual
    try:
        return cast(Function, decorate(function))
    finally:
        NUMBA_SETTINGS.CACHE_DIR = usual


def inlined(function: Function) -> Function:
    """Compile a function of scalars that is to become a part of the loop that calls it.

    Only then the loop can use vector instructions.
    """
    return cast(Function, numba.njit(inline="always", error_model="numpy", fastmath=FAST_ARITHMETIC)(function))


def merged(function: Function) -> Function:
    """Compile a kernel of arrays that is to become a part of the kernel that calls it.

    A call with a tuple of fifty arrays would count a reference for each.
    """
    decorate = numba.njit(forceinline=True, error_model="numpy", nogil=True, fastmath=FAST_ARITHMETIC)
    return cast(Function, decorate(function))


@intrinsic  # type: ignore[untyped-decorator]
def borrowed(typing_context: Any, value: Any) -> Any:
    """The same array, or tuple of arrays, without a count of references, for use inside a kernel whose caller keeps it.

    Counting the references of fifty views costs a microsecond in every call that hands them on.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _uncounted(context, builder, signature.args[0], arguments[0])

    return value(value), generate


def _uncounted(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        view = context.make_array(kind)(context, builder, value)
        view.meminfo = ir.Constant(view.meminfo.type, None)
        view.parent = ir.Constant(view.parent.type, None)
        return view._getvalue()
    if isinstance(kind, types.BaseTuple):
        parts = [
            _uncounted(context, builder, part, builder.extract_value(value, index))
            for index, part in enumerate(cast(Any, kind).types)
        ]
        return context.make_tuple(builder, kind, parts)
    return value
