"""Venturi tubes in wet gas by ISO/TR 11583."""

from __future__ import annotations

from workbench.engineering.checks import above_zero
from workbench.engineering.flow_meter import DifferentialPressureMeter
from workbench.errors import InputError

__all__ = ["wet_gas_venturi_discharge_coefficient"]


def wet_gas_venturi_discharge_coefficient(
    meter: DifferentialPressureMeter,
    gas_flow: float,
    liquid_flow: float,
    gas_density: float,
    liquid_density: float,
    surface_factor: float = 1.0,
) -> float:
    """Discharge coefficient of a venturi tube in wet gas, by Reader-Harris and Graham [-].

    Parameters
    ----------
    meter : DifferentialPressureMeter
        A venturi tube.
    gas_flow, liquid_flow : float
        Mass flows, above zero [kg/s].
    gas_density, liquid_density : float
        Above zero [kg/m3].
    surface_factor : float
        H: 1 for hydrocarbon liquids, 1.35 for water at ambient temperature, 0.79 for hot water [-].

    Returns
    -------
    float
        [-]

    Raises
    ------
    InputError
        A meter that is no venturi tube, a number that is not above zero.

    References
    ----------
    ISO/TR 11583:2012, as coded in `fluids`.

    Examples
    --------
    >>> meter = DifferentialPressureMeter("venturi, machined", 0.1, 0.06)
    >>> round(wet_gas_venturi_discharge_coefficient(meter, 5.31926, 0.132, 50.0, 800.0), 4)
    0.9847
    """
    from fluids.flow_meter import C_Reader_Harris_Gallagher_wet_venturi_tube

    if not meter.kind.startswith("venturi,"):
        raise InputError(
            f"The meter is of the kind '{meter.kind}'; wet gas is measured by a venturi tube here.",
            path=("kind",),
            value=meter.kind,
            expected="a venturi tube",
        )
    return float(
        C_Reader_Harris_Gallagher_wet_venturi_tube(
            mg=float(above_zero("gas flow", gas_flow, "kg/s")),
            ml=float(above_zero("liquid flow", liquid_flow, "kg/s")),
            rhog=float(above_zero("gas density", gas_density, "kg/m3")),
            rhol=float(above_zero("liquid density", liquid_density, "kg/m3")),
            D=meter.pipe_diameter,
            Do=meter.throat_diameter,
            H=float(above_zero("surface factor", surface_factor, "")),
        )
    )
