"""The app module PSV: relief scenarios, required areas, and the lines of relief valves."""

from workbench.calculations.relief.calculation import calculate_relief
from workbench.calculations.relief.explaining import explain_relief

__all__ = ["calculate_relief", "explain_relief"]
