"""Head loss of every link over its flow, and the slope that Newton's method needs.

A loss is head at the start minus head at the end [m], q the flow from start to end [m3/s]::

    pipe, Darcy-Weisbach   f L / (2 g D A^2) q|q| + R q|q|         f by Colebrook-White, laminar, blend
    pipe, Hazen-Williams   10.667 C^-1.852 D^-4.871 L q|q|^0.852 + R q|q|
    resistance             R q|q| + e q                             e = 1e-6 s/m2
    pump, power law        -s^2 A + s^(2-C) B q^C
    pump, straight lines   -s^2 H_k - slope_k (q - s q_k)
    pump, constant power   -s^3 P / (density g q)

Three laws have a slope of zero or infinity at rest and are mended there. Hazen-Williams goes over
into the odd cubic ``a q + b q^3`` of equal value and slope below a velocity of 1e-4 m/s. A resistance
has the small linear term, a millionth of a metre at 1 m3/s, so that an open valve without resistance
can be solved. A power law is replaced by its chord below a hundred-thousandth of its largest flow, a
constant power by its tangent where the head passes 100 km.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.engineering.friction import LAMINAR_LIMIT, colebrook_start, colebrook_step, transition_weight
from workbench.engineering.hazen_williams import HAZEN_WILLIAMS_EXPONENT
from workbench.hydraulics.pump_curve import PumpForm

__all__ = [
    "CONSTANT_POWER",
    "LARGEST_PUMP_HEAD",
    "LINEAR_RESISTANCE",
    "RESISTANCE_FORM",
    "SMOOTH_VELOCITY",
    "Laws",
    "evaluate",
    "flow_on_curve",
    "loss_at_rest",
    "start_roots",
]

LINEAR_RESISTANCE = 1e-6
"""Slope of the loss of a resistance at rest [s/m2]; EPANET 2.2 uses 1e-7 s/ft2, which is the same."""
SMOOTH_VELOCITY = 1e-4
"""Velocity below which Hazen-Williams is replaced by a cubic [m/s]."""
LARGEST_PUMP_HEAD = 1e5
"""Head from which on a pump of constant power is replaced by its tangent [m]."""
SMALLEST_SLOPE = 1e-9

RESISTANCE_FORM = -1
POWER_LAW = int(PumpForm.POWER_LAW)
PIECEWISE_LINEAR = int(PumpForm.PIECEWISE_LINEAR)
CONSTANT_POWER = int(PumpForm.CONSTANT_POWER)

FloatArray = NDArray[np.float64]


class Laws(NamedTuple):
    """Coefficients of the links in the order Darcy-Weisbach, Hazen-Williams, all others.

    `friction`, `resistance`, `roughness_term`, `reynolds_per_flow` and `smooth_flow` have one value a
    link; the arrays from `form` on have one value for each of the others: `first`, `second`, `third`
    are A, B, C of a power law (the chord's flow in `smooth_flow`), or the power over density and
    gravity in `first`; `point` and `point_end` bound the points of a piecewise linear curve.
    """

    darcy_end: int
    hazen_end: int
    friction: FloatArray
    resistance: FloatArray
    roughness_term: FloatArray
    reynolds_per_flow: FloatArray
    smooth_flow: FloatArray
    form: NDArray[np.int64]
    first: FloatArray
    second: FloatArray
    third: FloatArray
    point: NDArray[np.int64]
    point_end: NDArray[np.int64]
    curve_flow: FloatArray
    curve_head: FloatArray


@compiled
def darcy_weisbach(
    flow: float,
    friction: float,
    resistance: float,
    roughness_term: float,
    reynolds_per_flow: float,
    inverse_root: float,
) -> tuple[float, float, float]:
    """Loss over flow, slope, and the improved 1/sqrt(f) of one pipe.

    One Newton step on Colebrook and White's equation is taken for each evaluation; the root is carried
    along from one iteration of the network to the next and is exact when the flows are.
    """
    size = abs(flow)
    reynolds = reynolds_per_flow * size
    turbulent_reynolds = max(reynolds, LAMINAR_LIMIT)
    inverse_root, sensitivity = colebrook_step(inverse_root, turbulent_reynolds, roughness_term)
    factor = 1.0 / (inverse_root * inverse_root)
    laminar = 64.0 / reynolds_per_flow * friction  # f |q| of Hagen-Poiseuille, a constant
    turbulent = factor * friction * size
    weight, weight_slope = transition_weight(turbulent_reynolds)
    ratio = laminar + weight * (turbulent - laminar)
    slope = laminar + weight * ((2.0 + sensitivity) * turbulent - laminar)
    slope += weight_slope * (turbulent - laminar)
    return ratio + resistance * size, slope + 2.0 * resistance * size, inverse_root


@compiled
def hazen_williams(flow: float, friction: float, resistance: float, smooth_flow: float) -> tuple[float, float]:
    """Loss over flow and slope of one pipe."""
    size = abs(flow)
    scale = max(size, smooth_flow)
    base = friction * scale ** (HAZEN_WILLIAMS_EXPONENT - 1.0)
    square = (size / scale) ** 2  # 1 above the smooth flow
    linear = 0.5 * (3.0 - HAZEN_WILLIAMS_EXPONENT) * base
    cubic = 0.5 * (HAZEN_WILLIAMS_EXPONENT - 1.0) * base * square
    return linear + cubic + resistance * size, linear + 3.0 * cubic + 2.0 * resistance * size


@compiled
def power_law(
    flow: float, shutoff_head: float, coefficient: float, exponent: float, smooth_flow: float
) -> tuple[float, float]:
    """Loss and slope of a pump ``H = A - B q^C``."""
    if flow < smooth_flow:
        slope = coefficient * smooth_flow ** (exponent - 1.0) + SMALLEST_SLOPE
        return slope * flow - shutoff_head, slope
    loss = coefficient * flow**exponent - shutoff_head
    return loss + SMALLEST_SLOPE * flow, exponent * coefficient * flow ** (exponent - 1.0) + SMALLEST_SLOPE


@compiled
def piecewise_linear(
    flow: float, point: int, point_end: int, curve_flow: FloatArray, curve_head: FloatArray
) -> tuple[float, float]:
    """Loss and slope of a pump curve of straight lines; the outer lines go on beyond the ends."""
    k = point
    while k < point_end - 2 and flow > curve_flow[k + 1]:
        k += 1
    slope = (curve_head[k] - curve_head[k + 1]) / (curve_flow[k + 1] - curve_flow[k])
    return slope * (flow - curve_flow[k]) - curve_head[k], slope


@compiled
def constant_power(flow: float, power_head: float) -> tuple[float, float]:
    """Loss and slope of a pump of constant power; `power_head` is s^3 P / (density g) [m4/s]."""
    least = power_head / LARGEST_PUMP_HEAD
    if flow < least:
        slope = power_head / (least * least)
        return slope * (flow - least) - LARGEST_PUMP_HEAD, slope
    return -power_head / flow, power_head / (flow * flow)


@compiled
def start_roots(laws: Laws, flow: FloatArray, inverse_root: FloatArray) -> None:
    """First guesses of 1/sqrt(f) of the Darcy-Weisbach pipes."""
    for k in range(laws.darcy_end):
        reynolds = max(laws.reynolds_per_flow[k] * abs(flow[k]), LAMINAR_LIMIT)
        inverse_root[k] = colebrook_start(reynolds, laws.roughness_term[k])


@compiled
def evaluate(laws: Laws, flow: FloatArray, inverse_root: FloatArray, loss: FloatArray, slope: FloatArray) -> None:
    """Loss and slope of every link; improves `inverse_root`."""
    for k in range(laws.darcy_end):
        ratio, slope[k], inverse_root[k] = darcy_weisbach(
            flow[k],
            laws.friction[k],
            laws.resistance[k],
            laws.roughness_term[k],
            laws.reynolds_per_flow[k],
            inverse_root[k],
        )
        loss[k] = ratio * flow[k]
    for k in range(laws.darcy_end, laws.hazen_end):
        ratio, slope[k] = hazen_williams(flow[k], laws.friction[k], laws.resistance[k], laws.smooth_flow[k])
        loss[k] = ratio * flow[k]
    for k in range(laws.hazen_end, flow.size):
        other = k - laws.hazen_end
        form = laws.form[other]
        if form == RESISTANCE_FORM:
            turbulent = laws.resistance[k] * abs(flow[k])
            loss[k] = (turbulent + LINEAR_RESISTANCE) * flow[k]
            slope[k] = 2.0 * turbulent + LINEAR_RESISTANCE
        elif form == POWER_LAW:
            loss[k], slope[k] = power_law(
                flow[k], laws.first[other], laws.second[other], laws.third[other], laws.smooth_flow[k]
            )
        elif form == PIECEWISE_LINEAR:
            loss[k], slope[k] = piecewise_linear(
                flow[k], laws.point[other], laws.point_end[other], laws.curve_flow, laws.curve_head
            )
        else:
            loss[k], slope[k] = constant_power(flow[k], laws.first[other])


@compiled
def loss_at_rest(laws: Laws, k: int) -> float:
    """Loss of link k as its flow goes to zero: minus the shut-off head of a pump, zero for the rest."""
    if k < laws.hazen_end:
        return 0.0
    other = k - laws.hazen_end
    if laws.form[other] == POWER_LAW:
        return -float(laws.first[other])
    if laws.form[other] == PIECEWISE_LINEAR:
        loss, _slope = piecewise_linear(0.0, laws.point[other], laws.point_end[other], laws.curve_flow, laws.curve_head)
        return loss
    if laws.form[other] == CONSTANT_POWER:
        return -math.inf
    return 0.0


@compiled
def flow_on_curve(laws: Laws, k: int, loss: float) -> float:
    """Flow at which the power law of pump k has a given loss; without bound for other links."""
    other = k - laws.hazen_end
    if other < 0 or laws.form[other] != POWER_LAW:
        return math.inf
    ratio = max(laws.first[other] + loss, 0.0) / laws.second[other]
    return float(ratio ** (1.0 / laws.third[other]))
