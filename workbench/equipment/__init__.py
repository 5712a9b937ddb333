"""Component types: one file each. To add one, write its file and name it in `BUILT_IN`."""

from __future__ import annotations

from workbench.equipment.check_valve import CHECK_VALVE
from workbench.equipment.compressor import COMPRESSOR
from workbench.equipment.control import CONTROL
from workbench.equipment.control_valve import CONTROL_VALVE
from workbench.equipment.criterion import CRITERION
from workbench.equipment.declaration import ComponentType
from workbench.equipment.fluid import FLUID
from workbench.equipment.gas import GAS
from workbench.equipment.heat_exchanger import HEAT_EXCHANGER
from workbench.equipment.node import NODE
from workbench.equipment.nozzle import NOZZLE
from workbench.equipment.orifice import ORIFICE
from workbench.equipment.pattern import PATTERN
from workbench.equipment.period import PERIOD
from workbench.equipment.pipe import PIPE
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.pump import PUMP
from workbench.equipment.pump_duty import PUMP_DUTY
from workbench.equipment.relief_scenario import RELIEF_SCENARIO
from workbench.equipment.separation import SEPARATION
from workbench.equipment.sink import SINK
from workbench.equipment.source import SOURCE
from workbench.equipment.tank import TANK
from workbench.equipment.tank_vent import TANK_VENT
from workbench.equipment.valve import VALVE
from workbench.equipment.vessel import VESSEL
from workbench.equipment.vessel_nozzle import VESSEL_NOZZLE
from workbench.model.schema import TypeSchema

__all__ = ["BUILT_IN", "ComponentType", "built_in_schemas"]

BUILT_IN: dict[str, ComponentType] = {
    declared.code: declared
    for declared in (
        NODE,
        SOURCE,
        SINK,
        TANK,
        PIPE,
        VALVE,
        CHECK_VALVE,
        CONTROL_VALVE,
        ORIFICE,
        NOZZLE,
        PUMP,
        COMPRESSOR,
        HEAT_EXCHANGER,
        PSV,
        VESSEL,
        PATTERN,
        CONTROL,
        PERIOD,
        GAS,
        FLUID,
        PUMP_DUTY,
        RELIEF_SCENARIO,
        TANK_VENT,
        SEPARATION,
        VESSEL_NOZZLE,
        CRITERION,
    )
}


def built_in_schemas() -> dict[str, TypeSchema]:
    """Return the schemas of the built-in types by code."""
    return {code: declared.schema for code, declared in BUILT_IN.items()}
