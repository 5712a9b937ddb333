"""How this project compiles its numerical kernels."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled"]

Function = TypeVar("Function", bound=Callable[..., Any])

NUMBA_SETTINGS: Any = numba.config
PACKAGE = Path(__file__).resolve().parent.parent
KERNEL_FOLDERS = ("engineering", "hydraulics")


def _cache_folder() -> str:
    """Folder for machine code, one for each state of the sources; empty where none can be written.

    numba drops the code of a kernel when the kernel's own file changes, but not when a kernel that it
    calls, in another file, does: the friction law could be edited and the solver would go on with the
    old one. A folder named by the contents of all kernel files rules that out.
    """
    digest = hashlib.sha256()
    for folder in KERNEL_FOLDERS:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(path.read_bytes())
    given = NUMBA_SETTINGS.CACHE_DIR
    base = Path(given) if given else PACKAGE / "engineering" / "__pycache__"
    folder_path = base / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder_path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder_path) if os.access(folder_path, os.W_OK) else ""


CACHE_FOLDER = _cache_folder()


def compiled(function: Function) -> Function:
    """Compile a kernel with numba.

    The machine code is kept on disk, so that only the first run after an installation pays for it.
    Division follows IEEE 754 (`error_model="numpy"`): with Python's check for a zero divisor a loop
    cannot use vector instructions. Sums may be contracted to fused multiply-adds, but infinities and
    NaN keep their meaning, for the convergence test relies on them.
    """
    decorate = numba.njit(cache=True, error_model="numpy", nogil=True, fastmath={"contract", "nsz", "arcp"})
    usual = NUMBA_SETTINGS.CACHE_DIR
    NUMBA_SETTINGS.CACHE_DIR = CACHE_FOLDER or usual
    try:
        return cast(Function, decorate(function))
    finally:
        NUMBA_SETTINGS.CACHE_DIR = usual
