"""How each link of a gas network relates mass flow and squared pressures, and its slopes.

For a link from s to e with the mass flow m and the squared pressures v the defect is, with U the squared
pressure that a passage needs at its inlet (`workbench.engineering.gas_pipe`)::

    passage, m >= 0      v_s - U(m, v_e)
    passage, m < 0       U(-m, v_s) - v_e
    ratio                r^2 v_s - v_e - d m
    power                r(m)^2 v_s - v_e        W eta = m gamma/(gamma-1) Z Rs T (r^((gamma-1)/gamma) - 1)
    held at the end      p_set^2 - v_e - d m
    without loss         v_s - v_e - d m

The defect falls with m and its slopes by v_s and v_e are zero or more and zero or less, for every link. d
is a droop that makes elements without a loss of their own regular: 1e-10 of the largest squared pressure
at a usual flow. Equal compressors in parallel so share a flow equally.

The resistance of a passage is ``R = a f(Re) m^2 + b m^n + e m`` (see `GasLaws`). Where it has no laminar
part, ``b m^n`` is replaced below the threshold, Reynolds number 10, by the odd cubic of equal value
and slope, for Newton's method needs a slope at rest.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.engineering.compressibility import LEAST_SQUARE, GasLaw, density_per_pressure
from workbench.engineering.friction import LAMINAR_LIMIT, colebrook_start, colebrook_step, transition_weight
from workbench.engineering.gas_pipe import Inlet, adiabatic_inlet, isothermal_inlet

__all__ = [
    "ACTIVE",
    "DISCHARGE",
    "FLOW",
    "LARGEST_RATIO_TERM",
    "OPEN",
    "PASSAGE",
    "POWER",
    "RATIO",
    "REGULATOR",
    "SHUT",
    "GasLaws",
    "Scale",
    "evaluate",
    "friction_term",
    "open_drive",
    "passage",
    "resistance",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PASSAGE, RATIO, POWER, DISCHARGE, REGULATOR, FLOW = 0, 1, 2, 3, 4, 5
OPEN, SHUT, ACTIVE = 0, 2, 3
"""States as in `workbench.hydraulics.core`."""
LEAST_SLOPE = 1e-2
"""Of the droop, below which no slope of a passage is taken: wide pipes at rest come near it."""
LEAST_FLOW = 1e-60
"""Below it nothing flows: its square would be lost [kg/s]."""
LARGEST_RATIO_TERM = 2.0
"""W eta (gamma-1)/(gamma m Z Rs T) beyond which a compressor of constant power follows its tangent: a
temperature three times that of the suction, where no machine works."""


class GasLaws(NamedTuple):
    """Links of the core, (m,) arrays.

    Attributes
    ----------
    form : what the link is; `lossless`: it resists only by the droop.
    adiabatic : Fanno flow; `kinetic`: 1 with the kinetic term, 0 without; `lumped`: the weight of the gas
        stands at the inlet (valves, adiabatic pipes) and not along the length.
    darcy : a of the resistance, L/(D A^2) [1/m4], with `relative_roughness` over 3.7 and
        `reynolds_per_flow` [s/kg].
    fixed, exponent, threshold : b, n, and the flow below which ``b m^n`` is a cubic [kg/s].
    linear : e [kg/(m4 s)]
    inverse_area_square : [1/m4]
    lift : gravity times the rise from start to end [m2/s2].
    setting : squared ratio [-], W eta (gamma-1)/gamma [W], squared pressure [Pa2] or mass flow [kg/s].
    usual_flow : a flow to start from [kg/s].
    """

    form: IntArray
    lossless: NDArray[np.bool_]
    adiabatic: NDArray[np.bool_]
    kinetic: FloatArray
    lumped: NDArray[np.bool_]
    darcy: FloatArray
    roughness_term: FloatArray
    reynolds_per_flow: FloatArray
    fixed: FloatArray
    exponent: FloatArray
    threshold: FloatArray
    linear: FloatArray
    inverse_area_square: FloatArray
    lift: FloatArray
    setting: FloatArray
    one_way: NDArray[np.bool_]
    usual_flow: FloatArray
    gamma: float


class Scale(NamedTuple):
    """`droop` [Pa2 s/kg] and the small conductance `hold` [kg/(s Pa2)] of links that carry nothing."""

    droop: float
    hold: float


@compiled
def friction_term(reynolds: float, roughness_term: float) -> tuple[float, float]:
    """Darcy factor times Re, and its derivative by Re: finite also at rest."""
    if reynolds <= LAMINAR_LIMIT:
        return 64.0, 0.0
    root = colebrook_start(reynolds, roughness_term)
    sensitivity = 0.0
    for _ in range(4):
        root, sensitivity = colebrook_step(root, reynolds, roughness_term)
    laminar, turbulent = 64.0 / reynolds, 1.0 / (root * root)
    weight, weight_slope = transition_weight(reynolds)
    factor = laminar + weight * (turbulent - laminar)
    # d f / d ln Re
    slope = -laminar + weight * (turbulent * sensitivity + laminar) + weight_slope * (turbulent - laminar)
    return factor * reynolds, factor + slope


@compiled
def resistance(laws: GasLaws, k: int, flow: float) -> tuple[float, float]:
    """R of a passage at a flow of zero or more [kg2/(m4 s2)], and its derivative."""
    value, slope = laws.linear[k] * flow, laws.linear[k]
    if laws.darcy[k] > 0.0:
        reynolds = laws.reynolds_per_flow[k] * flow
        term, term_slope = friction_term(reynolds, laws.roughness_term[k])
        scale = laws.darcy[k] / laws.reynolds_per_flow[k]
        value += scale * term * flow
        slope += scale * (term + term_slope * reynolds)
    if laws.fixed[k] > 0.0:
        n, threshold = laws.exponent[k], laws.threshold[k]
        if flow >= threshold or laws.darcy[k] > 0.0:
            power = float(laws.fixed[k] * flow ** (n - 1.0))
            value += power * flow
            slope += n * power
        else:
            scale = laws.fixed[k] * threshold ** (n - 1.0)
            square = (flow / threshold) ** 2
            value += scale * flow * (0.5 * (3.0 - n) + 0.5 * (n - 1.0) * square)
            slope += scale * (0.5 * (3.0 - n) + 1.5 * (n - 1.0) * square)
    return value, slope


@compiled
def passage(
    law: GasLaw, laws: GasLaws, k: int, flow: float, outlet: float, lift: float, kinetic: float
) -> tuple[float, float, float, Inlet]:
    """Squared pressure that a passage needs at its inlet, its derivatives by outlet and flow, and the pipe's own end.

    The flow is zero or more, in the direction from inlet to outlet. `kinetic` of 0 takes kinetic term and
    choking away from every passage, to start from.
    """
    if flow < LEAST_FLOW:
        flow = 0.0
    drag, by_flow = resistance(laws, k, flow)
    flux = flow * flow * laws.inverse_area_square[k]
    flux_slope = 2.0 * flow * laws.inverse_area_square[k]
    along = 0.0 if laws.lumped[k] else lift
    if laws.adiabatic[k] and kinetic > 0.0:
        inner = adiabatic_inlet(law.specific / law.first, laws.gamma, outlet, drag, flux)
    else:
        inner = isothermal_inlet(law, outlet, drag, flux, along, kinetic * laws.kinetic[k])
    square, by_outlet = inner.square, inner.by_outlet
    slope = inner.by_resistance * by_flow + inner.by_flux * flux_slope
    if laws.lumped[k] and lift != 0.0:
        column = isothermal_inlet(law, square, 0.0, 0.0, lift, 0.0)
        square, by_outlet, slope = column.square, by_outlet * column.by_outlet, slope * column.by_outlet
    return square, by_outlet, slope, inner


@compiled
def power_defect(law: GasLaw, laws: GasLaws, k: int, flow: float, start: float) -> tuple[float, float, float]:
    """r(m)^2 v_s of a compressor of constant power, and its derivatives by the flow and by v_s."""
    pressure = math.sqrt(max(start, LEAST_SQUARE))
    kappa, kappa_slope = density_per_pressure(law, pressure)
    power, n = laws.setting[k] * kappa, 2.0 * laws.gamma / (laws.gamma - 1.0)
    least = power / LARGEST_RATIO_TERM
    m = max(flow, least)
    x = power / m
    square = (1.0 + x) ** n
    by_x = n * square / (1.0 + x)
    by_flow = -by_x * x / m
    value = square + by_flow * (flow - m)
    by_start = value
    if flow >= least:
        by_start += by_x * x * kappa_slope / kappa * 0.5 * pressure
    return value * start, by_flow * start, max(by_start, 0.0)


@compiled
def open_drive(law: GasLaw, laws: GasLaws, k: int, flow: float, start: float, end: float, kinetic: float) -> float:
    """What drives more than `flow`, zero or more, through the open link from start to end [Pa2]."""
    if laws.form[k] == RATIO:
        ratio = float(laws.setting[k])
        return ratio * start - end
    if laws.form[k] == POWER:
        return power_defect(law, laws, k, flow, start)[0] - end
    if laws.lossless[k]:
        return start - end
    needed = passage(law, laws, k, flow, end, laws.lift[k], kinetic)[0]
    return start - needed


@compiled
def evaluate(
    law: GasLaw, laws: GasLaws, k: int, status: int, flow: float, start: float, end: float, scale: Scale, kinetic: float
) -> tuple[float, float, float, float]:
    """Defect of a link [Pa2], minus its slope by the flow, its slope by v_s, and minus its slope by v_e."""
    form = laws.form[k]
    if status == SHUT or (form == FLOW and status == ACTIVE):
        return 0.0, 1.0 / scale.hold, 1.0, 1.0
    if status == ACTIVE:
        return laws.setting[k] - end - scale.droop * flow, scale.droop, 0.0, 1.0
    if form == RATIO:
        ratio = laws.setting[k]
        return ratio * start - end - scale.droop * flow, scale.droop, ratio, 1.0
    if form == POWER:
        value, by_flow, by_start = power_defect(law, laws, k, flow, start)
        return value - end, max(-by_flow, scale.droop), by_start, 1.0
    if laws.lossless[k]:
        return start - end - scale.droop * flow, scale.droop, 1.0, 1.0
    least = scale.droop if laws.linear[k] > 0.0 else LEAST_SLOPE * scale.droop
    least = scale.droop if laws.linear[k] > 0.0 else LEAST_SLOPE * scale.droop
    if flow >= 0.0:
        square, by_outlet, slope, _inner = passage(law, laws, k, flow, end, laws.lift[k], kinetic)
        return start - square, max(slope, least), 1.0, by_outlet
    square, by_outlet, slope, _inner = passage(law, laws, k, -flow, start, -laws.lift[k], kinetic)
    return square - end, max(slope, least), by_outlet, 1.0
