"""From the rows of VESSEL to their geometry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.tagged import needed
from workbench.engineering.vessels.heads import Head, head
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.gas_behaviour import refuse_values
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["USUAL_HEAD", "shape_of"]

USUAL_HEAD = "elliptical 2:1"
_AS_FIRST = "as the first head"
_SIZES = (
    ("head_depth", "m", ("elliptical", "conical")),
    ("crown_radius_ratio", "", ("torispherical",)),
    ("knuckle_radius_ratio", "", ("torispherical",)),
)
"""Sizes of heads, their units, and the heads that have them."""


def shape_of(frame: pd.DataFrame, assumed: Assumptions, tags: pd.Index | None = None) -> Shape:
    """Return the geometry of n vessels.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of VESSEL.
    assumed : Assumptions
        Takes note of heads that nobody gives.
    tags : pandas.Index, optional
        For whom the assumptions are, where that is not the vessel itself.

    Raises
    ------
    InputError
        A head or a boot that cannot be, with the tag of the vessel.
    """
    owners, diameter = frame.index if tags is None else tags, numbers(frame, "diameter")
    length, horizontal = numbers(frame, "tangent_length"), (frame["orientation"] == "horizontal").to_numpy(dtype=bool)
    absent = frame["head"].isna().to_numpy(dtype=bool)
    assumed.note(
        owners[absent].tolist(), f"Heads: {USUAL_HEAD}, nobody says otherwise", property="head", value=USUAL_HEAD
    )
    kinds = np.where(absent, USUAL_HEAD, frame["head"].to_numpy(dtype=object)).astype(object)
    sizes = [numbers(frame, name) for name in ("head_depth", "crown_radius_ratio", "knuckle_radius_ratio")]
    same = frame["second_head"].isna().to_numpy(dtype=bool)
    given = frame["head"].notna().to_numpy(dtype=bool)
    assumed.note(owners[same & given].tolist(), "Second head: as the first one", property="second_head")
    others = np.where(same, kinds, frame["second_head"].to_numpy(dtype=object)).astype(object)
    names = ("second_head_depth", "second_crown_radius_ratio", "second_knuckle_radius_ratio")
    second = [np.where(same, one, numbers(frame, name)) for one, name in zip(sizes, names, strict=True)]
    _check_sizes(frame, "", kinds)
    _check_sizes(frame, "second_", np.where(same, _AS_FIRST, others))
    boot, below = numbers(frame, "boot_diameter"), numbers(frame, "boot_length")
    _check_boot(frame, horizontal, boot, below)
    first_head, second_head = _heads(frame.index, kinds, diameter, sizes), _heads(frame.index, others, diameter, second)
    return Shape.of(diameter, length, horizontal, first_head, second_head, np.nan_to_num(boot), np.nan_to_num(below))


def _check_sizes(frame: pd.DataFrame, prefix: str, kinds: Array) -> None:
    """Refuse a size that a head lacks, or that it has none of: it would not be read."""
    for name, unit, readers in _SIZES:
        values, reads = numbers(frame, f"{prefix}{name}"), np.isin(kinds, readers)
        needed(frame.index, np.where(reads, values, 0.0), f"{prefix}{name}", f"of {' and '.join(readers)} heads")
        unread = ~reads & ~np.isnan(values)
        why = f"the {prefix.replace('_', ' ')}head has no such size"
        refuse_values(
            frame, f"{prefix}{name}", unread, why, unit, f"no value, or one of the heads {', '.join(readers)}"
        )


def _heads(tags: pd.Index, kinds: Array, diameter: Array, sizes: list[Array]) -> Head:
    try:
        return head(kinds, diameter, *sizes)
    except InputError:
        for k, tag in enumerate(tags):
            try:
                head(kinds[k : k + 1], diameter[k : k + 1], *(size[k : k + 1] for size in sizes))
            except InputError as error:
                raise InputError(
                    f"{tag}: {error}",
                    path=(str(tag), *error.path),
                    value=error.value,
                    unit=error.unit,
                    expected=error.expected,
                ) from None
        raise


def _check_boot(frame: pd.DataFrame, horizontal: Array, boot: Array, below: Array) -> None:
    there = ~np.isnan(boot)
    why = "a vertical vessel has no boot"
    refuse_values(frame, "boot_diameter", there & ~horizontal, why, "m", "no boot, or a horizontal vessel")
    needed(frame.index, np.where(there, below, 0.0), "boot_length", "there is a boot_diameter")
    needed(frame.index, np.where(np.isnan(below), 0.0, boot), "boot_diameter", "there is a boot_length")
    wide = there & (np.nan_to_num(boot) >= numbers(frame, "diameter"))
    refuse_values(frame, "boot_diameter", wide, "it is not narrower than the shell", "m", "less than the diameter")
