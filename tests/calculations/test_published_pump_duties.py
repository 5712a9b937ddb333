"""Pump duties by published examples, from the network of a case; inputs and expected values are retyped."""

from __future__ import annotations

import pytest

from tests.published import PublishedCase
from workbench.calculations import CALCULATIONS
from workbench.engineering.fittings import turbulent_friction_factor
from workbench.engineering.reduced_port import reduced_port_loss_coefficient
from workbench.model.building import ComponentRow, build_case

FOOT, INCH = 0.3048, 0.0254
GALLON_A_MINUTE = 3.785411784e-3 / 60.0
HORSEPOWER = 745.6998715822702


def lifted(types, flow, rise, pipe, efficiency, settings):
    """A pump between the atmosphere below and above, with one pipe; the results of its duty."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": 101325.0}),
            ComponentRow("SINK", "OUT", {"elevation": rise, "delivery_pressure": 101325.0}),
            ComponentRow("NODE", "J-1", {"elevation": 0.0}),
            ComponentRow("PIPE", "L-1", pipe),
            ComponentRow("PUMP", "P-1", {"curve": [[flow, 2.0 * rise]], "elevation": 0.0}),
            ComponentRow(
                "PUMP_DUTY",
                "D-1",
                {
                    "pump": "P-1",
                    "lines": "network",
                    "rated_flow": flow,
                    "pump_efficiency": efficiency,
                    "pump_npsh_required": 2.0,
                },
            ),
        ],
        [
            ("IN", "port", "P-1", "inlet"),
            ("P-1", "outlet", "J-1", "port"),
            ("J-1", "port", "L-1", "inlet"),
            ("L-1", "outlet", "OUT", "port"),
        ],
        settings=settings,
        app_module="Pump",
    )
    return CALCULATIONS["Pump"](case).results["PUMP_DUTY"].loc["D-1"]


def test_head_and_power_of_a_water_pump(types, validation):
    case = PublishedCase(
        "E-001",
        "Total discharge head and power of a water pump",
        "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009), Example 7-15",
    )
    bore, port = 3.068 * INCH, 2.469 * INCH
    # A lift check valve of 2.5 inch between reducers: K1 = 600 fT of its own size (Crane, A-28), sudden ends.
    check = reduced_port_loss_coefficient(600 * float(turbulent_friction_factor(port)), port, bore, 180.0, 180.0)
    pipe = {
        "length": 500 * FOOT,
        "diameter": bore,
        "roughness": 0.0018 * INCH,
        "fittings": f"gate valve; 4 x 90 deg elbow; exit; K = {check:.6f}",
        "fitting_method": "crane",
    }
    water = {"density": 62.298 * 0.45359237 / FOOT**3, "viscosity": 0.95e-3}
    duty = lifted(types, 100 * GALLON_A_MINUTE, 400 * FOOT, pipe, 0.7, water)
    validation(case, "head", 421.0, duty["differential_head"] / FOOT, "ft", 0.01)
    validation(case, "power", 15.2, duty["shaft_power"] / HORSEPOWER, "hp", 0.01)


def test_power_to_lift_water(types, validation):
    case = PublishedCase(
        "E-025",
        "Pump power to lift water 15 m through 170 m of 4 inch pipe",
        "C. J. Geankoplis, Transport Processes and Unit Operations, Example 2.10-7, p. 97",
        "through a textbook companion",
    )
    pipe = {
        "length": 170.0,
        "diameter": 0.1023,
        "roughness": 0.046e-3,
        "fittings": "K = 0.55; 2 x K = 0.75; K = 1",
        "fitting_method": "crane",
    }
    duty = lifted(types, 0.005, 15.0, pipe, 0.65, {"density": 998.2, "viscosity": 1.005e-3})
    validation(case, "power", 1.182, duty["shaft_power"] / 1e3, "kW", 0.01)
    assert duty["static_head"] == pytest.approx(15.0, rel=1e-6)
