"""The digest of a case and of a revision: sha256 over inputs and topology in canonical JSON.

Equal inputs give equal digests whatever the order of components, keys or connections, and on every server.
Results, coordinates and descriptions are no part of it. Numbers are floats, written as the shortest text
that reads back; `workbench.model.frames.property_rows` sees to that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

__all__ = ["canonical_json", "digest_of", "revision_digest"]


def canonical_json(value: Any) -> bytes:
    """Return JSON in UTF-8 with sorted keys and without blanks."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest_of(value: Any) -> str:
    """Return the sha256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def revision_digest(case_digests: Mapping[str, str]) -> str:
    """Return the digest of a revision from those of its cases by name."""
    return digest_of({"cases": dict(case_digests)})
