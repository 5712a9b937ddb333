"""A component type as its JSON Schema tells it: fields, results, ports, symbol, and the check of a component.

The JSON Schema (draft 2020-12) stored with a type is the contract. This module reads it, and nothing here
knows any type by name, so that a type that exists only as a row in the database works like the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jsonschema_rs

from workbench import units
from workbench.errors import InputError
from workbench.model.column_check import ColumnCheck
from workbench.model.columns import Column
from workbench.model.extensions import EXTENSIONS, check_conversion, check_limits
from workbench.model.tags import is_storable, nearest

__all__ = ["MISSING", "Field", "Port", "TypeSchema"]

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()
"""Stands for "no default" (None and 0 are values)."""


_KINDS_IN_WORDS = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "True or False",
    "string": "a text",
    "array": "a list of points",
}


def _check_property(name: str, schema: Any) -> None:
    """Check what JSON Schema allows and frames and units do not."""
    if not isinstance(schema, Mapping) or schema.get("type", "string") not in list(_KINDS_IN_WORDS):
        shown = schema.get("type") if isinstance(schema, Mapping) else schema
        raise InputError(
            f"Property '{name}' is of type {shown!r}; expected one of {', '.join(_KINDS_IN_WORDS)}.",
            path=(name, "type"),
            value=shown,
            expected=", ".join(_KINDS_IN_WORDS),
        )
    if "dimension" in schema:
        unit = units.si_unit(schema["dimension"])
        if schema.get("unit", unit) != unit:
            raise InputError(
                f"Property '{name}' has the unit {schema['unit']!r}; a {schema['dimension']} is stored in '{unit}'.",
                path=(name, "unit"),
                value=schema["unit"],
                expected=unit,
            )


def _is_tag(schema: Mapping[str, Any]) -> bool:
    return str(schema.get("format", "")).startswith("tag:")


@dataclass(frozen=True)
class Field:
    """One input property or one result of a component type."""

    name: str
    title: str
    description: str
    kind: str
    """``number``, ``integer``, ``boolean``, ``string`` or ``curve``."""
    dimension: str
    unit: str
    default: Any = MISSING
    required: bool = False
    choices: tuple[str, ...] = ()
    indexed: bool = False
    columns: tuple[Field, ...] = ()
    """The columns of a curve, usually two."""
    refers_to: str = ""
    """Of a text that is a tag: the type of the component that it names, or ``"*"`` for any."""
    limits: Mapping[str, float | str] = field(default_factory=dict)
    """Limits of good operation, ``minimum`` and ``maximum``: a number in SI, the name of a number of the same
    component, or a setting of the case such as ``"settings.vapour_pressure"``."""

    @classmethod
    def from_schema(cls, name: str, schema: Mapping[str, Any], required: bool = False) -> Field:
        """Read a property of a JSON Schema."""
        _check_property(name, schema)
        kind = schema.get("type", "string")
        columns: tuple[Field, ...] = ()
        if kind == "array":
            kind = "curve"
            columns = tuple(
                cls.from_schema(item.get("title", f"column {k + 1}"), item)
                for k, item in enumerate(schema.get("items", {}).get("prefixItems", ()))
            )
        return cls(
            name=name,
            title=schema.get("title", name.replace("_", " ").capitalize()),
            description=schema.get("description", ""),
            kind=kind,
            dimension=schema.get("dimension", "dimensionless"),
            unit=schema.get("unit", ""),
            default=schema.get("default", MISSING),
            required=required,
            choices=tuple(schema.get("enum", ())),
            indexed=schema.get("indexed", False),
            columns=columns,
            limits=schema.get("limits", {}),
            refers_to=schema.get("format", "").removeprefix("tag:") if _is_tag(schema) else "",
        )

    def parse(self, value: object, path: tuple[str, str], atmospheric_pressure: float) -> Any:
        """Return a value as it is stored: SI numbers, lists for curves.

        Raises
        ------
        InputError
            A value of another kind, or of a wrong unit.
        """
        if self.kind in ("number", "integer"):
            number = units.to_si(value, self.dimension, atmospheric_pressure=atmospheric_pressure, path=path)
            if self.kind == "number":
                return number
            if number != int(number):
                raise self._error(path, value, "a whole number")
            return int(number)
        if self.kind == "boolean":
            if isinstance(value, bool) or type(value).__name__ == "bool":
                return bool(value)
            raise self._error(path, value, "True or False")
        if self.kind == "curve":
            return self._parse_curve(value, path, atmospheric_pressure)
        if not isinstance(value, str) or not is_storable(value):
            raise self._error(path, value, "a text that can be stored (no NUL, no half character)")
        return value

    def _parse_curve(self, value: Any, path: tuple[str, str], atmospheric_pressure: float) -> list[list[float]]:
        width = len(self.columns)
        expected = f"a list of points ({', '.join(column.title for column in self.columns)})"
        if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
            raise self._error(path, value, expected)
        points = []
        for given in value:
            point = [given] if width == 1 and not hasattr(given, "__len__") else given  # one column: plain numbers
            if isinstance(point, (str, bytes)) or not hasattr(point, "__len__") or len(point) != width:
                raise self._error(path, point, expected)
            points.append(
                [
                    units.to_si(x, column.dimension, atmospheric_pressure=atmospheric_pressure, path=path)
                    for x, column in zip(point, self.columns, strict=True)
                ]
            )
        return points

    @staticmethod
    def _error(path: tuple[str, str], value: object, expected: str) -> InputError:
        return InputError(
            f"{path[0]}.{path[1]} is {value!r}; expected {expected}.", path=path, value=value, expected=expected
        )


@dataclass(frozen=True)
class Port:
    """Where a component can be connected."""

    name: str
    direction: str
    multiple: bool


class TypeSchema:
    """One component type in one version, read from its JSON Schema.

    Parameters
    ----------
    code : str
        Such as ``"PIPE"``.
    version : int
        Version of the schema; a component names the one it was checked against.
    definition : dict
        The JSON Schema. Its ``upgrade`` says what becomes of the properties of the version before, in this order:
        ``remove`` (a list of names), ``rename`` (old name to new one), ``scale`` (new name to a factor) and ``set``
        (new name to the value that all components get).

    Raises
    ------
    InputError
        A definition that is no JSON Schema of draft 2020-12, or with limits or an upgrade that cannot be.
    """

    successor: TypeSchema | None = None
    """The next version of the type, where there is one."""

    def __init__(self, code: str, version: int, definition: dict[str, Any]) -> None:
        self.code = code
        self.version = version
        self.definition = definition
        self._validator = self._compiled()
        self.title: str = definition.get("title", code)
        self.description: str = definition.get("description", "")
        required = set(definition.get("required", ()))
        self.fields = {
            name: Field.from_schema(name, schema, name in required)
            for name, schema in definition.get("properties", {}).items()
        }
        self.results = {name: Field.from_schema(name, schema) for name, schema in definition.get("results", {}).items()}
        self.ports = {
            port["name"]: Port(port["name"], port.get("direction", "any"), port.get("multiple", False))
            for port in definition.get("ports", ())
        }
        self.symbol: dict[str, Any] = definition.get("symbol", {"drawn_as": "node", "shape": "rectangle"})
        self.conversion: dict[str, Any] = definition.get("upgrade", {})
        check_limits(self)
        check_conversion(self)

    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        try:
            jsonschema_rs.meta.validate(self.definition)
            jsonschema_rs.validate(EXTENSIONS, self.definition)
            return jsonschema_rs.Draft202012Validator(self.definition)
        except (jsonschema_rs.ValidationError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(
                f"The schema of component type {self.code} is no JSON Schema of one: {reason}", value=self.code
            ) from None

    def __repr__(self) -> str:
        return f"TypeSchema({self.code!r}, version {self.version})"

    def parse(
        self, tag: str, values: Mapping[str, object], atmospheric_pressure: float = units.STANDARD_ATMOSPHERE
    ) -> dict[str, Any]:
        """Convert property values as a person gives them into stored ones; None stays None (absent).

        Raises
        ------
        InputError
            An unknown property (with the nearest name), a value of the wrong kind or unit.
        """
        parsed = {}
        for name, value in values.items():
            if name not in self.fields:
                raise self.unknown_property(tag, name)
            field = self.fields[name]
            parsed[name] = None if value is None else field.parse(value, (tag, name), atmospheric_pressure)
        return parsed

    def unknown_property(self, tag: str, name: str) -> InputError:
        """Return the error for a property that the type does not have."""
        if name in self.results:
            message = f"{tag}.{name} is a result of the calculation; it cannot be set."
        else:
            hint = nearest(name, self.fields)
            known = "" if hint else f" It has {', '.join(self.fields)}."
            message = f"{tag} ({self.code}) has no property '{name}'{hint or '.'}{known}"
        return InputError(message, path=(tag, name), expected=", ".join(self.fields))

    def with_defaults(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with the type's defaults written out, so that they are seen and stored."""
        defaults = {name: field.default for name, field in self.fields.items() if field.default is not MISSING}
        return {name: value for name, value in {**defaults, **properties}.items() if value is not None}

    def is_valid(self, properties: Mapping[str, Any]) -> bool:
        """Tell whether stored properties fulfil the schema (fast: a few microseconds)."""
        return self._validator.is_valid(properties)

    def all_valid(self, columns: Mapping[str, Column], count: int) -> bool:
        """Tell whether the stored properties of all of `count` components fulfil the schema."""
        return self._column_check.all_valid(columns, count)

    @cached_property
    def _column_check(self) -> ColumnCheck:
        return ColumnCheck(self.definition, self.is_valid)

    def takes(self, name: str, value: Any) -> bool:
        """Tell whether a property can have a stored value, whatever the others are."""
        errors = self._validator.iter_errors({name: value})
        return not any(list(error.instance_path)[:1] == [name] for error in errors)

    def validate(self, tag: str, properties: Mapping[str, Any]) -> None:
        """Check the stored properties of one component against the schema.

        Raises
        ------
        InputError
            The first property that breaks it, with its value, unit, and what was expected.
        """
        for error in self._validator.iter_errors(properties):
            raise self._in_words(tag, properties, error)

    def _in_words(self, tag: str, properties: Mapping[str, Any], error: Any) -> InputError:
        kind = type(error.kind).__name__.split("_")[-1]
        path = list(error.instance_path)
        name = str(path[0]) if path else ""
        if kind == "AdditionalProperties":
            return self.unknown_property(tag, next(k for k in properties if k not in self.fields))
        if kind == "Required":
            name = error.kind.property.strip('"')
            if name in self.fields:
                field = self.fields[name]
                expected = f"{field.description or field.title}{f' [{field.unit}]' if field.unit else ''}"
                return InputError(f"{tag}.{name} is missing: {expected}", path=(tag, name), expected=expected)
        if kind in ("OneOfNotValid", "OneOfMultipleValid", "AnyOf"):
            schema = self.definition
            for step in list(error.schema_path)[:-1]:
                schema = schema[step]
            expected = schema.get("$comment", "another combination of properties")
            names = [next(iter(option.get("required", ())), "") for option in schema[list(error.schema_path)[-1]]]
            return InputError(f"{tag} needs {expected}.", path=(tag, names[0]), expected=expected)
        value = properties.get(name)
        unit = self.fields[name].unit if name in self.fields else ""
        expected = _expectation(kind, error, unit)
        shown = value if not isinstance(value, float) else f"{value:.6g}"
        where = f"{tag}.{name}" if name else tag
        if len(path) > 1:
            where, shown = f"{where}, point {int(path[1]) + 1}", error.instance
            column = next(iter(self.fields[name].columns[int(path[2]) :]), None) if len(path) > 2 else None
            unit = column.unit if column else ""
            expected = _expectation(kind, error, unit)
        return InputError(
            f"{where} is {f'{shown} {unit}'.rstrip()}; expected {expected}.",
            path=(tag, name),
            value=value,
            unit=unit,
            expected=expected,
        )


def _expectation(kind: str, error: Any, unit: str) -> str:
    limit = getattr(error.kind, "limit", None)
    suffix = f" {unit}" if unit else ""
    if limit is not None:
        words = {
            "Minimum": "at least {}",
            "ExclusiveMinimum": "above {}",
            "Maximum": "at most {}",
            "ExclusiveMaximum": "below {}",
            "MinItems": "at least {} points",
            "MaxItems": "at most {} points",
            "MinLength": "at least {} characters",
            "MaxLength": "at most {} characters",
        }.get(kind)
        if words:
            return words.format(f"{limit:g}") + ("" if "Items" in kind or "Length" in kind else suffix)
    if kind == "Enum":
        return "one of " + ", ".join(repr(option) for option in error.kind.options)
    if kind == "Type":
        return " or ".join(_KINDS_IN_WORDS.get(name, name) for name in error.kind.types)
    return str(error.message)
