"""Flow of anything through a relief valve by integration along its isentrope: API 520 Part I, Annex C.2.1.

Liquid and vapour move at one velocity and in equilibrium. Nothing is assumed about how the volume follows the pressure:
it is read from tables, of an equation of state or of a process simulator.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.relief.corrections import back_pressure_below
from workbench.engineering.relief.expansion import expansion_table
from workbench.errors import InputError

__all__ = ["homogeneous_equilibrium_mass_flux", "isentropic_expansion", "triple_point_pressure"]

_POINTS = 400
_HALVINGS = 20
"""To find where the phase changes, between two points of the table."""
_PARTS = 64
"""Into which the two intervals beside the largest flux are cut."""
_Array = NDArray[np.float64]


def homogeneous_equilibrium_mass_flux(
    pressures: ArrayLike, specific_volumes: ArrayLike, back_pressure: float
) -> tuple[float, float]:
    """Mass flux of an ideal nozzle, and the pressure in it.

    ``G = max sqrt(2 integral(v dP)) / v`` over the pressures down to the back pressure; between the points of the
    table the volume is linear in ``1 / P``, as an ideal gas and the omega method have it.

    Parameters
    ----------
    pressures : (n,) array
        Absolute, falling from the relieving pressure [Pa].
    specific_volumes : (n,) array
        Along an isentrope [m3/kg].
    back_pressure : float
        Absolute [Pa]. Below the table only if the flow chokes within the table.

    Returns
    -------
    mass_flux : float
        [kg/(m2 s)]
    throat_pressure : float
        The critical pressure, or the back pressure where the flow is subcritical [Pa].

    Raises
    ------
    InputError
        Pressures that do not fall, volumes that are not above zero, a back pressure below a table in which
        the flow does not choke.

    References
    ----------
    API Standard 520 Part I, Annex C.2.1.

    Examples
    --------
    An isothermal ideal gas, ``v = 1 / P``, chokes at exp(-1/2):

    >>> p = np.geomspace(1.0, 0.1, 200)
    >>> flux, throat = homogeneous_equilibrium_mass_flux(p, 1.0 / p, 0.1)
    >>> round(flux, 5), round(throat, 2)
    (0.60653, 0.61)
    """
    pressure, volume = expansion_table(pressures, specific_volumes)
    outlet = float(back_pressure_below(back_pressure, pressure[0])[0])
    if outlet < pressure[-1]:
        # A flow that chokes within the table does not feel what is behind it.
        if outlet < pressure[-1] * (1.0 - 1e-9) and int(np.argmax(_fluxes(pressure, volume))) == len(pressure) - 1:
            raise InputError(
                f"The back pressure is {outlet:g} Pa; the table of the expansion ends at {pressure[-1]:g} Pa, and the "
                "flow does not choke before.",
                path=("back_pressure",),
                value=outlet,
                unit="Pa",
                expected=f"at least {pressure[-1]:g} Pa, or a longer table",
            )
        outlet = float(pressure[-1])
    at_outlet = np.interp(1.0 / outlet, 1.0 / pressure, volume)
    inside = pressure > outlet
    pressure, volume = np.append(pressure[inside], outlet), np.append(volume[inside], at_outlet)
    best = int(np.argmax(_fluxes(pressure, volume)))
    merged = _refined(pressure, best)
    volume = np.interp(1.0 / merged, 1.0 / pressure, volume)
    fluxes = _fluxes(merged, volume)
    best = int(np.argmax(fluxes))
    return float(fluxes[best]), float(merged[best])


def isentropic_expansion(
    fluid: str,
    relieving_pressure: float,
    final_pressure: float,
    *,
    temperature: float | None = None,
    quality: float | None = None,
    equation: str = "HEOS",
    points: int = _POINTS,
) -> tuple[_Array, _Array]:
    """Pressures and specific volumes along the isentrope of a fluid, by an equation of state.

    The pressure at which a liquid begins to boil, or a vapour to condense, is one of the points: there the volume has a
    kink, and a subcooled liquid often chokes just there.

    Parameters
    ----------
    fluid, equation : str
        As of `properties.equation_of_state.fluid_state`; CoolProp finds states by entropy for pure fluids only.
    relieving_pressure, final_pressure : float
        Absolute [Pa].
    temperature, quality : float, optional
        Upstream [K], or vapour mass fraction of what boils there [-]: one of the two.
    points : int
        Of the table, in equal ratios of pressure; two more close to where the phase changes.

    Returns
    -------
    pressures, specific_volumes : (n,) array
        Falling [Pa], [m3/kg].

    Raises
    ------
    InputError
        Neither or both of temperature and quality, a state outside the equation's range, a mixture.

    Examples
    --------
    >>> p, v = isentropic_expansion("Water", 1e6, 1e5, quality=0.0)
    >>> round(float(v[0]) * 1e3, 3), bool(v[-1] > 100 * v[0])
    (1.127, True)
    """
    from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state, state_at_entropy

    if (temperature is None) == (quality is None):
        raise InputError(
            f"{fluid}: the state upstream needs a temperature or a quality, one of the two.",
            path=(fluid, "temperature"),
            expected="one of temperature and quality",
        )
    if temperature is not None:
        upstream = fluid_state(fluid, relieving_pressure, temperature, equation)
    else:
        assert quality is not None
        upstream = saturated_state(fluid, pressure=relieving_pressure, quality=quality, equation=equation)
    outlet, inlet = back_pressure_below(final_pressure, relieving_pressure)
    pressures = np.geomspace(float(inlet), float(outlet), points)
    along = state_at_entropy(fluid, pressures[1:], upstream.entropy[0], equation)
    volumes = np.concatenate([1.0 / upstream.density, 1.0 / along.density])
    mixed = np.concatenate([_is_mixed(upstream.quality), _is_mixed(along.quality)])
    for k in np.flatnonzero(mixed[1:] != mixed[:-1])[::-1].tolist():
        edge = _phase_change(fluid, equation, float(upstream.entropy[0]), pressures[k : k + 2], bool(mixed[k]))
        edge = edge[(edge < pressures[k]) & (edge > pressures[k + 1])]
        if edge.size:
            here = 1.0 / state_at_entropy(fluid, edge, upstream.entropy[0], equation).density
            pressures, volumes = np.insert(pressures, k + 1, edge), np.insert(volumes, k + 1, here)
    return pressures, volumes


def triple_point_pressure(fluid: str) -> float:
    """Pressure of the triple point of a pure fluid [Pa]: no expansion of liquid and vapour goes below it.

    Parameters
    ----------
    fluid : str
        Name in CoolProp.

    Raises
    ------
    InputError
        A fluid that CoolProp does not have, or a mixture.

    Examples
    --------
    >>> round(triple_point_pressure("CarbonDioxide") / 1e5, 2)
    5.18
    """
    from CoolProp.CoolProp import PropsSI

    try:
        return float(PropsSI("ptriple", fluid))
    except ValueError:
        raise InputError(
            f"'{fluid}' has no triple point that CoolProp knows.",
            path=(fluid, "fluid"),
            value=fluid,
            expected="a pure fluid of CoolProp",
        ) from None


def _is_mixed(quality: _Array) -> NDArray[np.bool_]:
    """Return where there are two phases, a boiling liquid and a dew-point vapour among them."""
    return np.asarray((quality >= 0.0) & (quality <= 1.0))


def _phase_change(fluid: str, equation: str, entropy: float, between: _Array, mixed_above: bool) -> _Array:
    """Return the two ends of a small interval of pressure in which the number of phases changes [Pa], falling."""
    from workbench.engineering.properties.equation_of_state import state_at_entropy

    highest, lowest = float(between[0]), float(between[1])
    for _ in range(_HALVINGS):
        middle = math.sqrt(highest * lowest)
        is_mixed = bool(_is_mixed(state_at_entropy(fluid, middle, entropy, equation).quality)[0])
        if is_mixed == mixed_above:
            highest = middle
        else:
            lowest = middle
    return np.array([highest, lowest])


def _refined(pressure: _Array, best: int) -> _Array:
    """Return the pressures with more of them in the two intervals beside one."""
    inverse = 1.0 / pressure
    shares = np.arange(1, _PARTS) / _PARTS
    parts = [inverse]
    for k in (best - 1, best):
        if 0 <= k < len(inverse) - 1:
            parts.append(inverse[k] + shares * (inverse[k + 1] - inverse[k]))
    return 1.0 / np.sort(np.concatenate(parts))


def _fluxes(pressure: _Array, volume: _Array) -> _Array:
    """Return the flux if the nozzle ended at each pressure."""
    # v = a + b / P in an interval, so that its integral is a dP + b ln(P1 / P2).
    inverse = 1.0 / pressure
    slope = np.diff(volume) / np.diff(inverse)
    constant = volume[:-1] - slope * inverse[:-1]
    work = constant * -np.diff(pressure) + slope * -np.diff(np.log(pressure))
    total = np.concatenate([[0.0], np.cumsum(work)])
    flux: _Array = np.sqrt(2.0 * total) / volume
    return flux
