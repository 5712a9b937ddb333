"""Flow of a liquid or a gas through an opening: a broken tube, a leaking valve, a restriction orifice, a vent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.compressible import critical_pressure, gas_density
from workbench.engineering.relief_loads.refusal import refuse

__all__ = ["gas_opening_flow", "gas_opening_is_choked", "liquid_opening_flow"]


def liquid_opening_flow(
    area: ArrayLike,
    discharge_coefficient: ArrayLike,
    upstream_pressure: ArrayLike,
    downstream_pressure: ArrayLike,
    density: ArrayLike,
) -> FloatOrArray:
    """Mass flow of a liquid that does not flash, ``C A sqrt(2 rho (p1 - p2))`` [kg/s].

    Parameters
    ----------
    area : float or (n,) array
        Of the opening, zero or more [m2].
    discharge_coefficient : float or (n,) array
        Above zero and up to one [-].
    upstream_pressure, downstream_pressure : float or (n,) array
        Absolute; a downstream pressure that is not below the upstream one gives no flow [Pa].
    density : float or (n,) array
        Above zero [kg/m3].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    Bernoulli's equation for an orifice whose velocity of approach is small.

    Examples
    --------
    >>> round(liquid_opening_flow(1e-4, 0.6, 11e5, 1e5, 1000.0), 4)
    2.6833
    """
    upstream = zero_or_more("upstream pressure", upstream_pressure, "Pa")
    drop = np.maximum(upstream - zero_or_more("downstream pressure", downstream_pressure, "Pa"), 0.0)
    opening = _coefficient(discharge_coefficient) * zero_or_more("area", area, "m2")
    return plain(opening * np.sqrt(2.0 * above_zero("density", density, "kg/m3") * drop))


def gas_opening_flow(
    area: ArrayLike,
    discharge_coefficient: ArrayLike,
    upstream_pressure: ArrayLike,
    downstream_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike = 1.0,
) -> FloatOrArray:
    """Mass flow of a gas, choked or not: isentropic flow of a perfect gas to the opening [kg/s].

    ``C A sqrt(2 k/(k - 1) p1 rho1 (r^(2/k) - r^((k+1)/k)))`` with ``r = p2/p1``, from the critical pressure
    ratio upwards; below it the flow is that at the critical ratio.

    Parameters
    ----------
    area : float or (n,) array
        Of the opening, zero or more [m2].
    discharge_coefficient : float or (n,) array
        Above zero and up to one [-].
    upstream_pressure, downstream_pressure : float or (n,) array
        Absolute; a downstream pressure that is not below the upstream one gives no flow [Pa].
    temperature : float or (n,) array
        Upstream, above zero [K].
    molar_mass : float or (n,) array
        Above zero [kg/mol].
    heat_capacity_ratio : float or (n,) array
        Of the ideal gas, above one [-].
    compressibility_factor : float or (n,) array
        Upstream Z, above zero [-].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    Isentropic flow of a perfect gas; the theoretical flow of API Std 520 Part I and API Std 2000.

    Examples
    --------
    >>> round(gas_opening_flow(1e-4, 1.0, 10e5, 1e5, 300.0, 0.02897, 1.4), 4)
    0.2334
    """
    upstream = above_zero("upstream pressure", upstream_pressure, "Pa")
    downstream = zero_or_more("downstream pressure", downstream_pressure, "Pa")
    k = np.asarray(heat_capacity_ratio, dtype=np.float64)
    throat = np.asarray(critical_pressure(upstream, k), dtype=np.float64)
    ratio = np.minimum(np.maximum(downstream, throat) / upstream, 1.0)
    density = np.asarray(gas_density(upstream, temperature, molar_mass, compressibility_factor), dtype=np.float64)
    expansion = np.maximum(ratio ** (2.0 / k) - ratio ** ((k + 1.0) / k), 0.0)
    opening = _coefficient(discharge_coefficient) * zero_or_more("area", area, "m2")
    return plain(opening * np.sqrt(2.0 * k / (k - 1.0) * upstream * density * expansion))


def gas_opening_is_choked(
    upstream_pressure: ArrayLike, downstream_pressure: ArrayLike, heat_capacity_ratio: ArrayLike
) -> bool | np.typing.NDArray[np.bool_]:
    """Whether the flow of a gas through an opening is choked: ``p2 <= p1 (2/(k + 1))^(k/(k - 1))``.

    Parameters
    ----------
    upstream_pressure, downstream_pressure : float or (n,) array
        Absolute, above zero [Pa].
    heat_capacity_ratio : float or (n,) array
        Above one [-].

    Returns
    -------
    bool or (n,) array

    Raises
    ------
    InputError
        A value out of its range.

    Examples
    --------
    >>> gas_opening_is_choked(10e5, 1e5, 1.4)
    True
    """
    upstream = above_zero("upstream pressure", upstream_pressure, "Pa")
    choked = zero_or_more("downstream pressure", downstream_pressure, "Pa") <= critical_pressure(
        upstream, heat_capacity_ratio
    )
    return bool(choked) if np.ndim(choked) == 0 else np.asarray(choked)


def _coefficient(value: ArrayLike) -> np.typing.NDArray[np.float64]:
    coefficient = above_zero("discharge coefficient", value, "")
    refuse("discharge coefficient", coefficient, coefficient > 1.0, "", "it must not be above 1", "above 0, up to 1")
    return coefficient
