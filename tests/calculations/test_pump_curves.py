"""Curves of a pump that do not reach where it runs, or cannot be read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.calculations.link_arrays import pump_curve
from workbench.calculations.pump_curves import heads_of_pumps
from workbench.engineering.pumps.curves import CurveTable
from workbench.errors import InputError, SolverError
from workbench.model.building import ComponentRow, build_case
from workbench.services.run import run_case


def running_at(types, flow, **pump):
    """A pump between a tank and a fixed flow [m3/h]."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("TANK", "T-1", {"elevation": 0.0, "level": 3.0}),
            ComponentRow("PUMP", "PU-1", {"elevation": 0.0, "speed": 0.5} | pump),
            ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_flow": f"{flow} m3/h"}),
        ],
        [("T-1", "outlet", "PU-1", "inlet"), ("PU-1", "outlet", "OUT", "port")],
    )
    return [warning["text"] for warning in run_case(case).summary["warnings"]]


CURVE = [["0 m3/h", "40 m"], ["60 m3/h", "32 m"], ["90 m3/h", "20 m"]]
REQUIRED = [["0 m3/h", "1 m"], ["60 m3/h", "2 m"]]


@pytest.mark.parametrize(("flow", "named"), [(29, []), (31, ["npsh_required_curve"]), (46, ["curve", "npsh_required"])])
def test_a_pump_beyond_the_end_of_its_curves_is_warned_of(types, flow, named):
    """At half speed the curves end at half their last flow; silence would hide a pump that may cavitate."""
    warnings = running_at(types, flow, curve=CURVE, npsh_required_curve=REQUIRED)
    assert len(warnings) == len(named)
    for text, name in zip(warnings, named, strict=True):
        assert text.startswith("'PU-1' runs at")
        assert f"beyond the end of its {name}" in text


def test_one_design_point_has_no_end(types):
    assert running_at(types, 40, curve=[["60 m3/h", "32 m"]]) == []


@pytest.mark.parametrize("name", ["efficiency_curve", "npsh_required_curve"])
def test_a_curve_whose_flows_do_not_rise_is_refused(types, name):
    with pytest.raises(InputError, match=rf"PU-1\.{name}: The flows of a curve"):
        running_at(types, 20, curve=CURVE, **{name: [[0.1, 0.5], [0.0, 0.6]]})


def test_a_flow_without_bound_is_no_answer(types):
    """A constant power between two pressures that drive the flow already: any flow is too small."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": "1 barg"}),
            ComponentRow("PUMP", "PU-1", {"power": "1 kW", "elevation": 0.0}),
            ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_pressure": "0 barg"}),
        ],
        [("IN", "port", "PU-1", "inlet"), ("PU-1", "outlet", "OUT", "port")],
    )
    with pytest.raises(SolverError, match="PU-1 has no bound"):
        run_case(case)
    assert case.run is None


TABLE = [
    ([[0.1, 30.0]], "power law"),
    ([[0.0, 40.0], [0.05, 37.0], [0.1, 30.0]], "power law"),
    ([[0.02, 40.0], [0.1, 37.0]], "power law"),
    ([[0.01, 40.0], [0.05, 37.0], [0.1, 30.0]], "piecewise linear"),
    ([[0.0, 40.0], [0.04, 38.0], [0.07, 35.0], [0.1, 28.0]], "monotone cubic"),
    ([[0.0, 50.0], [0.05, 47.0], [0.1, 20.0]], "power law"),
]
FAULTS = [
    ([[0.0, 30.0]], "power law"),
    ([[0.0, 40.0], [0.05, 41.0]], "piecewise linear"),
    ([[0.01, 40.0], [0.05, 37.0], [0.1, 30.0]], "power law"),
    ([[0.0, 40.0], [0.1, 39.999999999], [0.11, 30.0]], "power law"),
    ([[0.0, 40.0], [0.1, 30.0], [0.2, 20.0], [0.3, 10.0]], "power law"),
]


def table_of(curves):
    tags = [f"PU-{k}" for k in range(len(curves))]
    points, forms = zip(*curves, strict=True)
    columns = {"curve": points, "curve_form": forms, "power": np.nan}
    return pd.DataFrame(columns, index=tags)


def heads_of(frame, used):
    return heads_of_pumps(frame, CurveTable.unchecked(frame["curve"].tolist()), used)


def test_curves_that_are_read_together_are_what_each_is_alone():
    heads = heads_of(table_of(TABLE), np.full(len(TABLE), True))
    for flow in (0.0, 0.03, 0.05, 0.099, 0.12):
        each = [pump_curve("PU", np.array(points), form).head_at(flow) for points, form in TABLE]
        ones = np.ones(len(TABLE))
        assert heads.at(flow * ones, ones, 1000.0 * ones) == pytest.approx(each, rel=1e-12)


@pytest.mark.parametrize("fault", FAULTS)
def test_of_curves_read_together_the_one_that_is_none_is_refused_in_its_own_words(fault):
    with pytest.raises(InputError) as alone:
        pump_curve("PU-2", np.array(fault[0]), fault[1])
    frame = table_of([*TABLE[:2], fault, *TABLE[2:], FAULTS[0]])
    with pytest.raises(InputError) as together:
        heads_of(frame, np.full(len(frame), True))
    assert (str(together.value), together.value.path) == (str(alone.value), alone.value.path)
    assert together.value.path[0] == "PU-2"
    used = np.arange(len(frame)) != 2
    used[-1] = False
    assert np.isfinite(heads_of(frame, used).shutoff_head).all()
