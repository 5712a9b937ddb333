"""The import of EPANET files: what becomes what, what is listed as not taken over, and files that are none."""

from __future__ import annotations

import sys
import warnings

import pytest

from workbench.errors import InputError, NotFound
from workbench.exchange.epanet import read_epanet

wntr = pytest.importorskip("wntr")

SMALL = """[TITLE]
 A  small network
[JUNCTIONS]
 10 100 50
 11 90 20
[RESERVOIRS]
 9 300
[TANKS]
 2 200 20 5 30 40 0
[PIPES]
 10 10 11 1000 12 120 0 Open
 11 11 2 1000 12 120 0 Open
[PUMPS]
 9 9 10 HEAD C
{more}
[CURVES]
 C 100 150
[COORDINATES]
 10 0 0
 11 100 50
 9 -100 0
[OPTIONS]
 Units GPM
 Headloss H-W
{options}
[END]
"""


@pytest.fixture
def read(types, tmp_path):
    def read_text(more="", options="", text=SMALL, encoding="utf-8"):
        path = tmp_path / "small.inp"
        path.write_bytes(text.format(more=more, options=options).encode(encoding))
        return read_epanet(path, types, name="Base")

    return read_text


def test_units_and_types(read):
    imported = read()
    case = imported.case
    assert case.name == "Base"
    assert case.description == "A small network"
    assert case.settings["friction_law"] == "hazen-williams"
    assert case["NODE"].loc["10", "elevation"] == pytest.approx(100 * 0.3048)
    assert case["NODE"].loc["10", "demand"] == pytest.approx(50 * 3.785411784e-3 / 60, rel=1e-5)
    assert case["SOURCE"].loc["9", "elevation"] == pytest.approx(300 * 0.3048)
    assert case["SOURCE"].loc["9", "supply_pressure"] == 101325.0
    assert case["TANK"].loc["2", "level"] == pytest.approx(20 * 0.3048)
    assert case["PIPE"].loc["P-10", "diameter"] == pytest.approx(12 * 0.0254)
    assert case["PIPE"].loc["P-10", "hazen_williams_coefficient"] == 120.0
    assert case["PUMP"].loc["PU-9", "curve_form"] == "power law"
    assert not case.problems()


def test_density_and_viscosity_are_those_of_epanet(read):
    settings = read().case.settings
    assert settings["density"] == pytest.approx(999.552, abs=0.001)  # 62.4 lb/ft3
    assert settings["viscosity"] / settings["density"] == pytest.approx(1.0219e-6, rel=1e-4)  # 1.1e-5 ft2/s


def test_a_node_and_a_link_of_one_id(read):
    imported = read()
    assert imported.tags.nodes == {"10": "10", "11": "11", "9": "9", "2": "2"}
    assert imported.tags.links == {"10": "P-10", "11": "P-11", "9": "PU-9"}
    assert any("2 pipes got the prefix P- (10 is P-10)" in line for line in imported.not_taken_over)


def test_only_the_kind_of_link_that_needs_it_gets_a_prefix(read):
    imported = read(text=SMALL.replace(" 9 9 10 HEAD C", " PUMP 9 10 HEAD C"))
    assert imported.tags.links == {"10": "P-10", "11": "P-11", "PUMP": "PUMP"}


def test_ids_that_differ_in_letter_case(read):
    imported = read("[JUNCTIONS]\n ax 1 0\n AX 1 0\n[PIPES]\n 12 10 ax 10 12 120 0 Open\n 13 10 AX 10 12 120 0 Open")
    assert imported.tags.nodes["ax"] == "ax"
    assert imported.tags.nodes["AX"] == "AX-2"
    assert any("AX is AX-2" in line for line in imported.not_taken_over)


def test_an_id_that_no_tag_can_be_is_named(read):
    with pytest.raises(InputError, match="The EPANET ID 'J&1' cannot be a tag"):
        read("[JUNCTIONS]\n J&1 1 0")


def test_places(read):
    imported = read("[PUMPS]\n 91 9 10 HEAD C\n 92 10 9 HEAD C")
    graphics = imported.case.graphics
    assert tuple(graphics.loc["11"]) == (100.0, 50.0)
    pumps = [tuple(graphics.loc[tag]) for tag in ("PU-9", "PU-91", "PU-92")]
    assert pumps[0] == (-50.0, 0.0)
    assert len(set(pumps)) == 3  # side by side, not over each other
    assert "2" not in graphics.index
    assert any("no coordinates of 2" in line for line in imported.not_taken_over)


def test_patterns(read):
    imported = read(
        "[PATTERNS]\n 1 0.5 9\n S 0.8 0 1\n H 1.1 9 2\n X 1 2\n[DEMANDS]\n 10 100 H\n 10 20\n[RESERVOIRS]\n 8 100 H\n"
        "[PIPES]\n 12 8 10 10 12 120 0 Open\n[PUMPS]\n 91 9 10 HEAD C SPEED 1.2 PATTERN S\n"
        "[TIMES]\n Pattern Timestep 2:00\n Pattern Start 4:00",
        " Demand Multiplier 2",
    )
    case = imported.case
    gpm = 3.785411784e-3 / 60
    assert case["NODE"].loc["11", "demand"] == pytest.approx(2 * 20 * gpm, rel=1e-5)
    assert case["NODE"].loc["11", "demand_pattern"] == "1"
    # Two demands of one node with patterns of two and three steps are one with six.
    (own,) = [tag for tag in case["PATTERN"].index if tag not in ("1", "S", "H")]
    assert case["NODE"].loc["10", "demand_pattern"] == own
    total = [case["NODE"].loc["10", "demand"] * point[0] for point in case["PATTERN"].loc[own, "multipliers"]]
    expected = [2 * gpm * (100 * (1.1, 9, 2)[k % 3] + 20 * (0.5, 9)[k % 2]) for k in range(6)]
    assert total == pytest.approx(expected, rel=1e-5)
    assert (case["PATTERN"]["step"] == 7200).all()
    assert (case["PATTERN"]["start"] == 4 * 3600).all()
    source = case["SOURCE"].loc["8"]
    weight = case.settings["density"] * 9.80665
    assert source["elevation"] + (source["supply_pressure"] - 101325) / weight == pytest.approx(100 * 0.3048)
    assert source["pressure_pattern"] == "H"
    assert case["PUMP"].loc["PU-91", ["speed", "speed_pattern"]].tolist() == [1.0, "S"]  # it replaces the speed
    assert "Pattern 'X': not used" in "\n".join(imported.not_taken_over)


def test_controls_and_times(read):
    imported = read(
        "[JUNCTIONS]\n A 10 0\n B 10 0\n[PIPES]\n 12 A B 10 12 120 0 Open\n"
        "[VALVES]\n PR 10 A 8 PRV 50 2\n TC 10 B 8 TCV 12 3\n"
        "[CONTROLS]\n LINK 9 CLOSED IF NODE 2 ABOVE 25\n LINK 9 0.8 AT TIME 5:30\n LINK 9 OPEN AT CLOCKTIME 2 PM\n"
        " LINK 12 CLOSED IF NODE A BELOW 30\n LINK PR 40 AT TIME 1\n LINK PR OPEN AT TIME 2\n LINK TC 20 AT TIME 3\n"
        " LINK TC OPEN AT TIME 4\n"
        "[TIMES]\n Duration 24:00\n Hydraulic Timestep 1:00\n Report Timestep 0:30\n Start ClockTime 6 am",
    )
    psi, atmosphere = 6894.757, 101325.0
    rows = [
        {name: value for name, value in row.items() if value == value and value is not None}
        for row in imported.case["CONTROL"].to_dict("records")
    ]
    pressure = rows[3].pop("pressure"), rows[4].pop("setpoint")
    assert pressure == pytest.approx((atmosphere + 30 * psi, atmosphere + 40 * psi), rel=1e-4)
    assert rows[0].pop("level") == pytest.approx(25 * 0.3048)
    assert rows == [
        {"component": "PU-9", "status": "off", "condition": "level above", "place": "2"},
        {"component": "PU-9", "status": "on", "speed": 0.8, "condition": "at time", "time": 19800.0},
        {"component": "PU-9", "status": "on", "speed": 1.0, "condition": "at clock time", "time": 50400.0},
        {"component": "P-12", "status": "closed", "condition": "pressure below", "place": "A"},
        {"component": "PR", "status": "active", "condition": "at time", "time": 3600.0},
        {"component": "PR", "status": "open", "condition": "at time", "time": 7200.0},
        {"component": "TC", "status": "open", "loss_coefficient": 20.0, "condition": "at time", "time": 10800.0},
        {"component": "TC", "status": "open", "loss_coefficient": 3.0, "condition": "at time", "time": 14400.0},
    ]
    (period,) = imported.case["PERIOD"].to_dict("records")
    assert period == {"duration": 86400.0, "step": 1800.0, "report_step": 1800.0, "clock_start": 21600.0}
    assert not any("control" in line for line in imported.not_taken_over)


def test_tanks_of_any_shape(read):
    case = read("[CURVES]\n V 0 0\n V 10 200\n V 40 900\n", text=SMALL.replace("40 0", "40 0 V YES")).case
    tank = case["TANK"].loc["2"]
    assert tank["overflows"]
    foot = 0.3048
    points = [x for point in tank["volume_curve"] for x in point]
    assert points == pytest.approx([0, 0, 10 * foot, 200 * foot**3, 40 * foot, 900 * foot**3])


def test_pumps(read):
    case = read(
        "[PUMPS]\n PA 9 10 POWER 10\n PB 9 10 HEAD D SPEED 0.9\n PC 9 10 HEAD F\n[CURVES]\n"
        " D 0 200\n D 50 150\n D 90 10\n F 10 200\n F 50 150\n F 90 10\n E 0 40\n E 100 80\n"
        "[STATUS]\n PB Closed\n PC 1.1\n[ENERGY]\n Pump PB Effic E"
    ).case
    pumps = case["PUMP"]
    assert pumps.loc["PU-PA", "power"] == pytest.approx(7457.0, rel=1e-3)
    assert pumps.loc["PU-PB", "status"] == "off"
    assert pumps.loc["PU-PB", "speed"] == 0.9
    assert pumps.loc["PU-PB", "curve_form"] == "power law"
    assert [point[1] for point in pumps.loc["PU-PB", "efficiency_curve"]] == [0.4, 0.8]
    assert pumps.loc["PU-PC", "curve_form"] == "piecewise linear"
    assert pumps.loc["PU-PC", "speed"] == 1.1


def test_valves(read):
    imported = read(
        "[JUNCTIONS]\n A 10 0\n B 10 0\n[PIPES]\n 12 A B 10 12 120 0 Open\n"
        "[VALVES]\n PR 10 A 8 PRV 50 2\n TC 10 B 8 TCV 12 3\n FC 11 A 8 FCV 100 4\n"
        " PS 11 B 8 PSV 60 0\n PB 11 B 8 PBV 10 0\n GP 11 B 8 GPV C 0\n"
        " OP 10 A 8 TCV 9 5\n[STATUS]\n PS Closed\n OP Open"
    )
    case = imported.case
    valves = case["CONTROL_VALVE"]
    # 50 psi of EPANET's water: 62.4 lb/ft3 make 0.4333 psi a foot.
    assert valves.loc["PR", "setpoint"] == pytest.approx(101325 + 50 * 6894.757, rel=1e-4)
    assert valves.loc["PS", "setpoint"] == pytest.approx(101325 + 60 * 6894.757, rel=1e-4)
    assert valves.loc["PB", "set_pressure_drop"] == pytest.approx(10 * 6894.757, rel=1e-3)
    assert valves.loc["FC", "set_flow"] == pytest.approx(100 * 3.785411784e-3 / 60, rel=1e-5)
    assert list(valves["control"]) == ["downstream pressure", "flow", "upstream pressure", "pressure drop"]
    assert list(valves["status"]) == ["active", "active", "closed", "active"]
    assert case["VALVE"].loc["TC", "loss_coefficient"] == 12.0
    assert case["VALVE"].loc["OP", "loss_coefficient"] == 5.0
    important = [line for line in imported.not_taken_over if line.startswith("IMPORTANT")]
    assert len(important) == 1
    assert "valve GP (GPV, head loss curve C)" in important[0]
    assert "stands open" in important[0]


@pytest.mark.parametrize(
    ("units", "pressure", "expected"), [("GPM", "PSI", 6894.757), ("LPS", "METERS", 9802.3), ("LPS", "KPA", 1000.0)]
)
def test_emitters_and_settings_in_every_unit_of_pressure(read, units, pressure, expected):
    """EPANET's water of 62.4 lb/ft3 weighs 9802 N/m3; its 6.895 kPa a psi and 0.4333 psi a foot are rounded."""
    text = SMALL.replace("GPM", units)
    more = "[EMITTERS]\n 11 0.5\n[VALVES]\n PB 10 11 8 PBV 1 0"
    case = read(more, f" Emitter Exponent 0.6\n Pressure {pressure}", text=text).case
    emitter = case["NOZZLE"].loc["11-emitter"]
    flow = {"GPM": 3.785411784e-3 / 60, "LPS": 1e-3}[units]
    assert emitter["rated_flow"] == pytest.approx(0.5 * flow, rel=1e-5)
    assert emitter["rated_pressure_drop"] == pytest.approx(expected, rel=1e-3)
    assert case["CONTROL_VALVE"].loc["PB", "set_pressure_drop"] == pytest.approx(expected, rel=1e-3)
    assert emitter["exponent"] == 0.6
    assert case["NOZZLE"].index.tolist() == ["11-emitter"]


def test_darcy_weisbach(read):
    case = read(text=SMALL.replace("H-W", "D-W")).case
    assert case.settings["friction_law"] == "swamee-jain"  # as EPANET computes it
    assert case["PIPE"].loc["P-10", "roughness"] == pytest.approx(0.12 * 0.3048)  # thousandths of a foot


def test_what_is_not_taken_over_is_listed(read):
    lines = read(
        "[VALVES]\n FC 11 10 8 FCV 100 4\n[CONTROLS]\n LINK FC 50 AT TIME 5\n"
        "[RULES]\nRULE up\nIF TANK 2 LEVEL ABOVE 25\nTHEN PUMP 9 STATUS IS CLOSED\n"
        "[QUALITY]\n 10 0.5\n[SOURCES]\n 10 CONCEN 1.2\n[REACTIONS]\n Global Bulk -0.5\n[MIXING]\n 2 FIFO\n"
        "[ENERGY]\n Global Efficiency 70\n[EMITTERS]\n 11 0.5\n[TAGS]\n NODE 10 X\n[VERTICES]\n 10 5 5\n[LABELS]\n"
        ' 1 1 "text"\n[BACKDROP]\n UNITS None\n[REPORT]\n Status No\n[TIMES]\n Duration 24:00\n'
        "[CURVES]\n IDLE 1 2\n[JUNCTIONS]\n 12 3 0 ;a remark\n[PIPES]\n 12 11 12 10 12 120 0 Open",
        " Trials 40\n Demand Model PDA\n Required Pressure 10\n Specific Gravity 0.9",
    ).not_taken_over
    text = "\n".join(lines)
    for words in (
        "the control 'LINK FC 50 AT TIME 5' is not taken over",
        "1 rule (up)",
        "initial quality (1 line)",
        "sources (1 line)",
        "reactions (1 line)",
        "mixing in tanks (1 line)",
        "efficiency of 70 %",
        "1 emitter became 11-emitter",
        "tags (1 line)",
        "vertices of links (1 line)",
        "labels (1 line)",
        "backdrop (1 line)",
        "Report settings (1 line)",
        "Curve 'IDLE'",
        "Comments behind entries (1)",
        "(trials)",
        "pressure-driven demand",
        "vapour pressure",
    ):
        assert words in text
    assert lines[0].startswith("IMPORTANT")


def test_a_tank_at_its_limit_is_listed(read):
    lines = read(text=SMALL.replace(" 2 200 20 5 30", " 2 200 5 5 30")).not_taken_over
    assert any("2 start at the lowest level" in line for line in lines)


def test_chezy_manning(read):
    case = read(text=SMALL.replace("H-W", "C-M").replace(" 120 ", " 0.012 ")).case
    assert case.settings["friction_law"] == "chezy-manning"
    assert case["PIPE"].loc["P-10", "manning_coefficient"] == 0.012


def test_units_are_gallons_a_minute_where_a_file_names_none(read):
    assert read(text=SMALL.replace(" Units GPM\n", "")).case.digest == read().case.digest


def test_encoding_of_windows_and_byte_order_mark(read):
    accented = SMALL.replace("A  small network", "Réseau à 20 °C")
    assert read(text=accented, encoding="cp1252").case.description == "Réseau à 20 °C"
    assert read(text=accented, encoding="utf-8-sig").case.description == "Réseau à 20 °C"


def test_two_of_one_id_are_refused(read):
    with pytest.raises(InputError, match="two nodes with the ID '10'"):
        read("[JUNCTIONS]\n 10 5 5")


def test_no_file(types, tmp_path):
    with pytest.raises(NotFound, match="There is no file"):
        read_epanet(tmp_path / "none.inp", types, name="Base")


def test_a_folder(types, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_epanet(tmp_path, types, name="Base")


NO_EPANET_FILES = {
    "empty": b"",
    "text": b"Dear colleague,\nplease find attached\n",
    "csv": b"tag;length\nP-1;12\n",
    "binary": bytes(range(256)) * 20,
    "json": b'[{"tag": "P-1"}]\n',
    "xml": b"<?xml version='1.0'?><a>[x]</a>\n",
    "other sections": b"[general]\nname = x\n",
    "swmm": b"[JUNCTIONS]\nJ1 10 4 0 0\n[CONDUITS]\nC1 J1 J2 100 0.01\n",
    "nodes only": b"[JUNCTIONS]\n J1 10 5\n",
    "no number": b"[JUNCTIONS]\n J1 ten 5\n[RESERVOIRS]\n R 5\n[PIPES]\n 1 R J1 1 1 1\n",
    "too few values": b"[JUNCTIONS]\n J1 10 5\n[RESERVOIRS]\n R 5\n[PIPES]\n 1 R J1 1\n",
    "unknown node": b"[JUNCTIONS]\n J1 10 5\n[PIPES]\n 1 R J1 1 1 1 0 Open\n",
    "unknown curve": b"[JUNCTIONS]\n J1 10 5\n[RESERVOIRS]\n R 5\n[PUMPS]\n 1 R J1 HEAD X\n",
    "unknown status": b"[JUNCTIONS]\n J1 10 5\n[RESERVOIRS]\n R 5\n[PIPES]\n 1 R J1 1 1 1 0 Half\n",
    "unknown unit": b"[OPTIONS]\n Units BARREL\n[JUNCTIONS]\n J1 10 5\n",
    "unknown option": b"[OPTIONS]\n Headloss X-Y\n",
    "control of nothing": b"[JUNCTIONS]\n J1 10 5\n[CONTROLS]\n LINK 5 OPEN AT TIME 3\n",
    "level": b"[TANKS]\n T 10 5 6 8 10 0\n",
}


@pytest.mark.parametrize("content", NO_EPANET_FILES.values(), ids=NO_EPANET_FILES)
def test_no_epanet_file(content, types, tmp_path, recwarn, caplog, capfd):
    path = tmp_path / "other.inp"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_epanet(path, types, name="Base")
    message = str(caught.value)
    assert message.startswith("'other.inp' ")
    assert "File > Export > Network" in message
    assert "\n" not in message
    assert "Traceback" not in message
    assert not recwarn.list
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_the_line_at_fault_is_named(types, tmp_path):
    path = tmp_path / "other.inp"
    path.write_bytes(NO_EPANET_FILES["no number"])
    with pytest.raises(InputError, match=r"line 2, 'J1 ten 5': could not convert string to float: 'ten'"):
        read_epanet(path, types, name="Base")


def test_a_value_out_of_bounds_names_the_tag(read):
    with pytest.raises(InputError, match=r"P-12\.length is 0 m; expected above 0"):
        read("[PIPES]\n 12 10 11 0 12 120 0 Open")


def test_what_the_reader_warns_of_is_listed_and_not_shown(read, recwarn):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lines = read("[ENERGY]\n Nonsense 1 2").not_taken_over
    assert any("Unknown entry in ENERGY section" in line for line in lines)
    assert not recwarn.list


def test_without_wntr(read, monkeypatch):
    for name in [name for name in sys.modules if name == "wntr" or name.startswith("wntr.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "wntr", None)
    with pytest.raises(InputError, match=r"pip install 'workbench\[epanet\]'"):
        read()
