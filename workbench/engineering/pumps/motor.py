"""The motor of a pump: margins of API 610, standard ratings of IEC and NEMA."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = ["API_610_EDITIONS", "IEC_RATINGS", "MOTOR_RATINGS", "NEMA_RATINGS", "api_610_margin", "select_motor"]

HORSEPOWER = 745.6998715822702
"""550 foot pounds of force a second [W]."""

_IEC_KILOWATTS = (
    *(0.18, 0.25, 0.37, 0.55, 0.75, 1.1, 1.5, 2.2, 3.0, 4.0, 5.5, 7.5, 11.0, 15.0, 18.5, 22.0, 30.0, 37.0, 45.0, 55.0),
    *(75.0, 90.0, 110.0, 132.0, 160.0, 200.0, 250.0, 315.0, 355.0, 400.0, 450.0, 500.0, 560.0, 630.0, 710.0, 800.0),
    *(900.0, 1000.0),
)
_NEMA_HORSEPOWER = (
    *(0.25, 1.0 / 3.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0),
    *(100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 350.0, 400.0, 450.0, 500.0),
)
IEC_RATINGS: NDArray[np.float64] = 1e3 * np.array(_IEC_KILOWATTS)
"""Ratings that makers offer of the preferred rated outputs of IEC 60072-1 [W]."""
NEMA_RATINGS: NDArray[np.float64] = HORSEPOWER * np.array(_NEMA_HORSEPOWER)
"""Ratings of NEMA MG 1, small and medium polyphase induction motors, up to 500 hp [W]."""
MOTOR_RATINGS = {"IEC": IEC_RATINGS, "NEMA": NEMA_RATINGS}

API_610_EDITIONS = ("8", "9", "10", "11", "12")
_SMALL = 22e3
_ABOVE_75_HORSEPOWER = 56e3
"""Next to it: 75 hp is 55.9 kW, and belongs to the band up to 55 kW [W]."""


def api_610_margin(rating: ArrayLike, edition: str = "11") -> FloatOrArray:
    """Least ratio of the rating of a motor to the rated power of its pump [-].

    1.25 for motors below 22 kW (30 hp), 1.15 from there to 55 kW (75 hp), 1.10 for larger ones. The band goes by the
    rating of the motor, not by the power of the pump.

    Parameters
    ----------
    rating : float or (n,) array
        Nameplate rating of the motor, above zero [W].
    edition : str
        One of `API_610_EDITIONS`. The bands are the same in all of them as far as we know; of the 8th, 9th and 12th the
        table itself was not seen.

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        A rating that is not above zero, an edition that is not known.

    References
    ----------
    API 610 (11th edition, 2010) and ISO 13709:2009, table of the power ratings for motor drives.

    Examples
    --------
    >>> [api_610_margin(1e3 * rating) for rating in (18.5, 22.0, 55.0, 75.0)]
    [1.25, 1.15, 1.15, 1.1]
    """
    _check_edition(edition)
    watts = above_zero("motor rating", rating, "W")
    return plain(np.where(watts < _SMALL, 1.25, np.where(watts < _ABOVE_75_HORSEPOWER, 1.15, 1.10)))


def select_motor(shaft_power: ArrayLike, standard: str, edition: str = "11") -> FloatOrArray:
    """Smallest standard rating that has the margin of API 610 over the shaft power of a pump [W].

    Parameters
    ----------
    shaft_power : float or (n,) array
        Of the pump at its rated point, zero or more [W].
    standard : str
        ``"IEC"`` or ``"NEMA"``.
    edition : str
        Of API 610, as of `api_610_margin`.

    Returns
    -------
    float or (n,) array
        NaN where the largest rating of the series is too small [W].

    Raises
    ------
    InputError
        A power below zero, an unknown standard or edition.

    References
    ----------
    IEC 60072-1 and NEMA MG 1, preferred ratings; margins as of `api_610_margin`.

    Examples
    --------
    >>> select_motor(19e3, "IEC"), select_motor(20e3, "IEC")
    (22000.0, 30000.0)
    """
    if standard not in MOTOR_RATINGS:
        raise InputError(
            f"'{standard}' is no standard of motor ratings that we have; there are {', '.join(MOTOR_RATINGS)}.",
            path=("motor_standard",),
            value=standard,
            expected=", ".join(MOTOR_RATINGS),
        )
    ratings = MOTOR_RATINGS[standard]
    # What each motor may drive rises with its rating, also where the margin drops: the series is sorted by it.
    drives = ratings / np.asarray(api_610_margin(ratings, edition))
    power = zero_or_more("shaft power", shaft_power, "W")
    place = np.searchsorted(drives * (1.0 + 1e-12), power)
    return plain(np.append(ratings, np.nan)[place])


def _check_edition(edition: str) -> None:
    if edition not in API_610_EDITIONS:
        raise InputError(
            f"API 610 has no edition '{edition}' that we know; there are {', '.join(API_610_EDITIONS)}.",
            path=("edition",),
            value=edition,
            expected=", ".join(API_610_EDITIONS),
        )
