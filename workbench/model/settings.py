"""Settings of a case: the fluid, the friction law and the atmosphere. They are inputs like any other.

The properties of the fluid are stored with the case, also where they come from the library: what happens to the
library later changes no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import InputError
from workbench.model.fluid import Fluid
from workbench.model.schema import TypeSchema

__all__ = [
    "DEFAULT_SETTINGS",
    "LIQUID_NETWORK",
    "LIQUID_SETTINGS",
    "SETTINGS_SCHEMA",
    "parse_settings",
    "settings_from_fluid",
]

LIQUID_NETWORK = "NetworkEditor"
"""The app module whose lines carry the liquid of the settings; in all others components say what flows."""
LIQUID_SETTINGS = ("density", "viscosity", "vapour_pressure", "critical_pressure")


def _number(title: str, dimension: str, unit: str, minimum: float, maximum: float) -> dict[str, Any]:
    return {
        "type": "number",
        "title": title,
        "dimension": dimension,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
    }


SETTINGS_SCHEMA = TypeSchema(
    "settings",
    1,
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Case settings",
        "type": "object",
        "additionalProperties": False,
        "required": ["fluid", "density", "viscosity", "vapour_pressure", "atmospheric_pressure", "friction_law"],
        "properties": {
            "fluid": {"type": "string", "title": "Fluid", "maxLength": 200},
            "fluid_version": {
                "type": "integer",
                "title": "Version of the fluid in the library",
                "minimum": 1,
                "maximum": 2**31 - 1,
            },
            "fluid_temperature": _number("Temperature of the fluid", "temperature", "K", 1.0, 5000.0),
            "density": _number("Density", "density", "kg/m3", 1e-3, 3e4),
            "viscosity": _number("Dynamic viscosity", "dynamic_viscosity", "Pa s", 1e-7, 1e4),
            "vapour_pressure": _number("Vapour pressure", "vapour_pressure", "Pa", 0.0, 1e8),
            "critical_pressure": _number("Critical pressure", "vapour_pressure", "Pa", 1e3, 1e9),
            "atmospheric_pressure": _number("Atmospheric pressure", "vapour_pressure", "Pa", 1e3, 2e5),
            "friction_law": {
                "type": "string",
                "title": "Friction law",
                "enum": ["darcy-weisbach", "hazen-williams", "chezy-manning", "swamee-jain"],
            },
        },
    },
)
"""The schema of the settings; read like that of a component type."""

DEFAULT_SETTINGS: dict[str, Any] = {
    "fluid": "water at 20 degC",
    "density": 998.2,
    "viscosity": 1.0016e-3,
    "vapour_pressure": 2339.0,
    "atmospheric_pressure": 101325.0,
    "friction_law": "darcy-weisbach",
}
"""Settings of a new case: water at 20 degC (IAPWS R6-95, R12-08) and the standard atmosphere (ISO 2533)."""


_FROM_LIBRARY = ("fluid_version", "fluid_temperature", "critical_pressure")
_OF_FLUID = frozenset({"fluid", "density", "viscosity", "vapour_pressure"})


def parse_settings(values: Mapping[str, object], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` changed by `values`, converted to SI and checked; None removes a setting that may be absent.

    Raises
    ------
    InputError
        An unknown setting, a wrong unit, or a value out of bounds.
    """
    parsed = SETTINGS_SCHEMA.parse("settings", values, base["atmospheric_pressure"])
    merged = {**base, **parsed}
    if not _OF_FLUID.isdisjoint(parsed):
        # Another density than the library's is no longer the library's fluid, and may have another critical point.
        merged |= {name: parsed.get(name) for name in _FROM_LIBRARY}
    merged = {name: value for name, value in merged.items() if value is not None}
    SETTINGS_SCHEMA.validate("settings", merged)
    return merged


def settings_from_fluid(fluid: Fluid, temperature: float | str) -> dict[str, Any]:
    """Return the settings of a case with a liquid of the library, for ``case.set_settings(**...)``.

    Parameters
    ----------
    fluid : Fluid
        A liquid.
    temperature : float or str
        In K, or a text with its unit such as ``"60 degC"``.

    Returns
    -------
    dict
        Name and version of the fluid, its temperature, and the numbers at it, to six digits: more than the tables hold;
        the critical pressure where the library knows it.

    Raises
    ------
    InputError
        A temperature outside the fluid's range, or a gas, whose density needs a pressure.
    """
    state = fluid.at(temperature)
    if state.vapour_pressure is None:
        raise InputError(
            f"{fluid.name} is a gas, and its density follows the pressure: the settings of a case take a liquid. "
            "Where the pressure hardly changes, set density and viscosity yourself.",
            path=("settings", "fluid"),
            value=fluid.name,
            expected="a liquid",
        )
    critical_pressure = fluid.properties.get("critical_pressure")
    known = {} if critical_pressure is None else {"critical_pressure": _to_six_digits(critical_pressure)}
    return {
        "fluid": fluid.name,
        "fluid_version": fluid.version,
        "fluid_temperature": state.temperature,
        "density": _to_six_digits(state.density),
        "viscosity": _to_six_digits(state.viscosity),
        "vapour_pressure": _to_six_digits(state.vapour_pressure),
        **known,
    }


def _to_six_digits(value: float) -> float:
    return float(f"{value:.6g}")
