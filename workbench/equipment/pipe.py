"""PIPE: a straight run with friction, and its fittings by name or as one loss coefficient."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.fittings import FITTING_METHODS, laminar_resistance
from workbench.engineering.pipe_flow import resistance_from_loss_coefficient, reynolds_number
from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    numbers,
    require,
)
from workbench.equipment.common import (
    DIAMETER,
    LINK_RESULTS,
    RESTING_REYNOLDS_NUMBER,
    THROUGH_PORTS,
    VELOCITY_RESULT,
    fitting_results,
    loss_resistance,
)
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.equipment.explain_pipe import explain_pipe
from workbench.equipment.gas_behaviour import GasElement, GasElements, GasLink
from workbench.equipment.pipe_fittings import pipe_fittings
from workbench.errors import InputError

__all__ = ["PIPE"]


_NEEDED = {
    "darcy-weisbach": ("roughness", "the case uses the Darcy-Weisbach law, which needs the roughness of every pipe"),
    "swamee-jain": (
        "roughness",
        "the case uses the Darcy-Weisbach law with Swamee and Jain's factor, which needs the roughness of every pipe",
    ),
    "hazen-williams": (
        "hazen_williams_coefficient",
        "the case uses the Hazen-Williams law, which needs the coefficient C of every pipe",
    ),
    "chezy-manning": (
        "manning_coefficient",
        "the case uses the Chezy-Manning law, which needs the coefficient n of every pipe",
    ),
}
"""The property that a friction law needs, and why."""


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    require(frame, *_NEEDED[surroundings.friction_law])
    diameter = numbers(frame, "diameter")
    constant, laminar, length = pipe_fittings(frame)
    viscosity = surroundings.viscosity / surroundings.density
    return LinkElements(
        Element.PIPE,
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=frame["check_valve"].to_numpy(dtype=bool),
        resistance=loss_resistance(frame) + np.asarray(resistance_from_loss_coefficient(constant, diameter)),
        linear_resistance=np.asarray(laminar_resistance(laminar, diameter, viscosity)),
        elevation=np.full(len(frame), np.nan),
        length=numbers(frame, "length") + length,
        diameter=diameter,
        roughness=numbers(frame, "roughness"),
        hazen_williams_coefficient=numbers(frame, "hazen_williams_coefficient"),
        manning_coefficient=numbers(frame, "manning_coefficient"),
    )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    results = fitting_results(frame, state, surroundings)
    kinematic_viscosity = surroundings.viscosity / surroundings.density
    results["reynolds_number"] = np.asarray(
        reynolds_number(results["velocity"], numbers(frame, "diameter"), kinematic_viscosity)
    )
    # At rest the laminar factor 64 / Re says nothing.
    at_rest = results["reynolds_number"] < RESTING_REYNOLDS_NUMBER
    results["friction_factor"] = np.where(at_rest, np.nan, state.friction_factor)
    head = surroundings.density * results["velocity"] ** 2
    laminar = 32.0 * surroundings.viscosity * np.abs(results["velocity"]) / numbers(frame, "diameter") ** 2
    gradient = state.friction_factor / numbers(frame, "diameter") * head / 2.0
    results["pressure_gradient"] = np.where(at_rest, laminar, gradient)
    results["density_velocity_squared"] = head
    return results


def _gas_elements(frame: pd.DataFrame) -> GasElements:
    constant, laminar, length = pipe_fittings(frame)
    changing = np.flatnonzero(laminar != 0.0)
    if changing.size:
        tag = str(frame.index[changing[0]])
        raise InputError(
            f"{tag}.fitting_method is {frame['fitting_method'].iloc[changing[0]]}, whose K follows the Reynolds "
            "number: a gas network takes constant K; give the method of Crane or of the equivalent length.",
            path=(tag, "fitting_method"),
            value=str(frame["fitting_method"].iloc[changing[0]]),
            expected="a method of constant K",
        )
    return GasElements(
        GasElement.PIPE,
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=frame["check_valve"].to_numpy(dtype=bool),
        elevation=np.full(len(frame), np.nan),
        diameter=numbers(frame, "diameter"),
        loss_coefficient=numbers(frame, "loss_coefficient") + constant,
        length=numbers(frame, "length") + length,
        roughness=numbers(frame, "roughness"),
    )


PIPE = ComponentType(
    code="PIPE",
    title="Pipe",
    meaning="A pipe of one inside diameter, with friction by the law of the case, and its fittings by name or as K",
    version=4,
    parameters=(
        Parameter("length", "Length of the pipe", "length", required=True, above=0.0, maximum=1e7),
        DIAMETER,
        Parameter(
            "roughness", "Absolute roughness of the wall (Darcy-Weisbach)", "roughness", minimum=0.0, maximum=1.0
        ),
        Parameter(
            "hazen_williams_coefficient",
            "Coefficient C (Hazen-Williams)",
            above=0.0,
            maximum=1000.0,
            title="Hazen-Williams C",
        ),
        Parameter(
            "manning_coefficient",
            "Coefficient n in s/m^(1/3) (Chezy-Manning)",
            above=0.0,
            maximum=10.0,
            title="Manning n",
        ),
        Parameter(
            "loss_coefficient",
            "Sum of K of what is not among the fittings",
            required=True,
            default=0.0,
            minimum=0.0,
            maximum=1e6,
        ),
        Parameter(
            "fittings",
            "Fittings by name, such as '2 x 90 deg elbow, long radius; gate valve; exit'",
            kind="string",
        ),
        Parameter("fitting_method", "How the loss of the fittings is found", choices=FITTING_METHODS),
        Parameter("check_valve", "True: no flow from outlet to inlet", kind="boolean", required=True, default=False),
        Parameter("status", "Open or closed", choices=("open", "closed"), required=True, default="open"),
        Parameter("nominal_size", "Nominal size that the diameter is of, such as '6' or '1 1/2'", kind="string"),
        Parameter("schedule", "Schedule that the diameter is of, such as '40' or 'STD'", kind="string"),
        Parameter("material", "Material that the roughness and the sizes are of, with its version", kind="string"),
    ),
    ports=THROUGH_PORTS,
    results=(
        VELOCITY_RESULT,
        *LINK_RESULTS,
        Result("reynolds_number", "Reynolds number"),
        Result("friction_factor", "Darcy friction factor (of Hazen-Williams and Chezy-Manning: the equivalent one)"),
        Result("inlet_velocity", "Velocity of a gas at the inlet, positive from inlet to outlet", "velocity"),
        Result("outlet_velocity", "Velocity of a gas at the outlet, positive from inlet to outlet", "velocity"),
        Result("mach_number", "Velocity of a gas over the speed of sound, at the end where it is larger"),
        Result(
            "density_velocity_squared",
            "Density times velocity squared, of a gas at the end where it is larger",
            "momentum_flux",
            title="Density times velocity squared",
        ),
        Result(
            "pressure_gradient",
            "Pressure lost to friction per length of straight pipe, of a gas at the end where it is larger",
            "pressure_gradient",
        ),
        Result("compressibility_factor", "Z of a gas, mean of both ends"),
    ),
    symbol=Symbol("edge"),
    hydraulics=LinkHydraulics(_elements, _results, explain=explain_pipe),
    gas=GasLink(_gas_elements),
)
