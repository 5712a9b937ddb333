"""Runs pandapipes for `benchmarks.solve` in an interpreter that has it; needs numpy, numba and pandapipes alone."""

import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def build(path):
    """A prepared net of the arrays of a file."""
    import pandapipes

    data = np.load(path)
    net = pandapipes.create_empty_network(fluid="water", add_stdtypes=False)
    density = float(np.atleast_1d(net.fluid.get_density(293.15))[0])
    count = len(data["elevation"])
    pandapipes.create_junctions(net, count, pn_bar=6.0, tfluid_k=293.15, height_m=data["elevation"])
    pandapipes.create_pipes_from_parameters(
        net, data["start"], data["end"], length_km=data["length"] / 1000.0,
        inner_diameter_mm=1000.0 * data["diameter"], k_mm=1000.0 * data["roughness"],
    )  # fmt: skip
    for k in np.flatnonzero(data["fixed"]).tolist():
        pressure = density * 9.81 * (data["fixed_head"][k] - data["elevation"][k]) / 1e5 + 1.0
        pandapipes.create_ext_grid(net, k, p_bar=pressure, t_k=293.15)
    drawn = np.flatnonzero(~data["fixed"] & (data["demand"] != 0.0))
    pandapipes.create_sinks(net, drawn, mdot_kg_per_s=data["demand"][drawn] * density)
    return net


def main():
    """Time one pipeflow for each line that comes in."""
    import numba
    import pandapipes

    net = build(sys.argv[1])
    print(f"pandapipes {pandapipes.__version__}, numba {numba.__version__}", flush=True)
    for _line in sys.stdin:
        start = time.perf_counter()
        pandapipes.pipeflow(net, friction_model="swamee-jain", mode="hydraulics", max_iter_hyd=100)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
