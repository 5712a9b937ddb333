"""Datasheets: what stands on them is what the case holds, in the units that are asked for, and nothing is executed."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from tests.calculations.test_pump_duties import DUTY
from tests.datasheets.cases import HOSTILE, pump_case, relief_case
from workbench.datasheets.definition import Blank, Form, Named
from workbench.datasheets.forms import DEFINITIONS, NPSH_SHEET
from workbench.datasheets.making import generic_definition
from workbench.datasheets.sheet import (
    NOT_JUDGED,
    PASSED,
    Column,
    Datasheet,
    Heading,
    RevisionLine,
    Table,
    Texts,
)
from workbench.equipment import BUILT_IN, built_in_schemas
from workbench.errors import InputError, NotFound, UnitError
from workbench.model.schema import TypeSchema
from workbench.services.datasheets import revision_lines
from workbench.services.run import run_case


def value(sheet, section, item, row=""):
    frame = sheet.to_frame()
    found = frame[(frame["section"] == section) & (frame["item"] == item) & (frame["row"] == row)]
    assert len(found) == 1, frame[frame["section"] == section].to_string()
    return found.iloc[0]["value"], found.iloc[0]["unit"]


@pytest.fixture(scope="module")
def relief():
    case = relief_case()
    run_case(case)
    return case


@pytest.fixture(scope="module")
def pumps():
    case = pump_case()
    run_case(case)
    return case


# --- definitions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", [*DEFINITIONS.values(), NPSH_SHEET], ids=lambda one: f"{one.code} {one.title}")
def test_every_name_of_a_definition_is_a_field_of_its_type(definition):
    schemas = built_in_schemas()
    for part in definition.sections:
        code = definition.code if isinstance(part, Form) else part.code
        items = part.items if isinstance(part, Form) else (*part.names, part.reference)
        for item in items:
            if isinstance(item, Blank):
                continue
            schema, name = schemas[code], item.name if isinstance(item, Named) else item
            own, _, behind = name.partition(".")
            assert own in {**schema.fields, **schema.results}, f"{code}.{own}"
            if behind:
                other = schemas[schema.fields[own].refers_to]
                assert behind in {**other.fields, **other.results}, name
    assert set(definition.main) <= {*schemas[definition.code].fields, *schemas[definition.code].results}


@pytest.mark.parametrize("code", BUILT_IN)
def test_the_generic_sheet_has_every_field(code):
    schema = BUILT_IN[code].schema
    named = [name for part in generic_definition(schema).sections for name in part.items]
    assert named == [*schema.fields, *schema.results]


# --- values ----------------------------------------------------------------------------------------------------


def test_the_valve_in_three_systems_of_units(relief):
    area = float(relief["PSV"].at["PSV-101", "required_area"])
    si, metric, us = (relief.datasheet("PSV-101", system) for system in ("si", "metric", "us"))
    assert value(si, "Service conditions", "Set pressure") == (pytest.approx(1.8e6 + 101325.0), "Pa")
    assert value(metric, "Service conditions", "Set pressure") == (pytest.approx(18.0), "barg")
    assert value(us, "Service conditions", "Set pressure") == (pytest.approx(18e5 / 6894.757293), "psig")
    assert value(metric, "Sizing and selection", "Required area") == (pytest.approx(area * 1e6), "mm2")
    assert value(us, "Sizing and selection", "Required area") == (pytest.approx(area / 0.0254**2), "inch2")
    with pytest.raises(UnitError):
        relief.datasheet("PSV-101", "imperial")


def test_a_line_goes_through_the_reference_to_the_vessel(relief):
    sheet = relief.datasheet("PSV-101")
    assert value(sheet, "General", "Design pressure of the equipment") == (pytest.approx(18.0), "barg")
    assert value(sheet, "General", "Protected equipment")[0] == "V-101"


def test_scenarios_of_the_valve_stand_on_its_sheet(relief):
    sheet = relief.datasheet("PSV-101")
    table = next(one for one in sheet.sections if one.title == "Overpressure scenarios")
    assert [row[0] for row in table.rows] == ["S-1", "S-2"]
    assert value(sheet, table.title, "Relief load", "S-1") == (pytest.approx(6000.0), "kg/h")
    assert value(sheet, table.title, "Applicable", "S-2")[0] == "no"
    assert value(sheet, table.title, "Relief load", "S-2")[0] is None


def test_assumptions_and_warnings_are_those_of_the_tags_on_the_sheet(relief):
    summary = relief.run.summary
    texts = {one.title: " ".join(one.texts) for one in relief.datasheet("PSV-101").sections if isinstance(one, Texts)}
    assert summary["assumptions"]
    for one in summary["assumptions"]:
        assert (one["text"] in texts["Assumptions"]) == bool({"PSV-101", "S-1", "S-2"} & set(one["tags"]))
    of_fluid = [one for one in relief.datasheet("C3").sections if one.title == "Assumptions"]
    assert of_fluid[0].texts == ()


def test_checks_have_value_limit_and_verdict(pumps):
    case, row = pumps, pumps["PUMP_DUTY"].loc["D-1"]
    table = next(one for one in case.npsh_sheet("D-1").sections if one.title == "Checks")
    lines = {line[1]: line for line in table.rows}
    assert lines["NPSH margin"][2:7] == (pytest.approx(row["npsh_margin"]), "≥", pytest.approx(1.0), "m", "pass")
    assert {line[0] for line in table.rows} == {"D-1"}
    failing = pump_case()
    failing.set("D-1", minimum_npsh_margin="100 m")
    run_case(failing)
    lines = {line[1]: line for line in next(s for s in failing.npsh_sheet("D-1").sections if s.title == "Checks").rows}
    assert lines["NPSH margin"][6] == "FAIL"
    assert "class='wb-fail'>FAIL" in failing.npsh_sheet("D-1").to_html()


def test_a_limit_whose_value_was_not_calculated_stands_there_without_a_verdict(relief):
    table = next(one for one in relief.datasheet("PSV-101").sections if one.title == "Checks")
    lines = {line[1]: line for line in table.rows}
    assert lines["Inlet loss fraction"][2:7] == (None, "≤", pytest.approx(3.0), "%", NOT_JUDGED)
    assert lines["Area utilisation"][6] == PASSED
    assert f"class='wb-unjudged'>{NOT_JUDGED}" in relief.datasheet("PSV-101").to_html()


def test_duties_stand_side_by_side_on_the_sheet_of_the_pump(pumps):
    sheet = pumps.datasheet("P-1")
    table = next(one for one in sheet.sections if one.title == "Operating conditions")
    assert [column.title for column in table.columns] == ["Pump duty", "Unit", "D-1", "D-2"]
    assert ("Rated flow", "m3/h", pytest.approx(50.0), pytest.approx(70.0)) in table.rows


def test_the_npsh_sheet_shows_the_calculation_up_to_the_margin(pumps):
    table = next(one for one in pumps.npsh_sheet("D-2").sections if one.title == "Calculation")
    margins = [row[2] for row in table.rows if row[0] == "NPSH margin"]
    assert margins == [pytest.approx(pumps["PUMP_DUTY"].at["D-2", "npsh_margin"])]
    assert not any("otor" in str(row[0]) for row in table.rows)
    with pytest.raises(InputError, match="it has 2: D-1, D-2"):
        pumps.npsh_sheet("P-1")


def test_unknown_tags_are_refused(relief):
    with pytest.raises(NotFound):
        relief.datasheet("PSV-999")


# --- what the heading says -------------------------------------------------------------------------------------


def test_results_that_are_missing_or_old_are_marked():
    case = relief_case()
    assert case.datasheet("PSV-101").heading.marks[0].startswith("NOT CALCULATED")
    run_case(case)
    assert case.datasheet("PSV-101").heading.marks == ()
    assert case.datasheet("V-101").heading.marks[0].startswith("NOT CALCULATED"), "the module PSV calculates no vessel"
    case.set("PSV-101", set_pressure="17 barg")
    (mark,) = case.datasheet("PSV-101").heading.marks
    assert mark.startswith("NOT CURRENT")
    assert "PSV-101.set_pressure" in mark
    assert html.escape(mark) in case.datasheet("PSV-101")._repr_html_()
    checks = next(one for one in case.datasheet("PSV-101").sections if one.title == "Checks")
    assert "pass" not in {row[6] for row in checks.rows}


def test_the_heading_has_digest_and_solver(relief):
    heading = relief.datasheet("PSV-101").heading
    assert heading.digest == relief.digest
    assert relief.run.solver in heading.solver
    assert relief.run.solver_version in heading.solver
    assert relief.digest in relief.datasheet("PSV-101").to_html()


def stored(code, parent, day, **more):
    now = datetime(2026, 11, day, tzinfo=UTC)
    values = {"status": "WIP", "issued_at": None, "issued_for": None, "author": "f.berger", "message": f"rev {code}"}
    return SimpleNamespace(code=code, parent=parent, created_at=now, **(values | more))


def test_the_revision_block_follows_the_parents():
    issued = {"status": "Issued", "issued_for": "review", "issued_at": datetime(2026, 11, 3, tzinfo=UTC)}
    rows = [stored("A", None, 1, **issued), stored("B", "A", 4), stored("C", "A", 5)]
    lines = revision_lines(rows, "C")
    assert [(one.code, one.date, one.by, one.description) for one in lines] == [
        ("A", "2026-11-01", "f.berger", "rev A"),
        ("C", "2026-11-05", "f.berger", "rev C"),
    ]
    assert lines[0].status == "Issued for review 2026-11-03"


def test_who_checked_is_blank_unless_given(relief):
    assert relief.datasheet("PSV-101").revisions == ()
    (line,) = relief.datasheet("PSV-101", checked="M. Okafor").revisions
    assert (line.checked, line.approved) == ("M. Okafor", "")


# --- pages -----------------------------------------------------------------------------------------------------


def test_all_text_of_a_case_is_escaped():
    case = relief_case(service=HOSTILE)
    for page in (case.datasheet("PSV-101").to_html(), case.equipment_list()._repr_html_()):
        assert "<script" not in page
        assert "$x$" not in page
    assert "&lt;script&gt;" in case.datasheet("PSV-101").to_html()
    named = replace(relief_case().datasheet("PSV-101"), title=HOSTILE, tag=HOSTILE, revisions=(RevisionLine(HOSTILE),))
    named = replace(named, heading=replace(named.heading, project=HOSTILE, marks=(HOSTILE,)))
    assert "<script" not in named.to_html()
    assert named.to_html().count("&lt;script&gt;") == 7  # twice in the title of the page


def test_the_page_is_written_where_asked(relief, tmp_path):
    page = relief.datasheet("PSV-101").to_html(tmp_path / "sheet.html")
    assert (tmp_path / "sheet.html").read_text(encoding="utf-8") == page
    assert page.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_the_vessel_is_drawn_to_scale(orientation):
    case = relief_case()
    case.set("V-101", orientation=orientation, head="hemispherical", level="1.0 m")
    svg = ElementTree.fromstring(re.search(r"<svg.*?</svg>", case.datasheet("V-101").to_html(), re.DOTALL)[0])
    walls = [one for one in svg.iter() if one.get("class") == "wb-wall"]
    points = [tuple(map(float, pair.split(","))) for pair in walls[0].get("points").split()]
    wide, high = (max(axis) - min(axis) for axis in zip(*points, strict=True))
    along, across = (wide, high) if orientation == "horizontal" else (high, wide)
    assert along / across == pytest.approx((7.2 + 2.4) / 2.4, rel=2e-2)
    wet = next(one for one in svg.iter() if one.get("class") == "wb-wet")
    heights = [float(pair.split(",")[1]) for pair in wet.get("points").split()]
    depth = high * 1.0 / (2.4 if orientation == "horizontal" else 9.6)
    assert max(heights) - min(heights) == pytest.approx(depth, abs=0.3)
    words = [one.text for one in svg.iter() if one.text]
    assert {"ID 2.4 m", "T/T 7.2 m", "NLL 1.3 m", "LLLL 0.4 m", "HHLL 2 m", "Operating 1 m"} <= set(words)


# --- lists -----------------------------------------------------------------------------------------------------


def test_the_line_list_has_ends_flow_and_limits():
    from tests.ui.fake_bench import FakeBench

    case = FakeBench().project("Cooling water").revision("A").case("Design")
    case.solve()
    sheet = case.line_list("us")
    table = next(one for one in sheet.sections if isinstance(one, Table) and one.title.startswith("Pipe"))
    assert len(table.rows) == len(case["PIPE"])
    row = dict(zip([column.title for column in table.columns], table.rows[1], strict=True))
    assert (row["Line"], row["From"], row["To"]) == ("P-101", "J-1", "PU-1")
    assert row["Diameter"] == pytest.approx(0.3 / 0.0254)
    assert row["Velocity"] == pytest.approx(float(case["PIPE"].at["P-101", "velocity"]) / 0.3048)
    assert (row["Limits judged"], row["Verdict"]) == (2.0, "pass")  # boiling, at both ends
    case.set("P-101", length="9 m")
    table = next(one for one in case.line_list().sections if isinstance(one, Table) and one.title.startswith("Pipe"))
    assert {line[-2:] for line in table.rows} == {(0.0, "not judged")}
    assert sheet.heading.project == "Cooling water"


def fluids_of(case):
    table = next(one for one in case.line_list().sections if isinstance(one, Table) and one.title.startswith("Pipe"))
    place = [column.title for column in table.columns].index("Fluid")
    return {row[0]: row[place] for row in table.rows}


def test_the_fluid_of_a_line_is_what_flows_there():
    """Not the liquid of the settings, which a relief valve and a pump duty have nothing to do with."""
    case = relief_case()
    case.set("PSV-101", elevation=5.0)
    case.add("SINK", "FLARE", elevation=5.0, delivery_pressure="0 barg")
    case.add("PIPE", "OUT", length=10.0, diameter=0.2, roughness=4.5e-5)
    case.add("PIPE", "SPARE", length=10.0, diameter=0.2, roughness=4.5e-5)
    case.connect("PSV-101.outlet", "OUT.inlet")
    case.connect("OUT.outlet", "FLARE")
    assert fluids_of(case) == {"OUT": "", "SPARE": ""}
    run_case(case)
    assert fluids_of(case) == {"OUT": "C3 (S-1)", "SPARE": ""}
    titles = {column.title for part in case.line_list().sections if isinstance(part, Table) for column in part.columns}
    assert {"Outlet velocity", "Mach number", "Mass flow"} <= titles
    assert not {"Flow", "Velocity"} & titles  # of liquids
    pump = pump_case()
    for tag, port in (("T-1", "inlet"), ("T-2", "outlet")):
        pump.add("TANK", tag, elevation=2.0, level=2.0, diameter=3.0)
        pump.add("PIPE", f"L-{port}", length=10.0, diameter=0.2, roughness=4.5e-5)
    for source, target in (("T-1", "L-inlet.inlet"), ("L-inlet.outlet", "P-1.inlet"), ("P-1.outlet", "L-outlet.inlet")):
        pump.connect(source, target)
    pump.connect("L-outlet.outlet", "T-2")
    pump.set("P-1", elevation=0.0)
    network = {"pump": "P-1", "lines": "network", "rated_flow": "80 m3/h", "pump_npsh_required": 2.0}
    liquid = {name: DUTY[name] for name in ("density", "vapour_pressure_at_maximum_temperature") if name in DUTY}
    pump.add("PUMP_DUTY", "D-9", **network, **liquid, pump_efficiency=0.7, viscosity=1e-3)
    run_case(pump)
    assert fluids_of(pump) == {"L-inlet": "liquid (D-9)", "L-outlet": "liquid (D-9)"}
    titles = {column.title for part in pump.line_list().sections if isinstance(part, Table) for column in part.columns}
    assert {"Flow", "Velocity"} <= titles
    assert "Mach number" not in titles


def test_a_tag_among_other_words_does_not_break_at_its_hyphen():
    table = Table("Lines", (Column("Fluid"),), (("GAS (RS-101-2)",), ("a-<b>",), ("one-" * 20,)))
    page = Datasheet("List", "", Heading("Project", "Case", "A", "0" * 64), (table,)).to_html()
    assert "<td>GAS <span class='wb-word'>(RS-101-2)</span></td>" in page
    assert "<td><span class='wb-word'>a-&lt;b&gt;</span></td>" in page
    assert f"<td>{'one-' * 20}</td>" in page


def test_the_equipment_list_leaves_out_what_nobody_buys():
    from tests.ui.fake_bench import FakeBench

    case = FakeBench().project("Cooling water").revision("A").case("Design")
    titles = [one.title for one in case.equipment_list().sections if isinstance(one, Table)]
    counts = {"VALVE": 1, "TANK": 2, "PUMP": 2, "HEAT_EXCHANGER": 2}
    assert sorted(titles) == sorted(f"{case.types[code].title} ({count})" for code, count in counts.items())


def test_a_type_of_a_user_has_sheets_too():
    definition = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Filter",
        "type": "object",
        "additionalProperties": False,
        "required": ["mesh"],
        "properties": {"mesh": {"type": "number", "title": "Mesh", "dimension": "diameter", "unit": "m"}},
        "results": {"dirt": {"type": "number", "title": "Dirt", "dimension": "mass", "unit": "kg"}},
    }
    case = relief_case()
    types = {**case.types, "FILTER": TypeSchema("FILTER", 1, definition)}
    case = type(case)("Own", types)
    case.add("FILTER", "F-1", mesh="0.1 mm")
    assert value(case.datasheet("F-1"), "Inputs", "Mesh") == (pytest.approx(0.1), "mm")
    assert value(case.datasheet("F-1"), "Results", "Dirt") == (None, "kg")
    assert "Filter (1)" in [one.title for one in case.equipment_list().sections]
