"""The arrays that the compiled iteration works on: the core of a network in its order of elimination."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ACTIVE", "OPEN", "SHUT", "Elements", "Pattern", "State"]

OPEN, SHUT, ACTIVE = 0, 2, 3
"""States of a link; 1 stands for links closed by the user, which never come here."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


class Pattern(NamedTuple):
    """Connections: free nodes come first, in the order of elimination, then fixed nodes.

    `start` and `end` are the nodes of each link and `position` its place in L; `columns`, `rows` and
    `targets` are the pattern of L and the elimination program (see `workbench.hydraulics.linear`).
    """

    start: IntArray
    end: IntArray
    position: IntArray
    columns: IntArray
    rows: IntArray
    targets: IntArray


class Elements(NamedTuple):
    """Links with a state.

    `one_way` are the numbers of the check valves and pumps, `reducing` those of the pressure reducing
    valves with the head `setting` [m]; `usual_flow` is a flow to start from, one a link [m3/s].
    """

    one_way: IntArray
    reducing: IntArray
    setting: FloatArray
    usual_flow: FloatArray


class State(NamedTuple):
    """What the iteration changes: flow, status and 1/sqrt(f) of the links, head of the nodes.

    `changes` counts how often each link changed its state, to name the restless ones.
    """

    flow: FloatArray
    head: FloatArray
    inverse_root: FloatArray
    status: NDArray[np.int8]
    changes: NDArray[np.int64]
