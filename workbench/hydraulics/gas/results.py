"""What a solved gas network tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import GasLaw, density_per_pressure
from workbench.errors import SolverError
from workbench.hydraulics.gas.ends import ENDS, states_at_ends
from workbench.hydraulics.gas.failure import cut_off, refuse_outflow, refuse_unsound
from workbench.hydraulics.gas.kinds import FlowModel, GasLinkKind
from workbench.hydraulics.gas.laws import GasLaws
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.solution import LinkStatus

if TYPE_CHECKING:
    from workbench.hydraulics.gas.iteration import Run
    from workbench.hydraulics.gas.structure import Structure

__all__ = ["GasSolution", "finish"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GasSolution:
    """Steady state of a gas network of n nodes and m links.

    What does not apply is NaN: the pressure of a node that nothing determines, the velocity in a link without
    a diameter or closed, the power of what is no compressor. Ends are those of the link, not of the flow.

    Attributes
    ----------
    pressure : (n,) array
        Absolute; NaN where `isolated` [Pa].
    mass_flow : (m,) array
        Positive from start to end; exactly zero in closed and shut links [kg/s].
    status : (m,) int array of `LinkStatus`
    outflow : (n,) array
        Mass flow that leaves the network [kg/s].
    isolated : (n,) bool array
        Nodes that shut links part from every fixed or held pressure.
    start_pressure, end_pressure : (m,) arrays
        In the link at its ends: that of the node, but for a choked outlet, where it is higher [Pa].
    start_temperature, end_temperature : (m,) arrays
        Static [K].
    start_compressibility, end_compressibility : (m,) arrays
        Z [-].
    start_density, end_density : (m,) arrays
        [kg/m3]
    start_velocity, end_velocity : (m,) arrays
        Signed like the flow [m/s].
    mach_number_start, mach_number_end : (m,) arrays
        Speed over the speed of sound there, zero or more [-].
    choked : (m,) bool array
        The flow leaves the link at the speed of sound (of an isothermal flow: at Mach 1/sqrt(gamma)) and the
        pressure behind it has no influence on it.
    friction_factor : (m,) array
        Darcy; NaN where nothing flows and in what is no pipe by Darcy [-].
    power : (m,) array
        Shaft power of compressors [W].
    iterations : int
    mass_residual : float
        Largest defect of the mass balance of a free node [kg/s].
    relative_mass_residual : float
        The same over the largest flow [-].
    pressure_residual : float
        Largest defect of the law of an open link, over the squared pressures at its ends [-].
    network : GasNetwork
        What was solved.
    """

    pressure: FloatArray
    mass_flow: FloatArray
    status: NDArray[np.int8]
    outflow: FloatArray
    isolated: NDArray[np.bool_]
    start_pressure: FloatArray
    end_pressure: FloatArray
    start_temperature: FloatArray
    end_temperature: FloatArray
    start_compressibility: FloatArray
    end_compressibility: FloatArray
    start_density: FloatArray
    end_density: FloatArray
    start_velocity: FloatArray
    end_velocity: FloatArray
    mach_number_start: FloatArray
    mach_number_end: FloatArray
    choked: NDArray[np.bool_]
    friction_factor: FloatArray
    power: FloatArray
    iterations: int
    mass_residual: float
    relative_mass_residual: float
    pressure_residual: float
    network: GasNetwork = field(repr=False)

    @property
    def density_velocity_squared(self) -> FloatArray:
        """rho v2 at the end where it is larger, (m,) array [Pa]."""
        start = self.start_density * self.start_velocity**2
        end = self.end_density * self.end_velocity**2
        return np.asarray(np.maximum(start, end))

    @property
    def exit_pressure(self) -> FloatArray:
        """Pressure in the outlet of each link, by the direction of its flow, (m,) array [Pa]."""
        return np.where(self.mass_flow >= 0.0, self.end_pressure, self.start_pressure)


def finish(
    network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run, outflow: FloatArray
) -> GasSolution:
    """What follows from flows and pressures.

    Raises
    ------
    SolverError
        An answer that no gas can follow, or one outside the range of the compressibility.
    """
    refuse_unsound(network, structure, law, laws, run)
    isolated = structure.isolated | cut_off(network, structure, laws, run)
    refuse_outflow(network, isolated & (outflow != 0.0))
    pressure = np.full(network.node_count, np.nan)
    pressure[structure.nodes] = np.sqrt(np.maximum(run.square, 0.0))
    pressure[isolated] = np.nan
    _refuse_outside(network, pressure)
    flow = np.zeros(network.link_count)
    flow[structure.links] = run.flow
    status = np.full(network.link_count, int(LinkStatus.CLOSED), dtype=np.int8)
    status[structure.links] = run.status
    outside = np.flatnonzero(~network.closed & structure.isolated[network.start])
    status[outside] = int(LinkStatus.OPEN)
    ends, choked, factor = _ends(network, structure, law, laws, run, pressure)
    into = np.bincount(network.end, flow, network.node_count) - np.bincount(network.start, flow, network.node_count)
    leaving = np.where(network.fixed, into, outflow)
    largest = max(float(np.abs(flow).max(initial=0.0)), float(np.abs(outflow).max(initial=0.0)))
    mass = float(np.abs(into - leaving).max(initial=0.0))
    return GasSolution(
        pressure=pressure,
        mass_flow=flow,
        status=status,
        outflow=leaving,
        isolated=isolated,
        **ends,
        choked=choked,
        friction_factor=factor,
        power=_power(network, law, flow, pressure),
        iterations=run.iterations,
        mass_residual=mass,
        relative_mass_residual=mass / largest if largest > 0.0 else 0.0,
        pressure_residual=run.energy,
        network=network,
    )


def _refuse_outside(network: GasNetwork, pressure: FloatArray) -> None:
    model = network.gas.compressibility
    wrong = np.flatnonzero((pressure < model.lowest) | (pressure > model.highest))
    if wrong.size:
        tag = network.node_names[wrong[0]]
        raise SolverError(
            f"The pressure at {tag} is {pressure[wrong[0]]:.5g} Pa, outside the range of the {model.name}"
            f" ({model.lowest:g} to {model.highest:g} Pa); choose another model of compressibility.",
            tags=(tag,),
        )


def _ends(
    network: GasNetwork, structure: Structure, law: GasLaw, laws: GasLaws, run: Run, pressure: FloatArray
) -> tuple[dict[str, FloatArray], NDArray[np.bool_], FloatArray]:
    """State of the gas at both ends of every link, whether it is choked, and the friction factor."""
    count, links, pattern = network.link_count, structure.links, structure.pattern
    known = ~np.isnan(pressure[structure.nodes])
    found, sonic, friction = states_at_ends(
        law, laws, pattern.start, pattern.end, run.flow, run.square, run.status, known
    )
    states = np.full((count, 2, len(ENDS)), np.nan)
    states[:, 0, 0], states[:, 1, 0] = pressure[network.start], pressure[network.end]
    sized = ~laws.lossless
    states[links[sized]] = found[sized]
    states[:, :, ENDS.index("cooling")] *= network.gas.temperature
    choked, factor = np.zeros(count, dtype=np.bool_), np.full(count, np.nan)
    choked[links] = sonic
    given = (network.kind == GasLinkKind.PIPE) & (network.model <= FlowModel.SQUARED_PRESSURE)
    factor[given] = network.friction_factor[given]
    computed = ~np.isnan(friction)
    factor[links[computed]] = friction[computed]
    names = ("pressure", "temperature", "compressibility", "density", "velocity")
    table = {f"{end}_{name}": states[:, e, n] for e, end in enumerate(("start", "end")) for n, name in enumerate(names)}
    table["mach_number_start"], table["mach_number_end"] = states[:, 0, 5], states[:, 1, 5]
    return table, choked, factor


def _power(network: GasNetwork, law: GasLaw, flow: FloatArray, pressure: FloatArray) -> FloatArray:
    """Shaft power of compressors: isentropic work over the efficiency."""
    power = np.full(network.link_count, np.nan)
    gamma = network.gas.heat_capacity_ratio
    machines = (GasLinkKind.COMPRESSOR_RATIO, GasLinkKind.COMPRESSOR_POWER, GasLinkKind.COMPRESSOR_DISCHARGE)
    for link in np.flatnonzero(np.isin(network.kind, machines)).tolist():
        start, end = pressure[network.start[link]], pressure[network.end[link]]
        if flow[link] == 0.0:
            power[link] = 0.0
        elif np.isfinite(start) and np.isfinite(end):
            work = gamma / (gamma - 1.0) / density_per_pressure(law, start)[0]
            work *= (end / start) ** ((gamma - 1.0) / gamma) - 1.0
            power[link] = flow[link] * work / network.efficiency[link]
    return power
