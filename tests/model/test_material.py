"""Pipe materials: published dimensions, ways to write a size, and what is refused."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import pytest

from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.material import Material, pipe_properties


def packaged() -> dict[str, Material]:
    text = files("workbench").joinpath("data", "materials.json").read_text(encoding="utf-8")
    return {
        entry["name"]: Material(entry["name"], 1, entry["roughness"], entry["schedule_data"])
        for entry in json.loads(text)
    }


MATERIALS = packaged()
STEEL = MATERIALS["Carbon steel"]
SIZE = {"nps": "6", "outside_diameter": 0.1683, "wall_thickness": 0.00711}

B36_10 = [  # ASME B36.10M: NPS, schedule, outside diameter and wall thickness in mm
    ("1/2", "40", 21.3, 2.77),
    ("1/2", "160", 21.3, 4.78),
    ("3/4", "80", 26.7, 3.91),
    ("1", "40", 33.4, 3.38),
    ("1 1/2", "80", 48.3, 5.08),
    ("2", "40", 60.3, 3.91),
    ("2", "80", 60.3, 5.54),
    ("2", "XXS", 60.3, 11.07),
    ("3", "40", 88.9, 5.49),
    ("3", "160", 88.9, 11.13),
    ("4", "40", 114.3, 6.02),
    ("4", "120", 114.3, 11.13),
    ("6", "40", 168.3, 7.11),
    ("6", "80", 168.3, 10.97),
    ("6", "XXS", 168.3, 21.95),
    ("8", "20", 219.1, 6.35),
    ("8", "40", 219.1, 8.18),
    ("8", "100", 219.1, 15.09),
    ("10", "40", 273.0, 9.27),
    ("10", "140", 273.0, 25.40),
    ("12", "STD", 323.8, 9.53),
    ("12", "40", 323.8, 10.31),
    ("12", "XS", 323.8, 12.70),
    ("14", "30", 355.6, 9.53),
    ("16", "40", 406.4, 12.70),
    ("18", "40", 457.0, 14.27),
    ("20", "80", 508.0, 26.19),
    ("24", "20", 610.0, 9.53),
    ("24", "40", 610.0, 17.48),
    ("24", "160", 610.0, 59.54),
    ("36", "STD", 914.0, 9.53),
    ("48", "XS", 1219.0, 12.70),
]
B36_19 = [
    ("1", "10S", 33.4, 2.77),
    ("2", "5S", 60.3, 1.65),
    ("2", "10S", 60.3, 2.77),
    ("6", "10S", 168.3, 3.40),
    ("8", "40S", 219.1, 8.18),
    ("10", "80S", 273.1, 12.70),
    ("12", "40S", 323.9, 9.53),
    ("14", "10S", 355.6, 4.78),
    ("24", "10S", 610.0, 6.35),
]


def check_dimensions(material, nps, schedule, outside, wall):
    size = material.pipe(nps, schedule)
    assert size.outside_diameter == pytest.approx(outside / 1000.0, abs=1e-9)
    assert size.wall_thickness == pytest.approx(wall / 1000.0, abs=1e-9)
    assert size.inside_diameter == pytest.approx((outside - 2.0 * wall) / 1000.0, abs=1e-9)


@pytest.mark.parametrize(("nps", "schedule", "outside", "wall"), B36_10)
def test_carbon_steel_is_that_of_asme_b36_10m(nps, schedule, outside, wall):
    check_dimensions(STEEL, nps, schedule, outside, wall)


@pytest.mark.parametrize(("nps", "schedule", "outside", "wall"), B36_19)
def test_stainless_steel_is_that_of_asme_b36_19m(nps, schedule, outside, wall):
    check_dimensions(MATERIALS["Stainless steel"], nps, schedule, outside, wall)


def test_plastics_in_inches():
    """ASTM D1785: NPS 16, schedule 80, 0.843 inch. ASTM F2619: NPS 28, DR 11, 2.545 inch."""
    check_dimensions(MATERIALS["PVC"], 16, 80, 16 * 25.4, 0.843 * 25.4)
    check_dimensions(MATERIALS["HDPE"], 28, "DR 11", 28 * 25.4, 2.545 * 25.4)


@pytest.mark.parametrize(
    ("name", "millimetres"),
    [  # Moody (1944) in feet, and NORSOK P-001:2006
        ("Carbon steel", 0.0457),
        ("Carbon steel, corroded", 0.5),
        ("Stainless steel", 0.05),
        ("Galvanised steel", 0.152),
        ("Cast iron", 0.259),
        ("PVC", 0.005),
        ("HDPE", 0.005),
        ("Drawn tubing", 0.00152),
    ],
)
def test_roughness(name, millimetres):
    assert MATERIALS[name].roughness == pytest.approx(millimetres / 1000.0, rel=3e-3)
    assert MATERIALS[name].schedule_data["roughness_source"]


def test_higher_schedules_have_thicker_walls_and_one_outside_diameter():
    numbered = [schedule for schedule in STEEL.schedules if schedule.isdigit()]
    assert numbered == ["5", "10", "20", "30", "40", "60", "80", "100", "120", "140", "160"]
    for nps in {size.nps for schedule in numbered for size in STEEL.sizes(schedule)}:
        pipes = [s for schedule in numbered for s in STEEL.sizes(schedule) if s.nps == nps]
        assert len({pipe.outside_diameter for pipe in pipes}) == 1
        walls = [pipe.wall_thickness for pipe in pipes]
        assert walls == sorted(walls)


@pytest.mark.parametrize(
    "nps", [6, 6.0, "6", "6.0", "6 inch", "6 in", '6"', "6 INCH", " 6  inch ", "NPS 6", "DN150", "dn 150"]
)
@pytest.mark.parametrize("schedule", [40, "40", "Sch 40", "sch40", "SCH. 40", "schedule 40"])
def test_ways_to_write_six_inch_schedule_40(nps, schedule):
    size = STEEL.pipe(nps, schedule)
    assert (size.nps, size.schedule, size.inside_diameter) == ("6", "40", 0.15408)


@pytest.mark.parametrize("nps", [1.5, "1.5", "1 1/2", "1-1/2", '1 1/2"', "1 1/2 inch", "3/2", "DN40", "NPS 1 1/2"])
def test_ways_to_write_one_and_a_half(nps):
    assert STEEL.pipe(nps, "std").nps == "1 1/2"


@pytest.mark.parametrize(
    ("dn", "nps"), [(6, "1/8"), (15, "1/2"), (20, "3/4"), (65, "2 1/2"), (80, "3"), (100, "4"), (600, "24")]
)
def test_nominal_diameters(dn, nps):
    assert STEEL.pipe(f"DN{dn}", "STD").nps == nps


@pytest.mark.parametrize("nps", ["150 mm", "", "six", None, True, "1/0", "DN", "6 m", "-6", math.nan, [6], "DN 85"])
def test_what_is_no_size(nps):
    with pytest.raises(InputError, match=r"is no (nominal )?size"):
        STEEL.pipe(nps, 40)


def test_a_size_that_is_not_there_names_the_nearest_and_the_schedules_that_have_it():
    with pytest.raises(
        InputError, match=r"22 is no size of schedule 40; the nearest are 20 and 24; that size has .*60"
    ):
        STEEL.pipe(22, 40)
    with pytest.raises(InputError, match=r"7 is no size of schedule 40; the nearest are 6 and 8\."):
        STEEL.pipe(7, 40)
    with pytest.raises(InputError, match=r"the nearest are 36\."):
        STEEL.pipe(99, 40)


def test_a_schedule_that_is_not_there_names_the_others():
    with pytest.raises(InputError, match=r"Carbon steel has no schedule '40S'; did you mean '40'\?.* It has 5, 10,"):
        STEEL.pipe(6, "40S")
    with pytest.raises(InputError, match=r"has no schedule None"):
        STEEL.pipe(6, None)


def test_a_material_without_dimensions():
    with pytest.raises(InputError, match="Cast iron: the library has no pipe dimensions of it"):
        MATERIALS["Cast iron"].pipe(6, 40)


def test_own_sizes_may_have_any_name():
    rows = [{"nps": "OD 110", "outside_diameter": 0.11, "wall_thickness": 0.01}]
    own = Material("PE 100", 3, 1e-5, {"schedules": {"SDR 11": rows}})
    assert own.pipe("od 110", "sdr11").inside_diameter == 0.09
    with pytest.raises(InputError, match="is no nominal size"):
        own.pipe("OD 90", "SDR 11")


@pytest.mark.parametrize(
    ("roughness", "data", "words"),
    [
        (-1e-6, {"schedules": {}}, r"Steel.roughness is -1e-06 m; expected a number from 0 to 1 m"),
        (math.nan, {"schedules": {}}, "roughness is nan"),
        ("0.05 mm", {"schedules": {}}, "roughness is '0.05 mm'"),
        (1e-5, [], "expected a mapping with 'schedules'"),
        (1e-5, {"40": [SIZE]}, "expected a mapping with 'schedules'"),
        (1e-5, {"schedules": {}, "sauce": "x"}, "schedule_data.sauce"),
        (1e-5, {"schedules": {}, "note": 5}, "expected a text"),
        (1e-5, {"schedules": {"40": []}}, "schedules.40 is .*expected a list of sizes"),
        (1e-5, {"schedules": {"40": [SIZE], "Sch 40": [SIZE]}}, "a text of its own for each schedule"),
        (1e-5, {"schedules": {"40": [{"nps": "6"}]}}, "expected sizes with nps"),
        (1e-5, {"schedules": {"40": [SIZE | {"nps": 6}]}}, "the first a text"),
        (1e-5, {"schedules": {"40": [SIZE | {"wall_thickness": 0.0}]}}, "size 6, wall_thickness is 0.0 m"),
        (1e-5, {"schedules": {"40": [SIZE | {"wall_thickness": 0.09}]}}, "less than half of the outside diameter"),
        (1e-5, {"schedules": {"40": [SIZE | {"outside_diameter": 168.3}]}}, "outside_diameter is 168.3 m; expected"),
    ],
)
def test_a_material_that_is_refused(roughness, data, words):
    with pytest.raises(InputError, match=words):
        Material("Steel", 1, roughness, data)


def test_a_pipe_takes_size_and_roughness(small_case: Case):
    values = pipe_properties(STEEL, "6 inch", 40)
    assert values == {
        "diameter": 0.15408,
        "roughness": 4.572e-5,
        "nominal_size": "6",
        "schedule": "40",
        "material": "Carbon steel, version 1",
    }
    small_case.set("P-101", **values)
    assert small_case.properties("P-101") | values == small_case.properties("P-101")
    small_case.check()


def test_every_packaged_size_makes_a_pipe_that_the_type_takes(types):
    schema = types["PIPE"]
    for material in MATERIALS.values():
        for schedule in material.schedules:
            for size in material.sizes(schedule):
                values = pipe_properties(material, size.nps, schedule)
                assert material.pipe(size.nps, schedule) == size
                assert schema.is_valid(schema.with_defaults(values | {"length": 1.0}))
