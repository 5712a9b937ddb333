"""Record the gas networks that come with pandapipes, and its results for them, as a fixture of the tests.

Runs in an environment that has pandapipes; workbench does not need it::

    python scripts/record_pandapipes_gas.py tests/hydraulics/gas/data/pandapipes_gas.json

Everything is computed by pandapipes: hydraulics only, friction by Colebrook and White (`colebrook` of pandapipes).
The pressures written are absolute, in Pa: pandapipes counts from the pressure of the air at the height of a junction.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandapipes
import pandapipes.networks as networks
from pandapipes.component_models.component_toolbox import p_correction_height_air

FRICTION = "prandtl-colebrook"
NOTE = (
    "Networks of pandapipes and results computed by it. pandapipes is Copyright (c) 2020-2026 by Fraunhofer Institute"
    " for Energy Economics and Energy System Technology (IEE), Kassel, and University of Kassel; BSD 3-clause licence."
)
# Without the networks that have a pump of pandapipes' own kind (versatility, pumps, strand with pump).
NETWORKS: dict[str, Callable[[], Any]] = {
    "one pipe 1": lambda: networks.gas_one_pipe1(FRICTION),
    "one pipe 2": lambda: networks.gas_one_pipe2(FRICTION),
    "strand of two pipes": lambda: networks.gas_strand_2pipes(FRICTION),
    "t-cross 1": lambda: networks.gas_tcross1(FRICTION),
    "t-cross 2": lambda: networks.gas_tcross2(FRICTION),
    "H-net, two pressures": lambda: networks.gas_2eg_hnet(FRICTION),
    "delta": networks.gas_meshed_delta,
    "square": lambda: networks.gas_meshed_square(FRICTION),
    "two valves": lambda: networks.gas_meshed_two_valves(FRICTION),
    "three parallel pipes": lambda: networks.gas_3parallel(FRICTION),
    "Schutterwald": lambda: networks.schutterwald_gas(include_houses=True),
}


def rounded(values: Any) -> list[float]:
    """Values to eight digits, which is beyond the accuracy of the iteration."""
    return [float(f"{value:.8g}") for value in np.asarray(values, dtype=float).tolist()]


def recorded(name: str, net: Any) -> dict[str, Any]:
    """Inputs and results of one network."""
    pandapipes.pipeflow(
        net, mode="hydraulics", friction_model="colebrook", max_iter_hyd=200, tol_p=1e-8, tol_m=1e-8,
        tolerance_colebrook=1e-10, max_iter_colebrook=1000,
    )  # fmt: skip
    fluid = pandapipes.get_fluid(net)
    number = {index: k for k, index in enumerate(net.junction.index)}
    height = net.junction.height_m.to_numpy(float)
    air = p_correction_height_air(height) * 1e5
    outflow = np.zeros(len(number))
    for table, sign in (("sink", 1.0), ("source", -1.0)):
        if table in net and len(net[table]):
            rows = net[table][net[table].in_service]
            np.add.at(outflow, [number[j] for j in rows.junction], sign * rows.mdot_kg_per_s * rows.scaling)
    grids = net.ext_grid[net.ext_grid.in_service]
    pipes, result = net.pipe[net.pipe.in_service], net.res_pipe.loc[net.pipe.index[net.pipe.in_service]]
    links = {
        "start": [number[j] for j in pipes.from_junction],
        "end": [number[j] for j in pipes.to_junction],
        "length": rounded(pipes.length_km * 1e3),
        "diameter": rounded(pipes.inner_diameter_mm / 1e3),
        "roughness": rounded(pipes.k_mm / 1e3),
        "loss_coefficient": rounded(pipes.loss_coefficient),
        "mass_flow": rounded(result.mdot_from_kg_per_s),
        "reynolds": rounded(result.reynolds),
        "friction_factor": rounded(result["lambda"]),
    }
    valves = net.valve if "valve" in net else net.pipe.iloc[:0]
    pressures = (1e5, 5e5, 2e6, 2e7)
    return {
        "name": name,
        "temperature": float(net.junction.tfluid_k.iloc[0]),
        "normal_density": float(fluid.get_density(273.15)),
        "viscosity": float(np.atleast_1d(fluid.get_viscosity(float(net.junction.tfluid_k.iloc[0])))[0]),
        "compressibility": {
            "pressure": list(pressures),
            "factor": rounded([np.atleast_1d(fluid.get_compressibility(p / 1e5))[0] for p in pressures]),
        },
        "elevation": rounded(height),
        "fixed": {
            str(number[j]): float(p * 1e5 + air[number[j]]) for j, p in zip(grids.junction, grids.p_bar, strict=True)
        },
        "outflow": rounded(outflow),
        "pipes": links,
        "valves": {
            "start": [number[j] for j in valves.get("from_junction", valves.get("junction", []))],
            "end": [number[j] for j in valves.get("to_junction", valves.get("element", []))],
            "opened": [bool(x) for x in valves.get("opened", [])],
            "diameter": rounded(valves.get("inner_diameter_mm", np.zeros(len(valves))) / 1e3) if len(valves) else [],
        },
        "pressure": rounded(net.res_junction.p_bar.to_numpy(float) * 1e5 + air),
    }


def main(path: str) -> None:
    """Write the fixture."""
    warnings.simplefilter("ignore")
    cases = [recorded(name, build()) for name, build in NETWORKS.items()]
    data = {"note": NOTE, "pandapipes": pandapipes.__version__, "friction": "Colebrook-White", "networks": cases}
    Path(path).write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
