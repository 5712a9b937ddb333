"""Where on its curve a pump may run: preferred and allowable operating region."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more

__all__ = [
    "ALLOWABLE",
    "BEYOND_PREFERRED",
    "OUTSIDE",
    "PREFERRED",
    "PREFERRED_REGION",
    "RATED_REGION",
    "operating_region",
]

PREFERRED_REGION = (0.70, 1.20)
"""Flow over best efficiency flow of the preferred operating region, API 610 (11th edition, 2010), clause 6.1."""
RATED_REGION = (0.80, 1.10)
"""Where the rated flow is to be; same clause."""

PREFERRED, ALLOWABLE, OUTSIDE = "preferred", "allowable", "outside allowable"
BEYOND_PREFERRED = "outside preferred; allowable not known"


def operating_region(
    flow: ArrayLike, best_efficiency_flow: ArrayLike, lowest: ArrayLike, highest: ArrayLike
) -> NDArray[np.object_]:
    """Region of n flows: one of `PREFERRED`, `ALLOWABLE`, `OUTSIDE`, `BEYOND_PREFERRED`.

    The allowable region is what the maker says, by vibration, temperature rise or other limits: no share of the best
    efficiency flow stands for it.

    Parameters
    ----------
    flow : (n,) array
        Zero or more [m3/s].
    best_efficiency_flow : (n,) array
        Of the impeller as it is, at its speed, above zero [m3/s].
    lowest, highest : (n,) array
        Ends of the allowable region at this speed; NaN where the maker has not said [m3/s].

    Returns
    -------
    (n,) array of str

    Raises
    ------
    InputError
        A flow below zero, a best efficiency flow that is not above zero.

    References
    ----------
    API 610 (11th edition, 2010), clause 6.1: 70 to 120 % of the best efficiency flow are preferred.

    Examples
    --------
    >>> operating_region([0.08, 0.05, 0.01, 0.14], 0.1, 0.03, np.nan).tolist()
    ['preferred', 'allowable', 'outside allowable', 'outside preferred; allowable not known']
    """
    here, best = zero_or_more("flow", flow, "m3/s"), above_zero("best efficiency flow", best_efficiency_flow, "m3/s")
    here, best, low, high = np.broadcast_arrays(np.atleast_1d(here), best, lowest, highest)
    share = here / best
    below, above = share < PREFERRED_REGION[0], share > PREFERRED_REGION[1]
    outside = (here < low) | (here > high)
    unknown = (below & np.isnan(low)) | (above & np.isnan(high))
    region = np.where(below | above, ALLOWABLE, PREFERRED).astype(object)
    region[unknown] = BEYOND_PREFERRED
    region[outside] = OUTSIDE
    return np.asarray(region)
