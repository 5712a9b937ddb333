"""Types that exist only in the database: used like the others, seen as soon as they are there, and never lossy."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError, NotAllowed, UnitError
from workbench.model.schema import TypeSchema
from workbench.store.component_types import register_type


def numbers(**more):
    properties = {name: {"type": "number"} for name in more}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def register(bench, *schemas):
    with bench.workspace.database.transaction() as connection:
        for schema in schemas:
            register_type(connection, schema)


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


def test_a_case_keeps_the_version_that_it_has_until_it_is_upgraded(bench, data_dir, code):
    register(bench, TypeSchema(code, 1, numbers(a=1, b=2)))
    case = bench.new_case("Design")
    bench.workspace.refresh_types()
    case = bench.new_case("Design")
    case.add(code, "X-1", a=1, b=2)
    revision = bench.create_project(code, "", [case]).revision()
    issued = revision.issue().digest
    second = {**numbers(a=1, c=3), "upgrade": {"rename": {"b": "c"}, "scale": {"c": 10}}}
    assert bench.register_type(code, second).version == 2
    with wb.connect(data_dir=data_dir) as other:
        old = other.project(code).revision("A").case("Design")
        assert old.properties("X-1") == {"a": 1.0, "b": 2.0}
        assert old.types[code].version == 1
        assert old.digest == case.digest
        assert old.upgrade(code) == ["X-1"]
        assert old.properties("X-1") == {"a": 1.0, "c": 20.0}
        assert old.commit("newer type").case("Design").types[code].version == 2
        assert other.project(code).revision("A").case("Design").properties("X-1") == {"a": 1.0, "b": 2.0}
        assert other.project(code).revision("A").digest == issued


def test_a_type_can_be_used_and_searched_at_once(bench, code):
    definition = numbers(size=1)
    definition["properties"]["size"] |= {"dimension": "length", "indexed": True, "maximum": 100}
    bench.register_type(code, definition)
    case = bench.new_case("Design")
    case.add(code, "X-1", size="2 m")
    case.add(code, "X-2", size="3 m")
    bench.create_project(code, "", [case])
    with bench.workspace.database.transaction() as connection:
        view = connection.execute(f"SELECT tag, size FROM workbench.v_{code.lower()} ORDER BY tag").fetchall()
        index = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname LIKE %s", (f"property_{code.lower()[:16]}_size_%",)
        ).fetchone()
    assert view == [("X-1", 2.0), ("X-2", 3.0)]
    assert f"WHERE (type_code = '{code}'" in index[0]
    found = bench.query(code, "size > 250 cm")
    assert found[["project", "case", "tag", "size"]].values.tolist() == [[code, "Design", "X-2", 3.0]]


def test_a_schema_that_the_database_cannot_check(bench, code):
    with pytest.raises(InputError, match="unevaluatedProperties"):
        bench.register_type(code, {**numbers(a=1), "unevaluatedProperties": False})
    assert code not in bench.types().index


def test_a_built_in_type_belongs_to_nobody(bench):
    with pytest.raises(NotAllowed, match="code PIPE is built in"):
        bench.register_type("PIPE", numbers(a=1))


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
