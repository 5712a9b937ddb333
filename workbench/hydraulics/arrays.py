"""Arrays of nodes and links as given by the caller: brought to their shape, refused where impossible.

Shared by the networks of liquids and of gases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, SolverError

__all__ = ["check_topology", "refuse", "shaped"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def shaped(name: str, value: Any, dtype: Any, size: int) -> NDArray[Any]:
    """Return a copy of a scalar or a sequence as a read-only array of `size` values."""
    try:
        array = np.array(value, dtype=dtype)
        if array.shape != (size,):
            array = np.broadcast_to(array, (size,)).copy()
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{name} must hold {size} values, one for each tag.",
            path=("network", name),
            value=np.shape(value),
            expected=f"{size} values",
        ) from error
    array.flags.writeable = False
    return array


def refuse(wrong: BoolArray, names: Sequence[str], values: NDArray[Any], what: str, unit: str, expected: str) -> None:
    """Raise an InputError for the first element of `wrong`, if there is one."""
    if not wrong.any():
        return
    index = int(np.flatnonzero(wrong)[0])
    value = values[index].item()
    shown = f"{value:g} {unit}".strip()
    raise InputError(
        f"{names[index]}: {what} is {shown}; it must be {expected}.",
        path=(names[index], what.replace(" ", "_")),
        value=value,
        unit=unit,
        expected=expected,
    )


def check_topology(node_names: Sequence[str], link_names: Sequence[str], start: IntArray, end: IntArray) -> None:
    """Refuse tags that occur twice, nodes that are not there, and links from a node to itself."""
    for what, names in (("node", node_names), ("link", link_names)):
        if len(set(names)) != len(names):
            seen: set[str] = set()
            twice = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            raise InputError(f"Two {what}s are called {twice}.", path=(twice,), value=twice, expected="unique tags")
    count = len(node_names)
    for what, ends in (("start node", start), ("end node", end)):
        refuse((ends < 0) | (ends >= count), link_names, ends, what, "", f"a node number below {count}")
    loops = np.flatnonzero(start == end)
    if loops.size:
        tag = link_names[loops[0]]
        raise SolverError(
            f"{tag} starts and ends at {node_names[start[loops[0]]]}; connect its ends to two different components.",
            tags=tuple(link_names[index] for index in loops[:5]),
        )
