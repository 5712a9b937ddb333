"""Reads back what an explanation shows: evaluates its LaTeX, with units, knowing nothing of how it was written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pint

_COMMANDS = (
    r"\\frac|\\sqrt|\\left\\lvert|\\right\\rvert|\\left\(|\\right\)|\\log_\{10\}|\\ln|\\exp|\\cdot|\\pi|\\displaystyle"
)
_NUMBER = r"\d+\.?\d*(?: \\times 10\^\{-?\d+\})?"
_UNIT = r"\\mathrm\{((?:[^{}]|\{[^{}]*\})*)\}"
DIGITS = 6


@cache
def registry() -> Any:
    return pint.UnitRegistry(cache_folder=None)


def unit_quantity(unit: str) -> Any:
    """Return one of a unit, written like ``m3/s`` or ``Pa s``."""
    if unit == "%":
        return registry().Quantity(0.01)
    expression = re.sub(r"(?<=[A-Za-z])(\d)", r"**\1", unit.replace(" ", "*"))
    return registry().Quantity(1.0, expression if expression else "dimensionless")


class _Reader:
    def __init__(
        self,
        text: str,
        symbols: Mapping[str, Any],
        number: Callable[[float], Any],
        unit: Callable[[str], Any],
    ) -> None:
        known = "|".join(re.escape(symbol) for symbol in sorted(symbols, key=len, reverse=True))
        pattern = "|".join(filter(None, [f"(?P<command>{_COMMANDS})", known and f"(?P<symbol>{known})"]))
        pattern += rf"|(?P<number>{_NUMBER})|(?P<unit>{_UNIT})|(?P<mark>[-+^{{}}])|(?P<blank>\\,|\s+)"
        self.tokens, position = [], 0
        while position < len(text):
            match = re.compile(pattern).match(text, position)
            assert match, f"cannot read {text[position:]!r} of {text!r}"
            position = match.end()
            if match.lastgroup != "blank" and match["blank"] is None and match[0] != r"\displaystyle":
                self.tokens.append((str(match.lastgroup), match[0]))
        self.symbols, self.number, self.unit, self.at = symbols, number, unit, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, expected: str = "") -> tuple[str, str]:
        token = self.peek()
        assert not expected or token[1] == expected, f"{expected!r} expected, not {token}"
        self.at += 1
        return token

    def whole(self) -> Any:
        value = self.sum()
        assert self.peek()[0] == "end", self.tokens[self.at :]
        return value

    def sum(self) -> Any:
        value = self.product()
        while self.peek()[1] in "+-" and self.peek()[0] == "mark":
            value = value + self.product() if self.take()[1] == "+" else value - self.product()
        return value

    def product(self) -> Any:
        if self.peek()[1] == "-":
            self.take()
            return -self.product()
        value = self.factor()
        while True:
            kind, text = self.peek()
            if text == r"\cdot":
                self.take()
                assert self.peek()[1] != "-", "two signs, one after the other"
            elif kind not in ("symbol", "number", "unit") and not (kind == "command" and "right" not in text):
                return value
            value = value * self.factor()

    def factor(self) -> Any:
        value = self.atom()
        if self.peek()[1] == "^":
            self.take()
            exponent = self.group()
            return value ** getattr(exponent, "magnitude", exponent)
        return value

    def group(self) -> Any:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def atom(self) -> Any:
        kind, text = self.take()
        if kind == "number":
            mantissa, _, power = text.partition(r" \times 10^")
            return self.number(float(mantissa) * 10.0 ** int(power.strip("{}") or 0))
        if kind == "unit":
            inside = re.fullmatch(_UNIT, text)
            assert inside
            return self.unit(re.sub(r"\^\{(\d)\}", r"\1", inside[1]).replace("\\,", " ").replace("\\%", "%"))
        if kind == "symbol":
            return self.symbols[text]
        if text == r"\frac":
            above = self.group()
            return above / self.group()
        if text == r"\sqrt":
            return self.group() ** 0.5
        if text == r"\pi":
            return math.pi
        if text in (r"\left(", r"\left\lvert"):
            value = self.sum()
            self.take(r"\right)" if text == r"\left(" else r"\right\rvert")
            return value if text == r"\left(" else abs(value)
        functions = {r"\log_{10}": math.log10, r"\ln": math.log, r"\exp": math.exp}
        assert text in functions, f"cannot read {text!r} here"
        value = self.atom()
        value = value.to("").magnitude if hasattr(value, "magnitude") else value
        return functions[text](value)


def half_a_digit(value: float) -> float:
    """Return by how much a number shown to six digits may differ from what it stands for."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1) if value else 0.0


def with_units(text: str) -> Any:
    """Evaluate LaTeX of numbers and units to a quantity of pint."""
    return _Reader(text, {}, lambda value: registry().Quantity(value), unit_quantity).whole()


def with_symbols(text: str, symbols: Mapping[str, float]) -> float:
    """Evaluate LaTeX of symbols."""
    return float(_Reader(text, symbols, float, lambda unit: 1.0).whole())


def value_and_bound(text: str) -> tuple[float, float]:
    """Evaluate LaTeX of numbers; return by how much the rounding of the shown numbers may move the value."""

    def evaluated(moved: int, sign: float) -> tuple[float, int]:
        count = -1

        def number(value: float) -> float:
            nonlocal count
            count += 1
            # Squares are squares: a whole number below ten is one of the formula, not a measured one, or is exact.
            exact = value in range(10)
            return value + sign * half_a_digit(value) if count == moved and not exact else value

        return float(_Reader(text, {}, number, lambda unit: 1.0).whole()), count + 1

    value, count = evaluated(-1, 0.0)
    moves = [max(abs(evaluated(k, sign)[0] - value) for sign in (-1.0, 1.0)) for k in range(count)]
    return value, 1.001 * sum(moves)
