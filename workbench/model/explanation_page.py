"""An explanation as Markdown, as HTML and as plain text. All that is not LaTeX of ours is escaped."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from workbench.model.formula import latex_number, latex_symbol, latex_unit, plain_symbol, shown_number

if TYPE_CHECKING:
    from workbench.model.explanation import Explanation, Given, Step

__all__ = ["html_page", "markdown_page", "text_page"]

_DISPLAY = r"\displaystyle "
# Characters that Markdown may read as a mark within a line; as numeric references they are only text.
_MARKS = frozenset('\\`*_{}[]#!|<>&~^:"@')


def _markdown(text: str) -> str:
    """Return text that Markdown and MathJax leave as it is."""
    escaped = "".join(_character(one) if one in _MARKS or one == "$" else one for one in " ".join(text.split()))
    return re.sub(r"(www)\.", r"\1&#46;", escaped, flags=re.IGNORECASE)  # what looks like an address is no link


def _character(one: str) -> str:
    # MathJax looks for its delimiters in the finished page: an element of their own takes them apart.
    return f"<span>&#{ord(one)};</span>" if one in "$\\" else f"&#{ord(one)};"


def _html(text: str) -> str:
    escaped = html.escape(text, quote=True)
    return escaped.replace("$", "<span>&#36;</span>").replace("\\", "<span>&#92;</span>")


def _value(given: Given | Step) -> str:
    return latex_number(given.value) + (rf"\,{latex_unit(given.unit)}" if given.unit else "")


def _mathematics(explanation: Explanation, step: Step) -> str:
    """Return equation, numbers and result, one below the other, aligned at the sign of equality."""
    displayed = explanation.displayed(step.value, step.dimension)
    result = f"{step.latex_result} = {_latex_quantity(displayed)}" if displayed else step.latex_result
    left, _, right = step.equation.partition(" = ")
    lines = [rf"{_DISPLAY}{left} &= {_DISPLAY}{right}"]
    numbers_left, _, numbers = step.substituted.partition(" = ")
    symbol = latex_symbol(step.symbol)
    if left == symbol:
        lines += [rf"&= {_DISPLAY}{numbers}"] if numbers != step.latex_result else []
        lines.append(f"&= {result}")
    else:
        lines += [rf"{_DISPLAY}{numbers_left} &= {_DISPLAY}{numbers}", rf"{symbol} &= {result}"]
    return r"\begin{aligned} " + r" \\[4pt] ".join(lines) + r" \end{aligned}"


def _latex_quantity(text: str) -> str:
    """Return a number with its unit, such as ``"1.5 bar"``, as LaTeX."""
    number, _, unit = text.partition(" ")
    return latex_number(float(number)) + (rf"\,{latex_unit(unit)}" if unit else "")


def markdown_page(explanation: Explanation) -> str:
    """Return the explanation as Markdown with LaTeX."""
    lines = [f"### {_markdown(explanation.tag)} · {_markdown(explanation.title)}", ""]
    lines += [_markdown(explanation.basis), ""] if explanation.basis else []
    lines += [f"- {_markdown(remark)}" for remark in explanation.remarks]
    if explanation.given:
        shows_units = explanation.system != "si"
        head = ["Given", "", "SI", *([f"{explanation.system} units"] if shows_units else []), "From"]
        lines += ["", f"| {' | '.join(head)} |", f"|{' :--- |' * len(head)}"]
        for given in explanation.given:
            shown = [_markdown(explanation.displayed(given.value, given.dimension))] if shows_units else []
            cells = [_markdown(given.quantity), f"${latex_symbol(given.symbol)}$", f"${_value(given)}$", *shown]
            lines.append(f"| {' | '.join([*cells, _markdown(given.source)])} |")
    for number, step in enumerate(explanation.steps, 1):
        lines += ["", f"**{number}&#46; {_markdown(step.quantity)}** &nbsp; *{_markdown(step.source)}*"]
        if step.note:
            lines += ["", _markdown(step.note)]
        lines += ["", f"${_mathematics(explanation, step)}$"]
    return "\n".join([*lines, ""])


def html_page(explanation: Explanation) -> str:
    """Return the explanation as HTML with LaTeX between dollar signs."""
    parts = [f"<h3>{_html(explanation.tag)} · {_html(explanation.title)}</h3>"]
    parts += [f"<div>{_html(explanation.basis)}</div>"] if explanation.basis else []
    if explanation.remarks:
        parts.append("<ul>" + "".join(f"<li>{_html(remark)}</li>" for remark in explanation.remarks) + "</ul>")
    if explanation.given:
        rows = "".join(_html_row(explanation, given) for given in explanation.given)
        parts.append(f"<table><caption>Given</caption><tbody>{rows}</tbody></table>")
    for number, step in enumerate(explanation.steps, 1):
        parts.append(
            f"<div class='wb-explained-step'><div><b>{number}. {_html(step.quantity)}</b> "
            f"<i>{_html(step.source)}</i></div>"
            + (f"<div>{_html(step.note)}</div>" if step.note else "")
            + f"<div>${html.escape(_mathematics(explanation, step), quote=False)}$</div></div>"
        )
    return f"<div class='wb-explained'>{''.join(parts)}</div>"


def _html_row(explanation: Explanation, given: Given) -> str:
    symbol, value = (html.escape(text, quote=False) for text in (latex_symbol(given.symbol), _value(given)))
    shown = explanation.displayed(given.value, given.dimension)
    cells = (_html(given.quantity), f"${symbol}$", f"${value}$", _html(shown), _html(given.source))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def text_page(explanation: Explanation) -> str:
    """Return the explanation for a terminal."""
    lines = [f"{explanation.tag}: {explanation.title}"]
    lines += [f"  {explanation.basis}"] if explanation.basis else []
    lines += [f"  {remark}" for remark in explanation.remarks]
    if explanation.given:
        lines += ["", "Given", *_text_table([_text_row(explanation, given) for given in explanation.given])]
    for number, step in enumerate(explanation.steps, 1):
        lines += ["", f"{number}. {step.quantity}  [{step.source}]"]
        if step.note:
            lines.append(f"   {step.note}")
        symbol = plain_symbol(step.symbol)
        equation, substituted = step.plain
        result = f"{shown_number(step.value)} {step.unit}".rstrip()
        displayed = explanation.displayed(step.value, step.dimension)
        result += f"  ({displayed})" if displayed else ""
        lines.append(f"   {equation}")
        if equation.startswith(f"{symbol} = "):
            indent = " " * len(symbol)
            lines += [f"   {indent} = {substituted}", f"   {indent} = {result}"]
        else:
            lines += [f"   {substituted}", f"   {symbol} = {result}"]
    return "\n".join(lines)


def _text_row(explanation: Explanation, given: Given) -> list[str]:
    shown = explanation.displayed(given.value, given.dimension)
    value = f"{shown_number(given.value)} {given.unit}".rstrip()
    return [plain_symbol(given.symbol), given.quantity, value, f"({shown})" if shown else "", given.source]


def _text_table(rows: list[list[str]]) -> list[str]:
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for row in zip(*columns, strict=True):
        first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {first.ljust(3)} {'  '.join(rest)}".rstrip())
    return lines
