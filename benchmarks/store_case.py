"""A large case for the benchmarks of the store."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.case import Case
from workbench.model.frames import connection_frame, frame_from_properties, graphics_frame
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.model.snapshot import Snapshot

__all__ = ["large_case"]


def large_case(types: dict[str, Any], components: int) -> Case:
    """A line of nodes and pipes: half nodes, half pipes."""
    half = components // 2
    random = np.random.default_rng(1)
    nodes = [{"elevation": float(z), "demand": float(q)} for z, q in random.uniform(0, 1e-2, (half, 2))]
    pipes = [
        {
            "length": float(length),
            "diameter": float(diameter),
            "roughness": 4.5e-5,
            "loss_coefficient": 0.0,
            "check_valve": False,
            "status": "open",
        }
        for length, diameter in random.uniform(0.1, 0.9, (half, 2))
    ]
    node_tags, pipe_tags = [f"J-{k}" for k in range(half)], [f"P-{k}" for k in range(half)]
    frames = {
        "NODE": frame_from_properties(types["NODE"], node_tags, nodes),
        "PIPE": frame_from_properties(types["PIPE"], pipe_tags, pipes),
    }
    links = [(node_tags[k], "port", pipe_tags[k], "inlet") for k in range(half)]
    links += [(pipe_tags[k], "outlet", node_tags[k + 1], "port") for k in range(half - 1)]
    positions = {tag: (float(k % 300), float(k // 300)) for k, tag in enumerate(node_tags)}
    state = Snapshot(frames, connection_frame(links), graphics_frame(positions), dict(DEFAULT_SETTINGS))
    return Case.from_snapshot("Large", types, state)
