"""The applicable scenarios of a case beside their valves and vessels; rules of set pressure and overpressure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.calculations.fluid_properties import FluidsOfCase
from workbench.calculations.present import present_frame
from workbench.calculations.tagged import tagged
from workbench.engineering.relief.overpressure import accumulation, largest_set_pressure
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import FIRES, RELIEF_SCENARIO
from workbench.equipment.vessel import VESSEL
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["Scenarios", "read_scenarios"]

_ROUNDING = 1e-9
"""Pressures that an engineer gave as equal may differ by this after their conversion."""


@dataclass(frozen=True)
class Scenarios:
    """n applicable scenarios; `valves` and `vessels` have n rows too, `vessels` empty ones where there is none."""

    rows: pd.DataFrame
    valves: pd.DataFrame
    vessels: pd.DataFrame
    fluids: FluidsOfCase
    assumed: Assumptions
    atmosphere: float
    """[Pa]"""
    overpressure: Array
    """Over the gauge set pressure."""
    highest_overpressure: Array
    """That the rules allow, also where another one is entered."""
    pressure: Array
    """Relieving pressure [Pa]."""

    @property
    def tags(self) -> pd.Index:
        """Tags of the scenarios."""
        return self.rows.index

    @property
    def gauge_set_pressure(self) -> Array:
        """Of the valves [Pa]."""
        return numbers(self.valves, "set_pressure") - self.atmosphere

    @property
    def sharing(self) -> Array:
        """Identical valves that share the load of each scenario."""
        return _sharing(self.valves)

    def one(self, k: int) -> Scenarios:
        """Return scenario `k` alone."""
        frames = {name: getattr(self, name).iloc[k : k + 1] for name in ("rows", "valves", "vessels")}
        arrays = {name: getattr(self, name)[k : k + 1] for name in ("overpressure", "highest_overpressure", "pressure")}
        return replace(self, **frames, **arrays)

    def number(self, name: str) -> Array:
        """Return a numeric property of the scenarios, NaN where absent."""
        return numbers(self.rows, name)

    def is_any(self, name: str, *choices: str) -> Array:
        """Return where a property of the scenarios has one of some values."""
        return np.asarray(self.rows[name].isin(choices).to_numpy(dtype=bool))


def read_scenarios(case: Case, assumed: Assumptions) -> Scenarios:
    """Return the applicable scenarios of a case, checked against their valves and vessels.

    Raises
    ------
    InputError
        A scenario that is not applicable and does not say why, a set pressure that is not above the atmosphere, below
        the operating pressure of the vessel, or above what its design pressure allows.
    """
    scenarios, valves = present_frame(case, RELIEF_SCENARIO.code), present_frame(case, PSV.code)
    vessels = present_frame(case, VESSEL.code)
    atmosphere = float(case.settings["atmospheric_pressure"])
    _refuse_without_reason(scenarios)
    applicable = scenarios[scenarios["applicable"].fillna(False).to_numpy(dtype=bool)]
    own_vessels = vessels.reindex(valves["protects"])
    only_fire = _only_fire(applicable, valves)
    _check_set_pressures(valves, own_vessels, atmosphere, only_fire)
    of_row = valves.loc[applicable["valve"].tolist()]
    vessel_of_row = vessels.reindex(of_row["protects"])
    share, highest, pressure = _relieving(applicable, of_row, vessel_of_row, valves, only_fire, atmosphere, assumed)
    return Scenarios(
        applicable, of_row, vessel_of_row, FluidsOfCase(case), assumed, atmosphere, share, highest, pressure
    )


def _sharing(valves: pd.DataFrame) -> Array:
    return np.nan_to_num(numbers(valves, "identical_valves"), nan=1.0)


def _refuse_without_reason(scenarios: pd.DataFrame) -> None:
    silent = ~scenarios["applicable"].fillna(False).astype(bool) & (scenarios["reason"].fillna("").str.strip() == "")
    if silent.any():
        tag = str(scenarios.index[silent.to_numpy()][0])
        raise InputError(
            f"{tag} is not applicable, and does not say why: give its reason.",
            path=(tag, "reason"),
            expected="a reason",
        )


def _only_fire(applicable: pd.DataFrame, valves: pd.DataFrame) -> Array:
    """Return which valves have fire as their only cause."""
    others = applicable.loc[~applicable["cause"].isin(FIRES), "valve"]
    with_any = valves.index.isin(applicable["valve"])
    return np.asarray(with_any & ~valves.index.isin(others))


def _check_set_pressures(valves: pd.DataFrame, vessels: pd.DataFrame, atmosphere: float, only_fire: Array) -> None:
    pressure = numbers(valves, "set_pressure")
    _refuse(valves.index, pressure, ~(pressure > atmosphere), f"expected above the atmosphere, {atmosphere:g} Pa")
    operating = numbers(vessels, "operating_pressure")
    for k in np.flatnonzero(pressure <= operating).tolist():
        _refuse(
            valves.index,
            pressure,
            np.arange(len(pressure)) == k,
            f"the operating pressure of '{vessels.index[k]}' is {operating[k]:g} Pa; expected above it",
        )
    design = numbers(vessels, "design_pressure")
    known = np.flatnonzero(~np.isnan(design))
    of_vessel = valves["protects"].iloc[np.argsort(pressure, kind="stable")]
    position = (of_vessel.groupby(of_vessel).cumcount() + 1).reindex(valves.index).fillna(1).to_numpy(dtype=np.int64)
    if known.size:
        highest = tagged(
            vessels.index[known],
            lambda p, n, fire: largest_set_pressure(p, n, atmosphere, fire_only=fire),
            design[known],
            position[known],
            only_fire[known],
            properties={"gauge_design_pressure": "design_pressure"},
        )
        above = np.flatnonzero(pressure[known] > highest * (1.0 + _ROUNDING))
        for k in known[above][:1].tolist():
            limit = highest[above[0]]
            words = (
                f"the design pressure of '{vessels.index[k]}' is {design[k]:g} Pa, and its valve number {position[k]} "
                f"may be set at {limit:g} Pa at most (ASME VIII-1 UG-134)"
            )
            _refuse(valves.index, pressure, np.arange(len(pressure)) == k, words)


def _refuse(tags: pd.Index, pressure: Array, wrong: Array, words: str) -> None:
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        tag = str(tags[k])
        raise InputError(
            f"{tag}.set_pressure is {pressure[k]:g} Pa; {words}.",
            path=(tag, "set_pressure"),
            value=float(pressure[k]),
            unit="Pa",
            expected=words,
        )


def _relieving(
    rows: pd.DataFrame,
    valves: pd.DataFrame,
    vessels: pd.DataFrame,
    all_valves: pd.DataFrame,
    only_fire: Array,
    atmosphere: float,
    assumed: Assumptions,
) -> tuple[Array, Array, Array]:
    """Return overpressure (share of the gauge set pressure), the highest that is allowed, relieving pressure [Pa]."""
    gauge = numbers(valves, "set_pressure") - atmosphere
    # A valve for fire only does not make several of the one that protects against everything else.
    count = all_valves.loc[~only_fire, "protects"].value_counts()
    several = np.asarray(valves["protects"].map(count).fillna(1).to_numpy(dtype=np.float64) > 1.0)
    several |= _sharing(valves) > 1.0
    fire = np.asarray(rows["cause"].isin(FIRES).to_numpy(dtype=bool))
    if not len(rows):
        return np.empty(0), np.empty(0), np.empty(0)
    rule = accumulation(gauge, fire=fire, several_valves=several) / gauge
    # A further valve that is set above the design pressure has less: the vessel's limit is the same for all.
    design = numbers(vessels, "design_pressure") - atmosphere
    known = ~np.isnan(design)
    limit = accumulation(np.where(known, design, gauge), fire=fire, several_valves=several)
    highest = np.where(known, (design + limit) / gauge - 1.0, rule)
    rule = np.minimum(rule, highest)
    own, of_valve = numbers(rows, "overpressure"), numbers(valves, "overpressure")
    given = np.where(np.isnan(own), of_valve, own)
    share = np.where(np.isnan(given), rule, given)
    by_rule = np.isnan(given)
    for chosen, words in (
        (by_rule & fire, "fire"),
        (by_rule & ~fire & several, "several valves"),
        (by_rule & ~fire & ~several, "a single valve"),
    ):
        text = f"Overpressure of the rules for {words}: ASME VIII-1 UG-125, API 520 Part I"
        assumed.note(rows.index[chosen], text, property="overpressure")
    return share, highest, gauge * (1.0 + share) + atmosphere
