"""Properties of pure fluids and mixtures by the equations of state of CoolProp.

CoolProp goes beyond the range of an equation without a word; here a state outside it is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero
from workbench.errors import InputError

__all__ = [
    "EQUATIONS",
    "FluidProperties",
    "critical_point",
    "fluid_state",
    "saturated_state",
    "state_at_density",
    "state_at_entropy",
]

EQUATIONS = ("HEOS", "PR", "SRK", "IF97")
"""Helmholtz energy equations (the reference ones), Peng-Robinson, Soave-Redlich-Kwong, IAPWS-IF97 (water only)."""

_END_OF_IF97 = 2273.15
"""Highest temperature of region 5 [K]."""
_COMPONENT = re.compile(r"([^&\[\]]+)(?:\[([^&\[\]]+)\])?")
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class FluidProperties:
    """Properties at n states, arrays of n in SI; NaN where the equation has none (viscosity of some fluids)."""

    pressure: _Array
    """[Pa]"""
    temperature: _Array
    """[K]"""
    quality: _Array
    """Vapour mass fraction of two phases; NaN of one phase."""
    density: _Array
    """[kg/m3]"""
    molar_mass: _Array
    """[kg/mol]"""
    compressibility_factor: _Array
    enthalpy: _Array
    """[J/kg], from the reference state of CoolProp."""
    entropy: _Array
    """[J/(kg K)], from the reference state of CoolProp."""
    isobaric_heat_capacity: _Array
    """[J/(kg K)]; NaN of two phases."""
    isochoric_heat_capacity: _Array
    """[J/(kg K)]; NaN of two phases."""
    ideal_heat_capacity_ratio: _Array
    """cp/cv of the ideal gas at the temperature: the k of API 520."""
    isentropic_exponent: _Array
    """``rho w^2 / p`` of the real fluid; NaN of two phases."""
    speed_of_sound: _Array
    """[m/s]; NaN of two phases."""
    viscosity: _Array
    """[Pa s]; NaN of two phases, and where there is no correlation."""
    thermal_conductivity: _Array
    """[W/(m K)]; NaN of two phases, and where there is no correlation."""
    expansion_coefficient: _Array
    """Cubic, at constant pressure [1/K]; NaN of two phases."""


def fluid_state(fluid: str, pressure: ArrayLike, temperature: ArrayLike, equation: str = "HEOS") -> FluidProperties:
    """Properties of a fluid of one phase at pressures and temperatures.

    Parameters
    ----------
    fluid : str
        Name in CoolProp, such as ``"Propane"``, or a mixture by mole fractions, ``"Methane[0.9]&Ethane[0.1]"``.
    pressure, temperature : float or (n,) array
        Absolute [Pa], [K]; broadcast.
    equation : str
        One of `EQUATIONS`.

    Returns
    -------
    FluidProperties
        Arrays of n, also of a single state.

    Raises
    ------
    InputError
        A fluid that CoolProp does not have, mole fractions that do not add up to one, a state outside the range of
        the equation.

    References
    ----------
    I. H. Bell, J. Wronski, S. Quoilin and V. Lemort, Ind. Eng. Chem. Res. 53 (2014) 2498-2508 (CoolProp).

    Examples
    --------
    >>> round(float(fluid_state("Water", 101325.0, 293.15).density[0]), 2)
    998.21
    """
    known = _equation(fluid, equation)
    at, kelvin = np.broadcast_arrays(
        np.atleast_1d(above_zero("pressure", pressure, "Pa")),
        np.atleast_1d(above_zero("temperature", temperature, "K")),
    )
    for values, highest, name, unit in (
        (at, known.highest_pressure, "pressure", "Pa"),
        (kelvin, known.highest_temperature, "temperature", "K"),
    ):
        _refuse_above(fluid, name, values, highest, unit)
    return known.states(known.pairs.PT_INPUTS, at, kelvin)


def saturated_state(
    fluid: str,
    *,
    quality: ArrayLike,
    pressure: ArrayLike | None = None,
    temperature: ArrayLike | None = None,
    equation: str = "HEOS",
) -> FluidProperties:
    """Properties of a boiling liquid (quality 0), a dew-point vapour (1) or of both in equilibrium.

    Parameters
    ----------
    fluid, equation : str
        As of `fluid_state`.
    quality : float or (n,) array
        Vapour fraction, 0 to 1 (of a mixture by moles) [-].
    pressure, temperature : float or (n,) array
        Absolute [Pa] or [K]: one of the two.

    Returns
    -------
    FluidProperties

    Raises
    ------
    InputError
        Both or none of pressure and temperature, a state above the critical point or below the triple point, a
        quality outside 0 to 1.

    Examples
    --------
    >>> round(float(saturated_state("Water", pressure=101325.0, quality=0.0).temperature[0]), 2)
    373.12
    """
    known = _equation(fluid, equation)
    share = np.atleast_1d(np.asarray(quality, dtype=np.float64))
    outside = ~((share >= 0.0) & (share <= 1.0))
    if outside.any():
        raise _error(fluid, "quality", float(share[outside][0]), "", "0 to 1")
    if (pressure is None) == (temperature is None):
        raise InputError(
            f"{fluid}: a saturated state needs a pressure or a temperature, one of the two.",
            path=(fluid, "pressure"),
            expected="one of pressure and temperature",
        )
    if pressure is not None:
        at, share = np.broadcast_arrays(np.atleast_1d(above_zero("pressure", pressure, "Pa")), share)
        if known.critical_pressure < np.inf:
            _refuse_above(fluid, "pressure of saturation", at, known.critical_pressure, "Pa")
        return known.states(known.pairs.PQ_INPUTS, at, share)
    kelvin, share = np.broadcast_arrays(np.atleast_1d(above_zero("temperature", temperature, "K")), share)  # type: ignore[arg-type]
    if known.critical_temperature < np.inf:
        _refuse_above(fluid, "temperature of saturation", kelvin, known.critical_temperature, "K")
    return known.states(known.pairs.QT_INPUTS, share, kelvin)


def state_at_density(fluid: str, temperature: ArrayLike, density: ArrayLike, equation: str = "HEOS") -> FluidProperties:
    """Properties of a fluid at temperatures and densities.

    Parameters
    ----------
    fluid, equation : str
        As of `fluid_state`.
    temperature, density : float or (n,) array
        [K], [kg/m3].

    Returns
    -------
    FluidProperties

    Raises
    ------
    InputError
        As `fluid_state`.

    Examples
    --------
    >>> round(float(state_at_density("Water", 300.0, 996.556).pressure[0]))
    99242
    """
    known = _equation(fluid, equation)
    kelvin, kilograms = np.broadcast_arrays(
        np.atleast_1d(above_zero("temperature", temperature, "K")),
        np.atleast_1d(above_zero("density", density, "kg/m3")),
    )
    _refuse_above(fluid, "temperature", kelvin, known.highest_temperature, "K")
    return known.states(known.pairs.DmassT_INPUTS, kilograms, kelvin)


def critical_point(fluid: str) -> dict[str, float]:
    """Critical pressure [Pa] and temperature [K] of a pure fluid; infinite for a mixture, which has no single one.

    Parameters
    ----------
    fluid : str
        As of `fluid_state`.

    Raises
    ------
    InputError
        A fluid that CoolProp does not have.

    Examples
    --------
    >>> round(critical_point("Water")["critical_temperature"], 2)
    647.1
    """
    known = _equation(fluid, "HEOS")
    return {"critical_pressure": known.critical_pressure, "critical_temperature": known.critical_temperature}


def state_at_entropy(fluid: str, pressure: ArrayLike, entropy: ArrayLike, equation: str = "HEOS") -> FluidProperties:
    """Properties of a pure fluid, of one or two phases, at pressures and entropies.

    Parameters
    ----------
    fluid, equation : str
        As of `fluid_state`; CoolProp does not find states of mixtures by their entropy.
    pressure, entropy : float or (n,) array
        Absolute [Pa], [J/(kg K)] as other states of the same equation have it.

    Returns
    -------
    FluidProperties

    Raises
    ------
    InputError
        As `fluid_state`; a mixture.

    Examples
    --------
    >>> boiling = saturated_state("Water", pressure=1e6, quality=0.0)
    >>> flashed = state_at_entropy("Water", 1e5, boiling.entropy)
    >>> round(float(flashed.quality[0]), 3)
    0.138
    """
    known = _equation(fluid, equation)
    at, amount = np.broadcast_arrays(
        np.atleast_1d(above_zero("pressure", pressure, "Pa")), np.atleast_1d(np.asarray(entropy, dtype=np.float64))
    )
    _refuse_above(fluid, "pressure", at, known.highest_pressure, "Pa")
    return known.states(known.pairs.PSmass_INPUTS, at, amount)


class _Equation:
    """A fluid as CoolProp calculates it."""

    def __init__(self, fluid: str, equation: str) -> None:
        from CoolProp import CoolProp  # takes seconds

        if equation not in EQUATIONS:
            raise _error(fluid, "equation", equation, "", f"one of {', '.join(EQUATIONS)}")
        names, fractions = _composition(fluid)
        try:
            self._state = CoolProp.AbstractState(equation, "&".join(names))
            if len(names) > 1:
                self._state.set_mole_fractions(list(fractions))
        except ValueError as error:
            raise InputError(
                f"'{fluid}' is no fluid of CoolProp's {equation}: {_first_line(error)}",
                path=(fluid, "fluid"),
                value=fluid,
                expected="a fluid of CoolProp, or a mixture such as Methane[0.9]&Ethane[0.1]",
            ) from None
        self.fluid = fluid
        self.pairs = CoolProp
        self._is_pure = len(names) == 1
        # CoolProp names the end of regions 1 to 3 of IF97, knows its region 5 too, and refuses what is beyond that.
        self.highest_temperature = _END_OF_IF97 if equation == "IF97" else float(self._state.Tmax())
        self.highest_pressure = float(self._state.pmax())
        self.critical_pressure = float(self._state.p_critical()) if self._is_pure else math.inf
        self.critical_temperature = float(self._state.T_critical()) if self._is_pure else math.inf
        self._one_at_a_time = Lock()

    def states(self, pair: Any, first: _Array, second: _Array) -> FluidProperties:
        """Return the properties at pairs of inputs, of which each different one is calculated once."""
        inputs, places = np.unique(np.column_stack([first, second]), axis=0, return_inverse=True)
        with self._one_at_a_time:
            table = np.array([_state(self, pair, *one) for one in inputs.tolist()])
        return FluidProperties(*table[places.ravel()].T)

    def at(self, pair: Any, first: float, second: float) -> tuple[float, ...]:
        state = self._state
        try:
            state.update(pair, first, second)
            quality = float(state.Q())
            mixed = 0.0 < quality < 1.0
            gas = 8.314462618 * float(state.T()) / float(state.molar_mass())
            pressure, density = float(state.p()), float(state.rhomass())
            values = [pressure, float(state.T()), quality if 0.0 <= quality <= 1.0 else math.nan, density]
            values += [
                float(state.molar_mass()),
                pressure / (density * gas),
                float(state.hmass()),
                float(state.smass()),
            ]
        except ValueError as error:
            raise InputError(
                f"{self.fluid} has no state there: {_first_line(error)}",
                path=(self.fluid, "state"),
                value=(first, second),
                expected="a state within the range of its equation",
            ) from None
        sound = self._or_nan(state.speed_sound, skip=mixed)
        values += [self._or_nan(state.cpmass, skip=mixed), self._or_nan(state.cvmass, skip=mixed)]
        values += [self._ideal_ratio(), density * sound**2 / pressure, sound]
        values += [self._or_nan(state.viscosity, skip=mixed), self._or_nan(state.conductivity, skip=mixed)]
        values.append(self._or_nan(state.isobaric_expansion_coefficient, skip=mixed))
        assert len(values) == len(fields(FluidProperties))
        return tuple(values)

    def _ideal_ratio(self) -> float:
        heat_capacity = self._or_nan(self._state.cp0molar)
        return heat_capacity / (heat_capacity - 8.314462618)

    @staticmethod
    def _or_nan(read: Callable[[], float], *, skip: bool = False) -> float:
        """Return a property, NaN where CoolProp has no correlation of it."""
        if skip:
            return math.nan
        try:
            value = float(read())
        except ValueError:
            return math.nan
        return value if math.isfinite(value) else math.nan


@lru_cache(maxsize=64)
def _equation(fluid: str, equation: str) -> _Equation:
    return _Equation(fluid, equation)


# A flash of a mixture takes 5 ms, and the same states are asked for whenever a case is calculated.
@lru_cache(maxsize=4096)
def _state(equation: _Equation, pair: Any, first: float, second: float) -> tuple[float, ...]:
    return equation.at(pair, first, second)


@lru_cache(maxsize=256)
def _composition(fluid: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return the components of a fluid and their mole fractions."""
    names, fractions = [], []
    for part in fluid.split("&"):
        match = _COMPONENT.fullmatch(part.strip())
        if match is None:
            raise _error(fluid, "fluid", fluid, "", "a name, or a mixture such as Methane[0.9]&Ethane[0.1]")
        names.append(match[1].strip())
        fractions.append(match[2])
    if len(names) == 1 and fractions[0] is None:
        return tuple(names), (1.0,)
    try:
        shares = tuple(float(fraction) for fraction in fractions)
    except (TypeError, ValueError):
        raise _error(fluid, "fluid", fluid, "", "a mole fraction of each component, Methane[0.9]&Ethane[0.1]") from None
    if min(shares) < 0.0 or not math.isclose(sum(shares), 1.0, abs_tol=1e-6):
        raise _error(fluid, "mole fractions", sum(shares), "", "fractions that add up to 1")
    return tuple(names), shares


def _refuse_above(fluid: str, name: str, values: _Array, highest: float, unit: str) -> None:
    if (values > highest).any():
        raise _error(fluid, name, float(values.max()), unit, f"at most {highest:.6g} {unit}")


def _error(fluid: str, name: str, value: object, unit: str, expected: str) -> InputError:
    shown = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return InputError(
        f"{fluid}: the {name} is {f'{shown} {unit}'.rstrip()}; expected {expected}.",
        path=(fluid, name.replace(" ", "_")),
        value=value,
        unit=unit,
        expected=expected,
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
