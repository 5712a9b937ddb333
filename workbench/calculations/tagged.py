"""Formulas over the rows of a table: their errors name the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array
from workbench.errors import InputError

__all__ = ["named", "needed", "tagged"]


def tagged(
    tags: Sequence[str] | pd.Index,
    function: Callable[..., Any],
    *arrays: Any,
    properties: Mapping[str, str] | None = None,
    **options: Any,
) -> Array:
    """Return what a vectorised formula gives for n rows; `arrays` are of n, `options` the same for all.

    `properties` are those of the component by the formula's arguments, where their names differ: an error has them in
    its path.

    Raises
    ------
    InputError
        What the formula refuses, with the tag of the first row that it refuses.
    """
    given = [np.asarray(values) for values in arrays]
    try:
        result = np.asarray(function(*given, **options))
    except InputError:
        for k, tag in enumerate(tags):
            try:
                function(*(values[k : k + 1] for values in given), **options)
            except InputError as error:
                raise _of(str(tag), error, properties) from None
        raise
    return np.broadcast_to(result, (len(tags),))


def needed(tags: Sequence[str] | pd.Index, values: Array, name: str, why: str) -> Array:
    """Return values of which none may be absent.

    Raises
    ------
    InputError
        Names the first tag without one, and what it is needed for.
    """
    absent = np.flatnonzero(np.isnan(values))
    if absent.size:
        tag = str(tags[absent[0]])
        more = f" ({absent.size} components lack it)" if absent.size > 1 else ""
        raise InputError(f"{tag}.{name} is missing: {why}{more}.", path=(tag, name), expected=why)
    return values


@contextmanager
def named(tag: str, properties: Mapping[str, str] | None = None) -> Iterator[None]:
    """Name a tag in what an equation of state refuses, which knows its fluid only; `properties` as of `tagged`.

    Raises
    ------
    InputError
        The one of what is done within, with the tag before it.
    """
    try:
        yield
    except InputError as error:
        if error.path[:1] == (tag,):
            raise
        raise _of(tag, error, properties, error.path[1:]) from None


def _of(
    tag: str, error: InputError, properties: Mapping[str, str] | None, path: tuple[str, ...] | None = None
) -> InputError:
    names = [(properties or {}).get(name, name) for name in (error.path if path is None else path)]
    return InputError(
        f"{tag}: {error}", path=(tag, *names), value=error.value, unit=error.unit, expected=error.expected
    )
