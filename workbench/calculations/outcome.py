"""What a calculation gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["Outcome"]


@dataclass(frozen=True)
class Outcome:
    """Result columns by component type, and a summary for the record of the run."""

    results: dict[str, pd.DataFrame]
    solver: str
    summary: dict[str, Any]
    """Plain JSON: iterations, residuals, and ``warnings``, a list of ``{"tag": ..., "text": ...}``."""
