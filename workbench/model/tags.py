"""What a tag may look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from workbench.errors import InputError

__all__ = ["MAXIMUM_TAG_LENGTH", "are_plain", "check_name", "check_tag", "is_storable", "nearest", "tag_key"]

MAXIMUM_TAG_LENGTH = 64
_FORBIDDEN = frozenset("<>&\"'`")
# Letters and marks that show nothing, which str.isprintable() lets through: Hangul and Khmer fillers, the Braille
# blank, the combining grapheme joiner, variation selectors.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
_FORBIDDEN_FIRST = frozenset("=+-@ ")  # spreadsheets read these as a formula


def tag_key(tag: str) -> str:
    """Return the form in which tags are compared: P-101 and p-101 are the same component."""
    return tag.upper()


def check_tag(tag: object) -> str:
    """Return the tag if it is well formed.

    Raises
    ------
    InputError
        A tag that is empty, too long, starts with one of ``= + - @`` or a blank, or holds control
        characters, markup or quotes.
    """
    expected = f"1 to {MAXIMUM_TAG_LENGTH} printable characters, the first none of = + - @, and none of < > & \" ' `"
    if not isinstance(tag, str) or not 0 < len(tag) <= MAXIMUM_TAG_LENGTH:
        problem = "has no text" if not isinstance(tag, str) or not tag else f"has {len(tag)} characters"
    elif tag[0] in _FORBIDDEN_FIRST or tag.endswith(" "):
        problem = f"starts or ends with {tag[0] if tag[0] in _FORBIDDEN_FIRST else tag[-1]!r}"
    elif not _FORBIDDEN.isdisjoint(tag):
        problem = "holds markup or quotes"
    elif not _is_visible(tag):
        problem = "holds a control or invisible character"
    elif not unicodedata.is_normalized("NFC", tag):
        problem = "holds a letter and its accent as two characters"
    else:
        return tag
    raise InputError(
        f"The tag {tag!r} {problem}; a tag is {expected}.", path=(str(tag), "tag"), value=tag, expected=expected
    )


def are_plain(tags: Sequence[object]) -> bool:
    """Tell of many tags at once whether all are well formed and of ASCII; False says nothing of any one.

    Examples
    --------
    >>> are_plain(["P-101", "J 1"]), are_plain(["P-101", "É-1"]), are_plain(["P-101", "-1"])
    (True, False, False)
    """
    texts = [tag for tag in tags if type(tag) is str]
    if not texts:
        return not tags
    together = "".join(texts)
    lengths = set(map(len, texts))
    return (
        len(texts) == len(tags)
        and min(lengths) > 0
        and max(lengths) <= MAXIMUM_TAG_LENGTH
        and together.isascii()
        and together.isprintable()
        and not any(character in together for character in _FORBIDDEN)
        and _FORBIDDEN_FIRST.isdisjoint([text[0] for text in texts])
        and " " not in [text[-1] for text in texts]
    )


def _is_visible(text: str) -> bool:
    return text.isprintable() and _INVISIBLE.isdisjoint(text)


def is_storable(text: str) -> bool:
    """Tell whether the database can hold a text: no NUL, and no half of a surrogate pair."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def check_name(kind: str, name: object) -> str:
    """Return the name of a project or a case if it is well formed.

    Raises
    ------
    InputError
        A name that is empty, too long, has blanks around it, or holds control characters.
    """
    if not isinstance(name, str) or not 0 < len(name) <= 200 or name != name.strip() or not _is_visible(name):
        raise InputError(
            f"A {kind} needs a name of 1 to 200 printable characters, not {name!r}.",
            path=(kind, "name"),
            value=name,
            expected="a name",
        )
    return name


def nearest(name: object, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'diameter'?"`` for the nearest known name, or an empty text."""
    names = list(known)
    lowered = {candidate.lower(): candidate for candidate in names}
    matches = get_close_matches(str(name).lower(), lowered, n=1, cutoff=0.5)
    return f"; did you mean '{lowered[matches[0]]}'?" if matches else ""
