"""From the rows of VESSEL to their geometry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.engineering.vessels.heads import Head, head
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.behaviour import Array, numbers
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["shape_of"]

USUAL_HEAD = "elliptical 2:1"


def shape_of(frame: pd.DataFrame, assumed: Assumptions, tags: Sequence[str] | pd.Index | None = None) -> Shape:
    """Return the geometry of n vessels.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of VESSEL.
    assumed : Assumptions
        Takes note of heads that nobody gives.
    tags : sequence of str, optional
        For whom the assumptions are, where that is not the vessel itself.

    Raises
    ------
    InputError
        A head that cannot be, with the tag of the vessel.
    """
    owners = frame.index if tags is None else pd.Index(list(tags))
    kind = frame["head"]
    absent = kind.isna().to_numpy(dtype=bool)
    assumed.note(owners[absent], f"Heads {USUAL_HEAD}: none are given", property="head", value=USUAL_HEAD)
    first_kind = kind.fillna(USUAL_HEAD)
    own = frame["second_head"].notna().to_numpy(dtype=bool)
    second_kind = frame["second_head"].where(own, first_kind)
    first = _heads(frame, first_kind, "", np.zeros(len(frame), dtype=bool))
    second = _heads(frame, second_kind, "second_", ~own)
    boot = [np.nan_to_num(numbers(frame, f"boot_{name}"), nan=0.0) for name in ("diameter", "length")]
    horizontal = (frame["orientation"] == "horizontal").to_numpy(dtype=bool)
    return Shape.of(numbers(frame, "diameter"), numbers(frame, "tangent_length"), horizontal, first, second, *boot)


def _heads(frame: pd.DataFrame, kinds: pd.Series, prefix: str, as_first: Array) -> Head:
    """Return the heads of one end; `as_first` says where the sizes are those of the first end."""
    names = ("head_depth", "crown_radius_ratio", "knuckle_radius_ratio")
    sizes = [np.where(as_first, numbers(frame, name), numbers(frame, f"{prefix}{name}")) for name in names]
    try:
        return head(kinds.to_numpy(dtype=object), numbers(frame, "diameter"), *sizes)
    except InputError:
        for k, tag in enumerate(frame.index):
            try:
                head(kinds.iloc[k], numbers(frame, "diameter")[k], *(size[k] for size in sizes))
            except InputError as error:
                raise InputError(
                    f"{tag}: {error}", path=(str(tag), *error.path), value=error.value, expected=error.expected
                ) from None
        raise
