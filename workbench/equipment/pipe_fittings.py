"""The fittings of pipes: from the text of a cell to what they lose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.fitting_text import parse_fittings
from workbench.engineering.fittings import FittingLoss, FittingMethod, fittings_loss
from workbench.equipment.behaviour import Array, numbers
from workbench.errors import InputError

__all__ = ["pipe_fittings"]


def pipe_fittings(frame: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Return what the fittings of n pipes lose.

    Returns
    -------
    constant : (n,) array
        The part of K that does not depend on the Reynolds number [-].
    laminar : (n,) array
        K1 of the part K1/Re [-].
    length : (n,) array
        Equivalent length [m].

    Raises
    ------
    InputError
        Fittings without a method, a fitting that is not known or that the method has no constants for.
    """
    constant, laminar, length = np.zeros(len(frame)), np.zeros(len(frame)), np.zeros(len(frame))
    described = np.flatnonzero(frame["fittings"].notna().to_numpy()).tolist()
    if not described:
        return constant, laminar, length
    texts, methods, diameters = frame["fittings"], frame["fitting_method"], numbers(frame, "diameter")
    known: dict[tuple[str, str, float], FittingLoss] = {}  # pipes of a plant repeat one another
    for k in described:
        tag, text, method = str(frame.index[k]), str(texts.iloc[k]), methods.iloc[k]
        if pd.isna(method):
            raise InputError(
                f"{tag}.fitting_method is missing: the pipe has fittings, and their loss depends on the method.",
                path=(tag, "fitting_method"),
                expected="a fitting_method",
            )
        key = (text, method, float(diameters[k]))
        if key not in known:
            known[key] = _loss(tag, text, method, diameters[k])
        constant[k], laminar[k], length[k] = known[key].constant, known[key].laminar, known[key].length
    return constant, laminar, length


def _loss(tag: str, text: str, method: FittingMethod, diameter: float) -> FittingLoss:
    path = (tag, "fittings")
    return fittings_loss(parse_fittings(text, path=path), method, diameter, path=path)
