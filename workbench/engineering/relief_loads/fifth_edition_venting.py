"""Thermal venting of tanks by the table of API Std 2000, 5th edition, which knows no latitude and no insulation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.engineering.relief_loads.refusal import refuse
from workbench.engineering.relief_loads.tank_venting import HOUR

__all__ = ["LARGEST_VOLUME", "fifth_edition_thermal_venting"]

LARGEST_VOLUME = 30_000.0
"""Where the table ends [m3]."""

# Volume [m3], inbreathing, outbreathing of liquids of high and of low flash point [Nm3/h].
_FIFTH_EDITION = np.array(
    [
        (0.0, 0.0, 0.0, 0.0),
        (10.0, 1.69, 1.01, 1.69),
        (100.0, 16.9, 10.1, 16.9),
        (1000.0, 169.0, 101.0, 169.0),
        (3180.0, 537.0, 322.0, 537.0),
        (4000.0, 647.0, 388.0, 647.0),
        (5000.0, 787.0, 472.0, 787.0),
        (6000.0, 896.0, 538.0, 896.0),
        (7000.0, 1003.0, 602.0, 1003.0),
        (8000.0, 1077.0, 646.0, 1077.0),
        (9000.0, 1136.0, 682.0, 1136.0),
        (10000.0, 1210.0, 726.0, 1210.0),
        (12000.0, 1345.0, 807.0, 1345.0),
        (14000.0, 1480.0, 888.0, 1480.0),
        (16000.0, 1615.0, 969.0, 1615.0),
        (18000.0, 1750.0, 1047.0, 1750.0),
        (20000.0, 1877.0, 1126.0, 1877.0),
        (25000.0, 2179.0, 1307.0, 2179.0),
        (30000.0, 2495.0, 1497.0, 2495.0),
    ]
)


def fifth_edition_thermal_venting(volume: ArrayLike, volatile: ArrayLike) -> tuple[FloatOrArray, FloatOrArray]:
    """Thermal in-breathing and out-breathing by the table of the 5th edition, as air at normal conditions [m3/s].

    Between the rows by straight lines. The rows are those of the table in SI units as a public spreadsheet prints
    them; those of 7,000 to 9,000 and of 20,000 m3 it does not print, and they are unconfirmed. The table in barrels
    and SCFH, converted, differs from these rows by 3 % at the most. The standard itself was not at hand.

    Parameters
    ----------
    volume : float or (n,) array
        Of the tank, above zero and up to 30,000 m3 where the table ends [m3].
    volatile : bool or (n,) array of bool
        Flash point below 37.8 degC, or where there is none a normal boiling point below 149 degC.

    Returns
    -------
    tuple of float or (n,) array
        In-breathing, out-breathing [m3/s].

    Raises
    ------
    InputError
        A volume beyond the table.

    References
    ----------
    API Std 2000, 5th edition (1998), table 2B.

    Examples
    --------
    >>> [round(3600 * flow, 1) for flow in fifth_edition_thermal_venting(5000.0, False)]
    [787.0, 472.0]
    """
    size = above_zero("volume", volume, "m3")
    why = "the table of the 5th edition ends at 30,000 m3"
    refuse("volume", size, size > LARGEST_VOLUME, "m3", why, "up to 30,000 m3")
    inward, high, low = (np.interp(size, _FIFTH_EDITION[:, 0], _FIFTH_EDITION[:, k]) / HOUR for k in (1, 2, 3))
    return plain(inward), plain(np.where(np.asarray(volatile, dtype=bool), low, high))
