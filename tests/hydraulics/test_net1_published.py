"""Net1 over 24 h against the results that EPANET's makers keep for their own regression test."""

from __future__ import annotations

import pytest

from tests.hydraulics.net1 import FOOT, GALLONS_A_MINUTE, net1
from workbench.hydraulics import simulate

HOURS = (0, 6, 12, 24)

# US EPA / OWA EPANET, tests/data/net1.out (binary) at commit 473b87d6498b98ea08943bf98d2c8a244d5892ea.
PRESSURES = {  # [psi]
    "10": (127.541, 130.673, 133.887, 125.968),
    "11": (119.257, 122.82, 126.478, 117.469),
    "12": (117.021, 122.354, 125.061, 115.031),
    "13": (118.669, 122.66, 126.672, 116.687),
    "21": (117.661, 120.05, 125.407, 115.744),
    "22": (118.758, 121.997, 126.716, 116.787),
    "23": (120.737, 123.909, 128.708, 118.762),
    "31": (115.861, 116.276, 123.655, 113.931),
    "32": (110.79, 110.87, 118.652, 108.843),
    "9": (0.0, 0.0, 0.0, 0.0),
    "2": (51.996, 57.359, 60.043, 50.004),
}
FLOWS = {  # [gpm]
    "10": (1866.18, 1813.13, 1757.04, 1892.24),
    "11": (1234.21, 1041.79, 1148.6, 1254.61),
    "12": (129.34, 257.81, 134.16, 128.19),
    "21": (191.16, 81.35, 169.69, 196.3),
    "22": (120.66, 142.19, 115.84, 121.81),
    "31": (40.81, 49.99, 38.75, 41.33),
    "110": (-766.18, -53.13, -657.04, -792.24),
    "111": (481.97, 531.34, 458.44, 487.64),
    "112": (188.7, 490.85, 207.4, 184.18),
    "113": (29.34, 97.81, 34.16, 28.19),
    "121": (140.81, 209.99, 138.75, 141.33),
    "122": (59.19, 110.01, 61.25, 58.67),
    "9": (1866.18, 1813.13, 1757.04, 1892.24),
}
PSI_A_FOOT = 0.4333
"""EPANET's own constant (PSIperFT in types.h)."""


@pytest.fixture(scope="module")
def day():
    network, schedule = net1()
    series = simulate(network, schedule, 24 * 3600, 3600)
    return network, series, [series.times.tolist().index(hour * 3600) for hour in HOURS]


@pytest.mark.parametrize("node", PRESSURES)
def test_pressures(node, day):
    network, series, rows = day
    k = network.node_names.index(node)
    pressure = (series.head[rows, k] - network.elevation[k]) / FOOT * PSI_A_FOOT
    assert pressure == pytest.approx(PRESSURES[node], rel=0.0, abs=0.001)


@pytest.mark.parametrize("link", FLOWS)
def test_flows(link, day):
    network, series, rows = day
    flow = series.flow[rows, network.link_names.index(link)] / GALLONS_A_MINUTE
    assert flow == pytest.approx(FLOWS[link], rel=0.0, abs=0.01)


def test_pump_is_switched_by_the_tank(day):
    _, series, _ = day
    assert [(event.time, event.tag, event.cause) for event in series.events] == [
        (45154, "9", "high"),
        (81690, "9", "low"),
    ]
