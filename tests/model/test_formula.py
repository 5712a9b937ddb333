"""A formula says what it calculates: its LaTeX, read back, has the same value, whatever stands in it."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.equipment.latex_reader import with_symbols
from workbench.model.formula import Formula, latex_number, latex_symbol, latex_unit, plain_symbol, shown_number

VALUES = {"q": 0.3, "D": 1.7, "rho": 2.3, "Delta_p_f": -0.9, "Re": 4.1, "NPSH_a": -1.3, "h_1": 0.6}
LEAVES = st.one_of(st.sampled_from(sorted(VALUES)), st.sampled_from(["2", "3.7", "0.25", "pi"]))


def _larger(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    both = st.tuples(children, st.sampled_from(["+", "-", "*", "/"]), children)
    return st.one_of(
        both.map(lambda parts: f"({parts[0]}){parts[1]}({parts[2]})"),
        both.map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}"),
        children.map(lambda part: f"-({part})"),
        children.map(lambda part: f"({part})**2"),
        children.map(lambda part: f"abs({part})"),
        children.map(lambda part: f"sqrt(abs({part}))"),
    )


@given(st.recursive(LEAVES, _larger, max_leaves=8))
def test_what_is_shown_is_what_is_calculated(text: str) -> None:
    formula = Formula(text)
    try:
        value = formula.value(VALUES)
    except (ZeroDivisionError, OverflowError):
        assume(False)
    assume(math.isfinite(value) and abs(value) < 1e12)
    known = {latex_symbol(name): number for name, number in VALUES.items()}
    close = pytest.approx(value, rel=1e-9, abs=1e-9)
    assert with_symbols(formula.latex(), known) == close
    # With numbers in place of the symbols: they are short, so that nothing is rounded.
    numbers = {name: latex_number(number) for name, number in VALUES.items()}
    assert with_symbols(formula.latex(numbers), {}) == close
    plain = formula.plain({name: shown_number(number) for name, number in VALUES.items()})
    python = plain.replace("·", "*").replace("^", "**").replace("π", "pi").replace("--", "- -")
    assert Formula(python).value({}) == close


@pytest.mark.parametrize("text", ["q if q else D", "q.real", "[q]", "__import__('os')", "q == D", "lambda: q", "q % D"])
def test_only_arithmetic_is_evaluated(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        Formula(text).value(VALUES)


def test_symbols_in_the_order_of_the_formula() -> None:
    assert Formula("rho*sqrt(q)/(pi*D) + q").names == ("rho", "q", "D")


@pytest.mark.parametrize(
    ("value", "latex"),
    [(1e-6, r"1 \times 10^{-6}"), (123456.7, "123457"), (2.0, "2"), (-0.0, "0"), (1.5e9, r"1.5 \times 10^{9}")],
)
def test_numbers(value: float, latex: str) -> None:
    assert latex_number(value) == latex


def test_six_digits_are_shown() -> None:
    for value in (1 / 3, 2e5 / 3, 1e-9 / 7, 1e12 / 7):
        shown = Fraction(shown_number(value))
        assert abs(shown - Fraction(value)) <= Fraction(value) * Fraction(5, 10**6)


def test_units_and_symbols() -> None:
    assert latex_unit("") == ""
    assert latex_unit("kg/m3") == r"\mathrm{kg/m^{3}}"
    assert plain_symbol("Delta_p_f") == "Δp_f"
    assert latex_symbol("epsilon") == r"\varepsilon"
