"""Steady gas networks: arrays in, arrays out.

>>> from workbench.hydraulics.gas import Gas, GasLinkKind, GasNetwork, solve_gas
>>> gas = Gas(molar_mass=0.018, temperature=288.15, viscosity=1.1e-5, heat_capacity_ratio=1.3)
>>> network = GasNetwork(
...     node_names=["station", "town"], elevation=0.0, fixed=[True, False], fixed_pressure=[50e5, 0.0],
...     outflow=[0.0, 20.0], link_names=["P-1"], start=[0], end=[1], kind=GasLinkKind.PIPE, gas=gas,
...     length=20e3, diameter=0.4, roughness=2e-5)
>>> round(float(solve_gas(network).pressure[1]) / 1e5, 2)
48.1
"""

from workbench.engineering.compressibility import Compressibility
from workbench.hydraulics.gas.gas import Gas
from workbench.hydraulics.gas.kinds import FlowModel, GasLinkKind
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.gas.results import GasSolution
from workbench.hydraulics.gas.solver import solve_gas
from workbench.hydraulics.solution import LinkStatus

__all__ = [
    "Compressibility",
    "FlowModel",
    "Gas",
    "GasLinkKind",
    "GasNetwork",
    "GasSolution",
    "LinkStatus",
    "solve_gas",
]
