"""What the JSON Schema of a component type has beside JSON Schema's own keywords: its form, and what it may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.model.tags import nearest

if TYPE_CHECKING:
    from workbench.model.schema import TypeSchema

__all__ = ["EXTENSIONS", "check_conversion", "check_limits"]

_WATCHED = {
    "additionalProperties": {
        "properties": {
            "limits": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"minimum": {"type": ["number", "string"]}, "maximum": {"type": ["number", "string"]}},
            }
        }
    }
}

EXTENSIONS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "properties": _WATCHED,
        "results": {"type": "object", **_WATCHED},
        "ports": {"items": {"required": ["name"], "properties": {"name": {"type": "string"}}}, "type": "array"},
        "symbol": {"type": "object"},
        "upgrade": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "rename": {"type": "object", "additionalProperties": {"type": "string"}},
                "scale": {"type": "object", "additionalProperties": {"type": "number"}},
                "set": {"type": "object"},
                "remove": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
}
"""The JSON Schema of these keywords; `TypeSchema` says what they mean."""


def check_limits(schema: TypeSchema) -> None:
    """Check that every limit is a number or names one.

    Raises
    ------
    InputError
        A limit that names no number of the component and no setting.
    """
    known = schema.fields | schema.results
    for name, watched in known.items():
        for bound, limit in watched.limits.items():
            if not isinstance(limit, str) or limit.startswith("settings."):
                continue
            if limit in known and known[limit].kind in ("number", "integer"):
                continue
            raise InputError(
                f"{schema.code}.{name} has the {bound} {limit!r}; expected a number, the name of a number of "
                f"the component, or a setting such as 'settings.density'{nearest(limit, known) or '.'}",
                path=(schema.code, name),
                value=limit,
                expected="a number, or the name of one",
            )


def check_conversion(schema: TypeSchema) -> None:
    """Check that the upgrade from the version before can give what this version has.

    Raises
    ------
    InputError
        A property that this version does not have, or a factor or value that it does not take.
    """
    conversion, fields = schema.conversion, schema.fields
    renamed = list(conversion.get("rename", {}).values())
    for step, names in (
        ("rename", renamed),
        ("scale", conversion.get("scale", {})),
        ("set", conversion.get("set", {})),
    ):
        for name in names:
            if name not in fields:
                hint = nearest(name, fields) or "."
                raise _refusal(schema, step, name, f"which version {schema.version} does not have{hint}")
    for name in renamed:
        if renamed.count(name) > 1:
            raise _refusal(schema, "rename", name, "which two properties cannot become.")
    for name, factor in conversion.get("scale", {}).items():
        if fields[name].kind not in ("number", "integer") or factor == 0:
            raise _refusal(schema, "scale", name, f"by {factor!r}; expected a number and a factor other than zero.")
    for name, value in conversion.get("set", {}).items():
        if not schema.takes(name, value):
            raise _refusal(schema, "set", name, f"to {value!r}, which the property does not take.")


def _refusal(schema: TypeSchema, step: str, name: str, problem: str) -> InputError:
    return InputError(
        f"The upgrade of {schema.code} to version {schema.version} names '{name}' under '{step}', {problem}",
        path=(schema.code, name),
        expected=", ".join(schema.fields),
    )
