"""A calculation written down while it is made: each step is evaluated from its own formula, and kept to be shown."""

from __future__ import annotations

from collections.abc import Mapping

from workbench import units
from workbench.model.explanation import Given, Step
from workbench.model.formula import Formula, latex_number, latex_symbol, latex_unit, plain_symbol, shown_number

__all__ = ["CalculationSheet"]


class CalculationSheet:
    """Numbers given, and steps that follow from them; each symbol is known to the steps after it.

    Examples
    --------
    >>> sheet = CalculationSheet()
    >>> _ = sheet.given("v", "Mean velocity", 2.0, "velocity", "input")
    >>> sheet.step("h", "Velocity head", "v**2/(2*9.80665)", "length", "definition")
    0.20394324259558566
    >>> print(sheet.steps[0].substituted)
    h = \\frac{\\left(2\\,\\mathrm{m/s}\\right)^{2}}{2 \\cdot 9.80665}
    """

    def __init__(self) -> None:
        self._given: list[Given] = []
        self._steps: list[Step] = []
        self._remarks: list[str] = []
        self._values: dict[str, float] = {}
        self._latex: dict[str, str] = {}
        self._plain: dict[str, str] = {}

    @property
    def givens(self) -> tuple[Given, ...]:
        """What the steps start from."""
        return tuple(self._given)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences to read before the numbers."""
        return tuple(self._remarks)

    def __getitem__(self, symbol: str) -> float:
        return self._values[symbol]

    @property
    def values(self) -> Mapping[str, float]:
        """What is known so far, in SI, by symbol."""
        return self._values

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._values

    def remark(self, sentence: str) -> None:
        """Note a sentence that is read before the numbers."""
        self._remarks.append(sentence)

    def given(self, symbol: str, quantity: str, value: float, dimension: str, source: str, *, unit: str = "") -> float:
        """Note a number that the steps start from, in SI; without `dimension` it is shown in `unit` only."""
        unit = _unit_of(dimension, unit)
        self._know(symbol, value, unit)
        self._given.append(Given(quantity, symbol, self._values[symbol], unit, dimension, source))
        return self._values[symbol]

    def step(
        self,
        symbol: str,
        quantity: str,
        formula: str,
        dimension: str,
        source: str,
        *,
        unit: str = "",
        note: str = "",
        column: str = "",
        is_empirical: bool = False,
    ) -> float:
        """Evaluate a formula of known symbols, and note it; `column` names the result of the case that it is."""
        written = Formula(formula)
        value = written.value(self._values)
        latex, plain = latex_symbol(symbol), plain_symbol(symbol)
        self._steps.append(
            Step(
                quantity,
                symbol,
                f"{latex} = {written.latex()}",
                f"{latex} = {written.latex(self._latex)}",
                value,
                _unit_of(dimension, unit),
                dimension,
                source,
                note,
                column,
                (f"{plain} = {written.plain()}", written.plain(self._plain)),
                is_empirical,
            )
        )
        self._know(symbol, value, _unit_of(dimension, unit))
        return value

    def root(
        self,
        symbol: str,
        quantity: str,
        value: float,
        sides: tuple[str, str],
        source: str,
        *,
        note: str = "",
        column: str = "",
    ) -> float:
        """Note a dimensionless number that makes both sides of an equation the same."""
        self._know(symbol, value, "")
        left, right = (Formula(side) for side in sides)
        middle = left.value(self._values)
        self._steps.append(
            Step(
                quantity,
                symbol,
                f"{left.latex()} = {right.latex()}",
                f"{left.latex(self._latex)} = {latex_number(middle)} = {right.latex(self._latex)}",
                value,
                "",
                "dimensionless",
                source,
                note,
                column,
                (
                    f"{left.plain()} = {right.plain()}",
                    f"{left.plain(self._plain)} = {shown_number(middle)} = {right.plain(self._plain)}",
                ),
            )
        )
        return value

    def _know(self, symbol: str, value: float, unit: str) -> None:
        self._values[symbol] = float(value)
        self._latex[symbol] = latex_number(value) + (rf"\,{latex_unit(unit)}" if unit else "")
        self._plain[symbol] = f"{shown_number(value)} {unit}".rstrip()


def _unit_of(dimension: str, unit: str) -> str:
    return units.si_unit(dimension) if dimension else unit
