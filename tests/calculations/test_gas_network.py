"""Gas networks as cases: against the arrays' solver, against published cases, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.calculations import CALCULATIONS
from workbench.errors import InputError, SolverError
from workbench.hydraulics.gas import Compressibility, FlowModel, Gas, GasLinkKind, GasNetwork, solve_gas
from workbench.model.building import ComponentRow, build_case
from workbench.services.explaining import explain_component
from workbench.services.run import run_case

GAS = {"molar_mass": "18 g/mol", "temperature": 288.15, "viscosity": 1.1e-5, "heat_capacity_ratio": 1.3}
PIPE = {"length": "20 km", "diameter": "400 mm", "roughness": "0.02 mm"}


def gas_row(tag="GAS-1", **properties):
    return ComponentRow("GAS", tag, GAS | properties)


def source(**properties):
    return ComponentRow("SOURCE", "IN", {"elevation": 0.0} | (properties or {"supply_pressure": "50 bara"}))


def sink(**properties):
    return ComponentRow("SINK", "OUT", {"elevation": 0.0} | (properties or {"delivery_mass_flow": "20 kg/s"}))


def pipe(tag="X-1", **properties):
    return ComponentRow("PIPE", tag, PIPE | properties)


def between(types, component, *others, start=None, end=None, gas=None, app_module="GasNetwork"):
    """A case of one component between a source and a sink."""
    return build_case(
        "Gas",
        types,
        [*([gas_row()] if gas is None else gas), start or source(), component, end or sink(), *others],
        [("IN", "port", component.tag, "inlet"), (component.tag, "outlet", "OUT", "port")],
        app_module=app_module,
    )


def solved(case):
    return CALCULATIONS["GasNetwork"](case)


def test_a_short_line_loses_its_gradient_times_its_length(types):
    case = between(types, pipe(length="10 m"), start=source(supply_pressure="50 bara"))
    row = solved(case).results["PIPE"].loc["X-1"]
    assert row["pressure_gradient"] * 10.0 == pytest.approx(row["pressure_drop"], rel=1e-3)


def test_a_gas_at_rest_loses_nothing(types):
    case = between(types, pipe(), end=sink(delivery_mass_flow=0.0))
    assert solved(case).results["PIPE"].loc["X-1", "pressure_gradient"] == pytest.approx(0.0, abs=1e-15)


def test_methane_line_of_geankoplis(types):
    """Example 2.11-1: 2.077 kmol/s of methane through 160.9 km at 288.8 K to 170.3 kPa; printed 679 kPa.

    C. J. Geankoplis, Transport Processes and Unit Operations, p. 102. The book reads f = 0.0027 (Fanning) off a
    chart for commercial steel; Colebrook and White give 3 % more, and 1.4 % more pressure: hence the tolerance.
    """
    case = between(
        types,
        pipe(length=160.9e3, diameter=1.016, roughness=4.6e-5),
        start=source(supply_mass_flow=2077.0 * 0.016),
        end=sink(delivery_pressure="170.3 kPaa"),
        gas=[gas_row(molar_mass=0.016, temperature=288.8, viscosity=1.04e-5)],
    )
    outcome = solved(case)
    row = outcome.results["PIPE"].loc["X-1"]
    assert outcome.results["SOURCE"].loc["IN", "pressure"] == pytest.approx(679e3, rel=0.02)
    assert outcome.results["SOURCE"].loc["IN", "mass_flow"] == pytest.approx(33.232, rel=1e-9)
    assert outcome.results["SINK"].loc["OUT", "mass_flow"] == pytest.approx(33.232, rel=1e-8)
    # By hand: v2 = G R T / (M p2), G = w / A; the book rounds G to 41 kg/(m2 s) and prints 36.13 m/s.
    flux = 33.232 / (math.pi / 4 * 1.016**2)
    speed = flux * 8.31446261815324 * 288.8 / 0.016 / 170.3e3
    assert speed == pytest.approx(36.13, rel=2e-3)
    assert row["outlet_velocity"] == pytest.approx(speed, rel=1e-8)
    assert row["density_velocity_squared"] == pytest.approx(flux * speed, rel=1e-8)
    assert row["reynolds_number"] == pytest.approx(flux * 1.016 / 1.04e-5, rel=1e-8)
    sound = math.sqrt(1.3 * 8.31446261815324 * 288.8 / 0.016)
    assert row["mach_number"] == pytest.approx(speed / sound, rel=1e-8)
    density = flux / speed
    gradient = row["friction_factor"] / 1.016 * density * speed**2 / 2.0  # Darcy-Weisbach at the outlet
    assert row["pressure_gradient"] == pytest.approx(gradient, rel=1e-8)
    # The integrated momentum balance with the friction factor that is reported.
    inlet, outlet = row["inlet_pressure"], row["outlet_pressure"]
    friction = row["friction_factor"] * 160.9e3 / 1.016 + 2.0 * math.log(inlet / outlet)
    assert inlet**2 - outlet**2 == pytest.approx(flux**2 * 8.31446261815324 * 288.8 / 0.016 * friction, rel=1e-6)
    assert "head" not in outcome.results["SINK"]
    assert "flow" not in outcome.results["PIPE"]
    assert outcome.summary["warnings"] == []


def test_a_loop_is_what_the_solver_of_arrays_finds(types):
    """Two sources, a loop, a joint of pipe and compressor, a closed valve: all that the case puts together."""
    case = build_case(
        "Loop",
        types,
        [
            gas_row(compressibility="CNGA"),
            ComponentRow("SOURCE", "S-1", {"elevation": "10 m", "supply_pressure": "40 bara"}),
            ComponentRow("SOURCE", "S-2", {"elevation": "0 m", "supply_mass_flow": "3 kg/s"}),
            ComponentRow("NODE", "N-1", {"elevation": "20 m", "mass_demand": "5 kg/s"}),
            ComponentRow("NODE", "N-2", {"elevation": "5 m"}),
            ComponentRow("SINK", "D-1", {"elevation": "-5 m", "delivery_mass_flow": "12 kg/s"}),
            pipe("P-1"),
            pipe("P-2", length="10 km", loss_coefficient=8.0),
            pipe("P-3", length="15 km"),
            pipe("P-4", length="5 km", check_valve=True),
            ComponentRow("VALVE", "V-1", {"diameter": "0.4 m", "loss_coefficient": 5.0, "status": "closed"}),
            ComponentRow(
                "COMPRESSOR", "K-1", {"pressure_ratio": 1.2, "isentropic_efficiency": 0.8, "elevation": "5 m"}
            ),
        ],
        [
            ("S-1", "port", "P-1", "inlet"),
            ("P-1", "outlet", "N-1", "port"),
            ("N-1", "port", "P-2", "inlet"),
            ("P-2", "outlet", "N-2", "port"),
            ("S-1", "port", "P-3", "inlet"),
            ("P-3", "outlet", "N-2", "port"),
            ("S-2", "port", "P-4", "inlet"),
            ("P-4", "outlet", "N-2", "port"),
            ("N-1", "port", "V-1", "inlet"),
            ("V-1", "outlet", "N-2", "port"),
            ("N-2", "port", "K-1", "inlet"),
            ("K-1", "outlet", "D-1", "port"),
        ],
        app_module="GasNetwork",
    )
    results = solved(case).results
    model = Compressibility.cnga(0.018 / 0.0289647, 288.15)
    solution = solve_gas(
        GasNetwork(
            node_names=["S-1", "S-2", "N-1", "N-2", "D-1"],
            elevation=[10.0, 0.0, 20.0, 5.0, -5.0],
            fixed=[True, False, False, False, False],
            fixed_pressure=[40e5, 0.0, 0.0, 0.0, 0.0],
            outflow=[0.0, -3.0, 5.0, 0.0, 12.0],
            link_names=["P-1", "P-2", "P-3", "P-4", "V-1", "K-1"],
            start=[0, 2, 0, 1, 2, 3],
            end=[2, 3, 3, 3, 3, 4],
            kind=[GasLinkKind.PIPE] * 4 + [GasLinkKind.RESISTANCE, GasLinkKind.COMPRESSOR_RATIO],
            gas=Gas(0.018, 288.15, 1.1e-5, 1.3, model),
            model=FlowModel.ISOTHERMAL,
            closed=[False] * 4 + [True, False],
            one_way=[False, False, False, True, False, True],
            length=[20e3, 10e3, 15e3, 5e3, 0.0, 0.0],
            diameter=[0.4] * 5 + [0.0],
            roughness=[2e-5] * 4 + [0.0, 0.0],
            loss_coefficient=[0.0, 8.0, 0.0, 0.0, 5.0, 0.0],
            efficiency=[1.0] * 5 + [0.8],
            setting=[0.0] * 5 + [1.2],
        )
    )
    pressures = [results["SOURCE"].loc[tag, "pressure"] for tag in ("S-1", "S-2")]
    pressures += [results["NODE"].loc[tag, "pressure"] for tag in ("N-1", "N-2")]
    assert [*pressures, results["SINK"].loc["D-1", "pressure"]] == pytest.approx(solution.pressure.tolist(), rel=1e-9)
    flows = results["PIPE"].loc[["P-1", "P-2", "P-3", "P-4"], "mass_flow"].tolist()
    assert flows == pytest.approx(solution.mass_flow[:4].tolist(), rel=1e-7)
    assert results["PIPE"].loc["P-1", "mach_number"] == pytest.approx(
        max(solution.mach_number_start[0], solution.mach_number_end[0]), rel=1e-7
    )
    assert results["PIPE"].loc["P-1", "compressibility_factor"] < 0.95
    assert results["COMPRESSOR"].loc["K-1", "shaft_power"] == pytest.approx(solution.power[5], rel=1e-7)
    # By hand: the balance of the only place of fixed pressure, and the ratio of the compressor.
    assert results["SOURCE"].loc["S-1", "mass_flow"] == pytest.approx(14.0, rel=1e-8)
    machine = results["COMPRESSOR"].loc["K-1"]
    assert machine["outlet_pressure"] / machine["inlet_pressure"] == pytest.approx(1.2, rel=1e-8)
    assert results["VALVE"].loc["V-1", "mass_flow"] == 0.0


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("adiabatic", FlowModel.ADIABATIC),
        ("general flow equation", FlowModel.SQUARED_PRESSURE),
        ("weymouth", FlowModel.WEYMOUTH),
        ("panhandle A", FlowModel.PANHANDLE_A),
        ("panhandle B", FlowModel.PANHANDLE_B),
        ("AGA", FlowModel.AGA_TURBULENT),
    ],
)
def test_models_of_pipes(types, name, model):
    efficiency = 1.0 if model <= FlowModel.SQUARED_PRESSURE else 0.92
    row = gas_row(pipe_model=name, efficiency=efficiency, compressibility="constant", compressibility_factor=0.9)
    results = solved(between(types, pipe(), gas=[row])).results
    network = GasNetwork(
        node_names=["IN", "OUT"],
        elevation=0.0,
        fixed=[True, False],
        fixed_pressure=[50e5, 0.0],
        outflow=[0.0, 20.0],
        link_names=["X-1"],
        start=[0],
        end=[1],
        kind=GasLinkKind.PIPE,
        gas=Gas(0.018, 288.15, 1.1e-5, 1.3, Compressibility.constant(0.9)),
        model=model,
        length=20e3,
        diameter=0.4,
        roughness=2e-5,
        efficiency=efficiency,
    )
    assert results["SINK"].loc["OUT", "pressure"] == pytest.approx(solve_gas(network).pressure[1], rel=1e-9)
    has_factor = np.isfinite(results["PIPE"].loc["X-1", "friction_factor"])
    assert has_factor == (model <= FlowModel.SQUARED_PRESSURE)


def test_a_choked_outlet_is_told(types):
    """Air from 10 bar through a short pipe to the atmosphere leaves it at the isothermal limit, Mach 1/sqrt(gamma)."""
    case = between(
        types,
        pipe(length=2.0, diameter=0.05),
        start=source(supply_pressure="10 bara"),
        end=sink(delivery_pressure="1 bara"),
        gas=[gas_row(molar_mass=0.029, temperature=293.0, viscosity=1.8e-5, heat_capacity_ratio=1.4)],
    )
    outcome = solved(case)
    row = outcome.results["PIPE"].loc["X-1"]
    assert outcome.summary["choked"] == ["X-1"]
    assert row["mach_number"] == pytest.approx(1.0 / math.sqrt(1.4), rel=1e-6)
    assert row["outlet_pressure"] > 1.5e5
    assert outcome.results["SINK"].loc["OUT", "pressure"] == pytest.approx(1e5)
    assert [warning["tag"] for warning in outcome.summary["warnings"]] == ["X-1"]


def test_a_regulator_holds_the_pressure_behind_it(types):
    valve = {"diameter": "0.2 m", "loss_coefficient": 5.0, "control": "downstream pressure"}
    outcome = solved(between(types, ComponentRow("CONTROL_VALVE", "X-1", valve | {"setpoint": "8 bara"})))
    # The solver holds squared pressures to 1e-8 of their range, which reaches from 8 to 50 bar.
    assert outcome.results["SINK"].loc["OUT", "pressure"] == pytest.approx(8e5, rel=1e-7)
    assert outcome.summary["active"] == ["X-1"]
    outcome = solved(between(types, ComponentRow("CONTROL_VALVE", "X-1", valve | {"setpoint": "60 bara"})))
    assert outcome.results["SINK"].loc["OUT", "pressure"] < 50e5
    assert "stands fully open" in outcome.summary["warnings"][0]["text"]


@pytest.mark.parametrize(
    ("given", "ratio"), [({"power": "500 kW"}, None), ({"discharge_pressure": "60 bara"}, 1.2)], ids=["power", "held"]
)
def test_compressors(types, given, ratio):
    machine = ComponentRow("COMPRESSOR", "X-1", given | {"isentropic_efficiency": 0.75})
    row = solved(between(types, machine)).results["COMPRESSOR"].loc["X-1"]
    # By hand: isentropic work of an ideal gas, gamma/(gamma-1) R T/M (r^((gamma-1)/gamma) - 1).
    raised = row["outlet_pressure"] / row["inlet_pressure"]
    work = 1.3 / 0.3 * 8.31446261815324 * 288.15 / 0.018 * (raised ** (0.3 / 1.3) - 1.0)
    assert row["shaft_power"] == pytest.approx(20.0 * work / 0.75, rel=1e-7)
    if ratio is None:
        assert row["shaft_power"] == pytest.approx(500e3, rel=1e-6)
    else:
        assert raised == pytest.approx(ratio, rel=1e-9)


def test_check_valve_shuts(types):
    valve = ComponentRow("CHECK_VALVE", "X-1", {"diameter": "0.2 m", "loss_coefficient": 2.0})
    ends = {"start": source(supply_pressure="5 bara"), "end": sink(delivery_pressure="6 bara")}
    outcome = solved(between(types, valve, **ends))
    assert outcome.results["CHECK_VALVE"].loc["X-1", "mass_flow"] == 0.0
    assert outcome.summary["shut"] == ["X-1"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gas": []}, "add a component of type GAS"),
        ({"gas": [gas_row(), gas_row("GAS-2")]}, "has 2 gases"),
        ({"start": source(supply_flow="3 m3/s"), "end": sink(delivery_pressure="1 bara")}, "give supply_mass_flow"),
        ({"end": sink(delivery_flow="3 m3/s")}, "give delivery_mass_flow"),
        ({"gas": [gas_row(compressibility="constant")]}, "compressibility_factor is missing"),
        ({"gas": [gas_row(compressibility_factor=0.9)]}, "is given, but the compressibility is 'ideal'"),
        ({"gas": [gas_row(compressibility="Papay")]}, "critical_pressure is missing"),
        ({"gas": [gas_row(efficiency=0.9)]}, "GAS-1.efficiency is 0.9"),
        (
            {"gas": [gas_row(pipe_model="weymouth")], "component": pipe(loss_coefficient=3.0)},
            "X-1 has fittings of K = 3",
        ),
        (
            {"component": pipe(fittings="2 x 90 deg elbow, long radius", fitting_method="2-K")},
            "X-1.fitting_method is 2-K",
        ),
        (
            {
                "component": ComponentRow(
                    "CONTROL_VALVE",
                    "X-1",
                    {"diameter": 0.2, "loss_coefficient": 1.0, "control": "flow", "set_flow": 1.0},
                )
            },
            "X-1.control is 'flow'",
        ),
        ({"gas": [gas_row(pipe_model="adiabatic", compressibility="CNGA")]}, "X-1 is adiabatic"),
    ],
)
def test_what_is_refused(types, changes, words):
    options = {"component": pipe()} | changes
    with pytest.raises(InputError, match=words):
        solved(between(types, options.pop("component"), **options))


def test_volumetric_demand_of_a_node_is_refused(types):
    node = ComponentRow("NODE", "N-1", {"elevation": 0.0, "demand": "1 m3/s"})
    with pytest.raises(InputError, match=r"N-1.demand is 1 m3/s.*give mass_demand") as caught:
        solved(between(types, pipe(), node))
    assert caught.value.path == ("N-1", "demand")


def test_equipment_of_liquids_is_refused(types):
    pattern = ComponentRow("PATTERN", "DAY", {"multipliers": [[1.0], [0.5]], "step": 3600.0})
    with pytest.raises(InputError, match="'DAY' is a PATTERN"):
        solved(between(types, pipe(), pattern))


def test_no_fixed_pressure(types):
    with pytest.raises(SolverError, match="fixes a pressure"):
        solved(between(types, pipe(), start=source(supply_mass_flow=20.0)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"end": sink(delivery_mass_flow=1.0)}, r"OUT.delivery_mass_flow is 1 kg/s.*give delivery_flow"),
        ({"component": ComponentRow("COMPRESSOR", "X-1", {"power": 1e3, "isentropic_efficiency": 0.7})}, "COMPRESSOR"),
    ],
)
def test_a_liquid_network_refuses_what_is_of_gases(types, options, words):
    values = {"component": pipe(), "gas": []} | options
    case = between(types, values.pop("component"), app_module="NetworkEditor", **values)
    with pytest.raises(InputError, match=words):
        CALCULATIONS["NetworkEditor"](case)


def test_mass_demand_in_a_liquid_network_is_refused(types):
    node = ComponentRow("NODE", "N-1", {"elevation": 0.0, "mass_demand": 1.0})
    ends = {"end": sink(delivery_pressure="1 bara"), "gas": [], "app_module": "NetworkEditor"}
    with pytest.raises(InputError, match=r"N-1.mass_demand is 1 kg/s.*give demand"):
        CALCULATIONS["NetworkEditor"](between(types, pipe(), node, **ends))


def test_the_case_keeps_its_results_and_has_no_explanation(types):
    case = between(types, pipe())
    run_case(case)
    assert case["PIPE"].loc["X-1", "mass_flow"] == pytest.approx(20.0, rel=1e-8)
    assert not case.is_stale
    with pytest.raises(InputError, match="whose results have no explanation"):
        explain_component(case, "X-1")
