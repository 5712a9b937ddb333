"""Flow coefficient Av of a valve and its loss coefficient K: the same thing in two forms.

Kv and Cv are units of Av (`workbench.units`, dimension ``flow_coefficient``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain

__all__ = ["flow_coefficient_from_loss", "loss_coefficient_from_flow"]


def loss_coefficient_from_flow(flow_coefficient: ArrayLike, diameter: ArrayLike) -> FloatOrArray:
    """Loss coefficient of a valve from its flow coefficient, ``K = 2 (A/Av)^2`` [-].

    Parameters
    ----------
    flow_coefficient : float or (n,) array
        Av, above zero [m2].
    diameter : float or (n,) array
        Inside diameter that the velocity belongs to, above zero [m].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A number that is not above zero.

    References
    ----------
    ``q = Av sqrt(dp/rho)`` and ``dp = K rho v^2/2``.

    Examples
    --------
    >>> round(loss_coefficient_from_flow(0.01, 0.1), 4)
    1.2337
    """
    area = 0.25 * np.pi * above_zero("diameter", diameter, "m") ** 2
    return plain(2.0 * (area / above_zero("flow coefficient", flow_coefficient, "m2")) ** 2)


def flow_coefficient_from_loss(loss_coefficient: ArrayLike, diameter: ArrayLike) -> FloatOrArray:
    """Flow coefficient of a valve from its loss coefficient, ``Av = A sqrt(2/K)`` [m2].

    Parameters
    ----------
    loss_coefficient : float or (n,) array
        K, above zero [-].
    diameter : float or (n,) array
        Inside diameter that the velocity belongs to, above zero [m].

    Returns
    -------
    float or (n,) array
        Av [m2].

    Raises
    ------
    InputError
        A number that is not above zero.

    References
    ----------
    As `loss_coefficient_from_flow`.

    Examples
    --------
    >>> round(flow_coefficient_from_loss(1.2337, 0.1), 4)
    0.01
    """
    area = 0.25 * np.pi * above_zero("diameter", diameter, "m") ** 2
    return plain(area * np.sqrt(2.0 / above_zero("loss coefficient", loss_coefficient, "")))
