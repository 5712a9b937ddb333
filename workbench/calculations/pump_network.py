"""What the network of a case asks of a pump: the pump is taken out, its flow taken before it and given back behind it.

The whole network is solved so, with all its fittings, valves and other pumps; what the heads at both places differ by
is what the pump has to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.line_system import part_behind
from workbench.calculations.present import present_frame
from workbench.calculations.resistances import settle_resistances
from workbench.equipment.pump import PUMP
from workbench.equipment.tank import TANK
from workbench.errors import InputError, SolverError
from workbench.hydraulics import LinkKind, Network, Solution, Solver, announce_compilation
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["NORMAL", "PumpEnds", "PumpNetwork"]

NORMAL, LOWEST, HIGHEST = "normal", "lowest", "highest"
_LEVELS = {LOWEST: "minimum_level", HIGHEST: "maximum_level"}


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
        self._levels: dict[str, dict[str, float]] = {kind: self._levels_at(kind, assumed) for kind in _LEVELS}

    def _levels_at(self, kind: str, assumed: Assumptions) -> dict[str, float]:
        """Return the levels of the tanks before the pumps."""
        tanks = present_frame(self._case, TANK.code)
        levels: dict[str, float] = {}
        for pump, duty in self._pumps.items():
            before = part_behind(self._case, pump, "inlet", stops=self._case[PUMP.code].index.tolist())
            found = [tag for tag in tanks.index.tolist() if tag in before]
            if not found:
                assumed.note([duty], "Levels before the pump: as they are, there is no tank with levels")
            for tag in found:
                levels[tag] = _level(tanks, tag, kind, duty, assumed)
        return levels

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
        solution = self._solution(variant, assembly, replace(network, demand=demand, closed=closed))
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
        chosen = self._levels.get(levels, {})
        if chosen:
            column = state.frames[TANK.code]["level"].copy()
            column[list(chosen)] = list(chosen.values())
            state.frames[TANK.code] = state.frames[TANK.code].assign(level=column)
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


def _level(tanks: pd.DataFrame, tag: str, kind: str, duty: str, assumed: Assumptions) -> float:
    """Return the level of a tank before a pump [m]."""
    name = _LEVELS[kind]
    value = float(tanks[name][tag])
    if not np.isnan(value):
        return value
    if kind == LOWEST:
        assumed.note([duty], f"Minimum level of '{tag}': its bottom", property=name, value=0.0, unit="m")
        return 0.0
    level = float(tanks["level"][tag])
    text = f"Maximum level of '{tag}': its level {level:g} m"
    assumed.note([duty], text, property=name, value=level, unit="m")
    return level
