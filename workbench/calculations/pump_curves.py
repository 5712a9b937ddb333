"""Curves of the pumps of a table: all that have equally many points are read at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.link_arrays import pump_curve
from workbench.engineering.pumps.curves import CurveTable
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump import LARGEST_POWER_LAW, MONOTONE_CUBIC, PIECEWISE_LINEAR
from workbench.hydraulics.pump_curve import PumpCurve
from workbench.hydraulics.pump_heads import PumpHeads

__all__ = ["heads_of_pumps"]


def heads_of_pumps(pumps: pd.DataFrame, curves: CurveTable, used: Array) -> PumpHeads:
    """Return the heads of n pumps with these curves; what those that are not used have is not read, nor refused.

    Raises
    ------
    InputError
        Points that make no curve, the first of them.
    """
    form, power = pumps["curve_form"].to_numpy(dtype=object), numbers(pumps, "power")
    count = np.where(used, curves.count, 0)
    heads = PumpHeads.empty(len(pumps), int(count.max(initial=2)))
    by_power = (count == 0) & (power > 0.0) & (power < np.inf)
    heads.power[by_power] = power[by_power]
    to_read = used & ~by_power
    for length in np.unique(count[count > 0]).tolist():
        rows = np.flatnonzero(count == length)
        flow, head = curves.flow[rows, :length], curves.value[rows, :length]
        straight = form[rows] == PIECEWISE_LINEAR
        to_read[rows[straight]] = ~heads.put_straight_lines(rows[straight], flow[straight], head[straight])
        if length <= LARGEST_POWER_LAW:
            law = ~straight & (form[rows] != MONOTONE_CUBIC)
            to_read[rows[law]] = ~heads.put_power_laws(rows[law], flow[law], head[law])
    # Cubics, and whatever has a fault: that is told by the curve of the one pump.
    for k in np.flatnonzero(to_read).tolist():
        tag = str(pumps.index[k])
        if count[k]:
            points = np.stack([curves.flow[k, : count[k]], curves.value[k, : count[k]]], axis=1)
            heads.put(k, pump_curve(tag, points, form[k]))
        else:
            heads.put(k, PumpCurve.constant_power(float(power[k]), tag=tag))
    return heads
