"""Differential pressure meters by ISO 5167: discharge coefficient, flow, pressure difference, permanent loss.

The correlations are those of the library `fluids`. What an orifice is to a network is in `orifice`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from workbench.engineering.checks import above_zero
from workbench.engineering.orifice import TAPS_OF_FLUIDS, Taps, refuse_slow_flow
from workbench.errors import InputError

__all__ = [
    "DifferentialPressureMeter",
    "MeterFluid",
    "MeterKind",
    "meter_discharge_coefficient",
    "meter_expansibility",
    "meter_mass_flow",
    "meter_permanent_loss",
]

MeterKind = Literal[
    "orifice",
    "quarter-circle orifice",
    "ISA 1932 nozzle",
    "long radius nozzle",
    "venturi nozzle",
    "venturi, as cast",
    "venturi, machined",
    "venturi, rough welded",
    "cone",
]

TYPES_OF_FLUIDS: dict[str, str] = {
    "orifice": "ISO 5167 orifice",
    "quarter-circle orifice": "ISO 15377 quarter-circle orifice",
    "ISA 1932 nozzle": "ISA 1932 nozzle",
    "long radius nozzle": "long radius nozzle",
    "venturi nozzle": "venturi nozzle",
    "venturi, as cast": "as cast convergent venturi tube",
    "venturi, machined": "machined convergent venturi tube",
    "venturi, rough welded": "rough welded convergent venturi tube",
    "cone": "cone meter",
}


@dataclass(frozen=True)
class DifferentialPressureMeter:
    """A meter in a pipe.

    Parameters
    ----------
    kind : str
        One of `MeterKind`.
    pipe_diameter : float
        Inside diameter, above zero [m].
    throat_diameter : float
        Of the orifice or throat; of a cone meter the diameter of the cone; below that of the pipe [m].
    taps : str
        Of an orifice: one of `Taps`.
    """

    kind: MeterKind
    pipe_diameter: float
    throat_diameter: float
    taps: Taps = "corner"

    def __post_init__(self) -> None:
        pipe = float(above_zero("pipe diameter", self.pipe_diameter, "m"))
        throat = float(above_zero("throat diameter", self.throat_diameter, "m"))
        for name, value, known in (("kind", self.kind, TYPES_OF_FLUIDS), ("taps", self.taps, TAPS_OF_FLUIDS)):
            if value not in known:
                expected = ", ".join(f"'{key}'" for key in known)
                raise InputError(
                    f"The {name} of the meter is '{value}'; it must be one of {expected}.",
                    path=(name,),
                    value=value,
                    expected=expected,
                )
        if throat >= pipe:
            raise InputError(
                f"The throat diameter is {throat:g} m, not below the pipe diameter of {pipe:g} m.",
                path=("throat_diameter",),
                value=throat,
                unit="m",
                expected=f"below {pipe:g} m",
            )

    @property
    def diameter_ratio(self) -> float:
        """Beta; of a cone meter that of the orifice with the same open area [-]."""
        ratio = self.throat_diameter / self.pipe_diameter
        return math.sqrt(1.0 - ratio**2) if self.kind == "cone" else ratio


@dataclass(frozen=True)
class MeterFluid:
    """The fluid before a meter.

    Parameters
    ----------
    density, viscosity : float
        Above zero [kg/m3], [Pa s].
    isentropic_exponent : float or None
        Of a gas, above one [-]; None: incompressible.
    """

    density: float
    viscosity: float
    isentropic_exponent: float | None = None

    def __post_init__(self) -> None:
        above_zero("density", self.density, "kg/m3")
        above_zero("viscosity", self.viscosity, "Pa s")
        if self.isentropic_exponent is not None:
            above_zero("isentropic exponent less one", self.isentropic_exponent - 1.0, "")


def meter_discharge_coefficient(meter: DifferentialPressureMeter, reynolds_number: float) -> float:
    """Discharge coefficient of a meter at a Reynolds number of its pipe [-].

    Parameters
    ----------
    meter : DifferentialPressureMeter
    reynolds_number : float
        Above zero [-].

    Returns
    -------
    float
        [-]

    Raises
    ------
    InputError
        A Reynolds number that is not above zero, of an orifice below 5,000.

    References
    ----------
    ISO 5167-2, -3, -4:2003, -5:2016; ISO/TR 15377:1998; all as coded in `fluids`.

    Examples
    --------
    >>> meter_discharge_coefficient(DifferentialPressureMeter("venturi, machined", 0.1, 0.06), 5e5)
    0.995
    """
    from fluids.flow_meter import differential_pressure_meter_C_epsilon

    number = float(above_zero("reynolds number", reynolds_number, ""))
    if meter.kind == "orifice":
        refuse_slow_flow(number)
    # With a viscosity of one, Re = 4 m/(pi D) gives the mass flow. The pressures serve the expansibility only.
    coefficient, _expansibility = differential_pressure_meter_C_epsilon(
        D=meter.pipe_diameter,
        D2=meter.throat_diameter,
        m=0.25 * math.pi * meter.pipe_diameter * number,
        P1=2e5,
        P2=1.9e5,
        rho=1.0,
        mu=1.0,
        k=1.4,
        meter_type=TYPES_OF_FLUIDS[meter.kind],
        taps=TAPS_OF_FLUIDS[meter.taps],
    )
    return float(coefficient)


def meter_expansibility(
    meter: DifferentialPressureMeter, inlet_pressure: float, pressure_difference: float, isentropic_exponent: float
) -> float:
    """Expansibility factor of a gas in a meter [-].

    Parameters
    ----------
    meter : DifferentialPressureMeter
    inlet_pressure : float
        Absolute, above the difference [Pa].
    pressure_difference : float
        Between the taps, above zero [Pa].
    isentropic_exponent : float
        Above one [-].

    Returns
    -------
    float
        [-]

    Raises
    ------
    InputError
        A pressure or exponent out of its range.

    References
    ----------
    ISO 5167-2:2003, 5.3.2.2 (orifices); -3:2003 (nozzles) and -4:2003, 5.6 (venturi tubes); -5:2016 (cones);
    as coded in `fluids`.

    Examples
    --------
    >>> meter = DifferentialPressureMeter("orifice", 0.1, 0.05)
    >>> round(meter_expansibility(meter, 2e5, 2e4, 1.4), 4)
    0.9731
    """
    from fluids import flow_meter

    inlet = float(above_zero("inlet pressure", inlet_pressure, "Pa"))
    outlet = float(above_zero("pressure behind the meter", inlet - pressure_difference, "Pa"))
    above_zero("isentropic exponent less one", isentropic_exponent - 1.0, "")
    above_zero("pressure difference", pressure_difference, "Pa")
    pipe, throat, k = meter.pipe_diameter, meter.throat_diameter, isentropic_exponent
    if meter.kind == "cone":
        return float(flow_meter.cone_meter_expansibility_Stewart(D=pipe, Dc=throat, P1=inlet, P2=outlet, k=k))
    if meter.kind in ("orifice", "quarter-circle orifice"):
        return float(flow_meter.orifice_expansibility(D=pipe, Do=throat, P1=inlet, P2=outlet, k=k))
    return float(flow_meter.nozzle_expansibility(D=pipe, Do=throat, P1=inlet, P2=outlet, k=k))


def meter_mass_flow(
    meter: DifferentialPressureMeter,
    inlet_pressure: float,
    pressure_difference: float,
    fluid: MeterFluid,
    discharge_coefficient: float | None = None,
) -> float:
    """Mass flow from the pressure difference of a meter [kg/s].

    ``m = C e (pi/4) d^2 sqrt(2 rho dp)/sqrt(1 - b^4)``, where C may depend on m.

    Parameters
    ----------
    meter : DifferentialPressureMeter
    inlet_pressure : float
        Absolute, above the difference [Pa].
    pressure_difference : float
        Between the taps, above zero [Pa].
    fluid : MeterFluid
    discharge_coefficient : float, optional
        Not given: by the correlation of the kind of meter [-].

    Returns
    -------
    float
        [kg/s]

    Raises
    ------
    InputError
        A difference that is not above zero, or not below the inlet pressure; an orifice without a given C
        whose pipe has a Reynolds number below 5,000.

    References
    ----------
    ISO 5167-2, -3, -4:2003, -5:2016; ISO/TR 15377:1998; all as coded in `fluids`.

    Examples
    --------
    >>> meter = DifferentialPressureMeter("orifice", 0.07366, 0.05, "D and D/2")
    >>> round(meter_mass_flow(meter, 2e5, 17e3, MeterFluid(999.1, 1.138e-3)), 3)
    7.932
    """
    from fluids.flow_meter import differential_pressure_meter_solver

    inlet = float(above_zero("inlet pressure", inlet_pressure, "Pa"))
    difference = float(above_zero("pressure difference", pressure_difference, "Pa"))
    above_zero("pressure behind the meter", inlet - difference, "Pa")
    given = None if discharge_coefficient is None else float(above_zero("C", discharge_coefficient, ""))
    incompressible = fluid.isentropic_exponent is None
    flow = float(
        differential_pressure_meter_solver(
            D=meter.pipe_diameter,
            rho=fluid.density,
            mu=fluid.viscosity,
            # fluids asks for an exponent also where the expansibility is given.
            k=1.4 if fluid.isentropic_exponent is None else fluid.isentropic_exponent,
            D2=meter.throat_diameter,
            P1=inlet,
            P2=inlet - difference,
            meter_type=TYPES_OF_FLUIDS[meter.kind],
            taps=TAPS_OF_FLUIDS[meter.taps],
            C_specified=given,
            epsilon_specified=1.0 if incompressible else None,
        )
    )
    if given is None and meter.kind == "orifice":
        refuse_slow_flow(4.0 * flow / (math.pi * meter.pipe_diameter * fluid.viscosity))
    return flow


def meter_permanent_loss(
    meter: DifferentialPressureMeter,
    inlet_pressure: float,
    pressure_difference: float,
    discharge_coefficient: float | None = None,
) -> float:
    """Pressure loss of a meter that is not recovered [Pa].

    Parameters
    ----------
    meter : DifferentialPressureMeter
    inlet_pressure : float
        Absolute [Pa].
    pressure_difference : float
        Between the taps, above zero [Pa].
    discharge_coefficient : float, optional
        C of an orifice or nozzle, which need it [-].

    Returns
    -------
    float
        [Pa]

    Raises
    ------
    InputError
        A venturi nozzle, for which no standard gives the loss; an orifice or nozzle without its C.

    References
    ----------
    ISO 5167-2:2003, 5.4 (also nozzles, ISO 5167-3); ISO 5167-4:2003 (venturi tubes) and -5:2016 (cones) as
    coded in `fluids`.

    Examples
    --------
    >>> meter = DifferentialPressureMeter("orifice", 0.07366, 0.05)
    >>> round(meter_permanent_loss(meter, 2e5, 17e3, 0.61512))
    9069
    """
    from fluids.flow_meter import differential_pressure_meter_dP

    difference = float(above_zero("pressure difference", pressure_difference, "Pa"))
    if meter.kind == "venturi nozzle":
        raise InputError("No standard gives the permanent loss of a venturi nozzle.", path=("kind",), value=meter.kind)
    plates = ("orifice", "quarter-circle orifice", "ISA 1932 nozzle", "long radius nozzle")
    if meter.kind in plates and discharge_coefficient is None:
        raise InputError(
            f"The permanent loss of the meter '{meter.kind}' needs its discharge coefficient.",
            path=("discharge_coefficient",),
            expected="above zero",
        )
    return float(
        differential_pressure_meter_dP(
            D=meter.pipe_diameter,
            D2=meter.throat_diameter,
            P1=inlet_pressure,
            P2=inlet_pressure - difference,
            C=discharge_coefficient,
            meter_type=TYPES_OF_FLUIDS[meter.kind],
        )
    )
