"""The words of a condition: names, numbers with units, texts in quotes, comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.errors import InputError

__all__ = ["KEYWORDS", "LONGEST_CONDITION", "Token", "problem_at", "tokens_of"]

LONGEST_CONDITION = 10_000
"""Characters."""

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "missing", "given", "true", "false"})
"""Words with a meaning of their own, whatever their letter case; a property so named is written in backquotes."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"[^\W\d]\w*")
_SYMBOL = re.compile(r"<=|>=|==|!=|[<>(),.]")
_QUOTED = {quote: re.compile(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}") for quote in "'\"`"}
# One factor of a unit: % or a foot or inch sign; or letters with their exponent, gauge or absolute behind them.
_UNIT_FACTOR = re.compile(r"[%'\"]|[°µ]?[^\W\d]+\.?(?:(?:\*\*|\^)?-?\d|[²³])?(?:\([ag]\))?|1(?= ?/)")
_UNIT_JOINT = re.compile(r"\s*[*/·]\s*(\()?|[^\S\n]+")

_HINTS = {
    "=": "write == to compare",
    "<>": "write != for 'is not'",
    "=<": "write <=",
    "=>": "write >=",
    "===": "write ==",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "&": "write 'and'",
    "&&": "write 'and'",
    "|": "write 'or'",
    "||": "write 'or'",
    "!": "write 'not'",
    "~": "write 'not'",
    ";": "a condition is one expression",
}
_FOREIGN = re.compile(r"===|<>|=<|=>|&&|\|\||[=≤≥≠&|!~;]")


@dataclass(frozen=True)
class Token:
    """One word of a condition."""

    kind: str
    """``name``, ``quoted name``, ``keyword``, ``number``, ``text``, ``symbol`` or ``end``."""
    text: str
    """A keyword in small letters; a text or a quoted name without its quotes; a number with its unit."""
    position: int
    """Of the first character, from 0."""


def problem_at(condition: str, position: int, problem: str, *, expected: str = "", value: object = None) -> InputError:
    """Return the error for a place in a condition."""
    rest = " ".join(condition[position : position + 30].split())
    if position >= len(condition.rstrip()):
        place = "at its end"
    else:
        place = f"at character {position + 1}, '{rest}{'…' if len(condition) > position + 30 else ''}'"
    full_stop = "" if problem.endswith("?") else "."
    return InputError(
        f"The condition cannot be read {place}: {problem}{full_stop}",
        path=("condition", str(position + 1)),
        value=condition if value is None else value,
        expected=expected,
    )


def tokens_of(condition: str) -> list[Token]:
    """Return the words of a condition; the last is of the kind ``end``.

    Raises
    ------
    InputError
        A character that no word starts with, or a quote that is not closed.
    """
    if not isinstance(condition, str):
        raise InputError(f"A condition is a text, not {condition!r}.", value=condition, expected="a text")
    if len(condition) > LONGEST_CONDITION:
        raise InputError(
            f"The condition has {len(condition)} characters; expected at most {LONGEST_CONDITION}.",
            path=("condition",),
            value=len(condition),
            expected=f"at most {LONGEST_CONDITION} characters",
        )
    tokens = []
    position = 0
    while position < len(condition):
        if condition[position].isspace():
            position += 1
            continue
        token, position = _next_token(condition, position)
        tokens.append(token)
    return [*tokens, Token("end", "", len(condition))]


def _next_token(condition: str, start: int) -> tuple[Token, int]:
    character = condition[start]
    if character in _QUOTED:
        return _quoted(condition, start)
    if number := _NUMBER.match(condition, start):
        end = _end_of_unit(condition, number.end())
        return Token("number", condition[start:end].strip(), start), end
    if word := _WORD.match(condition, start):
        lowered = word[0].lower()
        kind, text = ("keyword", lowered) if lowered in KEYWORDS else ("name", word[0])
        return Token(kind, text, start), word.end()
    symbol = _SYMBOL.match(condition, start)
    foreign = _FOREIGN.match(condition, start)
    if symbol and not (foreign and len(foreign[0]) > len(symbol[0])):
        return Token("symbol", symbol[0], start), symbol.end()
    if foreign:
        raise problem_at(condition, start, _HINTS[foreign[0]])
    raise problem_at(condition, start, f"there is no use for {character!r} here")


def _quoted(condition: str, start: int) -> tuple[Token, int]:
    quote = condition[start]
    match = _QUOTED[quote].match(condition, start)
    if match is None:
        raise problem_at(condition, start, f"the quote {quote} is not closed", expected=f"a closing {quote}")
    kind = "quoted name" if quote == "`" else "text"
    return Token(kind, match[1].replace(quote * 2, quote), start), match.end()


def _end_of_unit(condition: str, after_number: int) -> int:
    """Return where the unit behind a number ends; where the number does, if it has none."""
    start = after_number
    while start < len(condition) and condition[start] in " \t":
        start += 1
    end = after_number
    factor = _UNIT_FACTOR.match(condition, start)
    # "in" is the inch here: a number is not looked for in a list.
    if factor is None or (factor[0].lower() in KEYWORDS and factor[0] != "in"):
        return end
    opened = 0
    while factor is not None:
        end = factor.end()
        while opened and condition.startswith(")", end):
            opened, end = opened - 1, end + 1
        joint = _UNIT_JOINT.match(condition, end)
        if joint is None:
            return end
        factor = _UNIT_FACTOR.match(condition, joint.end())
        # Behind a blank stands another factor (Pa s), or the next word of the condition.
        if factor is not None and not joint[0].strip() and (factor[0].lower() in KEYWORDS or factor[0] in "'\""):
            return end
        opened += joint[1] is not None and factor is not None
    return end
