"""What the network of a case asks of a pump: the pump is taken out, its flow taken before it and given back behind it.

The whole network is solved so, with all its fittings, valves and other pumps; what the heads at both places differ by
is what the pump has to add.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.line_system import part_behind
from workbench.calculations.network_results import results_and_warnings
from workbench.calculations.present import present_frame
from workbench.calculations.resistances import settle_resistances
from workbench.equipment.pump import PUMP
from workbench.equipment.tank import TANK
from workbench.equipment.vessel import VESSEL
from workbench.errors import InputError, SolverError
from workbench.hydraulics import LinkKind, Network, Solution, Solver, announce_compilation
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["NORMAL", "PumpEnds", "PumpNetwork"]

NORMAL, LOWEST, HIGHEST = "normal", "lowest", "highest"
_LEVELS = {
    LOWEST: {TANK.code: ("minimum_level",), VESSEL.code: ("low_level", "low_low_level")},
    HIGHEST: {TANK.code: ("maximum_level",), VESSEL.code: ("high_high_level", "high_level")},
}
"""Which level of what is before a pump is taken, the first one that is given."""
_PRESENT = {TANK.code: ("level",), VESSEL.code: ("level", "normal_level")}
_PRESSURES = {VESSEL.code: ("operating_pressure", "design_pressure")}
"""Pressure over the liquid, and the highest that it comes to."""

_Changes = dict[str, dict[str, dict[str, float]]]
"""By type, property and tag."""


@dataclass(frozen=True)
class PumpEnds:
    """Heads [m] and absolute pressures [Pa] before and behind a pump that is taken out."""

    suction_head: float
    discharge_head: float
    suction_pressure: float
    discharge_pressure: float
    valve_head_loss: float
    """Of the control valve that was asked for [m]; zero without one."""

    @property
    def head(self) -> float:
        """Head that the pump has to add [m]."""
        return self.discharge_head - self.suction_head


class PumpNetwork:
    """The network of a case without some of its pumps.

    Parameters
    ----------
    case : Case
    pumps : mapping of str to str
        Tags of the pumps that are taken out, each with the tag of its duty.
    assumed : Assumptions
        Notes what levels are taken.
    """

    def __init__(self, case: Case, pumps: Mapping[str, str], assumed: Assumptions) -> None:
        self._case = case
        self._pumps = dict(pumps)
        self._assumed = assumed
        self._opened: list[str] = []
        self._changes = {kind: self._at(kind) for kind in _LEVELS}

    def _at(self, kind: str) -> _Changes:
        """Return what differs in the tanks and vessels before the pumps."""
        changes: _Changes = {}
        for pump, duty in self._pumps.items():
            before = part_behind(self._case, pump, "inlet", stops=self._case[PUMP.code].index.tolist())
            found = False
            for code, names in _LEVELS[kind].items():
                frame = present_frame(self._case, code)
                for tag in (tag for tag in frame.index.tolist() if tag in before):
                    found = True
                    level = self._level(frame.loc[tag], names, _PRESENT[code], kind, duty)
                    changes.setdefault(code, {}).setdefault("level", {})[tag] = level
                    if kind == HIGHEST and code in _PRESSURES:
                        self._put_highest_pressure(changes, code, frame.loc[tag], duty)
            if not found:
                self._assumed.note([duty], "Levels before the pump: as they are, there is no tank or vessel")
        return changes

    def _level(self, row: pd.Series, names: Sequence[str], present: Sequence[str], kind: str, duty: str) -> float:
        """Return the level of a tank or vessel before a pump [m]."""
        for name in names:
            if pd.notna(row[name]):
                return float(row[name])
        if kind == LOWEST:
            text = f"Minimum level of '{row.name}': its bottom"
            self._assumed.note([duty], text, property=names[0], value=0.0, unit="m")
            return 0.0
        level = next((float(row[name]) for name in present if pd.notna(row[name])), math.nan)
        text = f"Maximum level of '{row.name}': its level {level:g} m"
        self._assumed.note([duty], text, property=names[0], value=level, unit="m")
        return level

    def _put_highest_pressure(self, changes: _Changes, code: str, row: pd.Series, duty: str) -> None:
        operating, highest = _PRESSURES[code]
        if pd.notna(row[highest]):
            text = f"Maximum pressure of '{row.name}': its design pressure"
            self._assumed.note([duty], text, property=highest, value=float(row[highest]), unit="Pa")
            changes.setdefault(code, {}).setdefault(operating, {})[str(row.name)] = float(row[highest])

    def solve(
        self,
        flows: Mapping[str, float],
        liquid: tuple[float, float],
        *,
        levels: str = NORMAL,
        valves: Mapping[str, str] | None = None,
    ) -> dict[str, PumpEnds]:
        """Return what is before and behind each pump that is taken out.

        Parameters
        ----------
        flows : mapping of str to float
            By pump [m3/s].
        liquid : (float, float)
            Density [kg/m3] and dynamic viscosity [Pa s].
        levels : str
            Of the tanks before the pumps: normal, lowest or highest.
        valves : mapping of str to str, optional
            By pump: the control valve whose loss is wanted.

        Raises
        ------
        InputError
            A pump that is cut off from every fixed pressure, a valve that is no part of the network.
        SolverError
            The network has no answer at these flows.
        """
        _, assembly, solution = self._solved(flows, liquid, levels)
        network = assembly.network
        place = {tag: k for k, tag in enumerate(network.link_names)}
        own = assembly.link_elevation
        found = {}
        for tag in flows:
            ends = [int(nodes[place[tag]]) for nodes in (network.start, network.end)]
            if solution.isolated[ends].any():
                raise self._cut_off(tag)
            heads = solution.head[ends]
            elevation = np.where(np.isnan(own[place[tag]]), network.elevation[ends], own[place[tag]])
            pressure = assembly.surroundings.pressure(heads, elevation)
            valve = (valves or {}).get(tag, "")
            if valve and valve not in place:
                raise self._no_valve(tag, valve)
            loss = abs(float(solution.head_loss[place[valve]])) if valve else 0.0
            found[tag] = PumpEnds(float(heads[0]), float(heads[1]), float(pressure[0]), float(pressure[1]), loss)
        return found

    def results(self, flows: Mapping[str, float], liquid: tuple[float, float]) -> dict[str, pd.DataFrame]:
        """Return the results of the components of the network by type, without the pumps that are taken out.

        Parameters and errors are those of `solve`.
        """
        variant, assembly, solution = self._solved(flows, liquid, NORMAL)
        frames = {code: present_frame(variant, code) for code in (*assembly.nodes, *assembly.links)}
        found, _ = results_and_warnings(frames, assembly, solution)
        return {code: frame.drop(index=[tag for tag in flows if tag in frame.index]) for code, frame in found.items()}

    def _solved(
        self, flows: Mapping[str, float], liquid: tuple[float, float], levels: str
    ) -> tuple[Case, Assembly, Solution]:
        """Return the network with its pumps taken out, at their flows, and its solution."""
        variant = self._variant(liquid, levels)
        assembly = assemble(variant)
        network = assembly.network
        place = {tag: k for k, tag in enumerate(network.link_names)}
        demand, closed = network.demand.copy(), network.closed.copy()
        for tag, flow in flows.items():
            link = place[tag]
            closed[link] = True
            demand[network.start[link]] += flow
            demand[network.end[link]] -= flow
        return variant, assembly, self._solution(variant, assembly, replace(network, demand=demand, closed=closed))

    def _solution(self, variant: Case, assembly: Assembly, network: Network) -> Solution:
        """Return the solution; a flow control valve that does not let the flow of the duty pass is opened fully.

        Such a valve holds the flow of the pump, which the duty gives already; its drop is a matter of the allowance.
        """
        frames = {code: present_frame(variant, code) for code in (*assembly.nodes, *assembly.links)}
        announce_compilation()
        names = np.array(network.link_names, dtype=object)
        while True:
            opened = np.isin(names, self._opened)
            kind = np.where(opened, LinkKind.RESISTANCE, network.kind)
            passing = replace(assembly, network=replace(network, kind=kind))
            try:
                return settle_resistances(frames, passing, Solver(passing.network).solve())
            except SolverError as error:
                at_limit = np.isin(names, list(error.tags)) & (kind == LinkKind.FLOW_CONTROL)
                if not at_limit.any():
                    raise
                self._opened += names[at_limit].tolist()
                for valve in names[at_limit].tolist():
                    words = f"Flow control valve '{valve}': fully open, the flow is that of the duty"
                    self._assumed.note(self._pumps.values(), words)

    def _variant(self, liquid: tuple[float, float], levels: str) -> Case:
        """Return the case with another liquid and other levels."""
        state = self._case.state.copy()
        state.settings = {**state.settings, "density": liquid[0], "viscosity": liquid[1]}
        for code, columns in self._changes.get(levels, {}).items():
            frame = present_frame(self._case, code)
            for name, values in columns.items():
                column = frame[name].copy()
                column[list(values)] = list(values.values())
                frame = frame.assign(**{name: column})
            state.frames[code] = frame
        return self._case.with_state(state)

    def _cut_off(self, pump: str) -> InputError:
        duty = self._pumps[pump]
        return InputError(
            f"'{pump}' of the duty '{duty}' is cut off from every fixed pressure, before it or behind it: open the way "
            "to a tank, a source or a sink.",
            path=(duty, "pump"),
            value=pump,
            expected="a pump between places whose pressure is fixed",
        )

    def _no_valve(self, pump: str, valve: str) -> InputError:
        duty = self._pumps[pump]
        return InputError(
            f"{duty}.control_valve names '{valve}', which is no link of the network.",
            path=(duty, "control_valve"),
            value=valve,
            expected="a valve of the network",
        )
