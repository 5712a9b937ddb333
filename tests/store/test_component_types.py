"""Types that exist only in the database: used like the others, seen as soon as they are there, and never lossy."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError, UnitError
from workbench.model.schema import TypeSchema
from workbench.store.component_types import register_types


def numbers(**more):
    properties = {name: {"type": "number"} for name in more}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def register(bench, *schemas):
    with bench.workspace.database.transaction() as connection:
        register_types(connection, schemas)


@pytest.fixture
def code():
    return f"T{uuid4().hex.upper()}"


def test_a_type_registered_meanwhile_is_not_left_out(bench, data_dir, code):
    """A bench that was connected before must not drop such components when it commits the case."""
    register(bench, TypeSchema(code, 1, numbers(a=1)))
    with wb.connect(data_dir=data_dir) as newer:
        case = newer.new_case("Design")
        case.add(code, "X-1", a=3.0)
        project = newer.create_project(code, "", [case])
        assert code not in bench.workspace.types
        seen = bench.project(project.name).revision().case("Design")
        assert seen[code].loc["X-1", "a"] == 3.0
        seen.commit("by the older bench")
        assert newer.project(project.name).revision("B").case("Design").tags == ["X-1"]


def test_a_new_version_does_not_drop_a_stored_property(bench, data_dir, code):
    register(bench, TypeSchema(code, 1, numbers(a=1, b=2)))
    with wb.connect(data_dir=data_dir) as other:
        case = other.new_case("Design")
        case.add(code, "X-1", a=1, b=2)
        revision = other.create_project(code, "", [case]).revision()
        register(bench, TypeSchema(code, 2, numbers(a=1, c=3)))
        with pytest.raises(InputError, match=r"X-1\.b was stored with version 1"):
            revision.case("Design")
        register(bench, TypeSchema(code, 3, numbers(a=1, b=2, c=3)))
        assert revision.case("Design").properties("X-1") == {"a": 1.0, "b": 2.0}


def test_names_and_kinds_that_built_in_types_do_not_have(bench, data_dir, code):
    curve = {"type": "array", "items": {"prefixItems": [{"type": "number", "dimension": "length"}, {"type": "number"}]}}
    properties = {"n%s": {"type": "integer"}, "it's": {"type": "number", "dimension": "length"}, "c": curve}
    register(bench, TypeSchema(code, 1, {"type": "object", "properties": properties}))
    with wb.connect(data_dir=data_dir) as other:
        case = other.new_case("Design")
        case.add(code, "X-1", **{"n%s": 2, "it's": "3 ft", "c": [["1 m", 2]]})
        case[code]["n%s"] = [2.0]
        read = other.create_project(code, "", [case]).revision().case("Design")
        assert read.properties("X-1") == {"n%s": 2, "it's": 0.9144, "c": [[1.0, 2.0]]}
        pd.testing.assert_frame_equal(read[code], case[code])
        assert read.digest == case.digest


@pytest.mark.parametrize(
    ("definition", "error", "words"),
    [
        ({"properties": {"p": {"type": ["number", "null"]}}}, InputError, "Property 'p' is of type"),
        ({"properties": {"p": {"type": "object"}}}, InputError, "Property 'p' is of type 'object'"),
        ({"properties": {"p": True}}, InputError, "Property 'p' is of type True"),
        ({"properties": {"p": {"type": "number", "dimension": "none"}}}, UnitError, "not a known dimension"),
        (
            {"properties": {"p": {"type": "number", "dimension": "length", "unit": "ft"}}},
            InputError,
            "a length is stored in 'm'",
        ),
        ({"properties": 5}, InputError, "no JSON Schema"),
        ({"ports": [{}]}, InputError, "no JSON Schema"),
        ({"results": {"r": 5}}, InputError, "Property 'r'"),
        ([1], InputError, "no JSON Schema"),
    ],
)
def test_a_definition_that_cannot_be_used(definition, error, words):
    with pytest.raises(error, match=words):
        TypeSchema("X", 1, definition)
