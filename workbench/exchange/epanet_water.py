"""What EPANET holds for constant: its water, and pressures as heads of it."""

from __future__ import annotations

from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY

__all__ = ["FOOT", "PSI_PER_FOOT", "WATER_DENSITY", "WATER_VISCOSITY", "is_us", "pressure_of", "unit_pressure"]

FOOT = 0.3048
# EPANET holds the weight of water (62.4 lb/ft3) and its viscosity (1.1e-5 ft2/s) as constants, and its pressures
# and pump powers rest on them. The density of water at 20 degC would move the heads behind reducing valves and
# those of constant-power pumps by 0.14 %.
WATER_DENSITY = 62.4 * 0.45359237 / FOOT**3
WATER_VISCOSITY = 1.1e-5 * FOOT**2
_US_FLOW_UNITS = ("CFS", "GPM", "MGD", "IMGD", "AFD")

PSI_PER_FOOT, _KILOPASCAL_PER_PSI = 0.4333, 6.895
"""types.h of EPANET 2.2."""
_KILOPASCAL_IN_METRES = FOOT / (_KILOPASCAL_PER_PSI * PSI_PER_FOOT)


def is_us(model: Any) -> bool:
    """Tell whether a file is in US units."""
    return str(model.options.hydraulic.inpfile_units).upper() in _US_FLOW_UNITS


def _in_kilopascal(model: Any) -> bool:
    # EPANET reads psi with US flow units, whatever the file says; wntr takes kPa for metres.
    return not is_us(model) and str(model.options.hydraulic.inpfile_pressure_units).upper() == "KPA"


def pressure_of(model: Any, value: float) -> float:
    """Return a pressure [Pa] that wntr gives in metres of water, or as the kPa that it stands in."""
    metres = value * (_KILOPASCAL_IN_METRES if _in_kilopascal(model) else 1.0)
    return WATER_DENSITY * STANDARD_GRAVITY * metres


def unit_pressure(model: Any) -> float:
    """Return the pressure [Pa] that is one in the file: 1 psi, 1 m of water, or 1 kPa."""
    return WATER_DENSITY * STANDARD_GRAVITY * FOOT / PSI_PER_FOOT if is_us(model) else pressure_of(model, 1.0)
