"""A formula written once: evaluated, and shown with its symbols or with numbers and units, as LaTeX or as plain text.

A formula is text in Python's notation for arithmetic, ``"4*q/(pi*D**2)"``. What is shown and what is calculated
come from the same text, so that they cannot differ.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Formula", "latex_number", "latex_symbol", "latex_unit", "plain_symbol", "shown_number"]

_GREEK = {
    "alpha": "α",
    "beta": "β",
    "Delta": "Δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "pi": "π",
    "rho": "ρ",
    "phi": "φ",
    "omega": "ω",
}
_LATEX_GREEK = {"epsilon": r"\varepsilon", "phi": r"\varphi"}
_FUNCTIONS: dict[str, tuple[Callable[[float], float], str]] = {
    "sqrt": (math.sqrt, r"\sqrt{%s}"),
    "abs": (abs, r"\left\lvert %s\right\rvert "),
    "log10": (math.log10, r"\log_{10}\left(%s\right)"),
    "ln": (math.log, r"\ln\left(%s\right)"),
    "exp": (math.exp, r"\exp\left(%s\right)"),
}
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
# How tightly a piece of text holds together; one that is put where more is needed gets brackets.
_SUM, _MINUS, _PRODUCT, _POWER, _ATOM = range(5)

DIGITS = 6
"""Significant digits of the numbers that are put in: a result of five digits follows from them."""


def shown_number(value: float, digits: int = DIGITS) -> str:
    """Return a number as it is shown, with an exponent only where it is very large or small.

    Examples
    --------
    >>> shown_number(101325.0), shown_number(1.0016e-6), shown_number(-0.0), shown_number(2.5e6)
    ('101325', '1.0016e-06', '0', '2500000')
    """
    text = f"{value:.{digits}g}"
    if "e" in text and 1e-4 <= abs(value) < 1e7:
        text = f"{value:.0f}"
    return "0" if text == "-0" else text


def latex_number(value: float, digits: int = DIGITS) -> str:
    r"""Return a number for LaTeX, such as ``1.0016 \times 10^{-6}``."""
    mantissa, _, exponent = shown_number(value, digits).partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def latex_unit(unit: str) -> str:
    r"""Return a unit for LaTeX.

    Examples
    --------
    >>> print(latex_unit("m3/s"), latex_unit("Pa s"), latex_unit("%"), latex_unit("s/m^(1/3)"))
    \mathrm{m^{3}/s} \mathrm{Pa\,s} \mathrm{\%} \mathrm{s/m^{1/3}}
    """
    text, unit = "", re.sub(r"\^(?:\(([^()]*)\)|([\d.]+))", r"^{\1\2}", unit)
    for position, character in enumerate(unit):
        after_letter = position > 0 and unit[position - 1].isalpha()
        text += rf"^{{{character}}}" if character.isdigit() and after_letter else character
    return rf"\mathrm{{{text.replace('%', chr(92) + '%').replace(' ', chr(92) + ',')}}}" if unit else ""


def plain_symbol(name: str) -> str:
    """Return a symbol for plain text: ``Delta_p_f`` is Δp_f."""
    head, *rest = name.split("_")
    if head == "Delta" and rest:
        return "Δ" + plain_symbol("_".join(rest))
    return "_".join([_GREEK.get(head, head), *rest])


def _latex_subscript(part: str) -> str:
    letters = part.rstrip("0123456789")
    if letters in _GREEK:
        return rf"\{letters} {part[len(letters) :]}".rstrip()
    return part if part.isdigit() else rf"\mathrm{{{part}}}"


def latex_symbol(name: str) -> str:
    r"""Return a symbol for LaTeX.

    Examples
    --------
    >>> print(latex_symbol("rho"), latex_symbol("Delta_p_f"), latex_symbol("NPSH_a"), latex_symbol("q_12"))
    \rho \Delta p_{\mathrm{f}} \mathrm{NPSH}_{\mathrm{a}} q_{12}
    """
    head, *rest = name.split("_")
    if head == "Delta" and rest:
        return rf"\Delta {latex_symbol('_'.join(rest))}"
    roman = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    base = _LATEX_GREEK.get(head, f"\\{head}") if head in _GREEK else roman
    subscript = ",".join(map(_latex_subscript, rest))
    return f"{base}_{{{subscript}}}" if subscript else base


@dataclass(frozen=True)
class Formula:
    """An expression of symbols, numbers, ``+ - * / **``, ``pi`` and the functions sqrt, abs, log10, ln, exp.

    Parameters
    ----------
    text : str
        In Python's notation. Symbols have one letter or name and subscripts, such as ``h_f``.

    Examples
    --------
    >>> formula = Formula("4*q/(pi*D**2)")
    >>> round(formula.value({"q": 0.01, "D": 0.1}), 4)
    1.2732
    >>> print(formula.latex())
    \\frac{4\\,q}{\\pi\\,D^{2}}
    >>> print(formula.plain())
    4·q/(π·D^2)
    """

    text: str

    @cached_property
    def _tree(self) -> ast.expr:
        return ast.parse(self.text, mode="eval").body

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The symbols, in the order in which they appear."""
        called = {id(node.func) for node in ast.walk(self._tree) if isinstance(node, ast.Call)}
        found = [node for node in ast.walk(self._tree) if isinstance(node, ast.Name) and id(node) not in called]
        found.sort(key=lambda node: node.col_offset)
        return tuple(dict.fromkeys(node.id for node in found if node.id != "pi"))

    def value(self, values: Mapping[str, float]) -> float:
        """Return the value for values of the symbols (SI)."""
        return _evaluated(self._tree, values)

    def latex(self, numbers: Mapping[str, str] | None = None) -> str:
        """Return the formula as LaTeX: with its symbols, or with these texts in their place."""
        return _Latex(numbers).text(self._tree)[0]

    def plain(self, numbers: Mapping[str, str] | None = None) -> str:
        """Return the formula as plain text: with its symbols, or with these texts in their place."""
        return _Plain(numbers).text(self._tree)[0]


def _evaluated(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return math.pi if node.id == "pi" else float(values[node.id])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluated(node.operand, values)
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_evaluated(node.left, values), _evaluated(node.right, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _FUNCTIONS[node.func.id][0](_evaluated(node.args[0], values))
    raise ValueError(f"A formula cannot hold {ast.unparse(node)}.")


class _Latex:
    """Writes a formula; each method returns a text and how tightly it holds together."""

    def __init__(self, numbers: Mapping[str, str] | None) -> None:
        self.numbers = numbers

    def text(self, node: ast.expr) -> tuple[str, int]:
        if isinstance(node, ast.Constant):
            return self.number(node), _ATOM
        if isinstance(node, ast.Name):
            return self.name(node.id)
        if isinstance(node, ast.UnaryOp):
            return f"-{self.at_least(node.operand, _PRODUCT)}", _MINUS
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            return self.call(node.func.id, self.text(node.args[0])[0]), _ATOM
        assert isinstance(node, ast.BinOp)
        return self.operation(node)

    def at_least(self, node: ast.expr, level: int) -> str:
        """Return a part in brackets if it is looser than `level`."""
        text, own = self.text(node)
        return text if own >= level else self.bracketed(text)

    def name(self, name: str) -> tuple[str, int]:
        if name == "pi" or self.numbers is None:
            return self.symbol(name), _ATOM
        text = self.numbers[name]
        if text.startswith("-"):
            return text, _MINUS
        return text, _ATOM if text.replace(".", "").isdigit() else _PRODUCT

    def operation(self, node: ast.BinOp) -> tuple[str, int]:
        if isinstance(node.op, ast.Add):
            return f"{self.text(node.left)[0]} + {self.at_least(node.right, _PRODUCT)}", _SUM
        if isinstance(node.op, ast.Sub):
            return f"{self.text(node.left)[0]} - {self.at_least(node.right, _PRODUCT)}", _SUM
        if isinstance(node.op, ast.Mult):
            return self.product(node), _MINUS if isinstance(node.left, ast.UnaryOp) else _PRODUCT
        if isinstance(node.op, ast.Div):
            return self.quotient(node)
        return self.power(node), _POWER

    def product(self, node: ast.BinOp) -> str:
        is_number = self.numbers is not None or isinstance(node.right, ast.Constant)
        left = self.at_least(node.left, _MINUS if isinstance(node.left, ast.UnaryOp) else _PRODUCT)
        return f"{left}{self.times if is_number else self.beside}{self.at_least(node.right, _PRODUCT)}"

    # What differs between LaTeX and plain text:
    times, beside = r" \cdot ", r"\,"

    def symbol(self, name: str) -> str:
        return latex_symbol(name)

    def number(self, node: ast.Constant) -> str:
        return latex_number(float(node.value))  # type: ignore[arg-type]

    def bracketed(self, text: str) -> str:
        return rf"\left({text}\right)"

    def call(self, function: str, argument: str) -> str:
        return _FUNCTIONS[function][1] % argument

    def quotient(self, node: ast.BinOp) -> tuple[str, int]:
        return rf"\frac{{{self.text(node.left)[0]}}}{{{self.text(node.right)[0]}}}", _PRODUCT

    def power(self, node: ast.BinOp) -> str:
        return f"{self.at_least(node.left, _ATOM)}^{{{self.text(node.right)[0]}}}"


class _Plain(_Latex):
    """The same for a terminal."""

    times = beside = "·"

    def symbol(self, name: str) -> str:
        return plain_symbol(name)

    def name(self, name: str) -> tuple[str, int]:
        text, level = super().name(name)
        return (f"({text})", _ATOM) if " " in text or level == _MINUS else (text, _ATOM)

    def number(self, node: ast.Constant) -> str:
        return shown_number(float(node.value))  # type: ignore[arg-type]

    def bracketed(self, text: str) -> str:
        return f"({text})"

    def call(self, function: str, argument: str) -> str:
        return f"{function}({argument})"

    def quotient(self, node: ast.BinOp) -> tuple[str, int]:
        return f"{self.at_least(node.left, _PRODUCT)}/{self.at_least(node.right, _POWER)}", _PRODUCT

    def power(self, node: ast.BinOp) -> str:
        return f"{self.at_least(node.left, _ATOM)}^{self.at_least(node.right, _ATOM)}"
