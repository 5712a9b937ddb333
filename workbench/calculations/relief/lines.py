"""The lines of a relief valve at its rated flow, by the network solver: inlet loss and back pressure.

Gas and steam run isothermally at the relieving temperature, without losing heat or cooling on expansion: that takes the
larger volume, and so the larger loss. Two phases run as a homogeneous mixture: in the inlet line as a liquid of its
density upstream; in the outlet line as one of the mean density of the expansion from the valve to the end, to which its
acceleration is added, and which cannot leave a pipe below the pressure at which it chokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.line_system import part_behind
from workbench.calculations.present import present_frame
from workbench.calculations.relief.conditions import Conditions, expanded
from workbench.calculations.relief.line_flow import GasLine, filled_line
from workbench.calculations.relief.scenarios import Scenarios
from workbench.engineering.relief.expansion import choking_pressure, mean_density
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import TWO_PHASE
from workbench.errors import InputError
from workbench.model.case import Case

__all__ = ["InletLine", "Lines", "OutletLine", "find_lines", "superimposed_of"]

_POINTS = 200


@dataclass(frozen=True)
class Lines:
    """What is connected to each valve, by its tag; empty sets where nothing is."""

    inlet: dict[str, set[str]]
    outlet: dict[str, set[str]]


def find_lines(case: Case) -> Lines:
    """Return the components of the inlet and outlet lines of all relief valves."""
    tags = [str(tag) for tag in case[PSV.code].index]
    joined = set(case.connections["source"]) | set(case.connections["target"])

    def behind(port: str) -> dict[str, set[str]]:
        return {tag: part_behind(case, tag, port, stops=set(tags) - {tag}) if tag in joined else set() for tag in tags}

    return Lines(behind("inlet"), behind("outlet"))


def superimposed_of(case: Case, lines: Lines, tag: str, entered: float, atmosphere: float) -> float:
    """Return the back pressure of a closed valve [Pa]: entered, of the end of its outlet line, or the atmosphere.

    Raises
    ------
    InputError
        A pressure that is entered although the line leads to places with one.
    """
    held = _held_pressures(case, lines.outlet[tag]) if lines.outlet[tag] else {}
    if not held:
        return atmosphere if np.isnan(entered) else entered
    if not np.isnan(entered):
        ends = ", ".join(f"'{end}' ({pressure:g} Pa)" for end, pressure in held.items())
        raise InputError(
            f"{tag}.superimposed_back_pressure is {entered:g} Pa, and its outlet line leads to {ends}: "
            "give the pressure there, and not here.",
            path=(tag, "superimposed_back_pressure"),
            value=entered,
            unit="Pa",
            expected="no value",
        )
    return max(held.values())


class OutletLine:
    """The outlet line of a valve in one of its scenarios, whose flow is sought.

    Parameters
    ----------
    case : Case
    lines : Lines
    scenarios : Scenarios
    conditions : Conditions
    k : int
        Number of the scenario.
    superimposed : float
        Pressure at the end of the line [Pa].
    """

    def __init__(
        self, case: Case, lines: Lines, scenarios: Scenarios, conditions: Conditions, k: int, superimposed: float
    ) -> None:
        self._scenarios, self._conditions, self._k, self._superimposed = scenarios, conditions, k, superimposed
        tag = str(scenarios.valves.index[k])
        self._line = filled_line(case, lines.outlet[tag], tag, "outlet", scenarios, conditions, k)

    def back_pressure(self, flow: float, guess: float) -> float:
        """Return the pressure at the valve [Pa] while `flow` [kg/s] runs through the line; `guess` is one to expect."""
        if isinstance(self._line, GasLine):
            return self._line.pressure(flow)
        if self._conditions.phase[self._k] != TWO_PHASE:
            return self._line.flowing(flow)[0]
        conditions, k, superimposed = self._conditions, self._k, self._superimposed
        density = _mean_density(conditions, k, max(guess, superimposed), superimposed)
        pressure, fastest = self._line.flowing(flow, density)
        flux = fastest * density
        relieving = float(self._scenarios.pressure[k])
        table = expanded(conditions, k, np.geomspace(relieving, 0.999 * superimposed, _POINTS))
        leaves_at = max(choking_pressure(flux, *table), superimposed)
        at_valve = max(guess, leaves_at)
        flowing = _mean_density(conditions, k, at_valve, leaves_at)
        growth = np.interp([-at_valve, -leaves_at], -table[0], table[1])
        acceleration = flux**2 * float(np.log(growth[1] / growth[0])) / flowing
        return leaves_at + (pressure - superimposed) * density / flowing + acceleration

    def results(self, flow: float) -> dict[str, pd.DataFrame]:
        """Return the results of its components by type, at a flow [kg/s]; none of two phases.

        The mean density that their loss is found with is that of no place along the line.
        """
        return {} if self._conditions.phase[self._k] == TWO_PHASE else self._line.results(flow)


def _mean_density(conditions: Conditions, k: int, highest: float, lowest: float) -> float:
    """Return the mean density of a mixture that expands between two pressures [kg/m3]."""
    if highest <= lowest * (1.0 + 1e-9):
        return float(1.0 / expanded(conditions, k, np.array([lowest]))[1][0])
    return mean_density(*expanded(conditions, k, np.linspace(highest, lowest, _POINTS)))


class InletLine:
    """The inlet line of a valve in one of its scenarios, from the vessel at the relieving pressure.

    Parameters
    ----------
    case, lines, scenarios, conditions, k
        As of `OutletLine`.

    Raises
    ------
    InputError
        A line that leads to no vessel or other place of one pressure.
    """

    def __init__(self, case: Case, lines: Lines, scenarios: Scenarios, conditions: Conditions, k: int) -> None:
        tag, self._pressure = str(scenarios.valves.index[k]), float(scenarios.pressure[k])
        part = lines.inlet[tag]
        ends = _ends(case, part)
        if not ends:
            raise InputError(
                f"The inlet line of '{tag}' leads to no vessel, tank or source.",
                path=(tag, "inlet"),
                expected="a line from what it protects",
            )
        self._line = filled_line(case, part - set(ends), tag, "inlet", scenarios, conditions, k, ends)

    def loss(self, flow: float) -> float:
        """Return the friction loss [Pa] at a flow [kg/s]."""
        line = self._line
        return self._pressure - (line.pressure(-flow) if isinstance(line, GasLine) else line.flowing(-flow)[0])

    def results(self, flow: float) -> dict[str, pd.DataFrame]:
        """Return the results of its components by type, at a flow [kg/s]."""
        return self._line.results(-flow)


def _ends(case: Case, part: set[str]) -> list[str]:
    """Return what of a part holds a pressure: vessels, tanks, sources and sinks."""
    found = []
    for code in case.codes:
        behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(behaviour, NodeHydraulics) and behaviour.ends_system:
            found += [str(tag) for tag in case[code].index if tag in part]
    return found


def _held_pressures(case: Case, part: set[str]) -> dict[str, float]:
    """Return the pressure of each place that ends a part [Pa]."""
    held: dict[str, float] = {}
    for code in case.codes:
        behaviour = BUILT_IN[code].gas if code in BUILT_IN else None
        mine = case[code].index.isin(list(part))
        if mine.any() and behaviour is not None and hasattr(behaviour, "boundary"):
            frame = present_frame(case, code)[mine]
            pressures = behaviour.boundary(frame).fixed_pressure
            held |= {str(tag): float(p) for tag, p in zip(frame.index, pressures, strict=True) if not np.isnan(p)}
    return held
