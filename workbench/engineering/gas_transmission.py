"""Equations of gas transmission lines: Weymouth, Panhandle A and B.

In SI units, with the volume flow Q at a base state Tb, pb and the specific gravity G relative to air::

    Q = a E (Tb/pb)^b [(p1^2 - p2^2) / (L G^c T Z)]^n D^d

They hold for one gas and one range of sizes each; a general line takes Darcy's law (`gas_pipe`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain
from workbench.engineering.compressibility import MOLAR_MASS_OF_AIR, UNIVERSAL_GAS_CONSTANT

__all__ = ["BASE_PRESSURE", "BASE_TEMPERATURE", "PANHANDLE_A", "PANHANDLE_B", "WEYMOUTH", "TransmissionEquation"]

BASE_TEMPERATURE = 288.70555555555555
"""60 degF [K]."""
BASE_PRESSURE = 101325.0
"""One standard atmosphere [Pa]."""


@dataclass(frozen=True)
class TransmissionEquation:
    """Constants of one equation (see the module)."""

    name: str
    constant: float
    base_exponent: float
    gravity_exponent: float
    exponent: float
    diameter_exponent: float

    def flow(
        self,
        inlet_pressure: ArrayLike,
        outlet_pressure: ArrayLike,
        length: ArrayLike,
        diameter: ArrayLike,
        specific_gravity: ArrayLike,
        temperature: ArrayLike,
        compressibility: ArrayLike = 1.0,
        efficiency: ArrayLike = 1.0,
    ) -> FloatOrArray:
        """Volume flow at 60 degF and 101325 Pa, signed like the difference of pressures [m3/s].

        Parameters
        ----------
        inlet_pressure, outlet_pressure : float or (n,) array
            Absolute [Pa].
        length, diameter : float or (n,) array
            [m]
        specific_gravity : float or (n,) array
            Molar mass over that of air [-].
        temperature : float or (n,) array
            Of the flowing gas [K].
        compressibility : float or (n,) array
            Mean Z [-].
        efficiency : float or (n,) array
            E, 0.85 to 1 as a rule [-].

        Raises
        ------
        InputError
            A value that is not above zero.

        References
        ----------
        E. S. Menon, Gas Pipeline Hydraulics (2005), equations 2.57 (Panhandle A), 2.60 (Panhandle B) and 2.53
        (Weymouth), brought to SI units.

        Examples
        --------
        >>> round(PANHANDLE_A.flow(90e5, 20e5, 160e3, 0.340, 0.693, 277.15, efficiency=0.92), 2)
        42.56
        """
        fall = np.asarray(
            above_zero("inlet pressure", inlet_pressure, "Pa") ** 2
            - above_zero("outlet pressure", outlet_pressure, "Pa") ** 2
        )
        load = above_zero("length", length, "m") * above_zero("temperature", temperature, "K")
        load = load * above_zero("specific gravity", specific_gravity, "") ** self.gravity_exponent
        load = load * above_zero("compressibility", compressibility, "")
        size = above_zero("diameter", diameter, "m") ** self.diameter_exponent
        share = self._factor * above_zero("efficiency", efficiency, "")
        return plain(np.sign(fall) * share * (np.abs(fall) / load) ** self.exponent * size)

    def resistance(
        self, length: ArrayLike, diameter: ArrayLike, molar_mass: float, efficiency: ArrayLike = 1.0
    ) -> FloatOrArray:
        """Coefficient r of ``p1^2 - p2^2 = Z Rs T r m^(1/n)`` for a mass flow m [kg/s].

        Parameters
        ----------
        length, diameter : float or (n,) array
            [m]
        molar_mass : float
            [kg/mol]
        efficiency : float or (n,) array
            [-]
        """
        gas_constant = UNIVERSAL_GAS_CONSTANT / float(above_zero("molar mass", molar_mass, "kg/mol"))
        base_density = BASE_PRESSURE / (gas_constant * BASE_TEMPERATURE)
        gravity = molar_mass / MOLAR_MASS_OF_AIR
        unit_flow = self._factor * above_zero("efficiency", efficiency, "") * base_density
        unit_flow = unit_flow * above_zero("diameter", diameter, "m") ** self.diameter_exponent
        load = above_zero("length", length, "m") * gravity**self.gravity_exponent / gas_constant
        return plain(np.asarray(load / finite("unit flow", unit_flow, "kg/s") ** (1.0 / self.exponent)))

    @property
    def _factor(self) -> float:
        return float(self.constant * (BASE_TEMPERATURE / BASE_PRESSURE) ** self.base_exponent)


# Menon's constants 3.7435e-3, 4.5965e-3 and 1.002e-2 (m3/day, kPa, km, mm) brought to SI units.
WEYMOUTH = TransmissionEquation("Weymouth", 137.3295809942511, 1.0, 1.0, 0.5, 2.667)
PANHANDLE_A = TransmissionEquation("Panhandle A", 158.0205328706957, 1.0788, 0.8539, 0.5394, 2.6182)
PANHANDLE_B = TransmissionEquation("Panhandle B", 152.8811634298055, 1.02, 0.961, 0.51, 2.53)
