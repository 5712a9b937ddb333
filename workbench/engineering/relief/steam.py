"""Steam through a relief valve: Napier's equation with the corrections of API 520 Part I."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief.corrections import product
from workbench.errors import InputError

__all__ = ["EDITIONS", "napier_correction", "steam_area", "steam_mass_flow", "superheat_correction"]

EDITIONS = (7, 8, 9, 10)
"""Of API 520 Part I: the table of superheat correction factors changed with the tenth."""
_NAPIER = 190.5 * 3600.0 * 1e-6 * 1e3
"""190.5 of the standard (mm2, kg/h, kPa) for m2, kg/s and Pa."""
_CORRECTED_ABOVE, _HIGHEST = 10339e3, 22057e3
"""Pressures between which Napier's equation takes KN [Pa]."""
_SATURATED = 0.6
"""Difference from the saturation temperature up to which steam is saturated [K]: rounding of tables and degrees."""
_SATURATION = (
    0.11670521452767e4,
    -0.72421316703206e6,
    -0.17073846940092e2,
    0.12020824702470e5,
    -0.32325550322333e7,
    0.14915108613530e2,
    -0.48232657361591e4,
    0.40511340542057e6,
    -0.23855557567849,
    0.65017534844798e3,
)
"""IAPWS R7-97(2012), Table 34. CoolProp has the same equation, for one pressure at a time."""
_Array = NDArray[np.float64]


def napier_correction(relieving_pressure: ArrayLike) -> FloatOrArray:
    """Correction KN of Napier's equation at high pressure [-].

    1 up to 10,339 kPa, then ``(0.02764 P - 1000) / (0.03324 P - 1061)`` with P in kPa, up to 22,057 kPa.
    At 10,339 kPa the standard itself jumps, from 1 to 0.9957.

    Parameters
    ----------
    relieving_pressure : float or (n,) array
        Absolute [Pa].

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        A pressure above 22,057 kPa: the standard has no equation of steam there.

    References
    ----------
    API Standard 520 Part I, 5.7 (sizing for steam relief).

    Examples
    --------
    >>> round(napier_correction(12236e3), 4)
    1.0115
    """
    pressure = above_zero("relieving pressure", relieving_pressure, "Pa")
    if (pressure > _HIGHEST).any():
        raise InputError(
            f"The relieving pressure is {pressure.max():g} Pa; Napier's equation ends at {_HIGHEST:g} Pa.",
            path=("relieving_pressure",),
            value=float(pressure.max()),
            unit="Pa",
            expected=f"at most {_HIGHEST:g} Pa, or the equations of a gas",
        )
    kilopascal = np.maximum(pressure, _CORRECTED_ABOVE) / 1e3
    corrected = (0.02764 * kilopascal - 1000.0) / (0.03324 * kilopascal - 1061.0)
    return plain(np.where(pressure > _CORRECTED_ABOVE, corrected, 1.0))


def superheat_correction(relieving_pressure: ArrayLike, temperature: ArrayLike, edition: int = 10) -> FloatOrArray:
    """Superheat correction KSH [-].

    The table of the standard, linear between its points; between saturation, where it is 1, and the first column of
    the table linear as well.

    Parameters
    ----------
    relieving_pressure, temperature : float or (n,) array
        Absolute [Pa], [K]; a temperature that is NaN is that of saturation.
    edition : int
        Of API 520 Part I.

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        A temperature below saturation or above the table, a pressure outside the table, an unknown edition.

    References
    ----------
    API Standard 520 Part I, Table 9 of the 7th to 9th edition (as the package fluids has it), and of the 10th.

    Examples
    --------
    >>> round(superheat_correction(1066325.0, 593 + 273.15, edition=7), 5)
    0.72018
    """
    if edition not in EDITIONS:
        raise InputError(
            f"There is no edition {edition!r} of API 520 Part I here.",
            path=("edition",),
            value=edition,
            expected=f"one of {EDITIONS}",
        )
    pressure, kelvin = np.broadcast_arrays(
        above_zero("relieving pressure", relieving_pressure, "Pa"), np.asarray(temperature, dtype=np.float64)
    )
    result = np.ones(pressure.shape)
    given = ~np.isnan(kelvin)
    if not given.any():
        return plain(result)
    boiling = _saturation_temperature(np.where(given, pressure, 101325.0))
    _refuse_wet(pressure, kelvin, boiling, given)
    hot = given & (kelvin > boiling + _SATURATED)
    if hot.any():
        result[hot] = _from_table(pressure[hot], kelvin[hot], boiling[hot], edition)
    return plain(result)


def steam_area(
    mass_flow: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    *,
    edition: int = 10,
) -> FloatOrArray:
    """Required effective discharge area of steam in critical flow [m2].

    Parameters
    ----------
    mass_flow : float or (n,) array
        To be relieved, zero or more [kg/s].
    relieving_pressure, temperature : float or (n,) array
        Absolute [Pa], [K]; NaN is saturated steam.
    discharge_coefficient, back_pressure_correction, combination_correction : float or (n,) array
        Kd, Kb, Kc [-].
    edition : int
        Of API 520 Part I.

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        As `napier_correction` and `superheat_correction`.

    References
    ----------
    API Standard 520 Part I, 5.7.

    Examples
    --------
    API 520 Part I, 7th edition, example 4 (69,615 kg/h of saturated steam; the standard prints 1100 mm2):

    >>> round(steam_area(69615 / 3600, 12236e3, float("nan"), 0.975, edition=7) * 1e6)
    1099
    """
    flow = zero_or_more("mass flow", mass_flow, "kg/s")
    effective = _effective_pressure(
        relieving_pressure,
        temperature,
        discharge_coefficient,
        back_pressure_correction,
        combination_correction,
        edition,
    )
    return plain(flow * _NAPIER / effective)


def steam_mass_flow(
    area: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    *,
    edition: int = 10,
) -> FloatOrArray:
    """Flow of steam through an effective discharge area [kg/s]: the inverse of `steam_area`.

    Examples
    --------
    >>> round(steam_mass_flow(1.1e-3, 12236e3, float("nan"), 0.975, edition=7) * 3600)
    69680
    """
    effective = _effective_pressure(
        relieving_pressure,
        temperature,
        discharge_coefficient,
        back_pressure_correction,
        combination_correction,
        edition,
    )
    return plain(above_zero("area", area, "m2") * effective / _NAPIER)


def _effective_pressure(
    pressure: ArrayLike,
    temperature: ArrayLike,
    discharge: ArrayLike,
    back_pressure: ArrayLike,
    combination: ArrayLike,
    edition: int,
) -> _Array:
    """Return the relieving pressure times all corrections [Pa]."""
    factors = product(
        discharge_coefficient=discharge, back_pressure_correction=back_pressure, combination_correction=combination
    )
    steam = np.asarray(napier_correction(pressure)) * superheat_correction(pressure, temperature, edition)
    effective: _Array = np.asarray(pressure, dtype=np.float64) * factors * steam
    return effective


@lru_cache(maxsize=2)
def _table(edition: int) -> tuple[_Array, _Array, _Array]:
    """Return pressures [Pa], temperatures [K] and factors of the table."""
    from fluids import safety_valve as tables  # its own table for each edition

    if edition >= 10:
        parts = (tables._KSH_Pa_10E, tables._KSH_K_10E, tables._KSH_factors_10E)
    else:
        parts = (tables._KSH_Pa_7E, tables._KSH_tempKs_7E, tables._KSH_factors_7E)
    pressures, temperatures, factors = (np.asarray(part, dtype=np.float64) for part in parts)
    return pressures, temperatures, factors


def _from_table(pressure: _Array, temperature: _Array, boiling: _Array, edition: int) -> _Array:
    pressures, temperatures, factors = _table(10 if edition >= 10 else 7)
    _refuse_outside("relieving pressure", pressure, pressures[0], pressures[-1], "Pa")
    _refuse_outside("relieving temperature", temperature, 0.0, temperatures[-1], "K")
    within = np.maximum(temperature, temperatures[0])
    row = np.clip(np.searchsorted(pressures, pressure) - 1, 0, len(pressures) - 2)
    column = np.clip(np.searchsorted(temperatures, within) - 1, 0, len(temperatures) - 2)
    down = (pressure - pressures[row]) / (pressures[row + 1] - pressures[row])
    across = (within - temperatures[column]) / (temperatures[column + 1] - temperatures[column])
    upper = factors[row, column] * (1.0 - across) + factors[row, column + 1] * across
    lower = factors[row + 1, column] * (1.0 - across) + factors[row + 1, column + 1] * across
    inside = upper * (1.0 - down) + lower * down
    # Steam that is superheated less than the first column: 1 where it is saturated.
    before = temperature < temperatures[0]
    share = (temperature - boiling) / np.where(before, temperatures[0] - boiling, 1.0)
    result: _Array = np.where(before, 1.0 + share * (inside - 1.0), inside)
    return result


def _saturation_temperature(pressure: _Array) -> _Array:
    """Return the boiling point of water [K] by the backward equation of IAPWS-IF97, region 4 (equation 31)."""
    n = _SATURATION
    beta = (pressure / 1e6) ** 0.25
    e = beta**2 + n[2] * beta + n[5]
    f = n[0] * beta**2 + n[3] * beta + n[6]
    g = n[1] * beta**2 + n[4] * beta + n[7]
    d = 2.0 * g / (-f - np.sqrt(f**2 - 4.0 * e * g))
    temperature: _Array = 0.5 * (n[9] + d - np.sqrt((n[9] + d) ** 2 - 4.0 * (n[8] + n[9] * d)))
    return temperature


def _refuse_wet(pressure: _Array, temperature: _Array, boiling: _Array, given: NDArray[np.bool_]) -> None:
    wet = given & (temperature < boiling - _SATURATED)
    if wet.any():
        found, limit, at = (float(part[wet].flat[0]) for part in (temperature, boiling, pressure))
        raise InputError(
            f"The relieving temperature is {found:.2f} K; at {at:g} Pa water boils at {limit:.2f} K: this is no steam.",
            path=("relieving_temperature",),
            value=found,
            unit="K",
            expected=f"at least {limit:.2f} K",
        )


def _refuse_outside(name: str, values: _Array, lowest: float, highest: float, unit: str) -> None:
    wrong = (values < lowest) | (values > highest)
    if wrong.any():
        found = float(values[wrong].flat[0])
        raise InputError(
            f"The {name} of superheated steam is {found:g} {unit}; the table of superheat corrections ends there "
            f"({lowest:g} to {highest:g} {unit}).",
            path=(name.replace(" ", "_"),),
            value=found,
            unit=unit,
            expected=f"{lowest:g} to {highest:g} {unit}",
        )
