"""What app modules run: one file each, from a case to result columns. To add one, name it in `CALCULATIONS`."""

from __future__ import annotations

from collections.abc import Callable

from workbench.calculations.explaining import explain_in_network
from workbench.calculations.explaining_pumps import explain_pumps
from workbench.calculations.extended_period import simulate_network
from workbench.calculations.gas_network import calculate_gas_network
from workbench.calculations.network_editor import calculate_network
from workbench.calculations.outcome import Outcome
from workbench.calculations.pump import calculate_pumps
from workbench.calculations.relief import calculate_relief, explain_relief
from workbench.calculations.simulation import Simulation
from workbench.calculations.vessel import calculate_vessels
from workbench.calculations.vessel_explaining import explain_vessels
from workbench.model.case import Case
from workbench.model.explanation import Explanation

__all__ = ["BY_COMPONENT", "CALCULATIONS", "EXPLANATIONS", "SIMULATIONS", "Outcome", "Simulation"]

CALCULATIONS: dict[str, Callable[[Case], Outcome]] = {
    "NetworkEditor": calculate_network,
    "GasNetwork": calculate_gas_network,
    "PSV": calculate_relief,
    "Pump": calculate_pumps,
    "Vessel": calculate_vessels,
}
"""By the ``app_module`` of the case."""

BY_COMPONENT = frozenset({"PSV", "Pump", "Vessel"})
"""App modules in which the results of a component follow from what it depends on, and not from the whole case."""

EXPLANATIONS: dict[str, Callable[[Case, str], Explanation]] = {
    "NetworkEditor": explain_in_network,
    "PSV": explain_relief,
    "Pump": explain_pumps,
    "Vessel": explain_vessels,
}
"""How the results of one component came about, by the ``app_module`` of the case."""

SIMULATIONS: dict[str, Callable[..., Simulation]] = {"NetworkEditor": simulate_network}
"""By the ``app_module`` of the case: what calculates it over time."""
