"""Compare a tabulated fluid with correlations that do not come from CoolProp; used by ``tabulate_fluids.py``.

Perry's Chemical Engineers' Handbook, 8th edition: tables 2-8 (vapour pressure), 2-32 (liquid density), 2-153 (liquid
heat capacity), 2-312 and 2-313 (viscosity of vapour and liquid). VDI Heat Atlas, 2nd edition, D3.1 (viscosity).
Poling, Prausnitz and O'Connell, 5th edition, appendix A (heat capacity of the ideal gas). All from the package
chemicals, which carries their coefficients.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import chemicals.heat_capacity as heat_capacity
import chemicals.vapor_pressure as vapor_pressure
import chemicals.viscosity as viscosity
import chemicals.volume as volume
from chemicals.dippr import EQ100, EQ101, EQ102, EQ105, EQ114

from workbench.model.fluid import Fluid

COMPARED = "Perry's Chemical Engineers' Handbook (8th ed.), VDI Heat Atlas (2nd ed.), Poling (5th ed.)"
POINTS = 25
LOWEST_VAPOUR_PRESSURE = 1000.0
"""Below it the handbooks' correlations are extrapolations [Pa]."""


def differences(fluid: Fluid, cas: str) -> dict[str, float]:
    """Return the largest relative difference of each property from the nearest correlation, where there is one."""
    lowest, highest = fluid.range
    found: dict[str, float] = {}
    for k in range(POINTS):
        temperature = lowest + (highest - lowest) * k / (POINTS - 1)
        state = fluid.at(temperature)
        molar_mass, critical = (fluid.properties[key] for key in ("molar_mass", "critical_temperature"))
        for name, candidates in (
            ("density", _density(fluid.phase, cas, temperature, molar_mass)),
            ("viscosity", _viscosity(fluid.phase, cas, temperature)),
            ("vapour_pressure", _vapour_pressure(fluid.phase, cas, temperature)),
            ("heat_capacity", _heat_capacity(fluid.phase, cas, temperature, molar_mass, critical)),
        ):
            ours = getattr(state, name)
            apart = [abs(ours / value - 1.0) for value in candidates if math.isfinite(value) and value > 0.0]
            if apart:
                found[name] = max(found.get(name, 0.0), min(apart))
    return found


def _density(phase: str, cas: str, temperature: float, molar_mass: float) -> Iterator[float]:
    table = volume.rho_data_Perry_8E_105_l
    # Water has an equation of its own in that table; argon and the like are beyond their critical point.
    if phase == "liquid" and cas in table.index and cas != "7732-18-5":
        row = table.loc[cas]
        if row.Tmin <= temperature <= row.Tmax:
            yield EQ105(temperature, row.C1, row.C2, row.C3, row.C4) * molar_mass


def _viscosity(phase: str, cas: str, temperature: float) -> Iterator[float]:
    perry = viscosity.mu_data_Perrys_8E_2_313 if phase == "liquid" else viscosity.mu_data_Perrys_8E_2_312
    atlas = viscosity.mu_data_VDI_PPDS_7 if phase == "liquid" else viscosity.mu_data_VDI_PPDS_8
    if cas in perry.index:
        row = perry.loc[cas]
        if row.Tmin <= temperature <= row.Tmax:
            if phase == "liquid":
                yield EQ101(temperature, row.C1, row.C2, row.C3, row.C4, row.C5)
            else:
                yield EQ102(temperature, row.C1, row.C2, row.C3, row.C4)
    if cas in atlas.index:
        row = atlas.loc[cas]
        if phase == "liquid":
            yield viscosity.PPDS9(temperature, row.A, row.B, row.C, row.D, row.E)
        else:
            yield row.A + temperature * (row.B + temperature * (row.C + temperature * (row.D + temperature * row.E)))


def _vapour_pressure(phase: str, cas: str, temperature: float) -> Iterator[float]:
    table = vapor_pressure.Psat_data_Perrys2_8
    if phase == "liquid" and cas in table.index:
        row = table.loc[cas]
        if row.Tmin <= temperature <= row.Tmax:
            found = EQ101(temperature, row.C1, row.C2, row.C3, row.C4, row.C5)
            if found >= LOWEST_VAPOUR_PRESSURE:
                yield found


def _heat_capacity(phase: str, cas: str, temperature: float, molar_mass: float, critical: float) -> Iterator[float]:
    if phase == "gas":
        table = heat_capacity.Cp_data_Poling
        if cas in table.index:
            row = table.loc[cas]
            # Close to its boiling point a vapour is far from ideal.
            if max(row.Tmin, 1.3 * _boiling(cas)) <= temperature <= row.Tmax:
                yield heat_capacity.Poling(temperature, row.a0, row.a1, row.a2, row.a3, row.a4) / molar_mass
        return
    polynomial, near_critical = heat_capacity.Cp_data_Perry_Table_153_100, heat_capacity.Cp_data_Perry_Table_153_114
    if cas in polynomial.index:
        row = polynomial.loc[cas]
        if row.Tmin <= temperature <= row.Tmax:
            yield EQ100(temperature, row.A, row.B, row.C, row.D, row.E) / 1000.0 / molar_mass
    if cas in near_critical.index:
        row = near_critical.loc[cas]
        if row.Tmin <= temperature <= row.Tmax:
            yield EQ114(temperature, critical, row.A, row.B, row.C, row.D) / 1000.0 / molar_mass


def _boiling(cas: str) -> float:
    from chemicals.phase_change import Tb

    found = Tb(cas)
    return 0.0 if found is None else float(found)
