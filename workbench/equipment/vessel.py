"""VESSEL: a pressure vessel. Data only; its calculation is a module of its own."""

from __future__ import annotations

from workbench.equipment.declaration import ComponentType, Parameter, PortDeclaration, Symbol

__all__ = ["VESSEL"]

VESSEL = ComponentType(
    code="VESSEL",
    title="Vessel",
    meaning="A pressure vessel with its main dimensions and design conditions",
    parameters=(
        Parameter("orientation", "Horizontal or vertical", choices=("horizontal", "vertical"), required=True),
        Parameter("diameter", "Inside diameter", "length", required=True, above=0.0, maximum=100.0),
        Parameter(
            "tangent_length", "Length between the tangent lines", "length", required=True, above=0.0, maximum=1e3
        ),
        Parameter("design_pressure", "Design pressure", "pressure", minimum=0.0, maximum=1e9, indexed=True),
        Parameter("design_temperature", "Design temperature", "temperature", minimum=0.0, maximum=3000.0),
    ),
    ports=(PortDeclaration("inlet", "any", multiple=True), PortDeclaration("outlet", "any", multiple=True)),
    results=(),
    symbol=Symbol("node", "round-rectangle", 44, 66),
)
