"""The demo project of equipment: a separator with its relief valves and nozzles, and the duties of its water pumps."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.equipment.fluid import FLUID
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.schema import TypeSchema

__all__ = ["equipment_cases"]

_SEPARATOR = {
    "orientation": "horizontal",
    "diameter": "2.2 m",
    "tangent_length": "7 m",
    "design_pressure": "12 barg",
    "design_temperature": "120 degC",
    "operating_pressure": "8 barg",
    "operating_temperature": "40 degC",
    "head": "elliptical 2:1",
    "elevation": "5 m",
    "height_above_grade": "5 m",
    "level": "1.1 m",
    "low_low_level": "0.4 m",
    "low_level": "0.6 m",
    "normal_level": "1.1 m",
    "high_level": "1.5 m",
    "high_high_level": "1.7 m",
    "liquid_inflow": "60 m3/h",
    "liquid_outflow": "60 m3/h",
    "shell_thickness": "16 mm",
    "head_thickness": "16 mm",
    "corrosion_allowance": "3 mm",
    "allowable_stress": "138 MPa",
    "joint_efficiency": 1.0,
}


def equipment_cases(types: Mapping[str, TypeSchema], pumps: Case) -> list[Case]:
    """Return the cases Relief, Vessels and Pumps.

    Parameters
    ----------
    types : mapping of str to TypeSchema
    pumps : Case
        A network with the pumps CWP-101A and CWP-101B, which the case Pumps is made from.
    """
    return [_relief(types), _vessels(types), _pumps(pumps)]


def _relief(types: Mapping[str, TypeSchema]) -> Case:
    components = [
        ComponentRow("VESSEL", "V-101", _SEPARATOR, (0, 0)),
        ComponentRow(FLUID.code, "CONDENSATE", {"source": "CoolProp", "name": "n-Butane"}),
        ComponentRow(FLUID.code, "GAS", {"source": "CoolProp", "name": "Methane[0.9]&Ethane[0.1]"}),
        ComponentRow(
            "PSV",
            "PSV-101",
            {
                "set_pressure": "12 barg",
                "design": "bellows",
                "service": "V-101, to the flare",
                "protects": "V-101",
                "elevation": "9 m",
                "edition": 10,
                "gas_discharge_coefficient": 0.975,
            },
            (130, 80),
        ),
        *_scenarios(),
        _pipe("PL-101", "3 m", "154.1 mm", 0.6, (60, 60)),
        _pipe("FL-101", "40 m", "202.7 mm", 2.5, (220, 60)),
        ComponentRow("SINK", "FLARE", {"elevation": "9 m", "delivery_pressure": "0.3 barg"}, (330, 60)),
    ]
    connections = [
        ("V-101", "outlet", "PL-101", "inlet"),
        ("PL-101", "outlet", "PSV-101", "inlet"),
        ("PSV-101", "outlet", "FL-101", "inlet"),
        ("FL-101", "outlet", "FLARE", "port"),
    ]
    return build_case(
        "Relief",
        types,
        components,
        connections,
        description="PSV-101 of the separator V-101: scenarios, orifice, inlet and flare line",
        app_module="PSV",
    )


def _pipe(tag: str, length: str, diameter: str, loss: float, position: tuple[float, float]) -> ComponentRow:
    properties = {"length": length, "diameter": diameter, "roughness": "0.045 mm", "loss_coefficient": loss}
    return ComponentRow("PIPE", tag, properties, position)


def _scenarios() -> list[ComponentRow]:
    rows: dict[str, dict[str, object]] = {
        "RS-101-1": {
            "cause": "external fire",
            "applicable": True,
            "reason": "Pool fire below V-101; the area is drained, a fire brigade is on site",
            "phase": "gas",
            "fluid": "CONDENSATE",
            "environment": "bare vessel",
            "adequate_drainage": True,
        },
        "RS-101-2": {
            "cause": "blocked outlet",
            "applicable": True,
            "reason": "XV-102 shut: the whole gas flow of the inlet, heat and material balance case 3",
            "phase": "gas",
            "fluid": "GAS",
            "relief_load_entered": "32000 kg/h",
            "relieving_temperature_entered": "45 degC",
        },
        "RS-101-3": {
            "cause": "gas blow-by",
            "applicable": True,
            "reason": "LV-100 of the high pressure separator open, its level lost",
            "phase": "gas",
            "fluid": "GAS",
            "flow_coefficient": "40 Cv",
            "pressure_drop_ratio": 0.7,
            "upstream_pressure": "60 barg",
            "upstream_temperature": "40 degC",
            "relieving_temperature_entered": "30 degC",
        },
        "RS-101-4": {
            "cause": "tube rupture",
            "applicable": False,
            "reason": "No exchanger is connected to V-101",
        },
    }
    return [ComponentRow("RELIEF_SCENARIO", tag, {"valve": "PSV-101", **row}) for tag, row in rows.items()]


def _vessels(types: Mapping[str, TypeSchema]) -> Case:
    components = [
        ComponentRow("VESSEL", "V-101", {**_SEPARATOR, "gas": "GAS", "liquid": "CONDENSATE"}, (0, 0)),
        ComponentRow(FLUID.code, "CONDENSATE", _CONDENSATE),
        ComponentRow(FLUID.code, "GAS", {"source": "CoolProp", "name": "Methane[0.9]&Ethane[0.1]"}),
        ComponentRow(
            "SEPARATION",
            "SEP-101",
            {
                "vessel": "V-101",
                "gas": "GAS",
                "liquid": "CONDENSATE",
                "gas_mass_flow": "32000 kg/h",
                "liquid_mass_flow": "33000 kg/h",
                "method": "droplet settling",
                "droplet_diameter": "0.15 mm",
                "required_residence_time": "5 min",
            },
        ),
        *(ComponentRow("VESSEL_NOZZLE", tag, {"vessel": "V-101", **row}) for tag, row in _NOZZLES.items()),
    ]
    return build_case(
        "Vessels",
        types,
        components,
        [],
        description="The separator V-101: levels, separation, nozzles, weights",
        app_module="Vessel",
    )


_CONDENSATE = {
    "source": "entered",
    "name": "Stabilized condensate",
    "liquid_density": "550 kg/m3",
    "liquid_viscosity": "0.15 mPa s",
}
_NOZZLES: dict[str, dict[str, object]] = {
    "N1": {
        "service": "feed with half-open pipe",
        "diameter": "489 mm",
        "gas_mass_flow": "32000 kg/h",
        "liquid_mass_flow": "33000 kg/h",
    },
    "N2": {"service": "gas outlet", "diameter": "337 mm", "gas_mass_flow": "32000 kg/h"},
    "N3": {
        "service": "other",
        "diameter": "154 mm",
        "liquid_mass_flow": "33000 kg/h",
        "velocity_limit": "1.5 m/s",
    },
}


def _pumps(network: Case) -> Case:
    case = network.copy("Pumps", app_module="Pump", description="CWP-101A and B: rated point, NPSH, motor, shut-off")
    case.add(FLUID.code, "WATER", source="CoolProp", name="Water")
    for letter in "AB":
        case.set(f"CWP-101{letter}", rated_speed="1480 rpm")
        case.add(
            "PUMP_DUTY",
            f"PD-101{letter}",
            pump=f"CWP-101{letter}",
            lines="network",
            rated_flow="590 m3/h",
            fluid="WATER",
            pumping_temperature="30 degC",
            maximum_temperature="40 degC",
        )
    case.rebase()
    return case
