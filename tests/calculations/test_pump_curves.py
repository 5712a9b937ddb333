"""Curves of a pump that do not reach where it runs, or cannot be read."""

from __future__ import annotations

import pytest

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
