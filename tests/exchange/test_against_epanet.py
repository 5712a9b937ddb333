"""Heads and flows of imported networks against EPANET's own engine."""

from __future__ import annotations

import pytest

from tests.exchange.epanet_engine import deviations, our_state, run_file, run_model
from workbench.exchange.epanet import read_epanet

wntr = pytest.importorskip("wntr")

HEAD_TOLERANCE = 0.01  # [m]
FLOW_TOLERANCE = 1e-3  # of the largest flow


LIBRARY = ["Net1", "Net2", "Net3", "Net6", "ky4", "ky10"]
DAMPED = {"ky10": 0.1}
"""EPANET without damping leaves ky10 in a state that is none: the running pump ~@Pump-11, of constant power, and the
reducing valve ~@RV-4 behind it each carry nothing because the other does, 23 m below the setpoint. With its own option
DAMPLIMIT at 0.1 (or 0.01, at any accuracy) it finds the flow of 183.4 gpm through both, as we do."""


def test_these_are_all_networks_of_the_library():
    assert sorted(LIBRARY) == sorted(wntr.library.ModelLibrary().model_name_list)


@pytest.mark.parametrize("name", LIBRARY)
def test_example_networks(name, types, tmp_path):
    path = wntr.library.ModelLibrary().get_filepath(name)
    theirs = run_model(path, tmp_path, damp_limit=DAMPED.get(name, 0.0))
    head, flow = deviations(our_state(read_epanet(path, types, name="Time zero")), theirs)
    assert head < HEAD_TOLERANCE
    assert flow < FLOW_TOLERANCE


def test_what_epanet_leaves_of_ky10_without_damping_is_no_state(types, tmp_path):
    """A pump of constant power has no bound to its head at no flow: standing, it would lift any pressure."""
    path = wntr.library.ModelLibrary().get_filepath("ky10")
    theirs, ours = run_model(path, tmp_path), our_state(read_epanet(path, types, name="Time zero"))
    assert abs(theirs.flows["~@Pump-11"]) < 1e-9
    assert ours.flows["~@Pump-11"] == pytest.approx(183.385 * 3.785411784e-3 / 60, rel=1e-3)


OPTIONS = """
[OPTIONS]
 Units LPS
 Headloss {law}
 Specific Gravity {gravity}
 Viscosity {viscosity}
 Demand Multiplier 1.5
 Pattern P1
 Emitter Exponent 0.6
 Accuracy 1e-6
 Trials 200
[TIMES]
 Pattern Timestep 1:00
 Pattern Start 2:00
[END]
"""

# One of each: reservoir with a head pattern, tank, check valve both ways, closed pipe, minor losses, pumps of every
# curve form, at other speeds and switched off, a throttling valve, reducing valves that act, stand open and are
# closed, a back-pressure valve, a flow controller and a breaker that act, emitters, demands with and without a
# pattern, several demands at one node.
NETWORK = """
[JUNCTIONS]
 A 12 2 ;pattern P1 by default
 B 10 3 P2
 C 8 0
 D 5 4
 E 5 1
 F 3 2
 G 2 1
 H 2 1
 K 6 1
 M 6 1
 N 4 1
 Q 5 0
 S 5 1
[RESERVOIRS]
 R 40 P2
[TANKS]
 T 45 5 1 10 12 0
[PIPES]
 1 R A 150 200 {rough} 1.5 Open
 2 A B 400 200 {rough} 0 Open
 3 B C 300 150 {rough} 0 CV
 4 C A 350 150 {rough} 2 Open
 5 T D 500 200 {rough} 0 Open
 6 D E 300 150 {rough} 0 Open
 7 B E 250 100 {rough} 0 Open
 8 F G 200 100 {rough} 4 Open
 9 G H 200 100 {rough} 0 Open
 10 E K 100 100 {rough} 0 Open
 11 C K 100 100 {rough} 0 Closed
 12 K M 100 100 {rough} 0 Open
 13 M C 100 100 {rough} 0 CV
 14 N C 200 80 {rough} 0 Open
 15 S C 200 80 {rough} 0 Open
[EMITTERS]
 G 0.3
 S 0.05
[PUMPS]
 PA A D HEAD ONE
 PB B D HEAD THREE SPEED 0.9
 PC C D HEAD MANY SPEED 1.2 PATTERN P3
 PD R B POWER 3
 PE A E HEAD THREE
 PF B E HEAD THREE SPEED 0.7 PATTERN P3
[VALVES]
 V1 E F 150 PRV 25 0
 V2 D H 100 PRV 45 3
 V3 E H 100 TCV 40 0
 V4 K G 80 PRV 10 0
 V5 K N 100 PSV 40 0
 V6 E Q 100 FCV 2 0
 V7 Q S 100 PBV 6 0
[STATUS]
 PB 0.95
 PE Closed
 PF Closed
 V4 Closed
 12 Open
[DEMANDS]
 E 1.0
 E 0.5 P2
[PATTERNS]
 P1 9 9 1.1 9
 P2 9 9 0.9
 P3 9 9 0.85
[CURVES]
 ONE 30 20
 THREE 0 40
 THREE 25 30
 THREE 50 10
 MANY 0 38
 MANY 10 35
 MANY 30 25
 MANY 60 5
"""


@pytest.mark.parametrize(
    ("law", "rough", "gravity", "viscosity", "head_tolerance", "flow_tolerance"),
    [
        ("H-W", 120, 1.0, 1.0, 0.01, 1e-3),
        # EPANET's g is 0.08 % above ours; what a component taken for another would make is metres.
        ("D-W", 0.1, 1.0, 1.0, 0.01, 1e-3),
        ("D-W", 0.1, 0.8, 4.0, 0.01, 1e-3),
        ("D-W", 0.1, 1.0, 3e-6, 0.01, 1e-3),
        # 1.49 for 1.486 in EPANET's formula, and its exponent -1.333 for -4/3, make its losses half a percent less.
        ("C-M", 0.011, 1.0, 1.0, 0.05, 2e-3),
    ],
)
def test_every_component(law, rough, gravity, viscosity, head_tolerance, flow_tolerance, types, tmp_path):
    network = NETWORK
    if gravity != 1.0:
        # EPANET reads a pump's power as on water; ours counts with the density, and the import says so.
        network = network.replace("PD R B POWER 3", "PD R B HEAD MANY")
    path = tmp_path / "every.inp"
    path.write_text(network.format(rough=rough) + OPTIONS.format(law=law, gravity=gravity, viscosity=viscosity))
    head, flow = deviations(our_state(read_epanet(path, types, name="Time zero")), run_file(path, tmp_path))
    assert head < head_tolerance
    assert flow < flow_tolerance


def test_the_comparison_sees_a_difference(types, tmp_path):
    """A diameter 1 % off is beyond the tolerances: the comparisons above can fail."""
    path = wntr.library.ModelLibrary().get_filepath("Net1")
    imported = read_epanet(path, types, name="Time zero")
    imported.case.set("P-10", diameter=1.01 * imported.case["PIPE"].loc["P-10", "diameter"])
    head, flow = deviations(our_state(imported), run_model(path, tmp_path))
    assert head > HEAD_TOLERANCE or flow > FLOW_TOLERANCE
