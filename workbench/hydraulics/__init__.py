"""Steady liquid networks: arrays in, arrays out.

>>> from workbench.hydraulics import LinkKind, Network, solve
>>> network = Network(
...     node_names=["tank", "tap"], elevation=[20.0, 0.0], fixed=[True, False], fixed_head=[20.0, 0.0],
...     demand=[0.0, 0.010], link_names=["P-1"], start=[0], end=[1], kind=LinkKind.PIPE, length=100.0,
...     diameter=0.1, roughness=1e-4)
>>> solution = solve(network)
>>> float(solution.flow[0]), round(float(solution.head[1]), 3)
(0.01, 18.205)
"""

from workbench.hydraulics.extended_period import simulate, steps
from workbench.hydraulics.kinds import FrictionLaw, LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.pump_curve import PumpCurve, PumpForm
from workbench.hydraulics.pump_table import PumpTable
from workbench.hydraulics.scenarios import ScenarioSolution, solve_scenarios
from workbench.hydraulics.schedule import Condition, Control, Pattern, PatternUse, Schedule
from workbench.hydraulics.solution import LinkStatus, Solution
from workbench.hydraulics.solver import Solver, solve
from workbench.hydraulics.symbolic import Symbolic, analyse
from workbench.hydraulics.tank import Tank
from workbench.hydraulics.time_series import Event, Step, TimeSeries
from workbench.hydraulics.warmup import announce_compilation, warmup

__all__ = [
    "Condition",
    "Control",
    "Event",
    "FrictionLaw",
    "LinkKind",
    "LinkStatus",
    "Network",
    "Pattern",
    "PatternUse",
    "PumpCurve",
    "PumpForm",
    "PumpTable",
    "ScenarioSolution",
    "Schedule",
    "Solution",
    "Solver",
    "Step",
    "Symbolic",
    "Tank",
    "TimeSeries",
    "analyse",
    "announce_compilation",
    "simulate",
    "solve",
    "solve_scenarios",
    "steps",
    "warmup",
]
