"""Agreement with pandapipes on the gas networks that come with it.

The fixture is written by `scripts/record_pandapipes_gas.py`. Where the two differ, this is why:

* pandapipes takes Colebrook and White with 3.71 D in place of 3.7 D (Colebrook 1939), 0.07 % of a rough
  friction factor, and goes on with it below Re 4000, down to Re = 0, where we pass over to laminar flow. The
  comparison gives us pandapipes' friction factors; that they agree where both laws hold is compared too.
* it has no kinetic term: the comparison takes our model of squared pressures;
* it counts R as 8.314 J/(mol K) and g as 9.81 m/s2; the density at normal conditions fixes Rs here;
* it weighs a column of gas by the mean of the densities at its ends, we integrate.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.hydraulics.gas.builders import make_gas_network
from workbench.engineering.compressibility import UNIVERSAL_GAS_CONSTANT
from workbench.engineering.pipe_flow import friction_factor
from workbench.hydraulics.gas import Compressibility, FlowModel, Gas, GasLinkKind, GasNetwork, solve_gas

RECORDED = json.loads((Path(__file__).parent / "data" / "pandapipes_gas.json").read_text(encoding="utf-8"))["networks"]


def network_of(recorded: dict[str, Any], **fields: Any) -> GasNetwork:
    pipes, valves = recorded["pipes"], recorded["valves"]
    count = len(valves["start"])
    table = recorded["compressibility"]
    gas = Gas(
        molar_mass=recorded["normal_density"] * UNIVERSAL_GAS_CONSTANT * 273.15 / 101325.0,
        temperature=recorded["temperature"],
        viscosity=recorded["viscosity"],
        heat_capacity_ratio=1.3,
        compressibility=Compressibility.tabulated(table["pressure"], table["factor"]),
    )
    none = np.zeros(count)
    data: dict[str, Any] = {
        "elevation": recorded["elevation"],
        "kind": [GasLinkKind.PIPE] * len(pipes["start"]) + [GasLinkKind.RESISTANCE] * count,
        "model": FlowModel.SQUARED_PRESSURE,
        "closed": [False] * len(pipes["start"]) + [not opened for opened in valves["opened"]],
        "length": np.concatenate((pipes["length"], none)),
        "diameter": np.concatenate((pipes["diameter"], valves["diameter"])),
        "roughness": np.concatenate((pipes["roughness"], none)),
        "friction_factor": np.concatenate((pipes["friction_factor"], none)),
        "loss_coefficient": np.concatenate((pipes["loss_coefficient"], none)),
        "gas": gas,
        "gravity": 9.81,
    }
    ends = zip(pipes["start"] + valves["start"], pipes["end"] + valves["end"], strict=True)
    fixed = {int(node): pressure for node, pressure in recorded["fixed"].items()}
    return make_gas_network(fixed, recorded["outflow"], list(ends), **{**data, **fields})


BY_NAME = pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded["name"])


@BY_NAME
def test_pressures_and_flows_agree(recorded):
    network = network_of(recorded)
    solution = solve_gas(network)
    theirs = np.array(recorded["pressure"])
    # An open valve of no loss is a pipe of a micrometre here, and nothing there.
    np.testing.assert_allclose(solution.pressure, theirs, rtol=1e-5 if recorded["valves"]["start"] else 1e-7)
    flows = np.array(recorded["pipes"]["mass_flow"])
    ours = solution.mass_flow[: flows.size]
    np.testing.assert_allclose(ours, flows, atol=1e-7 * np.abs(flows).max())


@BY_NAME
def test_pressures_are_near_with_our_own_friction_and_kinetic_term(recorded):
    network = network_of(recorded, friction_factor=np.nan, model=FlowModel.ISOTHERMAL)
    np.testing.assert_allclose(solve_gas(network).pressure, recorded["pressure"], rtol=2e-4)


TURBULENT = [recorded for recorded in RECORDED if max(recorded["pipes"]["reynolds"]) > 4000.0]


@pytest.mark.parametrize("recorded", TURBULENT, ids=lambda recorded: recorded["name"])
def test_friction_agrees_where_both_laws_hold(recorded):
    pipes = {name: np.array(values) for name, values in recorded["pipes"].items()}
    turbulent = pipes["reynolds"] > 4000.0
    ours = friction_factor(pipes["reynolds"][turbulent], (pipes["roughness"] / pipes["diameter"])[turbulent])
    np.testing.assert_allclose(ours, pipes["friction_factor"][turbulent], rtol=2e-3)
