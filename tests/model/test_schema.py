"""A type that exists only as a JSON Schema works like the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.frames import frame_from_properties, property_rows
from workbench.model.schema import TypeSchema

STRAINER = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Strainer",
    "type": "object",
    "additionalProperties": False,
    "required": ["mesh"],
    "properties": {
        "mesh": {"type": "integer", "minimum": 1, "maximum": 400},
        "free_area": {"type": "number", "dimension": "area", "unit": "m2", "exclusiveMinimum": 0},
        "duplex": {"type": "boolean"},
        "maker": {"type": "string", "maxLength": 20},
        "drop_curve": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "array",
                "prefixItems": [
                    {"type": "number", "title": "flow", "dimension": "volumetric_flow", "unit": "m3/s"},
                    {"type": "number", "title": "drop", "dimension": "pressure_difference", "unit": "Pa"},
                ],
                "items": False,
                "minItems": 2,
            },
        },
    },
    "ports": [{"name": "inlet", "direction": "in"}, {"name": "outlet", "direction": "out"}],
}


@pytest.fixture
def strainer() -> TypeSchema:
    return TypeSchema("STRAINER", 1, STRAINER)


def test_a_type_of_a_users_own(strainer):
    case = Case("X", {"STRAINER": strainer})
    case.add("STRAINER", "ST-1", mesh=40, free_area="100 cm2", drop_curve=[["0 m3/h", "0 bar"], ["36 m3/h", "0.1 bar"]])
    assert case.properties("ST-1") == {"mesh": 40, "free_area": 0.01, "drop_curve": [[0.0, 0.0], [0.01, 10000.0]]}
    assert isinstance(case.properties("ST-1")["mesh"], int)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"mesh": 0}, "ST-1.mesh is 0; expected at least 1"),
        ({"mesh": 2.5}, "a whole number"),
        ({}, "ST-1.mesh is missing"),
        ({"mesh": 5, "maker": "x" * 21}, "at most 20 characters"),
        ({"mesh": 5, "maker": 3}, "a text"),
        ({"mesh": 5, "drop_curve": [[0, 0]]}, "at least 2 points"),
    ],
)
def test_refused(strainer, values, words):
    case = Case("X", {"STRAINER": strainer})
    with pytest.raises(InputError, match=words):
        case.add("STRAINER", "ST-1", **values)


def test_no_json_schema():
    with pytest.raises(InputError, match="no JSON Schema"):
        TypeSchema("BAD", 1, {"type": "objekt"})


rows = st.fixed_dictionaries(
    {"mesh": st.integers(1, 400)},
    optional={
        "free_area": st.floats(1e-9, 1e9),
        "duplex": st.booleans(),
        "maker": st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        "drop_curve": st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(list), min_size=2, max_size=4),
    },
)


@given(st.lists(rows, max_size=6))
def test_frames_and_rows_are_the_same_thing(properties):
    schema = TypeSchema("STRAINER", 1, STRAINER)
    frame = frame_from_properties(schema, [f"ST-{k}" for k in range(len(properties))], properties)
    assert property_rows(schema, frame) == properties
    assert all(schema.is_valid(row) for row in property_rows(schema, frame))
