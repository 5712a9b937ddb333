"""Why a gas network has no answer, in words that name the component to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import GasLaw, density_per_pressure
from workbench.errors import ChokedFlow, NotConverged, SolverError
from workbench.hydraulics.gas.kinds import GasLinkKind
from workbench.hydraulics.gas.laws import (
    ACTIVE,
    FLOW,
    LARGEST_RATIO_TERM,
    OPEN,
    POWER,
    RATIO,
    GasLaws,
    passage,
    resistance,
)
from workbench.hydraulics.symbolic import component_labels

if TYPE_CHECKING:
    from workbench.hydraulics.gas.iteration import Run
    from workbench.hydraulics.gas.network import GasNetwork
    from workbench.hydraulics.gas.structure import Structure

__all__ = ["cut_off", "raise_not_converged", "refuse_outflow", "refuse_unsound"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

RESTLESS = 3
SHORT_CIRCUIT = 1e-6
"""Share of the squared pressure that a valve without a loss of its own may lose in its bare wall."""


def refuse_outflow(network: GasNetwork, unmet: BoolArray) -> None:
    """Raise for nodes that take or give flow but have no way to a fixed pressure."""
    if not unmet.any():
        return
    indices = np.flatnonzero(unmet)
    tags = [network.node_names[index] for index in indices[:5]]
    more = f" and {indices.size - 5} more" if indices.size > 5 else ""
    raise SolverError(
        f"The flow of {', '.join(tags)}{more} cannot be met: closed links, check valves or compressors part"
        " it from every component that fixes a pressure.",
        tags=tags,
    )


def cut_off(network: GasNetwork, structure: Structure, laws: GasLaws, run: Run) -> BoolArray:
    """Nodes that closed, shut and acting links part from every fixed or held pressure."""
    joins = np.zeros(network.link_count, dtype=np.bool_)
    joins[structure.links] = run.status == OPEN
    labels = component_labels(network.start, network.end, joins, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed]] = True
    holds = (run.status == ACTIVE) & np.isin(
        network.kind[structure.links], (GasLinkKind.COMPRESSOR_DISCHARGE, GasLinkKind.PRESSURE_REGULATOR)
    )
    supplied[labels[network.end[structure.links[holds]]]] = True
    parted: BoolArray = ~supplied[labels]
    return parted


def refuse_unsound(network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run) -> None:
    """Raise where the equations have a root that no gas can follow."""
    _refuse_vacuum(network, structure, run, cut_off(network, structure, laws, run))
    _refuse_idle_power(network, structure, law, laws, run)
    _refuse_short_circuit(network, structure, law, laws, run)
    _refuse_falling(network, structure, law, laws, run)


def _refuse_idle_power(network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run) -> None:
    """A constant power against no flow would give a pressure without bound."""
    power = np.flatnonzero((laws.form == POWER) & (run.status == OPEN))
    for k in power.tolist():
        if _is_extended(structure, law, laws, run, k):
            tag = network.link_names[structure.links[k]]
            raise SolverError(
                f"{tag} has a constant power but hardly anywhere to send gas to, so that its pressure has no bound;"
                " give it a ratio or a discharge pressure, or close it.",
                tags=(tag,),
            )


def _refuse_falling(network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run) -> None:
    """A pipe so steep and smooth that the falling gas gains speed: the law of the sonic outlet does not hold there."""
    kinetic = (run.status == OPEN) & (laws.kinetic > 0.0) & ~laws.lumped & (laws.lift * run.flow < 0.0)
    for k in np.flatnonzero(kinetic).tolist():
        flow, square = abs(float(run.flow[k])), max(float(run.square[structure.pattern.start[k]]), 1.0)
        weight = 2.0 * abs(laws.lift[k]) * density_per_pressure(law, float(np.sqrt(square)))[0]
        if weight * flow * flow * laws.inverse_area_square[k] > 0.5 * resistance(laws, k, flow)[0]:
            tag = network.link_names[structure.links[k]]
            raise SolverError(
                f"{tag} falls so steeply for its length that the weight of the gas outdoes its friction; check its"
                " length and the elevations of its ends.",
                tags=(tag,),
            )


def _refuse_short_circuit(network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run) -> None:
    """Elements without a loss of their own between different pressures would carry a flow without bound."""
    pattern = structure.pattern
    square = np.maximum(np.abs(run.square[pattern.start]), np.abs(run.square[pattern.end]))
    bare = laws.lossless | (run.status == ACTIVE) | np.isin(laws.form, (RATIO, POWER))
    drop = np.where(bare, run.droop, laws.linear * law.specific) * np.abs(run.flow)
    flowing = (run.status == OPEN) | ((run.status == ACTIVE) & (laws.form != FLOW))
    short = np.flatnonzero(flowing & ~(drop <= SHORT_CIRCUIT * square))
    if short.size:
        tags = [network.link_names[structure.links[k]] for k in short[:5].tolist()]
        raise SolverError(
            f"{', '.join(tags)}: no resistance lies between two different pressures or in a circle through a"
            " compressor, so that the flow has no bound; give a valve a diameter and a loss coefficient, put a PIPE in"
            " line, or a check valve behind the compressor.",
            tags=tags,
        )


def _is_extended(structure: Structure, law: GasLaw, laws: GasLaws, run: Run, k: int) -> bool:
    """Whether a compressor of constant power works on the tangent that stands in for its curve at little flow."""
    pressure = float(np.sqrt(max(run.square[structure.pattern.start[k]], 1.0)))
    kappa = density_per_pressure(law, pressure)[0]
    return bool(run.flow[k] * LARGEST_RATIO_TERM < laws.setting[k] * kappa)


def _refuse_vacuum(network: GasNetwork, structure: Structure, run: Run, parted: BoolArray) -> None:
    """A squared pressure below zero: the flows that are asked for need more pressure than there is."""
    square = np.where(parted[structure.nodes], np.inf, run.square)
    lowest = int(np.argmin(square))
    if square[lowest] > 0.0:
        return
    name = network.node_names[structure.nodes[lowest]]
    raise SolverError(
        f"The pressures that are fixed cannot drive the flows that are asked for: at {name} less than a vacuum would"
        " be needed. Lower the flows, raise a pressure, or make the pipes towards it wider.",
        tags=(name,),
    )


def raise_not_converged(
    network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run, outflow: FloatArray
) -> NoReturn:
    """Raise the error that fits to where the iteration stands."""
    parted = cut_off(network, structure, laws, run)
    refuse_outflow(network, parted & (outflow != 0.0))
    _refuse_idle_power(network, structure, law, laws, run)
    _refuse_short_circuit(network, structure, law, laws, run)
    _refuse_falling(network, structure, law, laws, run)
    _refuse_choked(network, structure, law, laws, run)
    if np.isfinite(run.square).all():
        _refuse_vacuum(network, structure, run, parted)
    links = structure.links
    restless = int(np.argmax(run.changes)) if run.changes.size else 0
    defect = np.where(np.isfinite(run.defect), np.abs(run.defect), np.inf)
    worst = int(np.argmax(defect)) if links.size else 0
    residual = _as_pressure(structure, run, worst, float(defect[worst])) if links.size else 0.0
    if links.size and run.changes[restless] > RESTLESS:
        tag = network.link_names[links[restless]]
        reason = f"{tag} keeps opening and shutting; close it, or check its setting and its neighbours."
    elif residual > 0.0:
        tag = network.link_names[links[worst]]
        reason = f"at {tag} the loss misses the pressures by {residual:.3g} Pa; check its data."
    else:
        tag = network.node_names[structure.nodes[run.worst_node]]
        reason = f"at {tag} the flows miss by {run.mass:.3g} kg/s; check the flows that are asked for."
    raise NotConverged(
        f"No solution after {run.iterations} iterations: {reason}",
        iterations=run.iterations,
        residual=residual,
        worst_tag=tag,
    )


def _as_pressure(structure: Structure, run: Run, k: int, defect: float) -> float:
    """A defect of squared pressures at link k as one of pressure [Pa]."""
    square = max(float(run.square[structure.pattern.start[k]]), float(run.square[structure.pattern.end[k]]), defect)
    return 0.5 * defect / float(np.sqrt(square)) if defect > 0.0 else 0.0


def _refuse_choked(network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run) -> None:
    """Name the choked passage behind which the pressure is least, or whose inlet misses most of what it needs."""
    pattern, free = structure.pattern, structure.pattern.columns.size - 1
    worst, found = 0.0, -1
    for k in range(structure.links.size):
        flow = float(run.flow[k])
        if run.status[k] != OPEN or laws.lossless[k] or laws.kinetic[k] == 0.0 or not np.isfinite(flow) or flow == 0.0:
            continue
        begin, end = int(pattern.start[k]), int(pattern.end[k])
        inlet, outlet, lift = (begin, end, laws.lift[k]) if flow > 0.0 else (end, begin, -laws.lift[k])
        needed, _by_outlet, _slope, inner = passage(law, laws, k, abs(flow), run.square[outlet], lift, 1.0)
        if not inner.choked or outlet >= free:
            continue
        lacking = max(needed - float(run.square[inlet]), -float(run.square[outlet]))
        if lacking > max(worst, SHORT_CIRCUIT * needed):
            worst, found = lacking, k
    if found < 0:
        return
    tag = network.link_names[structure.links[found]]
    raise ChokedFlow(
        f"{tag} cannot carry what is asked of it: at {abs(run.flow[found]):.4g} kg/s the flow is at the speed of sound"
        " at its outlet, and the pressure at its inlet drives no more. Make it wider, lower the flow, or raise the"
        " pressure.",
        tag=tag,
    )
