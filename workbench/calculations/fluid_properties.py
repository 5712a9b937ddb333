"""Properties of the FLUIDs of a case at the conditions of scenarios, duties and vessels.

What is given with the fluid goes before what CoolProp calculates. What neither has stays NaN: whoever needs it says so,
with the tag of what needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.tagged import named
from workbench.engineering.properties.equation_of_state import (
    FluidProperties,
    critical_point,
    fluid_state,
    saturated_state,
)
from workbench.equipment.behaviour import Array
from workbench.equipment.fluid import COOLPROP, FLUID
from workbench.errors import InputError
from workbench.model.case import Case

__all__ = ["FluidsOfCase"]

REFERENCE_EQUATION = "HEOS"

_Properties = dict[str, Array]


class FluidsOfCase:
    """The FLUIDs of a case, read once.

    Every method takes the tags of n fluids, ``None`` or NaN where there is none, and arrays of n conditions; it gives
    arrays of n in SI by the names of the FLUID's properties, NaN where nothing is known.
    """

    def __init__(self, case: Case) -> None:
        self._frame = present_frame(case, FLUID.code)

    def gas(self, tags: Sequence[Any], pressure: Array, temperature: Array) -> _Properties:
        """Return molar_mass, heat_capacity_ratio, compressibility_factor, gas_density and gas_viscosity.

        Raises
        ------
        InputError
            A temperature outside that of the fluid, a state that CoolProp does not have, or a liquid there.
        """
        names = ("molar_mass", "heat_capacity_ratio", "compressibility_factor", "gas_density", "gas_viscosity")
        values = self._given(tags, names, temperature)
        for fluid, equation, rows in self._of_coolprop(tags):
            with named(str(tags[rows[0]])):
                state = fluid_state(fluid, pressure[rows], temperature[rows], equation)
            _refuse_phase(tags, rows, fluid, state, "gas")
            calculated = {
                "molar_mass": state.molar_mass,
                "heat_capacity_ratio": state.ideal_heat_capacity_ratio,
                "compressibility_factor": state.compressibility_factor,
                "gas_density": state.density,
                "gas_viscosity": state.viscosity,
            }
            _fill(values, rows, calculated)
        return values

    def liquid(self, tags: Sequence[Any], pressure: Array, temperature: Array) -> _Properties:
        """Return liquid_density, liquid_viscosity, liquid_heat_capacity, expansion_coefficient and vapour_pressure.

        Raises
        ------
        InputError
            As `gas`.
        """
        names = ("liquid_density", "liquid_viscosity", "liquid_heat_capacity", "expansion_coefficient")
        values = self._given(tags, (*names, "vapour_pressure"), temperature)
        for fluid, equation, rows in self._of_coolprop(tags):
            with named(str(tags[rows[0]])):
                state = fluid_state(fluid, pressure[rows], temperature[rows], equation)
            _refuse_phase(tags, rows, fluid, state, "liquid")
            with named(str(tags[rows[0]])):
                boiling = saturated_state(fluid, temperature=temperature[rows], quality=0.0, equation=equation)
            calculated = {
                "liquid_density": state.density,
                "liquid_viscosity": state.viscosity,
                "liquid_heat_capacity": state.isobaric_heat_capacity,
                "expansion_coefficient": state.expansion_coefficient,
                "vapour_pressure": boiling.pressure,
            }
            _fill(values, rows, calculated)
        return values

    def boiling(self, tags: Sequence[Any], pressure: Array) -> _Properties:
        """Return what boils at a pressure: temperature, latent_heat, liquid_density, gas_density, molar_mass,
        heat_capacity_ratio and compressibility_factor of the vapour.

        The temperature of a fluid whose numbers are entered is the one that they are at.

        Raises
        ------
        InputError
            A pressure above the critical one.
        """
        names = ("temperature", "latent_heat", "liquid_density", "gas_density", "molar_mass", "heat_capacity_ratio")
        values = self._given(tags, (*names, "compressibility_factor"), np.full(len(tags), np.nan))
        for fluid, equation, rows in self._of_coolprop(tags):
            with named(str(tags[rows[0]])):
                liquid, vapour = (
                    saturated_state(fluid, pressure=pressure[rows], quality=quality, equation=equation)
                    for quality in (0.0, 1.0)
                )
            calculated = {
                "temperature": liquid.temperature,
                "latent_heat": vapour.enthalpy - liquid.enthalpy,
                "liquid_density": liquid.density,
                "gas_density": vapour.density,
                "molar_mass": vapour.molar_mass,
                "heat_capacity_ratio": vapour.ideal_heat_capacity_ratio,
                "compressibility_factor": vapour.compressibility_factor,
            }
            _fill(values, rows, calculated)
        return values

    def constant(self, tags: Sequence[Any], name: str) -> Array:
        """Return critical_pressure, critical_temperature or another property that no condition changes."""
        values = self._given(tags, (name,), np.full(len(tags), np.nan))
        for fluid, _, rows in self._of_coolprop(tags):
            if name in ("critical_pressure", "critical_temperature"):
                with named(str(tags[rows[0]])):
                    critical = critical_point(fluid)[name]
                _fill(values, rows, {name: np.full(len(rows), critical)})
        return values[name]

    def state(self, tag: str, pressure: Array, temperature: Array) -> FluidProperties | None:
        """Return the whole state of one fluid by its equation of state; None where its numbers are entered."""
        for fluid, equation, _ in self._of_coolprop([tag]):
            with named(tag):
                return fluid_state(fluid, pressure, temperature, equation)
        return None

    def equation_of(self, tag: str) -> tuple[str, str] | None:
        """Return the name in CoolProp and the equation of one fluid; None where its numbers are entered."""
        for fluid, equation, _ in self._of_coolprop([tag]):
            return fluid, equation
        return None

    def assumes_reference_equation(self) -> list[str]:
        """Return the tags of the fluids of CoolProp for which nobody chose an equation of state."""
        chosen = (self._frame["source"] == COOLPROP) & self._frame["equation_of_state"].isna()
        return [str(tag) for tag in self._frame.index[chosen.to_numpy(dtype=bool)]]

    def _places(self, tags: Sequence[Any]) -> Array:
        """Return the row of each fluid in the frame, -1 where there is none."""
        return np.asarray(self._frame.index.get_indexer(pd.Index(list(tags), dtype=object)))

    def _given(self, tags: Sequence[Any], names: Sequence[str], temperature: Array) -> _Properties:
        """Return what the fluids have themselves; refuse temperatures that they do not hold at."""
        places = self._places(tags)
        there = places >= 0
        values = {}
        for name in (*names, "lowest_temperature", "highest_temperature"):
            column = self._frame[name].to_numpy(dtype=np.float64)
            values[name] = np.full(len(places), np.nan)
            values[name][there] = column[places[there]]
        lowest, highest = values.pop("lowest_temperature"), values.pop("highest_temperature")
        with np.errstate(invalid="ignore"):
            outside = np.flatnonzero((temperature < lowest) | (temperature > highest))
        if outside.size:
            k = outside[0]
            expected = f"{lowest[k]:g} to {highest[k]:g} K".replace("nan", "any")
            raise InputError(
                f"{tags[k]} is needed at {temperature[k]:.2f} K; its numbers hold at {expected}.",
                path=(str(tags[k]), "temperature"),
                value=float(temperature[k]),
                unit="K",
                expected=expected,
            )
        return values

    def _of_coolprop(self, tags: Sequence[Any]) -> Iterator[tuple[str, str, Array]]:
        """Yield fluid, equation and rows of those that CoolProp calculates."""
        places = self._places(tags)
        for place in np.unique(places[places >= 0]).tolist():
            row = self._frame.iloc[place]
            if row["source"] == COOLPROP:
                chosen = row["equation_of_state"]
                equation = REFERENCE_EQUATION if pd.isna(chosen) else str(chosen)
                yield str(row["name"]), equation, np.flatnonzero(places == place)


def _refuse_phase(tags: Sequence[Any], rows: Array, fluid: str, state: FluidProperties, wanted: str) -> None:
    """Refuse a liquid that is wanted as a gas, and a gas as a liquid; above the critical point both are one."""
    pressure, temperature = critical_point(fluid)["critical_pressure"], critical_point(fluid)["critical_temperature"]
    below = state.temperature < temperature
    if np.isinf(pressure) or not below.any():
        return
    saturation = np.full(len(rows), np.nan)
    saturation[below] = saturated_state(fluid, temperature=state.temperature[below], quality=0.0).pressure
    wrong = state.pressure > saturation * (1 + 1e-6) if wanted == "gas" else state.pressure < saturation * (1 - 1e-6)
    found = np.flatnonzero(below & wrong)
    if found.size:
        k = found[0]
        other = "liquid" if wanted == "gas" else "gas"
        raise InputError(
            f"{tags[rows[k]]} ({fluid}) is a {other} at {state.temperature[k]:.2f} K and {state.pressure[k]:g} Pa (it "
            f"boils at {saturation[k]:g} Pa); a {wanted} is needed.",
            path=(str(tags[rows[k]]), "temperature"),
            value=float(state.temperature[k]),
            unit="K",
            expected=f"a state in which it is a {wanted}",
        )


def _fill(values: _Properties, rows: Array, calculated: _Properties) -> None:
    """Put calculated values where none is given."""
    for name, column in calculated.items():
        own = values[name][rows]
        values[name][rows] = np.where(np.isnan(own), column, own)
