"""How a number came about: what was given, then one step after the other, each with its equation and its source.

The arithmetic is in SI, and so are the numbers put into the equations; a result is shown in the chosen display units
as well. Equations are LaTeX of ours; tags, names and notes are text, and are escaped wherever they are rendered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from workbench import units
from workbench.model.explanation_page import html_page, markdown_page, text_page
from workbench.model.formula import latex_number, latex_unit

__all__ = ["Explanation", "Given", "Step"]


@dataclass(frozen=True)
class Given:
    """A number that the steps start from."""

    quantity: str
    symbol: str
    """Such as ``"Delta_p"`` or ``"rho"``; rendered as Δp, ρ."""
    value: float
    """In SI."""
    unit: str
    """The SI unit."""
    dimension: str
    """One of `units.DIMENSIONS`; empty for a number that is shown in SI only."""
    source: str
    """Where it comes from: an input, a setting of the case, the solved network."""


@dataclass(frozen=True)
class Step:
    """One equation."""

    quantity: str
    symbol: str
    equation: str
    """LaTeX with symbols."""
    substituted: str
    """LaTeX with SI numbers and units."""
    value: float
    """Result in SI."""
    unit: str
    dimension: str
    source: str
    """Standard or book, edition, equation."""
    note: str = ""
    column: str = ""
    """The result column of the case that this is, if it is one."""
    plain: tuple[str, str] = ("", "")
    """Equation and substituted equation for a terminal."""
    is_empirical: bool = False
    """True where the constants of the equation carry units of their own, so that those shown do not cancel."""

    @property
    def latex_result(self) -> str:
        """The result in SI, as LaTeX."""
        return f"{latex_number(self.value)}\\,{latex_unit(self.unit)}" if self.unit else latex_number(self.value)


@dataclass(frozen=True, repr=False)
class Explanation:
    """The calculation of one component, step by step; a notebook shows it as a calculation sheet.

    Examples
    --------
    >>> from workbench.model.calculation_sheet import CalculationSheet
    >>> sheet = CalculationSheet()
    >>> _ = sheet.given("q", "Flow", 0.01, "volumetric_flow", "solved network")
    >>> _ = sheet.given("D", "Inside diameter", 0.1, "diameter", "input")
    >>> _ = sheet.step("v", "Mean velocity", "4*q/(pi*D**2)", "velocity", "Continuity, v = q/A")
    >>> print(Explanation("P-101", "Pipe", given=sheet.givens, steps=sheet.steps, system="metric"))
    P-101: Pipe
    <BLANKLINE>
    Given
      q   Flow             0.01 m3/s  (36 m3/h)  solved network
      D   Inside diameter  0.1 m      (100 mm)   input
    <BLANKLINE>
    1. Mean velocity  [Continuity, v = q/A]
       v = 4·q/(π·D^2)
         = 4·(0.01 m3/s)/(π·(0.1 m)^2)
         = 1.27324 m/s
    """

    tag: str
    title: str
    given: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()
    """What an engineer should know before the numbers: the state of a valve, the law, what is not covered."""
    basis: str = ""
    """What the numbers belong to: case, fluid, solver and the digest of the inputs."""
    system: str = "si"
    """One of `units.SYSTEMS`: what results are shown in beside SI."""
    atmospheric_pressure: float = units.STANDARD_ATMOSPHERE

    def in_units(self, system: str, atmospheric_pressure: float) -> Explanation:
        """Return the same explanation, shown in another system of units."""
        units.display_unit("length", system)  # refuses a system that there is not
        return replace(self, system=system, atmospheric_pressure=atmospheric_pressure)

    def displayed(self, value: float, dimension: str) -> str:
        """Return a value in the display units; empty where these are SI."""
        if not dimension or units.display_unit(dimension, self.system) == units.si_unit(dimension):
            return ""
        return units.format_value(
            value, dimension, self.system, digits=5, atmospheric_pressure=self.atmospheric_pressure
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a step: quantity, symbol, equation, substituted (LaTeX), value, unit (SI), source, note."""
        names = ["quantity", "symbol", "equation", "substituted", "value", "unit", "source", "note", "column"]
        rows = [[getattr(step, name) for name in names] for step in self.steps]
        return pd.DataFrame(rows, columns=names)

    def __repr__(self) -> str:
        return f"<Explanation of {self.tag!r}: {len(self.steps)} steps>"

    def __str__(self) -> str:
        return text_page(self)

    def _repr_markdown_(self) -> str:
        return markdown_page(self)

    def to_html(self) -> str:
        """Return it as HTML with LaTeX between dollar signs, for a page that typesets these (MathJax)."""
        return html_page(self)
