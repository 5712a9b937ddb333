"""Settings of a case: the fluid, the friction law and the atmosphere. They are inputs like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.schema import TypeSchema

__all__ = ["DEFAULT_SETTINGS", "SETTINGS_SCHEMA", "parse_settings"]


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
            "fluid": {"type": "string", "title": "Fluid", "maxLength": 100},
            "density": _number("Density", "density", "kg/m3", 1e-3, 3e4),
            "viscosity": _number("Dynamic viscosity", "dynamic_viscosity", "Pa s", 1e-7, 1e4),
            "vapour_pressure": _number("Vapour pressure", "vapour_pressure", "Pa", 0.0, 1e8),
            "atmospheric_pressure": _number("Atmospheric pressure", "vapour_pressure", "Pa", 1e3, 2e5),
            "friction_law": {
                "type": "string",
                "title": "Friction law",
                "enum": ["darcy-weisbach", "hazen-williams"],
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


def parse_settings(values: Mapping[str, object], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` changed by `values`, converted to SI and checked.

    Raises
    ------
    InputError
        An unknown setting, a wrong unit, or a value out of bounds.
    """
    merged = {**base, **SETTINGS_SCHEMA.parse("settings", values, base["atmospheric_pressure"])}
    SETTINGS_SCHEMA.validate("settings", merged)
    return merged
