"""Imported networks over time against EPANET's own engine: cases from file to frames."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.epanet_periods import run_period
from tests.hydraulics.test_extended_period_against_epanet import NETWORK
from workbench.exchange.epanet import read_epanet
from workbench.services.simulate import simulate_case

wntr = pytest.importorskip("wntr")
pytest.importorskip("epanet.toolkit")


def deviations(path, folder, types, hours):
    """Largest differences of heads [m] and flows (relative to the largest) at every reporting hour."""
    theirs = run_period(path, folder, hours)
    imported = read_epanet(path, types, name="Day")
    ours = simulate_case(imported.case, f"{hours} h")
    rows = [theirs.times.index(hour * 3600) for hour in range(hours + 1)]
    heads, flows = {}, {}
    for code in ours.at_every_step:
        frame = ours[code]
        assert frame.index.tolist() == [np.timedelta64(hour, "h") for hour in range(hours + 1)]
        heads |= {tag: frame["head"][tag].to_numpy() for tag in frame["head"]} if "head" in frame else {}
        flows |= {tag: frame["flow"][tag].to_numpy() for tag in frame["flow"]} if "velocity" in frame else {}
        flows |= {tag: frame["flow"][tag].to_numpy() for tag in frame["flow"]} if "speed" in frame else {}
    head = max(
        np.abs(heads[tag] - theirs.head[rows, theirs.nodes.index(name)]).max()
        for name, tag in imported.tags.nodes.items()
    )
    flow = max(
        np.abs(flows[tag] - theirs.flow[rows, theirs.links.index(name)]).max()
        for name, tag in imported.tags.links.items()
    )
    return head, flow / np.abs(theirs.flow[rows]).max(), ours


# Both networks are of Hazen-Williams pipes without loss coefficients, in which no constant of the product differs.
@pytest.mark.parametrize("name", ["Net1", "Net3"])
def test_example_networks_over_a_day(name, types, tmp_path):
    path = wntr.library.ModelLibrary().get_filepath(name)
    head, flow, _ = deviations(path, tmp_path, types, 24)
    assert head < 2e-4
    assert flow < 1e-5


def test_limits_patterns_and_controls_of_every_kind(types, tmp_path):
    path = tmp_path / "everything.inp"
    path.write_text(NETWORK)
    head, flow, ours = deviations(path, tmp_path, types, 8)
    assert head < 5e-4
    assert flow < 2e-4
    assert len(ours.events) == 10
