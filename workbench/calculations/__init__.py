"""What app modules run: one file each, from a case to result columns. To add one, name it in `CALCULATIONS`."""

from __future__ import annotations

from collections.abc import Callable

from workbench.calculations.extended_period import simulate_network
from workbench.calculations.network_editor import calculate_network
from workbench.calculations.outcome import Outcome
from workbench.calculations.simulation import Simulation
from workbench.model.case import Case

__all__ = ["CALCULATIONS", "SIMULATIONS", "Outcome", "Simulation"]

CALCULATIONS: dict[str, Callable[[Case], Outcome]] = {"NetworkEditor": calculate_network}
"""By the ``app_module`` of the case."""

SIMULATIONS: dict[str, Callable[..., Simulation]] = {"NetworkEditor": simulate_network}
"""By the ``app_module`` of the case: what calculates it over time."""
