"""Compile every kernel, so that the first solution of a session does not wait."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import workbench.hydraulics.newton as newton
from workbench.engineering.compiled import cache_folder
from workbench.hydraulics.kinds import FrictionLaw, LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.pump_curve import PumpCurve
from workbench.hydraulics.pump_table import PumpTable
from workbench.hydraulics.scenarios import solve_scenarios
from workbench.hydraulics.solver import solve

__all__ = ["announce_compilation", "warmup"]


def warmup() -> None:
    """Solve a small network with one link of every kind; silent.

    The machine code is kept on disk: half a minute after an installation, a fraction of a second in every
    later session.
    """
    data: dict[str, Any] = {
        "node_names": ("tank", "a", "b", "c", "d"),
        "elevation": 0.0,
        "fixed": [True, False, False, False, False],
        "fixed_head": 10.0,
        "demand": 0.001,
        "link_names": ("pump", "first", "second", "valve", "resistance", "branch"),
        "start": [0, 1, 1, 2, 3, 3],
        "end": [1, 2, 2, 3, 2, 4],
        "kind": [LinkKind.PUMP, LinkKind.PIPE, LinkKind.PIPE, LinkKind.PRESSURE_REDUCING, LinkKind.RESISTANCE, 0],
        "one_way": [True, True, False, True, False, False],
        "length": 100.0,
        "diameter": 0.1,
        "law": [0, FrictionLaw.DARCY_WEISBACH, FrictionLaw.HAZEN_WILLIAMS, 0, 0, 0],
        "roughness": 1e-4,
        "hazen_williams_coefficient": 130.0,
        "resistance": [0.0, 0.0, 0.0, 0.0, 1e9, 0.0],
        "setting": 20.0,
        "pumps": PumpTable.build([0], [PumpCurve.from_one_point(0.01, 20.0)]),
    }
    solve(Network(**data))
    data |= {"kind": [LinkKind.PUMP, 0, 0, LinkKind.RESISTANCE, LinkKind.RESISTANCE, 0]}
    network = Network(**data)
    solve_scenarios(network, network.demand[None, :])
    _warm_up_gases()


def _warm_up_gases() -> None:
    """Solve a gas network that takes every kernel."""
    from workbench.hydraulics.gas import FlowModel, Gas, GasLinkKind, GasNetwork, solve_gas

    data: dict[str, Any] = {
        "node_names": ("source", "a", "b", "c"),
        "elevation": 0.0,
        "fixed": [True, False, False, False],
        "fixed_pressure": 5e5,
        "outflow": 0.01,
        "link_names": ("first", "second", "third"),
        "start": [0, 1, 2],
        "end": [1, 2, 3],
        "kind": GasLinkKind.PIPE,
        "gas": Gas(molar_mass=0.029, temperature=293.0, viscosity=1.8e-5, heat_capacity_ratio=1.4),
        "length": 10.0,
        "diameter": 0.1,
        "roughness": 5e-5,
    }
    several: list[dict[str, Any]] = [
        {"model": FlowModel.SQUARED_PRESSURE},
        {"model": [FlowModel.ISOTHERMAL, FlowModel.ADIABATIC, FlowModel.WEYMOUTH], "one_way": True},
    ]
    for fields in several:
        solve_gas(GasNetwork(**data, **fields))


def announce_compilation(*, gas: bool = False) -> bool:
    """Say on the error stream that the next solution, of a liquid or a gas, waits for the compiler; returns whether."""
    import workbench.hydraulics.gas.assembly as gas_assembly

    module, name = (gas_assembly, "assemble") if gas else (newton, "iterate")
    kernel: Any = getattr(module, name)
    file = Path(str(module.__file__)).resolve()
    if kernel.signatures or any(Path(cache_folder(file)).glob(f"*/{file.stem}.{name}*.nbc")):
        return False
    print("Compiling the solver, once for this installation: about half a minute.", file=sys.stderr, flush=True)
    return True
