"""Reading a case: the same as reading the stored properties one by one, whatever they hold."""

from __future__ import annotations

from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError, NotFound
from workbench.model.case import Case
from workbench.model.frames import connection_frame, frame_from_properties, graphics_frame, typed_column
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.model.snapshot import Snapshot
from workbench.store.columns import identifier_array, places, type_columns
from workbench.store.component_types import refresh_types, register_type
from workbench.store.reading import read_run, read_snapshot

CURVE = {"type": "array", "items": {"prefixItems": [{"type": "number"}, {"type": "number"}]}}
PROPERTIES = {
    "n%s": {"type": "number"},
    "it's": {"type": "number"},
    'a "b", c': {"type": "integer"},
    "back\\slash": {"type": "boolean"},
    "Größe": {"type": "string"},
    "curve": CURVE,
}
PORTS = [{"name": "in", "multiple": True}, {"name": "out, \\ 'ü'\nto", "multiple": True}]
DEFINITION = {
    "type": "object",
    "properties": PROPERTIES,
    "results": {"flow %": {"type": "number"}, "speed": {"type": "number"}, "size, 'x'": {"type": "string"}},
    "ports": PORTS,
}

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [1e-300, 5e-324, -5e-324, 1e15, 1e16, 1.7976931348623157e308, -0.0, 0.1 + 0.2, 2.0**53 + 2]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8) | st.sampled_from(
    ["", "a\nb", '"', "\\", "null", ",", "{}", "\U0001f6b0", "\u2028", "\x01", "\\u0000"]
)
VALUES = {
    "n%s": NUMBERS,
    "it's": NUMBERS,
    'a "b", c': st.integers(-(2**53) + 1, 2**53 - 1),
    "back\\slash": st.booleans(),
    "Größe": TEXTS,
    "curve": st.lists(st.tuples(NUMBERS, NUMBERS).map(list), max_size=3),
}
COMPONENTS = st.lists(st.fixed_dictionaries({}, optional=VALUES), max_size=6)


@pytest.fixture(scope="module")
def kinds(bench):
    """A type with every kind of property, and names that are hard on SQL."""
    return registered(bench, DEFINITION)


@pytest.fixture(scope="module")
def bare(bench):
    """A type without any property."""
    return registered(bench, {"type": "object", "properties": {}, "ports": PORTS})


def registered(bench, definition):
    schema = TypeSchema(f"R{uuid4().hex.upper()}", 1, definition)
    with bench.workspace.database.transaction() as connection:
        register_type(connection, schema)
        refresh_types(connection, bench.workspace.types)

    return schema


def stored(bench, state):
    """Store a case; return its identifier."""
    case = Case.from_snapshot("Design", bench.workspace.types, state)
    name = f"Reading {uuid4()}"
    bench.create_project(name, "", [case])
    with bench.workspace.database.transaction() as connection:
        (case_id,) = connection.execute(
            "SELECT k.id FROM workbench.cases AS k JOIN workbench.projects AS p ON p.id = k.project_id "
            "WHERE p.name = %s",
            (name,),
        ).fetchone()
    return case_id


def read(bench, case_id, types=None, *, with_run=True):
    types = bench.workspace.types if types is None else types
    with bench.workspace.database.transaction() as connection:
        (run_id,) = connection.execute("SELECT run_id FROM workbench.cases WHERE id = %s", (case_id,)).fetchone()
        run = read_run(connection, run_id) if with_run else None
        return read_snapshot(connection, case_id, dict(DEFAULT_SETTINGS), run, types)


def rows_of(bench, case_id):
    """The components one by one, by type, as plainly as can be."""
    with bench.workspace.database.transaction() as connection:
        rows = connection.execute(
            "SELECT type_code, tag, properties, lineage_id FROM workbench.components WHERE case_id = %s ORDER BY id",
            (case_id,),
        ).fetchall()
    codes = {code for code, *_ in rows}
    return {code: [row[1:] for row in rows if row[0] == code] for code in codes}


def slow_frame(schema, rows, *, with_results):
    tags, properties, _ = zip(*rows, strict=True)
    for row in properties:
        if "curve" in row:  # Python's own JSON makes an integer of 18446744073709552000, which no float64 is
            row["curve"] = [[float(x), float(y)] for x, y in row["curve"]]
    frame = frame_from_properties(schema, tags, properties)
    for name, field in schema.results.items() if with_results else ():
        frame[name] = typed_column(field, [row.get("results", {}).get(name) for row in properties])
    return frame


def run_record():
    moment = "2026-01-01T00:00:00+00:00"
    return RunRecord(uuid4(), "0" * 64, "test", "1", {}, moment, moment)


def state_of(types_and_rows, links=(), positions=None):
    frames = {
        schema.code: frame_from_properties(schema, [f"{prefix}-{k}" for k in range(len(rows))], rows)
        for schema, prefix, rows in types_and_rows
        if rows
    }
    return Snapshot(
        frames, connection_frame(links), graphics_frame({} if positions is None else positions), dict(DEFAULT_SETTINGS)
    )


@settings(max_examples=25, deadline=None)
@given(rows=COMPONENTS, others=st.integers(0, 3), data=st.data())
def test_the_same_as_the_properties_one_by_one(bench, kinds, bare, rows, others, data):
    state = state_of([(kinds, "Ä", rows), (bare, "B", [{}] * others)])
    results = data.draw(st.lists(st.none() | NUMBERS, min_size=len(rows), max_size=len(rows)))
    texts = data.draw(st.lists(st.none() | TEXTS, min_size=len(rows), max_size=len(rows)))
    if any(value is not None for value in (*results, *texts)):
        state.frames[kinds.code]["flow %"] = np.array(results, dtype=np.float64)
        state.frames[kinds.code]["size, 'x'"] = pd.array(texts, dtype="str")
        state.run = run_record()
    case_id = stored(bench, state)
    found = read(bench, case_id)
    expected = rows_of(bench, case_id)
    assert found.frames.keys() == expected.keys()
    for code, components in expected.items():
        schema = bench.workspace.types[code]
        slow = slow_frame(schema, components, with_results=state.run is not None)
        pd.testing.assert_frame_equal(found.frames[code], slow, check_exact=True)
    assert found.lineage == {tag: lineage for group in expected.values() for tag, _, lineage in group}
    assert all(isinstance(lineage, UUID) for lineage in found.lineage.values())


def test_numbers_keep_every_digit(bench, kinds):
    numbers = [1e-300, 5e-324, 1e15, 1.7976931348623157e308, -0.0, 0.1 + 0.2, 1e16, 123456789.12345679]
    case_id = stored(bench, state_of([(kinds, "X", [{"n%s": value} for value in numbers])]))
    assert read(bench, case_id).frames[kinds.code]["n%s"].tolist() == numbers


def test_the_types_of_columns_and_what_is_absent(bench, kinds):
    full = {"n%s": 1.0, "it's": 2.0, 'a "b", c': 3, "back\\slash": True, "Größe": "a\nb", "curve": [[0.0, 1.0]]}
    frame = read(bench, stored(bench, state_of([(kinds, "X", [full, {}])]))).frames[kinds.code]
    assert [str(dtype) for dtype in frame.dtypes] == ["float64", "float64", "Int64", "boolean", "str", "object"]
    assert frame.loc["X-0"].tolist() == list(full.values())
    assert frame.loc["X-1"].isna().all()
    assert frame.loc["X-1", "curve"] is None
    assert (frame.index.name, str(frame.index.dtype)) == ("tag", "str")


def test_results_are_columns_only_with_a_run(bench, kinds):
    state = state_of([(kinds, "X", [{}, {}])])
    state.frames[kinds.code]["flow %"] = [1.5, np.nan]
    state.run = run_record()
    case_id = stored(bench, state)
    frame = read(bench, case_id).frames[kinds.code]
    assert list(frame) == [*PROPERTIES, "flow %", "speed", "size, 'x'"]
    pd.testing.assert_series_equal(frame["flow %"], pd.Series([1.5, np.nan], index=frame.index, name="flow %"))
    assert frame["speed"].isna().all()
    assert frame["speed"].dtype == np.float64
    assert list(read(bench, case_id, with_run=False).frames[kinds.code]) == list(PROPERTIES)


def test_connections_in_their_order_with_the_tags_of_both_ends(bench, kinds, bare):
    port = PORTS[1]["name"]
    links = [("X-2", "in", "B-0", port), ("B-1", port, "X-0", "in"), ("X-1", "in", "B-1", "in")]
    links += [("B-1", "in", "X-2", port), ("X-0", "in", "X-1", port), ("B-0", port, "X-1", "in")]
    state = state_of([(kinds, "X", [{}] * 3), (bare, "B", [{}] * 2)], links)
    found = read(bench, stored(bench, state))
    pd.testing.assert_frame_equal(found.connections, connection_frame(links))


def test_coordinates_of_those_that_have_them(bench, kinds, bare):
    positions = {"B-1": (0.1, -2e10), "X-0": (0.0, 0.0)}
    found = read(bench, stored(bench, state_of([(kinds, "X", [{}] * 2), (bare, "B", [{}] * 2)], (), positions)))
    pd.testing.assert_frame_equal(found.graphics.sort_index(), graphics_frame(positions).sort_index())


def test_an_empty_case(bench):
    found = read(bench, stored(bench, state_of([])))
    assert (found.frames, found.lineage) == ({}, {})
    pd.testing.assert_frame_equal(found.connections, connection_frame(()))
    pd.testing.assert_frame_equal(found.graphics, graphics_frame({}))


def test_a_type_that_nobody_knows_here_is_refused(bench, kinds):
    case_id = stored(bench, state_of([(kinds, "X", [{}])]))
    with pytest.raises(NotFound, match=f"components of type {kinds.code} version 1, which is new"):
        read(bench, case_id, {code: schema for code, schema in bench.workspace.types.items() if code != kinds.code})
    with pytest.raises(NotFound, match=f"components of type {kinds.code} version 1, which is new"):
        read(bench, case_id, {kinds.code: TypeSchema(kinds.code, 0, DEFINITION)})


def test_a_value_of_another_kind_is_named(bench, kinds):
    """One that somebody wrote past the rules: the case is not read with another value in its place."""
    case_id = stored(bench, state_of([(kinds, "X", [{"Größe": "1"}, {"Größe": "1, 2"}])]))
    other = TypeSchema(kinds.code, 1, {**DEFINITION, "properties": {**PROPERTIES, "Größe": {"type": "number"}}})
    with pytest.raises(InputError, match=r"X-0\.Größe is stored as '1'; version 1 .* has a number"):
        read(bench, case_id, {kinds.code: other})


def test_a_property_name_that_no_database_can_hold_is_absent(bench, kinds):
    case_id = stored(bench, state_of([(kinds, "X", [{"n%s": 1.0}])]))
    other = TypeSchema(kinds.code, 1, {**DEFINITION, "properties": {**PROPERTIES, "a\0b": {"type": "number"}}})
    frame = read(bench, case_id, {kinds.code: other}).frames[kinds.code]
    assert frame.loc["X-0", ["n%s", "a\0b"]].isna().tolist() == [False, True]


def test_a_server_that_gathers_in_another_order(kinds):
    """Nothing promises the order in which an aggregate sees its rows."""
    identifiers = [bytes(15) + bytes([k]) for k in (3, 1, 2)]
    texts = ",".join(f'{x},{x},{x},null,{x},true,"s{x}",[[{x},0]]' for x in (3, 1, 2))
    columns = type_columns(kinds, "C\nA\nB", b"".join(identifiers), texts, with_results=False)
    assert columns.frame.index.tolist() == columns.tags.tolist() == ["A", "B", "C"]
    assert columns.frame["n%s"].tolist() == columns.positions[:, 0].tolist() == [1.0, 2.0, 3.0]
    assert columns.frame["Größe"].tolist() == ["s1", "s2", "s3"]
    assert columns.frame["curve"].tolist() == [[[1, 0]], [[2, 0]], [[3, 0]]]
    assert columns.identifiers.tolist() == identifier_array(b"".join(sorted(identifiers))).tolist()


def test_identifiers_that_end_alike_are_told_apart():
    halves = [b"abcdefgh", b"ABCDEFGH", b"00000000"]
    known = identifier_array(b"".join(half + bytes(8) for half in halves))
    wanted = identifier_array(halves[2] + bytes(8) + halves[0] + bytes(8))
    assert places(known, wanted).tolist() == [2, 0]
    assert places(known[1:2], known[1:2]).tolist() == [0]
