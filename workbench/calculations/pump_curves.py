"""Curves of the pumps of a table: all that have equally many points are read at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.link_arrays import pump_curve
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump import LARGEST_POWER_LAW, MONOTONE_CUBIC, PIECEWISE_LINEAR
from workbench.hydraulics.pump_curve import PumpCurve
from workbench.hydraulics.pump_heads import PumpHeads

__all__ = ["heads_of_pumps", "numbers_of_points"]


def numbers_of_points(curves: pd.Series) -> np.ndarray:
    """Return how many points n curves have; 0 where there is no curve."""
    return np.array([len(curve) if isinstance(curve, list) else 0 for curve in curves.tolist()], dtype=np.int64)


def heads_of_pumps(pumps: pd.DataFrame, used: Array) -> PumpHeads:
    """Return the heads of n pumps; of those that are not used nothing is read, and nothing is refused.

    Raises
    ------
    InputError
        Points that make no curve, the first of them.
    """
    curves, form, power = pumps["curve"].tolist(), pumps["curve_form"].to_numpy(dtype=object), numbers(pumps, "power")
    count = np.where(used, numbers_of_points(pumps["curve"]), 0)
    heads = PumpHeads.empty(len(pumps), int(count.max(initial=2)))
    by_power = (count == 0) & (power > 0.0) & (power < np.inf)
    heads.power[by_power] = power[by_power]
    to_read = used & ~by_power
    for length in np.unique(count[count > 0]).tolist():
        rows = np.flatnonzero(count == length)
        points = np.array([curves[k] for k in rows.tolist()], dtype=np.float64)
        straight = form[rows] == PIECEWISE_LINEAR
        to_read[rows[straight]] = ~heads.put_straight_lines(rows[straight], points[straight])
        if length <= LARGEST_POWER_LAW:
            law = ~straight & (form[rows] != MONOTONE_CUBIC)
            to_read[rows[law]] = ~heads.put_power_laws(rows[law], points[law])
    # Cubics, and whatever has a fault: that is told by the curve of the one pump.
    for k in np.flatnonzero(to_read).tolist():
        tag = str(pumps.index[k])
        if count[k]:
            heads.put(k, pump_curve(tag, np.asarray(curves[k], dtype=np.float64), form[k]))
        else:
            heads.put(k, PumpCurve.constant_power(float(power[k]), tag=tag))
    return heads
