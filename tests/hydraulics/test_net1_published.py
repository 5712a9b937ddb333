"""Net1 over 24 h against the results that EPANET's makers keep for their own regression test."""

from __future__ import annotations

import pytest

from tests.hydraulics.net1 import FOOT, GALLONS_A_MINUTE, net1
from tests.published import PublishedCase
from workbench.hydraulics import simulate

CASE = PublishedCase(
    "C-010",
    "EPANET Net1 at 0, 6, 12 and 24 h: tank level, pump control and demand pattern",
    "US EPA and Open Water Analytics, EPANET, tests/data/net1.out (benchmark of its regression test), commit "
    "473b87d6498b98ea08943bf98d2c8a244d5892ea",
)
HOURS = (0, 6, 12, 24)

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


# Printed to five figures; EPANET ran to an accuracy of 0.001 of the flows.
PRESSURE_TOLERANCE = 0.001  # [psi]
FLOW_TOLERANCE = 0.01  # [gpm]


@pytest.fixture(scope="module")
def day():
    """Pressures [psi] and flows [gpm] by name, at the four hours."""
    network, schedule = net1()
    series = simulate(network, schedule, 24 * 3600, 3600)
    rows = [series.times.tolist().index(hour * 3600) for hour in HOURS]
    pressure = (series.head[rows] - network.elevation) / FOOT * PSI_A_FOOT
    flow = series.flow[rows] / GALLONS_A_MINUTE
    return (
        {name: pressure[:, k] for k, name in enumerate(network.node_names)},
        {name: flow[:, k] for k, name in enumerate(network.link_names)},
        series.events,
    )


def test_pressures_and_flows_of_the_day(day, validation):
    pressures, flows, _ = day
    for k, hour in enumerate(HOURS):
        for what, published, ours, unit, allowed in (
            ("pressures", PRESSURES, pressures, "psi", PRESSURE_TOLERANCE),
            ("flows", FLOWS, flows, "gpm", FLOW_TOLERANCE),
        ):
            expected = {name: values[k] for name, values in published.items()}
            got = [ours[name][k] for name in published]
            validation.worst(CASE, f"{what} after {hour} h", expected, got, unit, absolute=allowed)


def test_pump_is_switched_by_the_tank(day):
    """EPANET's own engine (2.2 and 2.3) switches it at the same seconds."""
    assert [(event.time, event.tag, event.cause) for event in day[2]] == [(45154, "9", "high"), (81690, "9", "low")]
