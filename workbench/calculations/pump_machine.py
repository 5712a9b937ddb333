"""The pumps of duties: what their curves say at any flow, as tables of n duties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.pump_curves import heads_of_pumps
from workbench.calculations.pump_liquids import PumpLiquids
from workbench.engineering.pumps.curves import CurveTable
from workbench.engineering.pumps.viscosity_correction import head_factor
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump import PUMP
from workbench.errors import InputError
from workbench.hydraulics.pump_heads import PumpHeads
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["PumpMachines", "Viscous", "pump_machines"]


@dataclass(frozen=True, eq=False)
class Viscous:
    """Factors of n pumps for a viscous liquid, 1 where nothing is corrected; B is NaN there."""

    parameter: Array
    flow: Array
    head: Array
    """At the best efficiency flow."""
    efficiency: Array
    best_efficiency_flow: Array
    """Of water; infinite where nothing is corrected."""


@dataclass(frozen=True, eq=False)
class PumpMachines:
    """The pumps of n duties, one row a duty.

    Heads and efficiencies are those of the curves, for water, at the speed of the pump; `head_at` and
    `efficiency_at` are with the factors for viscosity.
    """

    frame: pd.DataFrame
    """The PUMP of each duty."""
    curve: CurveTable
    """Points of the curve of heads; none for a pump of constant power."""
    speed: Array
    heads: PumpHeads
    efficiency: CurveTable
    npsh_required: CurveTable
    density: Array
    viscous: Viscous

    @property
    def best_efficiency_flow(self) -> Array:
        """Of water at the speed of the pump [m3/s]; NaN where nobody knows it."""
        entered = numbers(self.frame, "best_efficiency_point_flow")
        peak, _ = self.efficiency.peak()
        return np.asarray(np.where(np.isnan(entered), peak, entered) * self.speed)

    @property
    def rotational_speed(self) -> Array:
        """Speed of the shaft [rpm]; NaN where nobody gives it."""
        return numbers(self.frame, "rated_speed") * self.speed

    @property
    def has_curve(self) -> Array:
        """False for a pump of constant power."""
        return np.asarray(self.curve.count > 0)

    @property
    def last_flow(self) -> Array:
        """End of the curve at the speed of the pump [m3/s]; infinite where one point stands for a curve, or none."""
        return np.asarray(np.where(self.curve.count > 1, self.curve.last_flow, np.inf) * self.speed * self.viscous.flow)

    def water_head_at(self, flow: Array) -> Array:
        """Heads of the curves for water at n flows [m]."""
        return self.heads.at(flow, self.speed, self.density)

    def head_at(self, flow: Array) -> Array:
        """Heads at n flows of the liquid [m]."""
        water = flow / self.viscous.flow
        factor = np.asarray(head_factor(self.viscous.head, water / self.viscous.best_efficiency_flow))
        head = self.water_head_at(water)
        # Far beyond the curve both fall below zero: their product would be a head again.
        return np.asarray(np.where(head > 0.0, factor * head, head))

    def efficiency_at(self, flow: Array) -> Array:
        """Efficiencies at n flows of the liquid; NaN beyond the ends of the curve and where there is none."""
        return self.viscous.efficiency * self.efficiency.at(flow / self.viscous.flow / self.speed)

    def npsh_required_at(self, flow: Array) -> Array:
        """NPSH required at n flows [m]; NaN beyond the ends of the curve and where there is none."""
        return np.asarray(self.npsh_required.at(flow / self.speed) * self.speed**2)

    def take(self, rows: Array) -> PumpMachines:
        """Return the pumps of some duties, in this order."""
        viscous = Viscous(*(getattr(self.viscous, name)[rows] for name in Viscous.__dataclass_fields__))
        return PumpMachines(
            self.frame.iloc[rows],
            self.curve.take(rows),
            self.speed[rows],
            self.heads.take(rows),
            self.efficiency.take(rows),
            self.npsh_required.take(rows),
            self.density[rows],
            viscous,
        )


def pump_machines(case: Case, duties: pd.DataFrame, liquids: PumpLiquids, assumed: Assumptions) -> PumpMachines:
    """Return the pump of each duty, without a correction for viscosity.

    Raises
    ------
    InputError
        A pump that stands still, curves that are none.
    """
    pumps = present_frame(case, PUMP.code)
    rows = pumps.index.get_indexer(pd.Index(duties["pump"]))
    tags = pumps.index.tolist()
    used = np.isin(np.arange(len(pumps)), rows)
    curves = CurveTable.unchecked(pumps["curve"].tolist())
    heads = heads_of_pumps(pumps, curves, used)
    frame = pumps.iloc[rows]
    speed = numbers(frame, "speed")
    if (speed == 0.0).any():
        k = int(np.flatnonzero(speed == 0.0)[0])
        raise InputError(
            f"'{duties['pump'].iloc[k]}' of the duty '{duties.index[k]}' stands still (speed 0): it delivers nothing.",
            path=(str(duties["pump"].iloc[k]), "speed"),
            value=0.0,
            expected="above zero",
        )
    curve = curves.take(rows)
    _note_of_curves(duties, curve, assumed)
    count = len(duties)
    ones = np.ones(count)
    return PumpMachines(
        frame=frame,
        curve=curve,
        speed=speed,
        heads=heads.take(rows),
        efficiency=CurveTable.build(pumps["efficiency_curve"].tolist(), tags, "efficiency_curve").take(rows),
        npsh_required=CurveTable.build(pumps["npsh_required_curve"].tolist(), tags, "npsh_required_curve").take(rows),
        density=liquids.density,
        viscous=Viscous(np.full(count, np.nan), ones, ones, ones, np.full(count, np.inf)),
    )


def _note_of_curves(duties: pd.DataFrame, curve: CurveTable, assumed: Assumptions) -> None:
    """Note what the form of a curve makes of points that do not say it."""
    one_point = duties.index[curve.count == 1].tolist()
    begins_late = duties.index[(curve.count > 1) & (curve.first_flow > 0.0)].tolist()
    words = "Curve of one point: shut-off head 4/3 of its head, no head at twice its flow (EPANET 2.2 User Manual, 3.1)"
    assumed.note(one_point, words, property="curve")
    words = "Curve that begins above no flow: drawn on to the shut-off head in its own form"
    assumed.note(begins_late, words, property="curve")
