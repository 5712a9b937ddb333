"""Demo projects for the first start: a cooling-water circuit, and EPANET's example network Net3 if it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from workbench.exchange.epanet import read_epanet
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.schema import TypeSchema
from workbench.services.demo_equipment import equipment_cases

__all__ = ["cooling_water_cases", "demo_projects"]

# Inside diameters of wall thickness STD, ASME B36.10M.
_NPS_3, _NPS_8, _NPS_10, _NPS_12 = "3.068 inch", "7.981 inch", "10.02 inch", "12 inch"
_NPS_16, _NPS_18 = "15.25 inch", "17.25 inch"
_COMMERCIAL_STEEL = "0.045 mm"

_PUMP_LEVEL, _RACK_LEVEL, _RETURN_LEVEL = "0.6 m", "6 m", "8 m"

_WATER_AT_30_DEGC = {
    # IAPWS R6-95 and R12-08 at 30 degC and 1 atm.
    "fluid": "cooling water at 30 degC",
    "density": "995.65 kg/m3",
    "viscosity": "0.7972 mPa s",
    "vapour_pressure": "0.04247 bara",
}

_PUMP = {
    "curve": [["0 m3/h", "39 m"], ["600 m3/h", "32 m"], ["800 m3/h", "26 m"]],
    "efficiency_curve": [
        ["0 m3/h", 0.0],
        ["200 m3/h", 0.46],
        ["400 m3/h", 0.73],
        ["500 m3/h", 0.80],
        ["600 m3/h", 0.84],
        ["700 m3/h", 0.83],
        ["800 m3/h", 0.79],
        ["900 m3/h", 0.71],
    ],
    "npsh_required_curve": [
        ["100 m3/h", "2.5 m"],
        ["200 m3/h", "2.6 m"],
        ["400 m3/h", "3.1 m"],
        ["600 m3/h", "4.2 m"],
        ["800 m3/h", "6.1 m"],
        ["900 m3/h", "7.4 m"],
    ],
    "elevation": _PUMP_LEVEL,
}


def demo_projects(types: Mapping[str, TypeSchema]) -> dict[str, tuple[str, list[Case]]]:
    """Return the demo projects: description and cases by project name.

    Net3 is there if wntr, which carries it, is installed.
    """
    projects = {"Cooling water": ("Cooling-water circuit: basin, pumps, three exchangers", cooling_water_cases(types))}
    equipment = equipment_cases(types, projects["Cooling water"][1][0])
    projects["Equipment"] = ("A separator with its relief valve, and the pumps of the cooling water", equipment)
    net3 = _example_network("Net3")
    if net3 is not None:
        imported = read_epanet(net3, types, name="Time zero")
        projects["Net3"] = ("EPANET's example network 3: a town's water supply", [imported.case])
    return projects


def cooling_water_cases(types: Mapping[str, TypeSchema]) -> list[Case]:
    """Return the cases Design (both pumps, three exchangers) and Turndown (one pump, E-103 blocked in)."""
    turndown: dict[str, dict[str, object]] = {
        "CWP-101B": {"status": "off"},
        "HV-103": {"status": "closed"},
        "TV-101": {"opening": "50 %"},
        "TV-102": {"opening": "54 %"},
    }
    return [
        _cooling_water("Design", "Both pumps, all exchangers at their duty", types, {}),
        _cooling_water("Turndown", "CWP-101B on standby, E-103 blocked in", types, turndown),
    ]


def _example_network(name: str) -> Path | None:
    """Return the file of one of the networks that wntr carries, without importing it (it takes seconds)."""
    found = find_spec("wntr")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "library" / "networks" / f"{name}.inp"
    return path if path.exists() else None


def _cooling_water(
    name: str, description: str, types: Mapping[str, TypeSchema], changes: Mapping[str, Mapping[str, object]]
) -> Case:
    components = [
        ComponentRow(
            "TANK",
            "CWB-101",
            {
                "elevation": "0 m",
                "level": "2.2 m",
                "diameter": "14 m",
                "minimum_level": "1.6 m",
                "maximum_level": "2.6 m",
            },
            (0, 0),
        ),
        *_make_up(),
        *_pump_train("A", ((110, 0), (220, 0), (330, 0), (440, 0))),
        *_pump_train("B", ((0, -120), (220, -120), (330, -120), (550, -120))),
        *_headers(),
        *_exchanger("101", 740, "500 m3/h", "0.55 bar", _NPS_12, ("2800 Cv", "58 %")),
        *_exchanger("102", 930, "400 m3/h", "0.6 bar", _NPS_10, ("2000 Cv", "62 %")),
        *_top_exchanger(),
    ]
    components = [replace(row, properties={**row.properties, **changes.get(row.tag, {})}) for row in components]
    return build_case(name, types, components, _CONNECTIONS, settings=_WATER_AT_30_DEGC, description=description)


def _pipe(tag: str, length: str, diameter: str, loss_coefficient: float) -> ComponentRow:
    return ComponentRow(
        "PIPE",
        tag,
        {
            "length": length,
            "diameter": diameter,
            "roughness": _COMMERCIAL_STEEL,
            "loss_coefficient": loss_coefficient,
        },
    )


def _valve(tag: str, diameter: str, elevation: str, position: tuple[float, float]) -> ComponentRow:
    """A gate valve: K = 8 fT of Crane TP-410, 0.11 in pipes of this size."""
    properties = {"diameter": diameter, "loss_coefficient": 0.11, "elevation": elevation}
    return ComponentRow("VALVE", tag, properties, position)


def _throttle(
    tag: str, diameter: str, flow_coefficient: str, opening: str, elevation: str, position: tuple[float, float]
) -> ComponentRow:
    properties = {
        "diameter": diameter,
        "flow_coefficient": flow_coefficient,
        "opening": opening,
        "characteristic": "equal percentage",
        "elevation": elevation,
    }
    return ComponentRow("VALVE", tag, properties, position)


def _make_up() -> list[ComponentRow]:
    """Make-up water to the basin at a pressure that a valve holds."""
    return [
        ComponentRow("SOURCE", "MW-101", {"elevation": "1 m", "supply_pressure": "4 barg"}, (-220, 0)),
        ComponentRow(
            "CONTROL_VALVE",
            "PCV-101",
            {"diameter": _NPS_3, "loss_coefficient": 4.0, "setpoint": "0.45 barg", "elevation": "1 m"},
            (-110, 0),
        ),
        _pipe("P-120", "45 m", _NPS_3, 4.5),
    ]


def _pump_train(which: str, places: tuple[tuple[float, float], ...]) -> list[ComponentRow]:
    suction_valve, pump, check_valve, discharge_valve = places
    return [
        _pipe(f"P-100{which}", "12 m", _NPS_16, 0.9),
        _valve(f"HV-111{which}", _NPS_16, _PUMP_LEVEL, suction_valve),
        ComponentRow("PUMP", f"CWP-101{which}", _PUMP, pump),
        # A swing check valve: K = 100 fT of Crane TP-410.
        ComponentRow(
            "CHECK_VALVE",
            f"CHV-101{which}",
            {"diameter": _NPS_12, "loss_coefficient": 1.3, "elevation": _PUMP_LEVEL},
            check_valve,
        ),
        _valve(f"HV-112{which}", _NPS_12, _PUMP_LEVEL, discharge_valve),
    ]


def _headers() -> list[ComponentRow]:
    """Supply header from the pumps along the rack, and the return header to the cooling tower."""
    return [
        ComponentRow("NODE", "J-101", {"elevation": _PUMP_LEVEL}, (550, 0)),
        _pipe("P-101", "160 m", _NPS_18, 2.1),
        ComponentRow("NODE", "J-102", {"elevation": _RACK_LEVEL}, (740, 0)),
        _pipe("P-102", "40 m", _NPS_16, 0.4),
        ComponentRow("NODE", "J-103", {"elevation": _RACK_LEVEL}, (930, 0)),
        ComponentRow("NODE", "J-105", {"elevation": _RETURN_LEVEL}, (930, 400)),
        _pipe("P-105", "40 m", _NPS_16, 0.4),
        ComponentRow("NODE", "J-104", {"elevation": _RETURN_LEVEL}, (740, 400)),
        _pipe("P-104", "190 m", _NPS_18, 3.0),
        ComponentRow("SINK", "CT-101", {"elevation": "11.5 m", "delivery_pressure": "0 barg"}, (0, 400)),
    ]


def _exchanger(
    number: str, x: float, rated_flow: str, rated_pressure_drop: str, diameter: str, throttling: tuple[str, str]
) -> list[ComponentRow]:
    """An exchanger at grade: block valve on the header, pipe down, throttling valve, pipe up to the return."""
    elevation = "3 m"
    return [
        _valve(f"HV-{number}", diameter, _RACK_LEVEL, (x, 95)),
        _pipe(f"P-1{number[-1]}1", "18 m", diameter, 1.0),
        ComponentRow(
            "HEAT_EXCHANGER",
            f"E-{number}",
            {"rated_flow": rated_flow, "rated_pressure_drop": rated_pressure_drop, "elevation": elevation},
            (x, 200),
        ),
        _throttle(f"TV-{number}", diameter, *throttling, elevation, (x, 305)),
        _pipe(f"P-1{number[-1]}2", "22 m", diameter, 1.6),
    ]


def _top_exchanger() -> list[ComponentRow]:
    """E-103 on its platform, at the end of the headers."""
    return [
        _pipe("P-131", "35 m", _NPS_8, 1.4),
        _valve("HV-103", _NPS_8, "9 m", (1120, 0)),
        ComponentRow(
            "HEAT_EXCHANGER",
            "E-103",
            {"rated_flow": "300 m3/h", "rated_pressure_drop": "0.4 bar", "elevation": "9 m"},
            (1120, 200),
        ),
        _throttle("TV-103", _NPS_8, "1600 Cv", "60 %", "9 m", (1120, 400)),
        _pipe("P-132", "30 m", _NPS_8, 1.6),
    ]


def _line(*stations: str) -> list[tuple[str, str, str, str]]:
    """Return the connections of components one after the other; a port that is not named is ``outlet`` or ``inlet``."""
    connections = []
    for before, behind in pairwise(stations):
        source, _, source_port = before.partition(".")
        target, _, target_port = behind.partition(".")
        connections.append(
            (source, source_port if source_port else "outlet", target, target_port if target_port else "inlet")
        )
    return connections


_CONNECTIONS = [
    *_line("MW-101.port", "PCV-101", "P-120", "CWB-101"),
    *_line("CWB-101", "P-100A", "HV-111A", "CWP-101A", "CHV-101A", "HV-112A", "J-101.port"),
    *_line("CWB-101", "P-100B", "HV-111B", "CWP-101B", "CHV-101B", "HV-112B", "J-101.port"),
    *_line("J-101.port", "P-101", "J-102.port"),
    *_line("J-102.port", "P-102", "J-103.port"),
    *_line("J-102.port", "HV-101", "P-111", "E-101", "TV-101", "P-112", "J-104.port"),
    *_line("J-103.port", "HV-102", "P-121", "E-102", "TV-102", "P-122", "J-105.port"),
    *_line("J-103.port", "P-131", "HV-103", "E-103", "TV-103", "P-132", "J-105.port"),
    *_line("J-105.port", "P-105", "J-104.port"),
    *_line("J-104.port", "P-104", "CT-101.port"),
]
