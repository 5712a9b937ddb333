from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.schema import Field
from workbench.ui.display import UnitSystem, escape, significant

FIELDS = built_in_schemas()
DIAMETER = FIELDS["PIPE"].fields["diameter"]
CURVE = FIELDS["PUMP"].fields["curve"]
PRESSURE = FIELDS["NODE"].results["pressure"]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (1.8234, 3, "1.82"),
        (123456.0, 4, "123456"),
        (1e9, 4, "1e+09"),
        (4.5e-5, 4, "4.5e-05"),
        (-12.34567, 4, "-12.35"),
        (math.nan, 4, ""),
        (math.inf, 4, ""),
    ],
)
def test_significant(value: float, digits: int, text: str) -> None:
    assert significant(value, digits) == text


@pytest.mark.parametrize(
    ("system", "unit", "text"), [("metric", "mm", "152.4"), ("si", "m", "0.1524"), ("us", "inch", "6")]
)
def test_text_is_in_the_displayed_unit(system: str, unit: str, text: str) -> None:
    units = UnitSystem(system)
    assert units.unit(DIAMETER) == unit
    assert units.text(0.1524, DIAMETER) == text
    assert units.header(DIAMETER) == f"Diameter [{unit}]"


def test_gauge_pressure_is_relative_to_the_atmosphere_of_the_case() -> None:
    assert UnitSystem("metric", 101325.0).with_unit(201325.0, PRESSURE) == "1 barg"
    assert UnitSystem("metric", 81325.0).with_unit(201325.0, PRESSURE) == "1.2 barg"


def test_a_plain_number_gets_the_displayed_unit_and_a_quantity_stays() -> None:
    units = UnitSystem("us")
    assert units.entered(" 6 ", DIAMETER, ("P-1", "diameter")) == "6 inch"
    assert units.entered("-1.5e2", DIAMETER, ("P-1", "diameter")) == "-1.5e2 inch"
    assert units.entered("150 mm", DIAMETER, ("P-1", "diameter")) == "150 mm"
    assert units.entered("  ", DIAMETER, ("P-1", "diameter")) is None


def test_a_curve_is_one_point_a_line() -> None:
    units = UnitSystem("metric")
    stored = [[0.0123456789, 41.23456789], [0.02, 30.0]]
    text = units.text(stored, CURVE)
    assert text == "44.4444, 41.2346\n72, 30"
    entered = units.entered(text + "\n108; 20\n100 gpm, 100 ft", CURVE, ("PU-1", "curve"), stored)
    assert entered[:2] == stored  # as stored, not as rounded for the screen
    assert entered[2] == pytest.approx([0.03, 20.0])
    assert entered[3] == pytest.approx([0.0063090196, 30.48])


@pytest.mark.parametrize("line", ["1", "1, 2, 3", "flow head more"])
def test_a_line_that_is_no_point_is_an_error_with_the_columns(line: str) -> None:
    with pytest.raises(InputError, match=r"PU-1\.curve.*\[m3/h\]") as caught:
        UnitSystem().entered(line, CURVE, ("PU-1", "curve"))
    assert caught.value.path == ("PU-1", "curve")


@given(st.floats(1e-6, 1e6), st.sampled_from(["metric", "si", "us"]))
def test_what_is_shown_reads_back_to_display_precision(value: float, system: str) -> None:
    units = UnitSystem(system)
    field = Field.from_schema("pressure", {"type": "number", "dimension": "pressure_difference"})
    entered = units.entered(units.text(value, field), field, ("X", "pressure"))
    assert field.parse(entered, ("X", "pressure"), 101325.0) == pytest.approx(value, rel=1e-5)


def test_escape_leaves_no_markup() -> None:
    assert escape("<img src=x onerror='a()'>\"&") == "&lt;img src=x onerror=&#x27;a()&#x27;&gt;&quot;&amp;"
