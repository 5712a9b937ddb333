"""Compressible flow in one pipe: inlet pressure for a flow, flow between two pressures, choked or not.

Scalar functions over the kernels of `gas_pipe`, with which networks are solved. The friction is a Darcy factor
as given; `pipe_flow.friction_factor` has Colebrook and White's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.engineering.checks import above_zero, finite, zero_or_more
from workbench.engineering.compressibility import UNIVERSAL_GAS_CONSTANT, Compressibility, GasLaw, density_per_pressure
from workbench.engineering.gas_pipe import Inlet, adiabatic_inlet, isothermal_inlet
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = ["GasPipe", "GasPipeFlow"]

BISECTIONS = 200


@dataclass(frozen=True)
class GasPipeFlow:
    """Steady flow of a gas in a pipe.

    Attributes
    ----------
    mass_flow : float
        [kg/s]
    inlet_pressure : float
        Static, in the pipe at its inlet [Pa].
    outlet_pressure : float
        Static, in the pipe at its outlet: above the pressure behind it where choked [Pa].
    choked : bool
        The outlet is at the speed of sound (isothermal: at Mach 1/sqrt(gamma)).
    """

    mass_flow: float
    inlet_pressure: float
    outlet_pressure: float
    choked: bool


@dataclass(frozen=True)
class GasPipe:
    """A pipe and its gas.

    Attributes
    ----------
    diameter, length : float
        [m]
    friction_factor : float
        Darcy [-].
    molar_mass : float
        [kg/mol]
    temperature : float
        Isothermal: of the gas. Adiabatic: stagnation temperature [K].
    loss_coefficient : float
        Sum of K [-].
    rise : float
        Elevation of the outlet above the inlet; isothermal only [m].
    heat_capacity_ratio : float or None
        Needed for adiabatic flow [-].
    compressibility : Compressibility
        Adiabatic: an ideal gas or a constant Z.

    References
    ----------
    Perry's Chemical Engineers' Handbook, 8th ed. (2008), section 6, equations 6-113 to 6-126.

    Examples
    --------
    Inlet pressure and greatest flow of a flare line:

    >>> line = GasPipe(diameter=0.3, length=100.0, friction_factor=0.015, molar_mass=0.02, temperature=300.0)
    >>> round(line.isothermal_inlet(20.0, 101325.0).inlet_pressure)
    284227
    >>> flow = line.isothermal_flow(5e5, 101325.0)
    >>> flow.choked, round(flow.mass_flow, 2)
    (True, 35.18)
    """

    diameter: float
    length: float
    friction_factor: float
    molar_mass: float
    temperature: float
    loss_coefficient: float = 0.0
    rise: float = 0.0
    heat_capacity_ratio: float | None = None
    compressibility: Compressibility = field(default_factory=Compressibility.ideal)

    def __post_init__(self) -> None:
        """Check the values."""
        above_zero("diameter", self.diameter, "m")
        zero_or_more("length", self.length, "m")
        zero_or_more("friction factor", self.friction_factor, "")
        above_zero("molar mass", self.molar_mass, "kg/mol")
        above_zero("temperature", self.temperature, "K")
        zero_or_more("loss coefficient", self.loss_coefficient, "")
        finite("rise", self.rise, "m")

    @property
    def area(self) -> float:
        """Cross-section [m2]."""
        return 0.25 * math.pi * self.diameter**2

    @property
    def friction(self) -> float:
        """``f L/D + K`` [-]."""
        return self.friction_factor * self.length / self.diameter + self.loss_coefficient

    def isothermal_inlet(self, mass_flow: float, pressure: float) -> GasPipeFlow:
        """Flow of a mass flow, zero or more, against a pressure behind the outlet [kg/s, Pa]."""
        return self._inlet(self._isothermal, mass_flow, pressure)

    def adiabatic_inlet(self, mass_flow: float, pressure: float) -> GasPipeFlow:
        """As `isothermal_inlet`, for adiabatic (Fanno) flow."""
        return self._inlet(self._adiabatic, mass_flow, pressure)

    def isothermal_flow(self, inlet_pressure: float, pressure: float) -> GasPipeFlow:
        """Flow from a static inlet pressure to a lower pressure behind the outlet [Pa].

        Raises
        ------
        InputError
            The inlet pressure drives nothing forward.
        """
        return self._flow(self._isothermal, inlet_pressure, pressure)

    def adiabatic_flow(self, inlet_pressure: float, pressure: float) -> GasPipeFlow:
        """As `isothermal_flow`, for adiabatic (Fanno) flow."""
        return self._flow(self._adiabatic, inlet_pressure, pressure)

    @property
    def _law(self) -> GasLaw:
        return self.compressibility.law(UNIVERSAL_GAS_CONSTANT / self.molar_mass * self.temperature)

    def _isothermal(self, flux_square: float, outlet: float) -> Inlet:
        lift = STANDARD_GRAVITY * self.rise
        return isothermal_inlet(self._law, outlet, self.friction * flux_square, flux_square, lift, 1.0)

    def _adiabatic(self, flux_square: float, outlet: float) -> Inlet:
        gamma = self.heat_capacity_ratio
        if gamma is None or not gamma > 1.0:
            raise InputError(
                "Adiabatic flow needs the ratio of heat capacities, above 1.",
                path=("heat_capacity_ratio",),
                value=gamma,
                expected="above 1",
            )
        if self.compressibility.depends_on_pressure or self.rise != 0.0:
            raise InputError(
                "Adiabatic flow is computed for a level pipe and a gas of constant Z.",
                path=("compressibility",),
                expected="a level pipe and a constant Z",
            )
        specific = 1.0 / density_per_pressure(self._law, 1e5)[0]
        return adiabatic_inlet(specific, gamma, outlet, self.friction * flux_square, flux_square)

    def _inlet(self, law: Callable[[float, float], Inlet], mass_flow: float, pressure: float) -> GasPipeFlow:
        zero_or_more("mass flow", mass_flow, "kg/s")
        above_zero("pressure", pressure, "Pa")
        inlet = law((mass_flow / self.area) ** 2, pressure**2)
        return GasPipeFlow(mass_flow, math.sqrt(inlet.square), math.sqrt(inlet.exit_square), bool(inlet.choked))

    def _flow(self, law: Callable[[float, float], Inlet], inlet_pressure: float, pressure: float) -> GasPipeFlow:
        above_zero("inlet pressure", inlet_pressure, "Pa")
        above_zero("pressure", pressure, "Pa")
        target, outlet = inlet_pressure**2, pressure**2
        if law(0.0, outlet).square > target:
            raise InputError(
                f"The inlet pressure of {inlet_pressure:g} Pa drives nothing towards {pressure:g} Pa.",
                path=("inlet_pressure",),
                value=inlet_pressure,
                unit="Pa",
                expected=f"above {math.sqrt(law(0.0, outlet).square):g} Pa",
            )
        # The inlet pressure rises with the flow, and at the inlet there is no more than the speed of sound.
        low, high = 0.0, target * density_per_pressure(self._law, inlet_pressure)[0] * 3.0
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            if law(middle, outlet).square > target:
                high = middle
            else:
                low = middle
            if high - low <= 1e-16 * high:
                break
        return self._inlet(law, math.sqrt(low) * self.area, pressure)
