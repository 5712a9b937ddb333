"""PSV: a pressure safety valve. Data only; its calculation is a module of its own."""

from __future__ import annotations

from workbench.equipment.common import THROUGH_PORTS
from workbench.equipment.declaration import ComponentType, Parameter, Symbol

__all__ = ["PSV"]

ORIFICES = ("D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "Q", "R", "T")
"""Letter designations of API 526, 7th edition (2017)."""

PSV = ComponentType(
    code="PSV",
    title="Pressure safety valve",
    meaning="A pressure safety valve with its set pressure and orifice",
    parameters=(
        Parameter("set_pressure", "Set pressure", "pressure", required=True, minimum=0.0, maximum=1e9, indexed=True),
        Parameter("orifice", "Orifice letter of API 526", choices=ORIFICES, indexed=True),
        Parameter("design", "Conventional, bellows or pilot", choices=("conventional", "bellows", "pilot")),
        Parameter("service", "What it protects, and against what", kind="string"),
    ),
    ports=THROUGH_PORTS,
    results=(),
    symbol=Symbol("node", "triangle", 30, 34),
)
