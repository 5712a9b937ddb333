"""The gas that a network carries."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workbench.engineering.checks import above_zero
from workbench.engineering.compressibility import MOLAR_MASS_OF_AIR, UNIVERSAL_GAS_CONSTANT, Compressibility, GasLaw
from workbench.errors import InputError

__all__ = ["Gas"]


@dataclass(frozen=True)
class Gas:
    """One gas at one temperature.

    Attributes
    ----------
    molar_mass : float
        [kg/mol]
    temperature : float
        Everywhere in isothermal pipes; the stagnation temperature in adiabatic ones [K].
    viscosity : float
        Dynamic [Pa s].
    heat_capacity_ratio : float
        gamma = cp/cv, above 1 [-].
    compressibility : Compressibility
        Z over pressure at `temperature`.
    """

    molar_mass: float
    temperature: float
    viscosity: float
    heat_capacity_ratio: float
    compressibility: Compressibility = field(default_factory=Compressibility.ideal)

    def __post_init__(self) -> None:
        """Check the values."""
        above_zero("molar mass", self.molar_mass, "kg/mol")
        above_zero("temperature", self.temperature, "K")
        above_zero("viscosity", self.viscosity, "Pa s")
        if not 1.0 < self.heat_capacity_ratio < np.inf:
            raise InputError(
                f"The ratio of heat capacities is {self.heat_capacity_ratio:g}; it must be above 1.",
                path=("gas", "heat_capacity_ratio"),
                value=self.heat_capacity_ratio,
                expected="above 1",
            )

    @property
    def specific_gravity(self) -> float:
        """Molar mass over that of air [-]."""
        return self.molar_mass / MOLAR_MASS_OF_AIR

    @property
    def specific(self) -> float:
        """Rs T, the pressure over the density of the ideal gas [J/kg]."""
        return UNIVERSAL_GAS_CONSTANT / self.molar_mass * self.temperature

    @property
    def law(self) -> GasLaw:
        """The gas as kernels read it."""
        return self.compressibility.law(self.specific)
