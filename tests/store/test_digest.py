"""The digest that the database computes is the digest that Python computes."""

from __future__ import annotations

import sys
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.model.digest import canonical_number
from workbench.model.schema import TypeSchema
from workbench.store.component_types import register_type

EDGES = [
    sys.float_info.max,
    -sys.float_info.max,
    5e-324,
    sys.float_info.min,
    2.0**53,
    2.0**54,
    18014398509481992.0,
    1e22,
]
EDGES += [9.999999999999999e22, 1e23, 2.0**1023, -0.0, 0.1 + 0.2, 998.0, 4.5e-5, 1e15, 1e16, 1e-7]


def in_database(bench, numbers):
    with bench.workspace.database.transaction() as connection:
        rows = connection.execute(
            "SELECT workbench_rules.canonical_number(x) "
            "FROM unnest(%s::float8[]) WITH ORDINALITY AS t(x, n) ORDER BY n",
            (numbers,),
        ).fetchall()
    return [text for (text,) in rows]


def test_edges(bench):
    assert in_database(bench, EDGES) == [canonical_number(x) for x in EDGES]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_numbers(bench, numbers):
    assert in_database(bench, numbers) == [canonical_number(x) for x in numbers]


@pytest.fixture(scope="module")
def free_type(bench):
    code = f"FREE_{uuid4().hex.upper()}"
    curve = {"type": "array", "items": {"prefixItems": [{"type": "number"}, {"type": "number"}]}}
    kinds = {"a": {"type": "number"}, "n": {"type": "integer"}, "é \"'%": {"type": "string"}, "c": curve}
    definition = {"type": "object", "additionalProperties": False, "properties": {**kinds, "b": {"type": "boolean"}}}
    with bench.workspace.database.transaction() as connection:
        register_type(connection, TypeSchema(code, 1, definition))
    bench.workspace.refresh_types()
    return code


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={"a": FLOATS, "n": st.integers(-(2**53), 2**53), "é \"'%": TEXTS, "b": st.booleans(),
              "c": st.lists(st.tuples(FLOATS, FLOATS).map(list), max_size=3)},
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(PROPERTIES, min_size=1, max_size=4))
def test_cases(bench, free_type, rows):
    case = bench.new_case("Design")
    for k, properties in enumerate(rows):
        case.add(free_type, f"X-{k}é", **properties)
    project = bench.create_project(f"Digest {uuid4()}", "", [case])
    stored = project.revision().case("Design")
    with bench.workspace.database.transaction() as connection:
        row = connection.execute("SELECT workbench.case_digest(%s)", (stored._origin.case_id,)).fetchone()
    assert row == (case.digest,)
    assert stored.digest == case.digest
    assert project.revision().issue().digest == project.revision().digest
