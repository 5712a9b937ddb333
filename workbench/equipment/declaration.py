"""How a component type is declared: parameters, ports, results, symbol, and the JSON Schema made from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench import units
from workbench.model.schema import MISSING, TypeSchema

if TYPE_CHECKING:
    from workbench.equipment.behaviour import Hydraulics
    from workbench.equipment.gas_behaviour import GasBehaviour

__all__ = ["BOW_TIE", "ComponentType", "Parameter", "PortDeclaration", "Result", "Symbol"]

LONGEST_TEXT = 1000
"""Characters of a text, input or result."""


def _title(given: str, name: str) -> str:
    return given if given else name.replace("_", " ").capitalize()


def _limits(minimum: float | str | None, maximum: float | str | None) -> dict[str, Any]:
    given = {bound: limit for bound, limit in (("minimum", minimum), ("maximum", maximum)) if limit is not None}
    return {"limits": given} if given else {}


@dataclass(frozen=True)
class Parameter:
    """One input property: what it means, its dimension, its bounds."""

    name: str
    meaning: str
    dimension: str = "dimensionless"
    kind: str = "number"
    required: bool = False
    default: Any = MISSING
    minimum: float | None = None
    above: float | None = None
    """Exclusive lower bound."""
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    indexed: bool = False
    points: tuple[Parameter, ...] = ()
    """The columns of a curve, usually two."""
    minimum_points: int = 2
    maximum_points: int = 200
    title: str = ""
    """Shown instead of the name where that is not enough (NPSH, Hazen-Williams)."""
    lowest: float | str | None = None
    """Limit of good operation, as `Result.minimum`: a value beyond is stored, and reported."""
    highest: float | str | None = None
    refers_to: str = ""
    """Of a text: it is the tag of a component of this type, or of any type if ``"*"``."""

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of this property."""
        schema: dict[str, Any] = {"title": _title(self.title, self.name), "description": self.meaning}
        if self.points:
            return schema | {
                "type": "array",
                "minItems": self.minimum_points,
                "maxItems": self.maximum_points,
                "items": {
                    "type": "array",
                    "prefixItems": [point.json_schema() for point in self.points],
                    "items": False,
                    "minItems": len(self.points),
                },
            }
        if self.choices:
            schema |= {"type": "string", "enum": list(self.choices)}
        else:
            schema["type"] = self.kind
        if self.kind in ("number", "integer") and not self.choices:
            schema |= {"dimension": self.dimension, "unit": units.si_unit(self.dimension)}
            # JSON knows no infinity, but PostgreSQL's JSON takes 1e400: bound every number.
            schema["maximum"] = 1e15 if self.maximum is None else self.maximum
            if self.above is None:
                schema["minimum"] = -1e15 if self.minimum is None else self.minimum
            else:
                schema["exclusiveMinimum"] = self.above
        elif self.kind == "string" and not self.choices:
            schema["maxLength"] = LONGEST_TEXT
            if self.refers_to:
                schema["format"] = f"tag:{self.refers_to}"
        if self.default is not MISSING:
            schema["default"] = self.default
        if self.indexed:
            schema["indexed"] = True
        return schema | _limits(self.lowest, self.highest)


@dataclass(frozen=True)
class PortDeclaration:
    """Where a component is connected; `multiple` ports take any number of connections."""

    name: str
    direction: str
    multiple: bool = False


@dataclass(frozen=True)
class Result:
    """One result that a calculation writes beside the inputs."""

    name: str
    meaning: str
    dimension: str = "dimensionless"
    title: str = ""
    kind: str = "number"
    """``number``, or ``text`` for one that is no number, such as the letter of an orifice."""
    minimum: float | str | None = None
    """Limit of good operation: a number (SI), the name of another result or parameter of the component, or a setting
    of the case such as ``"settings.vapour_pressure"``. A difference of cases tells what crossed it."""
    maximum: float | str | None = None

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of this result."""
        schema: dict[str, Any] = {"title": _title(self.title, self.name), "description": self.meaning}
        if self.kind == "text":
            return schema | {"type": "string", "maxLength": LONGEST_TEXT}
        schema |= {"type": "number", "dimension": self.dimension, "unit": units.si_unit(self.dimension)}
        return schema | _limits(self.minimum, self.maximum)


@dataclass(frozen=True)
class Symbol:
    """How the flowsheet draws a component: as an edge, as a node of a cytoscape shape, or not at all (``none``)."""

    drawn_as: str
    shape: str = "rectangle"
    width: int = 34
    height: int = 34
    points: str = ""
    """Corners of a shape of our own, "x y x y ..." from -1 to 1; instead of `shape`."""

    def json_schema(self) -> dict[str, Any]:
        """Return the symbol as it stands in the JSON Schema of the type."""
        symbol: dict[str, Any] = {
            "drawn_as": self.drawn_as,
            "shape": self.shape,
            "width": self.width,
            "height": self.height,
        }
        return symbol | {"points": self.points} if self.points else symbol


BOW_TIE = "-1 -0.8 1 0.8 1 -0.8 -1 0.8"
"""Two triangles point to point: a valve on every flowsheet (ISO 10628-2)."""


@dataclass(frozen=True)
class ComponentType:
    """A component type: one of these a file, and everything else follows from it."""

    code: str
    title: str
    meaning: str
    parameters: tuple[Parameter, ...]
    ports: tuple[PortDeclaration, ...]
    results: tuple[Result, ...]
    symbol: Symbol
    version: int = 1
    either: tuple[tuple[str, ...], str] | None = None
    """Properties of which exactly one must be given, and the sentence that says so."""
    act_together_by: tuple[str, ...] = ()
    """References by which components act together: the results of one follow from all that name the same component."""
    hydraulics: Hydraulics | None = field(default=None, compare=False)
    """What the network calculation does with it; None for a type without behaviour."""
    gas: GasBehaviour | None = field(default=None, compare=False)
    """What it is in a gas network; None for a type that has no place there."""

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) that is stored in ``component_types.schema_definition``."""
        schema: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "description": self.meaning,
            "type": "object",
            "additionalProperties": False,
            "required": [parameter.name for parameter in self.parameters if parameter.required],
            "properties": {parameter.name: parameter.json_schema() for parameter in self.parameters},
            "ports": [
                {"name": port.name, "direction": port.direction, "multiple": port.multiple} for port in self.ports
            ],
            "results": {result.name: result.json_schema() for result in self.results},
            "symbol": self.symbol.json_schema(),
        }
        if self.either:
            names, words = self.either
            schema |= {"oneOf": [{"required": [name]} for name in names], "$comment": words}
        return schema

    @cached_property
    def schema(self) -> TypeSchema:
        """The type as the model reads it."""
        return TypeSchema(self.code, self.version, self.json_schema())
