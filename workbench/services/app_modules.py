"""What there is for the app module of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from workbench.errors import InputError
from workbench.model.case import Case

__all__ = ["for_app_module"]

Entry = TypeVar("Entry")


def for_app_module(case: Case, table: Mapping[str, Entry], lack: str) -> Entry:
    """Return the entry of a table for the app module of a case.

    Parameters
    ----------
    case : Case
    table : Mapping
        By app module.
    lack : str
        What a module that is not in the table lacks, as the message says it: "which has no calculation".

    Raises
    ------
    InputError
        The app module of the case is not in the table.
    """
    if case.app_module not in table:
        present = ", ".join(table)
        raise InputError(
            f"Case '{case.name}' is of app module '{case.app_module}', {lack}; there is {present}.",
            path=(case.name, "app_module"),
            value=case.app_module,
            expected=present,
        )
    return table[case.app_module]
