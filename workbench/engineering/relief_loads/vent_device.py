"""What a vent of a tank passes, and how large it must be: the theoretical flow of air by API Std 2000."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.compressibility import UNIVERSAL_GAS_CONSTANT
from workbench.engineering.relief_loads.refusal import refuse
from workbench.engineering.relief_loads.restriction import gas_opening_flow

__all__ = ["NORMAL_AIR_DENSITY", "NORMAL_TEMPERATURE", "required_vent_area", "vent_flow"]

NORMAL_TEMPERATURE = 273.15
NORMAL_PRESSURE = 101325.0
MOLAR_MASS_OF_AIR = 0.028965
"""[kg/mol]"""
HEAT_CAPACITY_RATIO_OF_AIR = 1.4
NORMAL_AIR_DENSITY = NORMAL_PRESSURE * MOLAR_MASS_OF_AIR / (UNIVERSAL_GAS_CONSTANT * NORMAL_TEMPERATURE)
"""At 0 degC and 101.325 kPa, as a perfect gas [kg/m3]."""


def vent_flow(
    area: ArrayLike,
    discharge_coefficient: ArrayLike,
    upstream_pressure: ArrayLike,
    downstream_pressure: ArrayLike,
    air_temperature: ArrayLike = NORMAL_TEMPERATURE,
) -> FloatOrArray:
    """Air that a vent passes, as volume at normal conditions [m3/s].

    In Nm3/h, cm2, kPa, g/mol and K it is ``125.15 K A p1 sqrt(k/((k - 1) M T) (r^(2/k) - r^((k+1)/k)))``.

    Parameters
    ----------
    area : float or (n,) array
        Of the least opening, zero or more [m2].
    discharge_coefficient : float or (n,) array
        Of the device as tested, above zero and up to one [-].
    upstream_pressure, downstream_pressure : float or (n,) array
        Absolute: tank and atmosphere for out-breathing, atmosphere and tank for in-breathing [Pa].
    air_temperature : float or (n,) array
        Of the air that flows, above zero; 0 degC as in the 906.6 of emergency venting. Of 15.6 degC, as in the table
        of emergency venting, 2.7 % less passes [K].

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 2000, 6th (2009) and 7th edition (2014), theoretical flow of a vent; below the critical pressure ratio
    it is that of choked flow.

    Examples
    --------
    >>> round(3600 * vent_flow(0.02, 0.6, 103325.0, 101325.0))
    2402
    """
    flow = gas_opening_flow(
        area,
        discharge_coefficient,
        upstream_pressure,
        downstream_pressure,
        air_temperature,
        MOLAR_MASS_OF_AIR,
        HEAT_CAPACITY_RATIO_OF_AIR,
    )
    return plain(np.asarray(flow) / NORMAL_AIR_DENSITY)


def required_vent_area(
    flow: ArrayLike,
    discharge_coefficient: ArrayLike,
    upstream_pressure: ArrayLike,
    downstream_pressure: ArrayLike,
    air_temperature: ArrayLike = NORMAL_TEMPERATURE,
) -> FloatOrArray:
    """Area of a vent that passes a flow of air [m2].

    Parameters
    ----------
    flow : float or (n,) array
        Air as volume at normal conditions, zero or more [m3/s].
    discharge_coefficient : float or (n,) array
        Above zero and up to one [-].
    upstream_pressure, downstream_pressure : float or (n,) array
        Absolute, the downstream one below the other [Pa].
    air_temperature : float or (n,) array
        Of the air that flows, above zero [K].

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        A value out of its range, no pressure difference.

    References
    ----------
    API Std 2000, 6th (2009) and 7th edition (2014), theoretical flow of a vent.

    Examples
    --------
    >>> round(required_vent_area(0.525, 0.6, 103325.0, 101325.0), 4)
    0.0157
    """
    upstream = above_zero("upstream pressure", upstream_pressure, "Pa")
    downstream = zero_or_more("downstream pressure", downstream_pressure, "Pa")
    why = "it does not drive any flow through the vent"
    refuse("pressure difference", upstream - downstream, upstream <= downstream, "Pa", why, "above zero")
    each = vent_flow(1.0, discharge_coefficient, upstream, downstream, air_temperature)
    return plain(zero_or_more("flow", flow, "m3/s") / each)
