"""Process engineering calculations in JupyterLab: cases, revisions and flow networks over PostgreSQL.

>>> import workbench as wb
>>> bench = wb.connect()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.bench import Bench, Case, Project, Revision, connect, diff

__all__ = ["Bench", "Case", "Project", "Revision", "__version__", "connect", "diff"]

__version__ = version("workbench")


def __getattr__(name: str) -> Any:
    # Loaded when first used: a solver process, or the keeper of the embedded server, needs none of it.
    if name in __all__:
        return getattr(import_module("workbench.bench"), name)
    raise AttributeError(f"module 'workbench' has no attribute '{name}'")
