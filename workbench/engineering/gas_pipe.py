"""Steady compressible flow in one pipe: the pressure at the inlet that drives a mass flow, with choking.

The resistance R of a pipe is ``R = G^2 (f L/D + K)`` with the mass flux G [kg2/(m4 s2)]; pressures come
squared, v = p^2 [Pa2], because friction is nearly linear in them.

Isothermal, with the kinetic term and the weight of the gas. From
``rho dp + G^2 rho d(1/rho) + rho^2 g dz + R/2 dx/L = 0`` follows for a constant c = p/rho, exactly::

    v1 = exp(s') v2 + c R (exp(s') - 1)/s        s = 2 g (z2 - z1)/c
    s' = s (R + 2 G^2 ln(rho1/rho2)) / (R + s G^2)

and without a difference of height ``v1 = v2 + c (R + 2 G^2 ln(rho1/rho2))``. Where Z changes along the pipe, c
is 1/mean(rho/p) over v in the friction term and mean(p/rho) over ln p in s: both the level pipe and the
column at rest stay exact, so that a column at rest weighs the same by every path; a column that flows
is off by less than 1e-5 of the pressure in 60 m.

The flow is choked where ``G^2 = rho^2 / (d rho/d p)`` at the outlet (Mach 1/sqrt(gamma) of an ideal gas); the
outlet keeps that pressure though the pressure behind it be lower.

Adiabatic (Fanno, constant stagnation temperature T0), with y = 1/M^2 and c0 = Z Rs T0::

    (y1 - y2)/gamma - (gamma+1)/(2 gamma) ln((2 y1 + gamma - 1)/(2 y2 + gamma - 1)) = f L/D + K
    v = (G^2 c0/gamma) y^2 / (y + (gamma - 1)/2)                choked where y2 = 1

References
----------
Perry's Chemical Engineers' Handbook, 8th ed. (2008), section 6, equations 6-113 to 6-126. A. H. Shapiro, The
Dynamics and Thermodynamics of Compressible Fluid Flow, vol. 1 (1953), chapter 6. M. Mohitpour et al., Pipeline
Design and Construction, 3rd ed. (2007), section 3.2 (elevation).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from workbench.engineering.compiled import compiled
from workbench.engineering.compressibility import (
    LEAST_SQUARE,
    GasLaw,
    density_per_pressure,
    mean_density_per_pressure,
    mean_pressure_per_density,
)

__all__ = ["Inlet", "adiabatic_inlet", "isothermal_inlet", "sonic_square"]

INNER_STEPS = 60
CREEPING = 1e24
"""1/M^2 beyond which the kinetic energy is far below rounding: the law of Fanno has become that of Darcy."""


class Inlet(NamedTuple):
    """Squared pressure at the inlet of a pipe and how it depends on what it was computed from.

    Attributes
    ----------
    square : float
        At the inlet [Pa2].
    by_outlet : float
        Derivative by the squared pressure behind the outlet; zero where choked [-].
    by_resistance, by_flux : float
        Derivatives by R and by G^2 [Pa2 m4 s2/kg2].
    exit_square : float
        In the outlet: above the pressure behind it where choked [Pa2].
    choked : bool
    """

    square: float
    by_outlet: float
    by_resistance: float
    by_flux: float
    exit_square: float
    choked: bool


@compiled
def growth(x: float) -> tuple[float, float]:
    """``(exp(x) - 1)/x`` and its derivative."""
    if abs(x) < 1e-4:
        return 1.0 + x * (0.5 + x * (1.0 / 6.0 + x / 24.0)), 0.5 + x * (1.0 / 3.0 + x / 8.0)
    value = math.expm1(x) / x
    return value, (math.exp(x) - value) / x


@compiled
def sonic_square(law: GasLaw, flux_square: float) -> float:
    """Squared pressure at which the isothermal flow of G^2 is choked [Pa2]."""
    kappa, slope = density_per_pressure(law, law.lowest)
    square = flux_square / kappa
    for _ in range(INNER_STEPS):
        pressure = math.sqrt(square)
        kappa, slope = density_per_pressure(law, pressure)
        better = flux_square * (kappa + pressure * slope) / (kappa * kappa)
        if abs(better - square) <= 1e-15 * square:
            return better
        square = better
    return square


@compiled
def isothermal_defect(
    law: GasLaw, v1: float, v2: float, resistance: float, flux_square: float, lift: float, kinetic: float
) -> tuple[float, float, float, float, float]:
    """Defect of the isothermal law at the inlet pressure v1 [Pa2], and its derivatives by v1, v2, R and G^2.

    `lift` is g times the rise from inlet to outlet [m2/s2]; `kinetic` is 1 with the kinetic term, 0 without.
    """
    kappa, kappa_1, kappa_2 = mean_density_per_pressure(law, v1, v2)
    c = 1.0 / kappa
    c_1, c_2 = -c * c * kappa_1, -c * c * kappa_2
    s, s_1, s_2 = 0.0, 0.0, 0.0
    if lift != 0.0:
        column, column_1, column_2 = mean_pressure_per_density(law, v1, v2)
        s = 2.0 * lift / column
        s_1, s_2 = -s / column * column_1, -s / column * column_2
    inertia, log, log_1, log_2 = kinetic * flux_square, 0.0, 0.0, 0.0
    if kinetic != 0.0:
        p1, p2 = math.sqrt(v1), math.sqrt(v2)
        density_1, slope_1 = density_per_pressure(law, p1)
        density_2, slope_2 = density_per_pressure(law, p2)
        log = 0.5 * math.log(v1 / v2) + math.log(density_1 / density_2)
        log_1 = 0.5 / v1 + 0.5 * slope_1 / (p1 * density_1)
        log_2 = -0.5 / v2 - 0.5 * slope_2 / (p2 * density_2)
    # Where the weight outdoes half the friction the caller refuses the pipe; here it only may not divide by zero.
    heavy = s * inertia < -0.5 * resistance
    top, bottom = resistance + 2.0 * inertia * log, 0.5 * resistance if heavy else resistance + s * inertia
    q = top / bottom if resistance > 0.0 else 1.0
    unit = 1.0 / bottom if resistance > 0.0 else 0.0
    q_1 = unit * (2.0 * inertia * log_1 - q * inertia * s_1)
    q_2 = unit * (2.0 * inertia * log_2 - q * inertia * s_2)
    q_resistance = unit * (1.0 - q)
    q_flux = unit * kinetic * (2.0 * log - q * s)
    x = s * q
    weight, (share, share_x) = math.exp(x), growth(x)
    loss = c * resistance * share
    # d/dx of what stands against v1: exp(x) v2 + c R q share(x)
    by_x = weight * v2 + c * resistance * q * share_x
    x_1, x_2 = q * s_1 + s * q_1, q * s_2 + s * q_2
    defect = v1 - weight * v2 - loss * q
    by_1 = 1.0 - by_x * x_1 - loss * q_1 - resistance * share * q * c_1
    by_2 = -weight - by_x * x_2 - loss * q_2 - resistance * share * q * c_2
    by_resistance = -by_x * s * q_resistance - loss * q_resistance - c * share * q
    by_flux = -by_x * s * q_flux - loss * q_flux
    return defect, by_1, by_2, by_resistance, by_flux


@compiled
def isothermal_inlet(
    law: GasLaw, outlet: float, resistance: float, flux_square: float, lift: float, kinetic: float
) -> Inlet:
    """Inlet of an isothermal pipe.

    Parameters
    ----------
    law : GasLaw
    outlet : float
        Squared pressure behind the outlet; may be below zero in an iteration [Pa2].
    resistance : float
        R, above zero where something flows [kg2/(m4 s2)].
    flux_square : float
        G^2 [kg2/(m4 s2)]
    lift : float
        Gravity times the rise from inlet to outlet [m2/s2].
    kinetic : float
        1 with the kinetic term and choking, 0 without.
    """
    choked = False
    v2 = outlet
    if kinetic != 0.0 and flux_square > 0.0:
        least = max(sonic_square(law, flux_square), LEAST_SQUARE)
        choked = v2 < least
        v2 = max(v2, least)
    else:
        kinetic = 0.0
    kappa, _slope = density_per_pressure(law, math.sqrt(max(v2, LEAST_SQUARE)))
    s = 2.0 * lift * kappa
    v1 = math.exp(s) * v2 + resistance / kappa * growth(s)[0]
    by_1, by_2, by_resistance, by_flux = 1.0, -1.0, 0.0, 0.0
    for _ in range(INNER_STEPS):
        defect, by_1, by_2, by_resistance, by_flux = isothermal_defect(
            law, v1, v2, resistance, flux_square, lift, kinetic
        )
        step = defect / max(by_1, 1e-9)
        if kinetic != 0.0 and v1 - step < 0.5 * v1:
            step = 0.5 * v1
        v1 -= step
        if abs(step) <= 4e-16 * abs(v1) or (law.second == 0.0 and kinetic == 0.0 and law.form == 0):
            break
    slope = 1.0 / max(by_1, 1e-9)
    if choked:  # the pressure in the outlet follows the flow
        return Inlet(v1, 0.0, -by_resistance * slope, -(by_flux + by_2 * v2 / flux_square) * slope, v2, True)
    return Inlet(v1, -by_2 * slope, -by_resistance * slope, -by_flux * slope, v2, False)


@compiled
def adiabatic_inlet(specific: float, gamma: float, outlet: float, resistance: float, flux_square: float) -> Inlet:
    """Inlet of an adiabatic pipe; `specific` is Z Rs T0 [J/kg]. See `isothermal_inlet` for the rest."""
    if flux_square * specific * CREEPING <= outlet:
        return Inlet(outlet + specific * resistance, 1.0, specific, 0.0, outlet, False)
    k = 0.5 * (gamma - 1.0)
    scale = flux_square * specific / gamma
    sonic = scale / (1.0 + k)
    choked = outlet < sonic
    v2 = max(outlet, sonic)
    a = v2 / scale
    y2 = 1.0 if choked else 0.5 * (a + math.sqrt(a * a + 4.0 * a * k))
    friction = resistance / flux_square
    base, factor = 2.0 * y2 + gamma - 1.0, 0.5 * (gamma + 1.0)
    rise = gamma * friction
    for _ in range(INNER_STEPS):
        value = rise - factor * math.log1p(2.0 * rise / base) - gamma * friction
        slope = 1.0 - 2.0 * factor / (base + 2.0 * rise)
        better = max(rise - value / max(slope, 1e-12), 0.5 * rise)
        small = abs(better - rise) <= 4e-16 * better
        rise = better
        if small:
            break
    y1 = y2 + rise
    square = scale * y1 * y1 / (y1 + k)
    grow_1 = (y1 * y1 + 2.0 * k * y1) / ((y1 + k) * (y1 + k))
    grow_2 = (y2 * y2 + 2.0 * k * y2) / ((y2 + k) * (y2 + k))
    # Fanno's function has the slope (2 y - 2)/(gamma (2 y + gamma - 1)).
    slope_1 = (2.0 * y1 - 2.0) / (gamma * (2.0 * y1 + gamma - 1.0))
    slope_2 = (2.0 * y2 - 2.0) / (gamma * (2.0 * y2 + gamma - 1.0))
    y1_by_y2 = slope_2 / slope_1 if slope_1 > 0.0 else 1.0
    by_outlet = 0.0 if choked else grow_1 * y1_by_y2 / grow_2
    by_friction = scale * grow_1 / slope_1 if slope_1 > 0.0 else 0.0
    by_scale = square / scale
    if not choked:
        by_scale -= grow_1 * y1_by_y2 * (v2 / scale) / grow_2
    by_flux = by_scale * specific / gamma - by_friction * friction / flux_square
    return Inlet(square, by_outlet, by_friction / flux_square, by_flux, v2, choked)
