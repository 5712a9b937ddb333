"""The app module Pump: what process conditions ask of the pumps of a case, and what follows for pump and motor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.outcome import Outcome
from workbench.calculations.present import present_frame
from workbench.calculations.pump_duty_point import duty_point_columns
from workbench.calculations.pump_limits import (
    minimum_flow_columns,
    region_columns,
    shutoff_columns,
    specific_speed_columns,
)
from workbench.calculations.pump_line_results import pump_line_results
from workbench.calculations.pump_lines import PumpLines
from workbench.calculations.pump_liquids import PumpLiquids, pump_liquids
from workbench.calculations.pump_machine import PumpMachines, pump_machines
from workbench.calculations.pump_rating import motor_columns, npsh_columns, power_columns
from workbench.calculations.pump_systems import is_from_network, pump_lines
from workbench.calculations.pump_viscosity import corrected_for_viscosity
from workbench.calculations.pump_warnings import duty_warnings
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump_duty import PUMP_DUTY
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["DutyInputs", "calculate_pumps"]

SOLVER = "workbench.calculations.pump"

Columns = dict[str, Array]


class DutyInputs:
    """The duties of a case with their liquids, lines and pumps; with `tag` that one, and those of its condition.

    Attributes
    ----------
    duties : pandas.DataFrame
    liquids : PumpLiquids
    lines : PumpLines
    machines : PumpMachines
    stages : (n,) array
    warnings : list of dict
    """

    def __init__(self, case: Case, assumed: Assumptions, tag: str = "") -> None:
        self.duties: pd.DataFrame = _with_companions(present_frame(case, PUMP_DUTY.code), tag)
        if not len(self.duties):
            raise InputError(
                f"Case '{case.name}' has no {PUMP_DUTY.code}: add one for each process condition of a pump.",
                path=(case.name, PUMP_DUTY.code),
                expected="a pump duty",
            )
        self.liquids: PumpLiquids = pump_liquids(case, self.duties, is_from_network(self.duties), assumed)
        machines = pump_machines(case, self.duties, self.liquids, assumed)
        stages = numbers(machines.frame, "stages")
        one = np.isnan(stages) & ~np.isnan(numbers(machines.frame, "rated_speed"))
        assumed.note(self.duties.index[one].tolist(), "Stages of the pump: 1", property="stages", value=1.0)
        self.stages: Array = np.where(np.isnan(stages), 1.0, stages)
        self.machines: PumpMachines
        self.machines, self.warnings = corrected_for_viscosity(
            machines, self.duties, self.liquids, self.stages, assumed
        )
        self.lines: PumpLines = pump_lines(case, self.duties, self.liquids, assumed)


def _with_companions(duties: pd.DataFrame, tag: str) -> pd.DataFrame:
    """Return a duty and those that hold at the same time; all duties without a tag."""
    if not tag:
        return duties
    condition = duties["condition"][tag]
    together = np.full(len(duties), False) if pd.isna(condition) else (duties["condition"] == condition).to_numpy()
    return duties[together | (duties.index == tag)]


def calculate_pumps(case: Case) -> Outcome:
    """Calculate the pump duties of a case.

    Duties whose lines are entered are calculated all at once; for those of the network it is solved some fifteen times
    a duty.

    Parameters
    ----------
    case : Case
        Checked inputs.

    Returns
    -------
    Outcome
        Results of the PUMP_DUTY components, and of the network where their lines are those of it; ``warnings``,
        ``assumptions`` and, in ``carried``, what flows in the lines by tag in the summary.

    Raises
    ------
    InputError
        What a duty lacks (NPSH required, efficiency, vapour pressure, lines), or what cannot be; it names the tag.
    SolverError
        A network without an answer at the flow of a duty.

    References
    ----------
    API 610 (11th edition, 2010), ANSI/HI 9.6.7; see the functions of `workbench.engineering.pumps`.
    """
    assumed = Assumptions()
    inputs = DutyInputs(case, assumed)
    columns = _columns(case, inputs, assumed)
    frame = _result_frame(columns, inputs.duties.index)
    warnings = inputs.warnings + duty_warnings(inputs.duties, columns, inputs.machines)
    of_lines, carried = pump_line_results(case, inputs.duties, inputs.liquids, assumed)
    summary = {"warnings": warnings, "assumptions": assumed.to_json(), "carried": carried}
    return Outcome({PUMP_DUTY.code: frame} | of_lines, SOLVER, summary)


def _columns(case: Case, inputs: DutyInputs, assumed: Assumptions) -> Columns:
    duties, liquids, lines, machines = inputs.duties, inputs.liquids, inputs.lines, inputs.machines
    columns: Columns = {
        "liquid_density": liquids.density,
        "liquid_viscosity": liquids.viscosity,
        "liquid_heat_capacity": liquids.heat_capacity,
        "hot_liquid_density": liquids.hot_density,
        "hot_vapour_pressure": liquids.hot_vapour_pressure,
        "suction_pressure": lines.suction_pressure,
        "discharge_pressure": lines.discharge_pressure,
        "differential_pressure": lines.discharge_pressure - lines.suction_pressure,
        "differential_head": lines.differential_head,
        "differential_head_at_minimum_level": lines.differential_head_at_minimum_level,
        "static_head": lines.static_head,
        "friction_head": lines.friction_head,
        "control_valve_pressure_drop": lines.valve_drop,
        "control_valve_authority": lines.valve_authority,
    }
    columns |= npsh_columns(duties, lines, liquids, machines)
    columns |= power_columns(duties, lines, liquids, machines)
    columns |= motor_columns(duties, machines, columns["shaft_power"], assumed)
    columns |= shutoff_columns(duties, lines, liquids, machines)
    columns |= minimum_flow_columns(duties, columns, lines, liquids, machines, assumed)
    columns |= region_columns(duties, machines)
    columns |= specific_speed_columns(duties, columns, lines, machines, inputs.stages, assumed)
    columns |= duty_point_columns(case, duties, lines, liquids, machines)
    return columns | _viscous_columns(duties, machines)


def _viscous_columns(duties: pd.DataFrame, machines: PumpMachines) -> Columns:
    """Return the factors where viscosity is corrected, absent elsewhere."""
    viscous, corrected = machines.viscous, ~np.isnan(machines.viscous.parameter)
    flow = numbers(duties, "rated_flow")
    water = machines.water_head_at(flow / viscous.flow)
    with np.errstate(divide="ignore", invalid="ignore"):
        head = machines.head_at(flow) / water
    factors = {"flow_correction": viscous.flow, "head_correction": head, "efficiency_correction": viscous.efficiency}
    return {"viscosity_parameter": viscous.parameter} | {
        name: np.where(corrected, values, np.nan) for name, values in factors.items()
    }


def _result_frame(columns: Columns, tags: pd.Index) -> pd.DataFrame:
    """Return the results in the order in which the type declares them."""
    return pd.DataFrame({result.name: columns[result.name] for result in PUMP_DUTY.results}, index=tags)
