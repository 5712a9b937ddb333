"""CRITERION: a limit that results or inputs of the components of a type are judged by."""

from __future__ import annotations

from workbench.equipment.declaration import ComponentType, Parameter, Symbol

__all__ = ["CRITERION"]

CRITERION = ComponentType(
    code="CRITERION",
    title="Criterion",
    meaning="A limit that a result or an input of the components of one type has to keep, with its source; it judges "
    "results and has no part in them",
    parameters=(
        Parameter("set_name", "Set of the library that it was taken from", kind="string"),
        Parameter("set_version", "Version of that set", kind="integer", minimum=1, maximum=2**31 - 1),
        Parameter("component_type", "Code of the type, such as PIPE", kind="string", required=True),
        Parameter("property", "Name of the result or input that is judged", kind="string", required=True),
        Parameter(
            "bound",
            "Whether the limit is the least or the greatest that it may be",
            choices=("minimum", "maximum"),
            required=True,
        ),
        Parameter(
            "limit",
            "A number with its unit, such as '3 m/s'; or the name of another result or input of the component, or a "
            "setting such as settings.vapour_pressure",
            kind="string",
            required=True,
        ),
        Parameter(
            "where",
            "Condition on the components that it is for, such as diameter <= 50 mm; if absent all",
            kind="string",
        ),
        Parameter("description", "What it is for", kind="string"),
        Parameter(
            "source",
            "Where the limit comes from: standard, edition, clause; or common practice",
            kind="string",
            required=True,
        ),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
)
