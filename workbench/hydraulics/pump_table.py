"""The pumps of a network as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.hydraulics.pump_curve import PumpCurve

__all__ = ["PumpTable"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PumpTable:
    """The pumps of a network, one row a pump; made by `PumpTable.build`.

    Attributes
    ----------
    link : (p,) int array
        Number of the link of each pump.
    form : (p,) int array of `PumpForm`
    shutoff_head, coefficient, exponent : (p,) arrays
        Power law at rated speed.
    power : (p,) array
        Constant hydraulic power [W].
    speed : (p,) array
        Speed over rated speed [-].
    typical_flow : (p,) array
        Where iterations start [m3/s].
    offset : (p + 1,) int array
        The points of pump k are ``curve_flow[offset[k]:offset[k + 1]]``.
    curve_flow, curve_head : arrays
        Points of the curves that go through points [m3/s], [m].
    curve_slope : array
        dH/dq at them, read for monotone cubics [s/m2].
    """

    link: NDArray[np.int64]
    form: NDArray[np.int64]
    shutoff_head: FloatArray
    coefficient: FloatArray
    exponent: FloatArray
    power: FloatArray
    speed: FloatArray
    typical_flow: FloatArray
    offset: NDArray[np.int64]
    curve_flow: FloatArray
    curve_head: FloatArray
    curve_slope: FloatArray

    @classmethod
    def build(
        cls,
        links: Sequence[int] = (),
        curves: Sequence[PumpCurve] = (),
        speeds: Sequence[float] | float = 1.0,
    ) -> PumpTable:
        """Gather the curves of the pump links `links`; `speeds` is one ratio for all, or one each."""
        if len(links) != len(curves):
            raise InputError(f"{len(links)} pump links were given {len(curves)} curves.", expected="one curve a pump")
        speed = np.broadcast_to(np.asarray(speeds, dtype=np.float64), (len(links),)).copy()
        if not np.all((speed > 0.0) & np.isfinite(speed)):
            raise InputError(
                "A pump's speed ratio must be above zero; close the pump to stop it.",
                path=("pump", "speed"),
                value=float(speed[~((speed > 0.0) & np.isfinite(speed))][0]),
                expected="above zero",
            )
        counts = [len(curve.flow) for curve in curves]
        return cls(
            link=np.asarray(links, dtype=np.int64),
            form=np.array([int(curve.form) for curve in curves], dtype=np.int64),
            shutoff_head=np.array([curve.shutoff_head for curve in curves], dtype=np.float64),
            coefficient=np.array([curve.coefficient for curve in curves], dtype=np.float64),
            exponent=np.array([curve.exponent for curve in curves], dtype=np.float64),
            power=np.array([curve.power for curve in curves], dtype=np.float64),
            speed=speed,
            typical_flow=speed * np.array([curve.typical_flow for curve in curves], dtype=np.float64),
            offset=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
            curve_flow=np.array([value for curve in curves for value in curve.flow], dtype=np.float64),
            curve_head=np.array([value for curve in curves for value in curve.head], dtype=np.float64),
            curve_slope=np.array(
                [value for curve in curves for value in curve.slope or (0.0,) * len(curve.flow)], dtype=np.float64
            ),
        )
