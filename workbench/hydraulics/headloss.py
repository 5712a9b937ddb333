"""Head loss of every link over its flow, and the slope that Newton's method needs.

A loss is head at the start minus head at the end [m], q the flow from start to end [m3/s]::

    pipe, Darcy-Weisbach   f L / (2 g D A^2) q|q|           f by Colebrook-White, laminar, blend
    pipe, Swamee-Jain      the same, f as EPANET computes it
    pipe, Hazen-Williams   10.667 C^-1.852 D^-4.871 L q|q|^0.852
    pipe, Chezy-Manning    n^2 L / (A^2 (D/4)^(4/3)) q|q|
    pump, power law        -s^2 A + s^(2-C) B q^C
    pump, straight lines   -s^2 H_k - slope_k (q - s q_k)
    pump, monotone cubic   -s^2 Hermite cubic through the points
    pump, constant power   -s^3 P / (density g q)
    pressure breaker       the larger of its setting and R q|q|
    outflow                R q^n

Every pipe and resistance adds ``a q + R q|q|``, its fittings.

Laws whose slope is zero or infinite at rest are mended there. Hazen-Williams and Chezy-Manning go over
into the odd cubic ``a q + b q^3`` of equal value and slope below a velocity of 1e-4 m/s. A resistance
has at least a small linear term, a millionth of a metre at 1 m3/s, so that an open valve without
resistance can be solved. A power law is replaced by its chord below a hundred-thousandth of its largest
flow, a constant power by its tangent where the head passes 100 km.
"""

from __future__ import annotations

import math

from workbench.engineering.compiled import compiled, inlined, merged
from workbench.engineering.friction import (
    LAMINAR_LIMIT,
    colebrook_start,
    colebrook_step,
    swamee_jain,
    swamee_jain_viscous,
    transition_weight,
)
from workbench.engineering.hazen_williams import HAZEN_WILLIAMS_EXPONENT
from workbench.engineering.vector_math import fast_log, fast_power
from workbench.hydraulics.core import FloatArray, Laws
from workbench.hydraulics.pump_curve import PumpForm

__all__ = [
    "CONSTANT_POWER",
    "LARGEST_PUMP_HEAD",
    "LINEAR_RESISTANCE",
    "POWER_LAW",
    "PRESSURE_BREAKER",
    "SMOOTH_VELOCITY",
    "evaluate",
    "evaluate_other",
    "flow_on_curve",
    "losses_at_rest",
    "start_roots",
]

LINEAR_RESISTANCE = 1e-6
"""Slope of the loss of a resistance at rest [s/m2]; EPANET 2.2 uses 1e-7 s/ft2, which is the same."""
SMOOTH_VELOCITY = 1e-4
"""Velocity below which Hazen-Williams and Chezy-Manning are replaced by a cubic [m/s]."""
LARGEST_PUMP_HEAD = 1e5
"""Head from which on a pump of constant power is replaced by its tangent [m]."""
SMALLEST_SLOPE = 1e-9

PRESSURE_BREAKER = -1
POWER_LAW = int(PumpForm.POWER_LAW)
PIECEWISE_LINEAR = int(PumpForm.PIECEWISE_LINEAR)
CONSTANT_POWER = int(PumpForm.CONSTANT_POWER)
MONOTONE_CUBIC = int(PumpForm.MONOTONE_CUBIC)


@inlined
def colebrook_white(
    size: float, friction: float, roughness_term: float, reynolds_per_flow: float, inverse_root: float
) -> tuple[float, float, float]:
    """Loss over flow, slope, and the improved 1/sqrt(f) of one pipe; `size` is the flow without its sign.

    One Newton step on Colebrook and White's equation is taken for each evaluation; the root is carried
    along from one iteration of the network to the next and is exact when the flows are.
    """
    reynolds = reynolds_per_flow * size
    bounded = reynolds if reynolds > LAMINAR_LIMIT else LAMINAR_LIMIT
    inverse_root, sensitivity = colebrook_step(inverse_root, bounded, roughness_term)
    laminar = 64.0 / reynolds_per_flow * friction  # f |q| of Hagen-Poiseuille, a constant
    turbulent = friction * size / (inverse_root * inverse_root)
    weight, weight_slope = transition_weight(bounded)
    ratio = laminar + weight * (turbulent - laminar)
    slope = laminar + weight * ((2.0 + sensitivity) * turbulent - laminar)
    return ratio, slope + weight_slope * (turbulent - laminar), inverse_root


@inlined
def swamee_jain_loss(
    size: float, friction: float, roughness_term: float, reynolds_per_flow: float, viscous: float, logarithm: float
) -> tuple[float, float]:
    """Loss over flow and slope of one pipe with EPANET's friction factor."""
    reynolds = reynolds_per_flow * size
    is_laminar = reynolds <= LAMINAR_LIMIT
    bounded = LAMINAR_LIMIT if is_laminar else reynolds
    factor, change = swamee_jain(bounded, roughness_term + viscous, viscous, logarithm)
    laminar = 64.0 / reynolds_per_flow * friction
    ratio = laminar if is_laminar else factor * friction * size
    return ratio, (laminar if is_laminar else (2.0 * factor + change) * friction * size)


@inlined
def hazen_williams(size: float, friction: float, smooth_flow: float) -> tuple[float, float]:
    """Loss over flow and slope of one pipe."""
    scale = size if size > smooth_flow else smooth_flow
    base = friction * fast_power(scale, HAZEN_WILLIAMS_EXPONENT - 1.0)
    root = size / scale  # 1 above the smooth flow
    linear = 0.5 * (3.0 - HAZEN_WILLIAMS_EXPONENT) * base
    cubic = 0.5 * (HAZEN_WILLIAMS_EXPONENT - 1.0) * base * root * root
    return linear + cubic, linear + 3.0 * cubic


@inlined
def square_law(size: float, friction: float, smooth_flow: float) -> tuple[float, float]:
    """Loss over flow and slope of one pipe by Chezy-Manning; of a resistance both are zero."""
    scale = size if size > smooth_flow else smooth_flow
    linear = 0.5 * friction * scale
    root = size / scale
    cubic = linear * root * root
    return linear + cubic, linear + 3.0 * cubic


@merged
def power_law(
    flow: float, shutoff_head: float, coefficient: float, exponent: float, smooth_flow: float
) -> tuple[float, float]:
    """Loss and slope of a pump ``H = A - B q^C``; of an outflow with A = 0."""
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
def monotone_cubic(
    flow: float, point: int, point_end: int, curve_flow: FloatArray, curve_head: FloatArray, curve_slope: FloatArray
) -> tuple[float, float]:
    """Loss and slope of a pump curve of Hermite cubics; beyond the ends go on the straight lines of the outer points.

    `curve_slope` is dH/dq at the points, zero or below.
    """
    if flow <= curve_flow[point] or flow >= curve_flow[point_end - 1]:
        return piecewise_linear(flow, point, point_end, curve_flow, curve_head)
    k = point
    while flow > curve_flow[k + 1]:
        k += 1
    width = curve_flow[k + 1] - curve_flow[k]
    t = (flow - curve_flow[k]) / width
    fall = curve_head[k + 1] - curve_head[k]
    left, right = width * curve_slope[k], width * curve_slope[k + 1]
    head = curve_head[k] + t * (left + t * (3.0 * fall - 2.0 * left - right + t * (left + right - 2.0 * fall)))
    change = left + t * (2.0 * (3.0 * fall - 2.0 * left - right) + 3.0 * t * (left + right - 2.0 * fall))
    return SMALLEST_SLOPE * flow - head, SMALLEST_SLOPE - change / width


@merged
def constant_power(flow: float, power_head: float) -> tuple[float, float]:
    """Loss and slope of a pump of constant power; `power_head` is s^3 P / (density g) [m4/s]."""
    least = power_head / LARGEST_PUMP_HEAD
    if flow < least:
        slope = power_head / (least * least)
        return slope * (flow - least) - LARGEST_PUMP_HEAD, slope
    return -power_head / flow, power_head / (flow * flow)


@merged
def pressure_breaker(flow: float, setting: float, resistance: float) -> tuple[float, float]:
    """Loss and slope of a valve that breaks at least `setting` [m]."""
    turbulent = resistance * abs(flow)
    if turbulent * flow > setting:
        return (turbulent + LINEAR_RESISTANCE) * flow, 2.0 * turbulent + LINEAR_RESISTANCE
    return setting + LINEAR_RESISTANCE * flow, LINEAR_RESISTANCE


@compiled
def start_roots(laws: Laws, flow: FloatArray, inverse_root: FloatArray) -> None:
    """First guesses of 1/sqrt(f) of the Darcy-Weisbach pipes."""
    for k in range(laws.darcy_end):
        reynolds = laws.reynolds_per_flow[k] * abs(flow[k])
        bounded = reynolds if reynolds > LAMINAR_LIMIT else LAMINAR_LIMIT
        inverse_root[k] = colebrook_start(bounded, laws.roughness_term[k])


@compiled
def evaluate(laws: Laws, flow: FloatArray, inverse_root: FloatArray, loss: FloatArray, slope: FloatArray) -> None:
    """Loss and slope of every link; improves `inverse_root`.

    One loop a law, each over slices that begin at zero: only of an index that cannot be negative does the
    compiler make vector instructions.
    """
    part = slice(0, laws.darcy_end)
    if laws.darcy_end > 0:
        _darcy_pipes(
            flow[part], laws.friction[part], laws.roughness_term[part], laws.reynolds_per_flow[part],
            inverse_root[part], loss[part], slope[part],
        )  # fmt: skip
    part = slice(laws.darcy_end, laws.swamee_end)
    if laws.swamee_end > laws.darcy_end:
        _swamee_pipes(
            flow[part], laws.friction[part], laws.roughness_term[part], laws.reynolds_per_flow[part],
            loss[part], slope[part],
        )  # fmt: skip
    part = slice(laws.swamee_end, laws.hazen_end)
    if laws.hazen_end > laws.swamee_end:
        _hazen_pipes(flow[part], laws.friction[part], laws.smooth_flow[part], loss[part], slope[part])
    part = slice(laws.hazen_end, laws.square_end)
    if laws.square_end > laws.hazen_end:
        _square_links(flow[part], laws.friction[part], laws.smooth_flow[part], loss[part], slope[part])
    part = slice(0, laws.square_end)
    _add_fittings(flow[part], laws.linear[part], laws.resistance[part], loss[part], slope[part])
    for k in range(laws.square_end, flow.size):
        loss[k], slope[k] = evaluate_other(laws, k, flow[k])


@compiled
def _darcy_pipes(
    flow: FloatArray,
    friction: FloatArray,
    roughness_term: FloatArray,
    reynolds_per_flow: FloatArray,
    inverse_root: FloatArray,
    loss: FloatArray,
    slope: FloatArray,
) -> None:
    for k in range(flow.size):
        ratio, slope[k], inverse_root[k] = colebrook_white(
            abs(flow[k]), friction[k], roughness_term[k], reynolds_per_flow[k], inverse_root[k]
        )
        loss[k] = ratio * flow[k]


@compiled
def _swamee_pipes(
    flow: FloatArray,
    friction: FloatArray,
    roughness_term: FloatArray,
    reynolds_per_flow: FloatArray,
    loss: FloatArray,
    slope: FloatArray,
) -> None:
    viscous, logarithm = loss, slope  # kept there until loss and slope are known
    for k in range(flow.size):
        viscous[k] = swamee_jain_viscous(reynolds_per_flow[k] * abs(flow[k]))
    for k in range(flow.size):
        logarithm[k] = fast_log(roughness_term[k] + viscous[k])
    for k in range(flow.size):
        ratio, slope[k] = swamee_jain_loss(
            abs(flow[k]), friction[k], roughness_term[k], reynolds_per_flow[k], viscous[k], logarithm[k]
        )
        loss[k] = ratio * flow[k]


@compiled
def _hazen_pipes(
    flow: FloatArray, friction: FloatArray, smooth_flow: FloatArray, loss: FloatArray, slope: FloatArray
) -> None:
    for k in range(flow.size):
        ratio, slope[k] = hazen_williams(abs(flow[k]), friction[k], smooth_flow[k])
        loss[k] = ratio * flow[k]


@compiled
def _square_links(
    flow: FloatArray, friction: FloatArray, smooth_flow: FloatArray, loss: FloatArray, slope: FloatArray
) -> None:
    for k in range(flow.size):
        ratio, slope[k] = square_law(abs(flow[k]), friction[k], smooth_flow[k])
        loss[k] = ratio * flow[k]


@compiled
def _add_fittings(
    flow: FloatArray, linear: FloatArray, resistance: FloatArray, loss: FloatArray, slope: FloatArray
) -> None:
    """Add ``a q + R q|q|`` to pipes and resistances."""
    for k in range(flow.size):
        turbulent = resistance[k] * abs(flow[k])
        loss[k] += (linear[k] + turbulent) * flow[k]
        slope[k] += linear[k] + 2.0 * turbulent


@merged
def evaluate_other(laws: Laws, k: int, flow: float) -> tuple[float, float]:
    """Loss and slope of link k, a pump, a pressure breaker or an outflow."""
    other = k - laws.square_end
    form = laws.form[other]
    if form == POWER_LAW:
        return power_law(flow, laws.first[other], laws.second[other], laws.third[other], laws.smooth_flow[k])
    if form == CONSTANT_POWER:
        return constant_power(flow, laws.first[other])
    if form == PRESSURE_BREAKER:
        return pressure_breaker(flow, laws.first[other], laws.resistance[k])
    point, point_end = laws.point[other], laws.point_end[other]
    if form == PIECEWISE_LINEAR:
        return piecewise_linear(flow, point, point_end, laws.curve_flow, laws.curve_head)
    return monotone_cubic(flow, point, point_end, laws.curve_flow, laws.curve_head, laws.curve_slope)


@compiled
def losses_at_rest(laws: Laws, loss: FloatArray) -> None:
    """Loss of each link as its flow goes to zero: minus the shut-off head of a pump, zero for pipes and valves."""
    loss[:] = 0.0
    for k in range(laws.square_end, loss.size):
        if laws.form[k - laws.square_end] == CONSTANT_POWER:
            loss[k] = -math.inf
        else:
            loss[k], _slope = evaluate_other(laws, k, 0.0)


@compiled
def flow_on_curve(laws: Laws, k: int, loss: float) -> float:
    """Flow at which the power law of link k has a given loss; without bound for other links."""
    other = k - laws.square_end
    if other < 0 or laws.form[other] != POWER_LAW:
        return math.inf
    ratio = max(laws.first[other] + loss, 0.0) / laws.second[other]
    return float(ratio ** (1.0 / laws.third[other]))
