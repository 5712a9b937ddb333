"""The curve of a system against those of its pump: at several speeds, side by side and in a row."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench import units
from workbench.calculations.pump import DutyInputs
from workbench.calculations.pump_duty_point import (
    meeting_flow,
    one_by_one,
    system_of_entered_lines,
    system_of_network,
)
from workbench.calculations.pump_machine import PumpMachines
from workbench.calculations.pump_systems import networks_of
from workbench.calculations.pump_viscosity import corrected_for_viscosity
from workbench.engineering.pumps.performance import hydraulic_power
from workbench.engineering.pumps.system_curve import pumps_together
from workbench.equipment.behaviour import Array
from workbench.equipment.pump_duty import PUMP_DUTY
from workbench.errors import InputError, NotFound
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case
from workbench.model.tags import nearest

__all__ = ["PumpSystem", "pump_system"]

POINTS = 21
"""Of each curve."""
_COLUMNS = [
    *("speed", "in_parallel", "in_series", "flow", "head"),
    *("efficiency", "shaft_power", "npsh_required", "within_curve"),
]


@dataclass(frozen=True)
class PumpSystem:
    """A system and what pumps make of it, as frames in SI.

    Attributes
    ----------
    duty : str
        Tag of the PUMP_DUTY.
    system : pandas.DataFrame
        Head that the system asks for: flow [m3/s], head [m].
    pumps : pandas.DataFrame
        Curves: speed [-], in_parallel, in_series, flow and head of all pumps together, efficiency, shaft_power of all
        together [W], npsh_required of each [m], within_curve: False where the curve is drawn on beyond its end.
    duty_points : pandas.DataFrame
        Where each curve meets the system, the same columns; absent where it does not.
    rated : (float, float)
        Rated flow and head of the duty [m3/s], [m].
    """

    duty: str
    system: pd.DataFrame
    pumps: pd.DataFrame
    duty_points: pd.DataFrame
    rated: tuple[float, float]

    def plot(self, *, system: str = "metric") -> Any:
        """Plot the curves, the points where they meet, and the rated point.

        Parameters
        ----------
        system : str
            Display system: ``"metric"``, ``"si"`` or ``"us"``.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InputError
            Matplotlib, which draws it, is not installed.
        """
        try:
            from matplotlib import pyplot  # slow to load, and not everybody has it
        except ImportError:
            raise InputError(
                "Matplotlib, which draws plots, is not installed: run pip install matplotlib.",
                path=("matplotlib",),
                expected="the package matplotlib",
            ) from None

        def shown(frame: pd.DataFrame) -> tuple[Any, Any]:
            flow = units.from_si(frame["flow"].to_numpy(), "volumetric_flow", system)
            return flow, units.from_si(frame["head"].to_numpy(), "length", system)

        _, axes = pyplot.subplots()
        axes.plot(*shown(self.system), color="black", label="System")
        for _, curve in self.pumps.groupby(_COLUMNS[:3], sort=False):
            axes.plot(*shown(curve), label=_label(curve))
        axes.plot(*shown(self.duty_points), "o", color="black", label="Duty points")
        axes.plot(*shown(pd.DataFrame([self.rated], columns=["flow", "head"])), "x", color="red", label="Rated")
        axes.set_xlabel(f"Flow [{units.display_unit('volumetric_flow', system)}]")
        axes.set_ylabel(f"Head [{units.display_unit('length', system)}]")
        axes.set_title(self.duty)
        axes.legend()
        return axes


def pump_system(
    case: Case,
    tag: str,
    *,
    speeds: Sequence[float] = (1.0,),
    in_parallel: Sequence[int] = (1,),
    in_series: Sequence[int] = (1,),
) -> PumpSystem:
    """Return the curve of the system of a duty, and those of its pump in every combination of what is asked for.

    Parameters
    ----------
    case : Case
    tag : str
        Of a PUMP_DUTY.
    speeds : sequence of float
        Speeds over that of the curve, above zero [-].
    in_parallel, in_series : sequence of int
        How many equal pumps stand side by side, and in a row, where the one pump is [-].

    Raises
    ------
    NotFound
        No PUMP_DUTY has the tag.
    InputError
        A speed that is not above zero, a number of pumps below 1; what `calculate_pumps` refuses.
    SolverError
        A network without an answer.
    """
    known = case[PUMP_DUTY.code].index.tolist()
    if tag not in known:
        raise NotFound(f"There is no {PUMP_DUTY.code} '{tag}'{nearest(tag, known) or '.'}")
    _check(tag, speeds, in_parallel, in_series)
    assumed = Assumptions()
    inputs = DutyInputs(case, assumed, tag)
    row = inputs.duties.index.tolist().index(tag)
    rated = float(inputs.duties["rated_flow"].iloc[row])
    asked = _system(case, inputs, row, rated)
    curves, points = [], []
    for speed, beside, behind in itertools.product(speeds, in_parallel, in_series):
        machine = _at_speed(inputs, row, speed)
        together = pumps_together(machine.head_at, beside, behind)
        end = beside * _end(machine, rated)
        flow = meeting_flow(one_by_one(together), asked, rated)
        curves.append(_curve(machine, np.linspace(0.0, end, POINTS), speed, beside, behind))
        points.append(_curve(machine, np.array([flow]), speed, beside, behind))
    pumps = pd.concat(curves, ignore_index=True)
    flows = np.linspace(0.0, float(pumps["flow"].max()), POINTS)
    system = pd.DataFrame({"flow": flows, "head": [asked(flow) for flow in flows.tolist()]})
    head = float(inputs.lines.differential_head[row])
    return PumpSystem(tag, system, pumps, pd.concat(points, ignore_index=True), (rated, head))


def _system(case: Case, inputs: DutyInputs, row: int, rated: float) -> Callable[[float], float]:
    for together in networks_of(case, inputs.duties, inputs.liquids, Assumptions()):
        if row in together.rows:
            return system_of_network(inputs.duties, inputs.liquids, inputs.lines, together, row)
    entered = system_of_entered_lines(inputs.lines, np.array([row]), inputs.liquids.density, np.array([rated]))
    return one_by_one(entered)


def _at_speed(inputs: DutyInputs, row: int, speed: float) -> PumpMachines:
    """Return the pump of a duty at another speed; the factors for viscosity are those of that speed."""
    turned = replace(inputs.machines, speed=np.full(len(inputs.duties), float(speed)))
    corrected, _ = corrected_for_viscosity(turned, inputs.duties, inputs.liquids, inputs.stages, Assumptions())
    return corrected.take(np.array([row]))


def _end(machine: PumpMachines, rated: float) -> float:
    """Return the flow up to which the curve of a pump is drawn [m3/s]."""
    end = float(np.minimum(machine.last_flow, machine.heads.flow_without_head(machine.speed))[0])
    return end if math.isfinite(end) else 2.0 * rated


def _curve(machine: PumpMachines, flow: Array, speed: float, beside: int, behind: int) -> pd.DataFrame:
    each = machine.take(np.zeros(len(flow), dtype=np.int64))
    own = flow / beside
    head, eta = np.full(len(flow), np.nan), np.full(len(flow), np.nan)
    known = ~np.isnan(flow)
    head[known], eta[known] = behind * each.head_at(own)[known], each.efficiency_at(own)[known]
    power = np.full(len(flow), np.nan)
    turning = known & (eta > 0.0) & np.isfinite(head)
    power[turning] = np.asarray(hydraulic_power(flow[turning], head[turning], each.density[turning])) / eta[turning]
    columns = (
        speed,
        beside,
        behind,
        flow,
        head,
        eta,
        power,
        each.npsh_required_at(own),
        own <= each.last_flow * (1.0 + 1e-9),
    )
    return pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))


def _label(curve: pd.DataFrame) -> str:
    speed, beside, behind = (curve[name].iloc[0] for name in _COLUMNS[:3])
    words = [f"speed {speed:g}"]
    words += [f"{count} {how}" for count, how in ((beside, "in parallel"), (behind, "in series")) if count > 1]
    return ", ".join(words)


def _check(tag: str, speeds: Sequence[float], in_parallel: Sequence[int], in_series: Sequence[int]) -> None:
    for name, values, lowest in (("speeds", speeds, 0.0), ("in_parallel", in_parallel, 1), ("in_series", in_series, 1)):
        wrong = [value for value in values if not (value > 0.0 if name == "speeds" else value >= lowest)]
        if wrong or not len(values):
            expected = "above zero" if name == "speeds" else "1 or more"
            shown = wrong[0] if wrong else "nothing"
            raise InputError(
                f"{tag}: {name} holds {shown}; each must be {expected}.",
                path=(tag, name),
                value=shown,
                expected=expected,
            )
