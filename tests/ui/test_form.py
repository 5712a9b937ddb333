from __future__ import annotations

from typing import Any

import pytest

from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.schema import TypeSchema
from workbench.ui.display import UnitSystem
from workbench.ui.form import PropertyForm

TYPES = built_in_schemas()
PIPE = TYPES["PIPE"]
STORED = {
    "length": 120.123456789,
    "diameter": 0.15239999999999998,
    "roughness": 4.5e-5,
    "loss_coefficient": 0.0,
    "check_valve": False,
    "status": "open",
}


def shown(schema: TypeSchema = PIPE, values: dict[str, Any] = STORED, system: str = "metric") -> PropertyForm:
    form = PropertyForm()
    form.show(schema, "P-101", values, UnitSystem(system))
    return form


def field(form: PropertyForm, name: str) -> Any:
    """Return the input of a property, found as the browser tests find it."""
    [box] = [child for child in form.children if f"wb-field-{name}" in child._dom_classes]
    return box.children[0].children[1]


def error(form: PropertyForm, name: str) -> str:
    [box] = [child for child in form.children if f"wb-field-{name}" in child._dom_classes]
    return str(box.children[1].value)


def test_fields_are_in_the_order_of_the_schema() -> None:
    classes = [child._dom_classes for child in shown().children]
    assert [next(one for one in names if one.startswith("wb-field-")) for names in classes] == [
        f"wb-field-{name}" for name in PIPE.fields
    ]


@pytest.mark.parametrize(("system", "text"), [("metric", "152.4"), ("si", "0.1524"), ("us", "6")])
def test_values_are_shown_in_the_unit_system(system: str, text: str) -> None:
    assert field(shown(system=system), "diameter").value == text


@pytest.mark.parametrize("system", ["metric", "si", "us"])
def test_fields_that_nobody_touched_are_never_written_back(system: str) -> None:
    form = shown(system=system)
    assert not form.is_touched
    assert form.changes() == {}
    field(form, "length").value = "99"
    assert list(form.changes()) == ["length"]


def test_typed_and_put_back_is_untouched() -> None:
    form = shown()
    field(form, "diameter").value = "6 inch"
    assert form.is_touched
    field(form, "diameter").value = "152.4"
    assert form.changes() == {}


def test_changes_are_what_the_case_takes() -> None:
    form = shown()
    field(form, "diameter").value = "6 inch"
    field(form, "length").value = "80"
    field(form, "roughness").value = ""
    field(form, "check_valve").value = True
    field(form, "status").value = "closed"
    changes = form.changes()
    assert changes == {
        "diameter": "6 inch",
        "length": "80 m",
        "roughness": None,
        "check_valve": True,
        "status": "closed",
    }
    parsed = PIPE.parse("P-101", changes)
    assert parsed["diameter"] == pytest.approx(0.1524)


def test_a_curve_is_a_text_area_and_reads_back() -> None:
    form = shown(TYPES["PUMP"], {"curve": [[0.01, 40.0], [0.02, 30.0], [0.03, 10.0]], "speed": 1.0, "status": "on"})
    assert field(form, "curve").value == "36, 40\n72, 30\n108, 10"
    field(form, "curve").value = "36, 45\n72, 30\n108, 10"
    assert form.changes()["curve"] == [[pytest.approx(0.01), 45.0], [0.02, 30.0], [0.03, 10.0]]
    field(form, "curve").value = "36"
    with pytest.raises(InputError) as caught:
        form.changes()
    assert form.show_error(caught.value)
    assert "no point" in error(form, "curve")


def test_an_error_stands_beside_its_field_until_that_is_changed() -> None:
    form = shown()
    assert form.show_error(InputError("The <diameter> is wrong.", path=("P-101", "diameter")))
    assert error(form, "diameter") == "The &lt;diameter&gt; is wrong."
    assert error(form, "length") == ""
    field(form, "diameter").value = "7"
    assert error(form, "diameter") == ""


def test_an_error_of_something_else_is_not_shown_here() -> None:
    form = shown()
    assert not form.show_error(InputError("No.", path=("P-101", "colour")))
    assert not form.show_error(InputError("No."))


def test_filling_is_no_change_by_the_user() -> None:
    calls: list[None] = []
    form = PropertyForm(lambda: calls.append(None))
    form.show(PIPE, "P-101", STORED, UnitSystem())
    form.show(PIPE, "P-102", {**STORED, "length": 5.0, "status": "closed"}, UnitSystem())
    assert calls == []
    field(form, "length").value = "6"
    assert calls == [None]


def test_text_of_a_schema_is_escaped() -> None:
    schema = TypeSchema(
        "X",
        1,
        {"type": "object", "properties": {"a": {"type": "string", "title": "<i>A", "description": "\"'><script>"}}},
    )
    form = shown(schema, {"a": "<b>"})
    label = form.children[0].children[0].children[0].value
    assert "<i>" not in label
    assert "<script>" not in label
    assert field(form, "a").value == "<b>"  # the value of an input is text, not HTML


def test_an_optional_choice_can_be_absent() -> None:
    properties = {"kind": {"type": "string", "enum": ["a", "b"]}}
    form = shown(TypeSchema("X", 1, {"type": "object", "properties": properties}), {})
    assert field(form, "kind").value == ""
    field(form, "kind").value = "b"
    assert form.changes() == {"kind": "b"}
