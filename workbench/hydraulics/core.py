"""The arrays that the compiled iteration works on: the core of a network in its order of elimination.

All arrays of a network lie in three blocks, and `views` says where. A compiled call with three arrays costs
0.3 us, one with fifty 5 us, half of what solving a network of a hundred pipes takes; and what is used
together lies together. Indices are unsigned: of a signed one the compiler must ask in each access whether
it counts from the end of the array, which doubles the time of a factorisation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled, merged

__all__ = [
    "ACTIVE",
    "CLOSED",
    "OPEN",
    "SHUT",
    "Core",
    "Elements",
    "IndexArray",
    "Laws",
    "Pattern",
    "SizeArray",
    "Sizes",
    "State",
    "Work",
    "views",
]

OPEN, CLOSED, SHUT, ACTIVE = 0, 1, 2, 3
"""States of a link, as `workbench.hydraulics.solution.LinkStatus`."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
IndexArray = NDArray[np.uint32]
SizeArray = NDArray[np.int64]
"""The numbers of `Sizes`: an array costs a compiled call less than a tuple."""


class Sizes(NamedTuple):
    """How long the arrays are.

    The links come in the order Darcy-Weisbach pipes up to `darcy_end`, Swamee-Jain pipes up to
    `swamee_end`, Hazen-Williams pipes up to `hazen_end`, all that resist by a square law up to
    `square_end`, and then the others, `links - square_end` of them.
    """

    links: int
    nodes: int
    free: int
    rows: int
    targets: int
    points: int
    one_way: int
    limited: int
    holding: int
    switchable: int
    darcy_end: int
    swamee_end: int
    hazen_end: int
    square_end: int

    @property
    def indices(self) -> int:
        """Length of the block of indices."""
        pattern = 4 * self.links + self.free + 1 + self.rows + self.targets
        return pattern + self.one_way + self.limited + 2 * self.holding + self.switchable

    @property
    def integers(self) -> int:
        """Length of the block of other whole numbers."""
        return 2 * self.links + 3 * (self.links - self.square_end) + self.holding

    @property
    def floats(self) -> int:
        """Length of the block of floats."""
        by_link = 19 * self.links + 3 * (self.links - self.square_end)
        return by_link + self.free + 3 * self.nodes + self.rows + 1 + 3 * self.points + self.limited + self.holding


class Pattern(NamedTuple):
    """Connections: free nodes come first, in the order of elimination, then fixed nodes.

    `start` and `end` are the nodes of each link, `position` its place in L, and `grounded` the free node
    that it joins to a fixed one; links without such a place or node have a spare one, the last. `columns`,
    `rows` and `targets` are the pattern of L and the elimination program (see `workbench.hydraulics.linear`).
    """

    start: IndexArray
    end: IndexArray
    position: IndexArray
    grounded: IndexArray
    columns: IndexArray
    rows: IndexArray
    targets: IndexArray


class Laws(NamedTuple):
    """Coefficients of the links (see `workbench.hydraulics.headloss`).

    `friction`, `linear`, `resistance`, `roughness_term`, `reynolds_per_flow` and `smooth_flow` have one
    value a link; `form`, `point`, `point_end`, `first`, `second` and `third` one value for each of the
    others; the points of all pump curves follow one another in `curve_flow`, `curve_head`, `curve_slope`.
    """

    darcy_end: int
    swamee_end: int
    hazen_end: int
    square_end: int
    friction: FloatArray
    linear: FloatArray
    resistance: FloatArray
    roughness_term: FloatArray
    reynolds_per_flow: FloatArray
    smooth_flow: FloatArray
    form: IntArray
    point: IntArray
    point_end: IntArray
    first: FloatArray
    second: FloatArray
    third: FloatArray
    curve_flow: FloatArray
    curve_head: FloatArray
    curve_slope: FloatArray


class Elements(NamedTuple):
    """Links with a state.

    `one_way` are the numbers of the check valves, pumps, pressure breakers and outflows; `limited` those
    of the flow control valves, with the flow `limit` [m3/s]; `holding` those of the pressure reducing and
    sustaining valves with the node `held_node` whose head is to be `setting` [m] (`sustains` is 1 where
    that is the node before the valve); `switchable` those that a run may close. One value a link have
    `usual_flow`, a flow to start from [m3/s], `usual_root` and `secant`, 1/sqrt(f) and loss over flow at
    it, and `rest_loss`, the loss at no flow [m].
    """

    one_way: IndexArray
    limited: IndexArray
    limit: FloatArray
    holding: IndexArray
    held_node: IndexArray
    sustains: IntArray
    setting: FloatArray
    switchable: IndexArray
    usual_flow: FloatArray
    rest_loss: FloatArray
    usual_root: FloatArray
    secant: FloatArray


class State(NamedTuple):
    """What the iteration changes: flow, status and 1/sqrt(f) of the links, head of the nodes.

    `changes` counts how often each link changed its state, to name the restless ones; `demand` has one
    value a free node and is read.
    """

    flow: FloatArray
    head: FloatArray
    demand: FloatArray
    inverse_root: FloatArray
    status: IntArray
    changes: IntArray


class Work(NamedTuple):
    """Room for what one iteration computes."""

    loss: FloatArray
    slope: FloatArray
    defect: FloatArray
    conductance: FloatArray
    target: FloatArray
    old_flow: FloatArray
    trial_root: FloatArray
    lower: FloatArray
    ground: FloatArray
    change: FloatArray


class Core(NamedTuple):
    """Everything of one network."""

    pattern: Pattern
    laws: Laws
    elements: Elements
    state: State
    work: Work


@merged
def _cut_pattern(sizes: Sizes, block: IndexArray) -> tuple[Pattern, IndexArray]:
    """The pattern, and the numbers of the links with a state."""
    links = sizes.links
    columns = 4 * links
    rows = columns + sizes.free + 1
    targets = rows + sizes.rows
    rest = targets + sizes.targets
    pattern = Pattern(
        block[:links],
        block[links : 2 * links],
        block[2 * links : 3 * links],
        block[3 * links : columns],
        block[columns:rows],
        block[rows:targets],
        block[targets:rest],
    )
    return pattern, block[rest:]


@merged
def _cut_laws(sizes: Sizes, of_link: FloatArray, of_other: FloatArray, forms: IntArray, curve: FloatArray) -> Laws:
    """The coefficients."""
    links, others, points = sizes.links, sizes.links - sizes.square_end, sizes.points
    return Laws(
        sizes.darcy_end,
        sizes.swamee_end,
        sizes.hazen_end,
        sizes.square_end,
        of_link[:links],
        of_link[links : 2 * links],
        of_link[2 * links : 3 * links],
        of_link[3 * links : 4 * links],
        of_link[4 * links : 5 * links],
        of_link[5 * links : 6 * links],
        forms[:others],
        forms[others : 2 * others],
        forms[2 * others :],
        of_other[:others],
        of_other[others : 2 * others],
        of_other[2 * others :],
        curve[:points],
        curve[points : 2 * points],
        curve[2 * points :],
    )


@compiled
def views(size: SizeArray, indices: IndexArray, integers: IntArray, floats: FloatArray) -> Core:
    """The arrays of a network as views of its three blocks; the one place that knows the layout."""
    sizes = Sizes(
        size[0], size[1], size[2], size[3], size[4], size[5], size[6], size[7], size[8], size[9], size[10], size[11],
        size[12], size[13],
    )  # fmt: skip
    links, others, nodes, points = sizes.links, sizes.links - sizes.square_end, sizes.nodes, sizes.points
    pattern, numbers = _cut_pattern(sizes, indices)
    status, changes, forms = integers[:links], integers[links : 2 * links], integers[2 * links : 2 * links + 3 * others]
    sustains = integers[2 * links + 3 * others :]
    of_link = floats[: 19 * links]
    of_other = floats[19 * links : 19 * links + 3 * others]
    rest = floats[19 * links + 3 * others :]
    curve, rest = rest[: 3 * points], rest[3 * points :]
    limit, rest = rest[: sizes.limited], rest[sizes.limited :]
    setting, rest = rest[: sizes.holding], rest[sizes.holding :]
    demand, rest = rest[: sizes.free], rest[sizes.free :]
    head, ground, change = rest[:nodes], rest[nodes : 2 * nodes], rest[2 * nodes : 3 * nodes]
    laws = _cut_laws(sizes, of_link, of_other, forms, curve)
    a, b = sizes.one_way, sizes.one_way + sizes.limited
    c = b + sizes.holding
    d = c + sizes.holding
    elements = Elements(
        numbers[:a],
        numbers[a:b],
        limit,
        numbers[b:c],
        numbers[c:d],
        sustains,
        setting,
        numbers[d:],
        of_link[6 * links : 7 * links],
        of_link[7 * links : 8 * links],
        of_link[8 * links : 9 * links],
        of_link[9 * links : 10 * links],
    )
    state = State(of_link[10 * links : 11 * links], head, demand, of_link[11 * links : 12 * links], status, changes)
    work = Work(
        of_link[12 * links : 13 * links],
        of_link[13 * links : 14 * links],
        of_link[14 * links : 15 * links],
        of_link[15 * links : 16 * links],
        of_link[16 * links : 17 * links],
        of_link[17 * links : 18 * links],
        of_link[18 * links :],
        rest[3 * nodes : 3 * nodes + sizes.rows + 1],
        ground,
        change,
    )
    return Core(pattern, laws, elements, state, work)
