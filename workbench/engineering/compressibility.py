"""Compressibility factor Z of a gas over pressure, at one temperature.

The density is ``rho = p / (Z Rs T)``. Laws of gas pipes need Z at a pressure, its slope, and two means over
a range of pressures, so that the friction and the weight of the gas are integrated along the pipe and not
taken at an average pressure. A `Compressibility` holds a model; `GasLaw` is its form for compiled kernels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, finite, zero_or_more
from workbench.engineering.compiled import compiled
from workbench.errors import InputError

__all__ = [
    "MOLAR_MASS_OF_AIR",
    "UNIVERSAL_GAS_CONSTANT",
    "Compressibility",
    "GasLaw",
    "density_per_pressure",
    "mean_density_per_pressure",
    "mean_pressure_per_density",
]

FloatArray = NDArray[np.float64]

UNIVERSAL_GAS_CONSTANT = 8.31446261815324
"""Molar gas constant [J/(mol K)], exact since the SI of 2019."""
MOLAR_MASS_OF_AIR = 0.0289647
"""Dry air [kg/mol], ISO 2533; the specific gravity of a gas is relative to it."""

INVERSE_LINEAR, QUADRATIC, TABLE = 0, 1, 2

LEAST_SQUARE = 1e-6
"""Squared pressure that stands for none [Pa2]."""

AGA_HIGHEST_PRESSURE = 7.0e6
PAPAY_HIGHEST_PRESSURE = 15.0e6
CNGA_CONSTANT, CNGA_GRAVITY_EXPONENT, CNGA_TEMPERATURE_EXPONENT = 344400.0, 1.785, 3.825
PASCAL_PER_PSI = 6894.757293168


class GasLaw(NamedTuple):
    """A compressibility model at a temperature, as kernels read it.

    ``1/Z = first + second p`` (INVERSE_LINEAR), ``Z = 1 + first p + second p^2`` (QUADRATIC), or cubic pieces
    of Z between `knots` (TABLE). `specific` is Rs T [J/kg]. Outside `lowest` to `highest` [Pa] Z is held, so
    that an iteration can pass there; an answer there is refused by the caller.
    """

    form: int
    first: float
    second: float
    knots: FloatArray
    values: FloatArray
    slopes: FloatArray
    specific: float
    lowest: float
    highest: float


@dataclass(frozen=True, eq=False)
class Compressibility:
    """A model of Z(p), made by one of the class methods.

    Attributes
    ----------
    form : int
    first, second : float
        Coefficients; for the models in reduced coordinates they belong to the temperature given there.
    pressure, factor : (n,) arrays
        A table of pressures [Pa] and Z.
    lowest, highest : float
        Range of absolute pressure in which the model holds [Pa].
    name : str
        For messages.
    """

    form: int
    first: float
    second: float
    pressure: FloatArray
    factor: FloatArray
    lowest: float
    highest: float
    name: str

    @classmethod
    def ideal(cls) -> Compressibility:
        """Z = 1."""
        return cls._polynomial(INVERSE_LINEAR, 1.0, 0.0, "ideal gas")

    @classmethod
    def constant(cls, factor: float) -> Compressibility:
        """Z as given, the same at every pressure [-]."""
        above_zero("compressibility factor", factor, "")
        return cls._polynomial(INVERSE_LINEAR, 1.0 / factor, 0.0, f"constant Z of {factor:g}")

    @classmethod
    def inverse_linear(cls, first: float, second: float) -> Compressibility:
        """``1/Z = first + second p``, the form of the CNGA equation, with coefficients as given [-, 1/Pa].

        References
        ----------
        V. Gyrya, A. Zlotnik, "An explicit staggered-grid method for numerical simulation of large-scale
        natural gas pipeline networks", Applied Mathematical Modelling 65 (2019), 34-51: 1.00300865 and
        2.96848838e-8 1/Pa at 288.706 K and a specific gravity of 0.6.
        """
        above_zero("first coefficient of 1/Z", first, "")
        zero_or_more("second coefficient of 1/Z", second, "1/Pa")
        return cls._polynomial(INVERSE_LINEAR, float(first), float(second), "1/Z linear in pressure")

    @classmethod
    def cnga(
        cls, specific_gravity: float, temperature: float, atmospheric_pressure: float = 101325.0
    ) -> Compressibility:
        """California Natural Gas Association: ``1/Z = 1 + p_g 344400 10^(1.785 G) / T^3.825`` [-].

        With the gauge pressure p_g in psi and T in degrees Rankine.

        Parameters
        ----------
        specific_gravity : float
            Molar mass over that of air, above zero [-].
        temperature : float
            [K]
        atmospheric_pressure : float
            What the gauge pressure is counted from [Pa].

        References
        ----------
        E. S. Menon, Gas Pipeline Hydraulics (2005), equation 1.34. Some papers write the term of the
        atmosphere with the other sign; `inverse_linear` takes their coefficients.

        Examples
        --------
        >>> law = Compressibility.cnga(0.6, 288.706)
        >>> round(float(law.at(3.5e6)), 4)
        0.9243
        """
        above_zero("specific gravity", specific_gravity, "")
        above_zero("temperature", temperature, "K")
        above_zero("atmospheric pressure", atmospheric_pressure, "Pa")
        rankine = 1.8 * temperature
        slope = CNGA_CONSTANT * 10.0 ** (CNGA_GRAVITY_EXPONENT * specific_gravity)
        slope /= PASCAL_PER_PSI * rankine**CNGA_TEMPERATURE_EXPONENT
        return cls._polynomial(INVERSE_LINEAR, 1.0 - slope * atmospheric_pressure, slope, "CNGA")

    @classmethod
    def aga(cls, critical_pressure: float, critical_temperature: float, temperature: float) -> Compressibility:
        """American Gas Association: ``Z = 1 + 0.257 p_r - 0.533 p_r / T_r``, to 7 MPa [-].

        Parameters
        ----------
        critical_pressure, critical_temperature : float
            Pseudocritical values of the gas [Pa, K].
        temperature : float
            [K]

        References
        ----------
        J. Kralik et al., Dynamic Modeling of Large-Scale Networks with Application to Gas Distribution
        (1988). A. Fuegenschuh et al., "Physical and technical fundamentals of gas networks", in: Evaluating
        Gas Network Capacities (2015), section 2.3.
        """
        above_zero("critical pressure", critical_pressure, "Pa")
        above_zero("critical temperature", critical_temperature, "K")
        above_zero("temperature", temperature, "K")
        slope = (0.257 - 0.533 * critical_temperature / temperature) / critical_pressure
        return cls._quadratic(slope, 0.0, AGA_HIGHEST_PRESSURE, "AGA")

    @classmethod
    def papay(cls, critical_pressure: float, critical_temperature: float, temperature: float) -> Compressibility:
        """Papay: ``Z = 1 - 3.52 p_r exp(-2.260 T_r) + 0.274 p_r^2 exp(-1.878 T_r)``, to 15 MPa [-].

        Parameters
        ----------
        critical_pressure, critical_temperature : float
            Pseudocritical values of the gas [Pa, K].
        temperature : float
            [K]

        References
        ----------
        J. Papay, "A termelestechnologiai parameterek valtozasa a gaztelepek muvelese soran", OGIL Muszaki
        Tudomanyos Kozlemenyek (1968). A. Fuegenschuh et al. (2015), section 2.3.
        """
        above_zero("critical pressure", critical_pressure, "Pa")
        above_zero("critical temperature", critical_temperature, "K")
        reduced = float(above_zero("temperature", temperature, "K")) / critical_temperature
        first = -3.52 * math.exp(-2.260 * reduced) / critical_pressure
        second = 0.274 * math.exp(-1.878 * reduced) / critical_pressure**2
        return cls._quadratic(first, second, PAPAY_HIGHEST_PRESSURE, "Papay")

    @classmethod
    def tabulated(cls, pressure: ArrayLike, factor: ArrayLike) -> Compressibility:
        """Z from a table, cubic and without overshoot between its points (PCHIP).

        Parameters
        ----------
        pressure : (n,) array
            Absolute, rising, at least two [Pa]. The network may not leave their range.
        factor : (n,) array
            Z at the temperature of the gas, above zero [-].
        """
        at = np.atleast_1d(above_zero("pressure of the table", pressure, "Pa"))
        values = np.atleast_1d(above_zero("compressibility factor", factor, ""))
        if at.ndim != 1 or at.shape != values.shape or at.size < 2 or (np.diff(at) <= 0.0).any():
            raise InputError(
                "The table of compressibility must hold at least two rising pressures, each with a factor.",
                path=("compressibility", "pressure"),
                expected="rising pressures [Pa] and as many factors",
            )
        return cls(TABLE, 0.0, 0.0, at, values, float(at[0]), float(at[-1]), "table of Z")

    @classmethod
    def _polynomial(cls, form: int, first: float, second: float, name: str) -> Compressibility:
        return cls(form, first, second, np.zeros(1), np.ones(1), 0.0, math.inf, name)

    @classmethod
    def _quadratic(cls, first: float, second: float, highest: float, name: str) -> Compressibility:
        pressures = np.linspace(0.0, highest, 101)
        if (1.0 + pressures * (first + pressures * second) < 0.2).any():
            raise InputError(
                f"The {name} equation gives no sound compressibility at this temperature: the gas is too near to"
                " its critical point. Give a table of Z instead.",
                path=("compressibility",),
                expected="a temperature well above the critical one",
            )
        return cls(QUADRATIC, first, second, np.zeros(1), np.ones(1), 0.0, highest, name)

    @property
    def depends_on_pressure(self) -> bool:
        """False for an ideal gas and a constant Z."""
        return self.form != INVERSE_LINEAR or self.second != 0.0

    def law(self, specific: float) -> GasLaw:
        """The model for kernels; `specific` is Rs T [J/kg]."""
        slopes = np.zeros(1)
        if self.form == TABLE:
            from scipy.interpolate import PchipInterpolator

            slopes = PchipInterpolator(self.pressure, self.factor).derivative()(self.pressure)
        return GasLaw(
            self.form, self.first, self.second, self.pressure, self.factor, slopes, specific, self.lowest, self.highest
        )

    def at(self, pressure: ArrayLike) -> FloatArray:
        """Z at absolute pressures [-].

        Raises
        ------
        InputError
            A pressure outside the range of the model.
        """
        values = finite("pressure", pressure, "Pa")
        wrong = (values < self.lowest) | (values > self.highest)
        if wrong.any():
            found = float(values[wrong].flat[0])
            raise InputError(
                f"The pressure is {found:g} Pa; the {self.name} holds from {self.lowest:g} to {self.highest:g} Pa.",
                path=("pressure",),
                value=found,
                unit="Pa",
                expected=f"{self.lowest:g} to {self.highest:g} Pa",
            )
        law = self.law(1.0)
        flat = np.array([1.0 / density_per_pressure(law, p)[0] for p in values.ravel().tolist()])
        return flat.reshape(values.shape)


@compiled
def density_per_pressure(law: GasLaw, pressure: float) -> tuple[float, float]:
    """``rho / p = 1 / (Z Rs T)`` [s2/m2], and its derivative by the pressure."""
    p = min(max(pressure, law.lowest), law.highest)
    held = p != pressure
    if law.form == INVERSE_LINEAR:
        return (law.first + law.second * p) / law.specific, 0.0 if held else law.second / law.specific
    if law.form == QUADRATIC:
        factor = 1.0 + p * (law.first + p * law.second)
        slope = law.first + 2.0 * p * law.second
    else:
        k = min(max(int(np.searchsorted(law.knots, p)) - 1, 0), law.knots.size - 2)
        width = law.knots[k + 1] - law.knots[k]
        t = (p - law.knots[k]) / width
        rise = law.values[k + 1] - law.values[k]
        left, right = law.slopes[k] * width, law.slopes[k + 1] * width
        # Hermite's cubic in the form value + t (...)
        square, cube = 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise
        factor = law.values[k] + t * (left + t * (square + t * cube))
        slope = (left + t * (2.0 * square + 3.0 * t * cube)) / width
    value = 1.0 / (factor * law.specific)
    return value, 0.0 if held else -value * slope / factor


# Gauss and Legendre's five points on 0 to 1: exact for polynomials to the ninth degree.
POINTS = 0.5 + 0.5 * np.polynomial.legendre.leggauss(5)[0]
WEIGHTS = 0.5 * np.polynomial.legendre.leggauss(5)[1]


@compiled
def mean_density_per_pressure(law: GasLaw, first: float, second: float) -> tuple[float, float, float]:
    """Mean of rho/p over the squared pressure, from `second` to `first` [Pa2], and its derivative by each.

    Integrated over the pressure, so that it is exact where 1/Z is a polynomial of it:
    ``2 (integral of rho dp) = mean (p1^2 - p2^2)``, without cancellation where the pressures are close.
    """
    if law.form == INVERSE_LINEAR and law.second == 0.0:
        return law.first / law.specific, 0.0, 0.0
    high, low = math.sqrt(max(first, LEAST_SQUARE)), math.sqrt(max(second, LEAST_SQUARE))
    total = high + low
    mean, by_high, by_low = 0.0, 0.0, 0.0
    for k in range(POINTS.size):
        pressure = low + POINTS[k] * (high - low)
        value, slope = density_per_pressure(law, pressure)
        share = WEIGHTS[k] * 2.0 * pressure / total
        mean += share * value
        turn = WEIGHTS[k] * 2.0 * value / total
        by_high += share * slope * POINTS[k] + turn * (POINTS[k] - pressure / total)
        by_low += share * slope * (1.0 - POINTS[k]) + turn * (1.0 - POINTS[k] - pressure / total)
    return mean, 0.5 * by_high / high, 0.5 * by_low / low


@compiled
def mean_pressure_per_density(law: GasLaw, first: float, second: float) -> tuple[float, float, float]:
    """Mean of p/rho over the logarithm of pressure, from `second` to `first` [Pa2], and its derivative by each.

    ``integral of dp/rho = mean ln(p1/p2)``: the height that the gas can climb at rest.
    """
    if law.form == INVERSE_LINEAR and law.second == 0.0:
        return law.specific / law.first, 0.0, 0.0
    upper, lower = max(first, LEAST_SQUARE), max(second, LEAST_SQUARE)
    ratio = 0.5 * math.log(upper / lower)
    start = math.sqrt(lower)
    mean, by_first, by_second = 0.0, 0.0, 0.0
    for k in range(POINTS.size):
        pressure = start * math.exp(POINTS[k] * ratio)
        value, slope = density_per_pressure(law, pressure)
        mean += WEIGHTS[k] / value
        slope *= -WEIGHTS[k] * pressure / (value * value)
        by_first += slope * POINTS[k] * 0.5 / upper
        by_second += slope * (1.0 - POINTS[k]) * 0.5 / lower
    return mean, by_first, by_second
