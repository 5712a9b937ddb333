"""EPANET's example network Net1 over a day, typed from its input file.

Source: OpenWaterAnalytics/EPANET, tests/data/net1.inp (MIT), at commit 473b87d6498b98ea08943bf98d2c8a244d5892ea.
"""

from __future__ import annotations

from workbench.hydraulics import (
    Condition,
    Control,
    FrictionLaw,
    LinkKind,
    LinkStatus,
    Network,
    Pattern,
    PatternUse,
    PumpCurve,
    PumpTable,
    Schedule,
    Tank,
)

FOOT, INCH = 0.3048, 0.0254
GALLONS_A_MINUTE = 3.785411784e-3 / 60.0

JUNCTIONS = {  # elevation [ft], demand [gpm]
    "10": (710, 0),
    "11": (710, 150),
    "12": (700, 150),
    "13": (695, 100),
    "21": (700, 150),
    "22": (695, 200),
    "23": (690, 150),
    "31": (700, 100),
    "32": (710, 100),
}
PIPES = {  # start, end, length [ft], diameter [in]; C is 100
    "10": ("10", "11", 10530, 18),
    "11": ("11", "12", 5280, 14),
    "12": ("12", "13", 5280, 10),
    "21": ("21", "22", 5280, 10),
    "22": ("22", "23", 5280, 12),
    "31": ("31", "32", 5280, 6),
    "110": ("2", "12", 200, 18),
    "111": ("11", "21", 5280, 10),
    "112": ("12", "22", 5280, 12),
    "113": ("13", "23", 5280, 8),
    "121": ("21", "31", 5280, 8),
    "122": ("22", "32", 5280, 6),
}
MULTIPLIERS = (1.0, 1.2, 1.4, 1.6, 1.4, 1.2, 1.0, 0.8, 0.6, 0.4, 0.6, 0.8)


def net1() -> tuple[Network, Schedule]:
    """The arrays of Net1: reservoir 9 at 800 ft, tank 2 at 850 ft, pump 9 with one design point."""
    nodes = [*JUNCTIONS, "9", "2"]
    links = [*PIPES, "9"]
    place = {name: k for k, name in enumerate(nodes)}
    pump, tank = len(PIPES), place["2"]
    ends = [(start, end) for start, end, _, _ in PIPES.values()] + [("9", "10")]
    network = Network(
        node_names=nodes,
        elevation=[FOOT * z for z in (*(z for z, _ in JUNCTIONS.values()), 800, 850)],
        fixed=[name in ("9", "2") for name in nodes],
        fixed_head=[0.0] * len(JUNCTIONS) + [800 * FOOT, (850 + 120) * FOOT],
        demand=0.0,
        link_names=links,
        start=[place[start] for start, _ in ends],
        end=[place[end] for _, end in ends],
        kind=[LinkKind.PIPE] * len(PIPES) + [LinkKind.PUMP],
        length=[FOOT * length for _, _, length, _ in PIPES.values()] + [0.0],
        diameter=[INCH * diameter for _, _, _, diameter in PIPES.values()] + [0.0],
        law=FrictionLaw.HAZEN_WILLIAMS,
        hazen_williams_coefficient=100.0,
        pumps=PumpTable.build([pump], [PumpCurve.from_one_point(1500 * GALLONS_A_MINUTE, 250 * FOOT)]),
    )
    demand = [flow * GALLONS_A_MINUTE for _, flow in JUNCTIONS.values()]
    schedule = Schedule(
        tanks=[Tank(tank, 120 * FOOT, 100 * FOOT, 150 * FOOT, diameter=50.5 * FOOT)],
        patterns=[Pattern("1", MULTIPLIERS, 2 * 3600)],
        demands=PatternUse.build(range(len(demand)), demand, [0] * len(demand)),
        controls=[
            Control("low", pump, Condition.BELOW, (850 + 110) * FOOT, tank, LinkStatus.OPEN),
            Control("high", pump, Condition.ABOVE, (850 + 140) * FOOT, tank, LinkStatus.CLOSED),
        ],
    )
    return network, schedule
