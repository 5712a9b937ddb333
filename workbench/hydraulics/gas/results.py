"""What a solved gas network tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import GasLaw, density_per_pressure
from workbench.engineering.gas_pipe import CREEPING
from workbench.errors import SolverError
from workbench.hydraulics.gas.failure import cut_off, refuse_outflow, refuse_unsound
from workbench.hydraulics.gas.kinds import GasLinkKind
from workbench.hydraulics.gas.laws import OPEN, GasLaws, friction_term, passage
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.solution import LinkStatus

if TYPE_CHECKING:
    from workbench.hydraulics.gas.solver import Run
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


ENDS = ("pressure", "temperature", "compressibility", "density", "velocity", "mach_number")


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
    count = network.link_count
    table = {f"{end}_{name}": np.full(count, np.nan) for end in ("start", "end") for name in ENDS}
    table["start_pressure"], table["end_pressure"] = pressure[network.start], pressure[network.end]
    choked, factor = np.zeros(count, dtype=np.bool_), np.full(count, np.nan)
    pattern = structure.pattern
    for k, link in enumerate(structure.links.tolist()):
        if laws.lossless[k] or np.isnan(pressure[network.start[link]]) or np.isnan(pressure[network.end[link]]):
            continue
        flow = float(run.flow[k])
        inlet, outlet, lift = ("start", "end", laws.lift[k]) if flow >= 0.0 else ("end", "start", -laws.lift[k])
        if run.status[k] == OPEN:
            square = run.square[pattern.end[k] if flow >= 0.0 else pattern.start[k]]
            inner = passage(law, laws, k, abs(flow), square, lift, 1.0)[3]
            choked[link] = inner.choked
            table[f"{outlet}_pressure"][link] = np.sqrt(max(inner.exit_square, 0.0))
            if laws.lumped[k]:
                table[f"{inlet}_pressure"][link] = np.sqrt(max(inner.square, 0.0))
            reynolds = laws.reynolds_per_flow[k] * abs(flow)
            if laws.darcy[k] > 0.0 and reynolds > 0.0:
                factor[link] = friction_term(reynolds, laws.roughness_term[k])[0] / reynolds
            elif laws.darcy[k] == 0.0 and network.kind[link] == GasLinkKind.PIPE:
                factor[link] = network.friction_factor[link]
        for end in (inlet, outlet):
            at = _state(law, laws, k, flow, float(table[f"{end}_pressure"][link]), run.status[k] == OPEN)
            for name, value in zip(ENDS[1:], at, strict=True):
                table[f"{end}_{name}"][link] = value
    table["mach_number_start"] = table.pop("start_mach_number")
    table["mach_number_end"] = table.pop("end_mach_number")
    return table, choked, factor


def _state(
    law: GasLaw, laws: GasLaws, k: int, flow: float, pressure: float, moving: bool
) -> tuple[float, float, float, float, float]:
    """Temperature ratio times T (as Rs T), Z, density, velocity and Mach number at one end of a link."""
    kappa, slope = density_per_pressure(law, pressure)
    factor = 1.0 / (kappa * law.specific)
    flux = flow * np.sqrt(laws.inverse_area_square[k])
    if laws.adiabatic[k] and moving and flux * flux * CREEPING > pressure**2 * kappa:
        half = 0.5 * (laws.gamma - 1.0)
        a = pressure**2 * laws.gamma * kappa / flux**2
        y = 0.5 * (a + np.sqrt(a * a + 4.0 * a * half))
        cooling = 1.0 / (1.0 + half / y)
        density = pressure * kappa / cooling
        return cooling, factor, density, flux / density, 1.0 / np.sqrt(y)
    density = pressure * kappa
    velocity = flux / density
    return 1.0, factor, density, velocity, abs(velocity) * np.sqrt((kappa + pressure * slope) / laws.gamma)


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
