"""Frames of older versions of a component type, as the behaviour of the present one reads them."""

from __future__ import annotations

import pandas as pd

from workbench.equipment import BUILT_IN
from workbench.model.case import Case
from workbench.model.frames import typed_column
from workbench.model.schema import MISSING

__all__ = ["present_frame"]


def present_frame(case: Case, code: str) -> pd.DataFrame:
    """Return the frame of a built-in type with all the inputs that the present version of the type has.

    Versions only add properties: one that the stored version does not have stands as it does in a component that
    is upgraded, at its default or absent. The case itself is not changed.
    """
    frame = case[code]
    fields = BUILT_IN[code].schema.fields
    missing = [field for name, field in fields.items() if name not in frame]
    if not missing:
        return frame
    added = {
        field.name: typed_column(field, [None if field.default is MISSING else field.default] * len(frame))
        for field in missing
    }
    return frame.assign(**added)
