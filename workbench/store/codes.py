"""Revision codes: A, B, C ... Z, AA before issue for construction, then 0, 1, 2; or as the project wants them."""

from __future__ import annotations

import re
from collections.abc import Collection

from workbench.errors import InputError

__all__ = ["check_code", "next_code"]


def _successor(code: str) -> str:
    head, number = re.fullmatch(r"(.*?)(\d*)", code).groups()  # type: ignore[union-attr]
    if number:
        return head + str(int(number) + 1).zfill(len(number))
    letters = code.rstrip("Z")
    wrapped = "A" * (len(code) - len(letters))
    if not letters:
        return "A" + wrapped
    return letters[:-1] + chr(ord(letters[-1]) + 1) + wrapped


def next_code(code: str | None, taken: Collection[str], first: str = "A") -> str:
    """Return the first code after `code` that the project does not have yet; for None, from `first` on.

    Examples
    --------
    >>> next_code("A", {"A"}), next_code("0", {"0"}), next_code("Z", {"Z"}), next_code("A", {"A", "B"})
    ('B', '1', 'AA', 'C')
    >>> next_code("P09", set()), next_code(None, {"A", "B"}, "0"), next_code(None, {"0"}, "0")
    ('P10', '0', '1')
    """
    code = first if code is None else _successor(code)
    while code in taken:
        code = _successor(code)
    return code


def check_code(code: object, taken: Collection[str]) -> str:
    """Return a revision code that somebody chose.

    Raises
    ------
    InputError
        One that is malformed or taken.
    """
    expected = "1 to 8 capital letters and digits that the project does not have yet"
    if not isinstance(code, str) or not re.fullmatch("[A-Z0-9]{1,8}", code) or code in taken:
        problem = "is taken" if code in taken else "is no revision code"
        raise InputError(
            f"{code!r} {problem}; expected {expected}.", path=("revision", "code"), value=code, expected=expected
        )
    return code
