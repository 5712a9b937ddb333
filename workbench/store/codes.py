"""Revision codes: A, B, C ... Z, AA, or 0, 1, 2."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["next_code"]


def _successor(code: str) -> str:
    if code.isdigit():
        return str(int(code) + 1)
    letters = code.rstrip("Z")
    wrapped = "A" * (len(code) - len(letters))
    if not letters:
        return "A" + wrapped
    return letters[:-1] + chr(ord(letters[-1]) + 1) + wrapped


def next_code(code: str, taken: Collection[str]) -> str:
    """Return the first code after `code` that the project does not have yet.

    Examples
    --------
    >>> next_code("A", {"A"}), next_code("0", {"0"}), next_code("Z", {"Z"}), next_code("A", {"A", "B"})
    ('B', '1', 'AA', 'C')
    """
    code = _successor(code)
    while code in taken:
        code = _successor(code)
    return code
