"""The digest: equal for equal inputs whatever their order, different for any change that counts."""

from __future__ import annotations

import hashlib
import json
import random
import struct

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.conftest import make_small_case
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.digest import (
    canonical_json,
    canonical_number,
    canonical_text,
    case_digest,
    component_lines,
    connection_lines,
    property_texts,
    revision_digest,
    settings_line,
)
from workbench.model.schema import TypeSchema

finite = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)

LINES = [
    'component ["J-1 \\\\ é","JUNCTION",{"elevation":-0.5}]',
    'component ["P-101","LINE",{"diameter":0.1524,"fittings":[["bend",3],[]],"length":120,"roughness":0.000045}]',
    'component ["P-102","LINE",{"diameter":1,"gasket":"1/2\\" \\t PTFE","is_open":false,"length":0.30000000000000004}]',
    'connection ["J-1 \\\\ é","port","P-101","inlet"]',
    'connection ["P-101","outlet","P-102","inlet"]',
    'settings {"density":998.2,"fluid":"water","viscosity":0.0010016}',
]
"""A small case as the definition of the digest writes it, in the order of its code points."""


def test_the_digest_never_changes_by_accident():
    columns = {
        "length": [120.0, 0.1 + 0.2],
        "diameter": [0.1524, 1.0],
        "roughness": [4.5e-5, None],
        "gasket": [None, '1/2" \t PTFE'],
        "is_open": [None, False],
        "fittings": [[["bend", 3], []], None],
    }
    links = [("P-101", "J-1 \\ é"), ("outlet", "port"), ("P-102", "P-101"), ("inlet", "inlet")]
    lines = [
        settings_line({"viscosity": 1.0016e-3, "fluid": "water", "density": 998.2}),
        *connection_lines(links),
        *component_lines("LINE", ["P-101", "P-102"], columns),
        *component_lines("JUNCTION", ["J-1 \\ é"], {"elevation": [-0.5]}),
    ]
    assert sorted(lines) == LINES
    assert case_digest(lines) == hashlib.sha256("\n".join(LINES).encode()).hexdigest()
    assert case_digest(lines) == "324d572c614eb942594de1e705e5a9f0ca64ca238dcd611a60ea35c844393732"
    assert (
        revision_digest({"Design": "a" * 64, "Ruhelast é": "0" * 64})
        == "c2987c2df5f6bed01d40f3ac5a81883bdc1df71e5cd8fe48c7aac84abf7bfdf0"
    )


def test_the_digest_of_a_case_is_over_its_lines():
    schema = TypeSchema("LINE", 3, {"properties": {"length": {"type": "number"}}, "ports": [{"name": "end"}]})
    case = Case("Any", {"LINE": schema})
    assert case.digest == hashlib.sha256(settings_line(case.settings).encode()).hexdigest()
    case.add("LINE", "P-2", length=1.5)
    case.add("LINE", "P-1", length=3e-7)
    case.connect("P-1.end", "P-2.end")
    lines = [
        'component ["P-1","LINE",{"length":0.0000003}]',
        'component ["P-2","LINE",{"length":1.5}]',
        'connection ["P-1","end","P-2","end"]',
        settings_line(case.settings),
    ]
    assert case.digest == hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_digest_of_a_revision_is_over_lines_of_its_cases():
    text = f'case ["Design","{"a" * 64}"]\ncase ["Turn\\"down","{"b" * 64}"]'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert revision_digest({'Turn"down': "b" * 64, "Design": "a" * 64}) == expected


def test_canonical_json_compares_schemas():
    assert canonical_json({"b": 0.1, "a": [True, None, "é", 12.0]}) == '{"a":[true,null,"é",12.0],"b":0.1}'.encode()


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (998.0, "998"),
            (998, "998"),
            (4.5e-05, "0.000045"),
            (1e16, "10000000000000000"),
            (-0.0, "0"),
            (-1.5e-7, "-0.00000015"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e23, "1" + 23 * "0"),
            (18014398509481992.0, "18014398509481990"),  # PostgreSQL's own text ends in 92: not the shortest
            (5e-324, "0." + 323 * "0" + "5"),
            (100.0, "100"),
        ],
    )
    def test_shortest_digits_in_positional_notation(self, value, text):
        assert canonical_number(value) == text
        assert component_lines("X", ["A"], {"x": [value]}) == [f'component ["A","X",{{"x":{text}}}]']

    @given(finite)
    def test_reads_back_as_the_same_number(self, value):
        text = canonical_number(value)
        assert struct.pack("d", float(text)) == struct.pack("d", value + 0.0)
        assert "e" not in text
        assert "." not in text or text[-1] not in "0."
        assert float(json.loads(text)) == value

    @given(st.lists(st.one_of(st.none(), finite), max_size=8))
    @example([1.0, 10.0, -0.0, None, 1e300, 1e-300, 100.5])
    def test_a_column_is_written_like_its_numbers_one_by_one(self, column):
        tags = [f"T{k}" for k in range(len(column))]
        assert component_lines("X", tags, {"x": column}) == [
            f'component ["{tag}","X",{{{"" if value is None else f"{chr(34)}x{chr(34)}:{canonical_number(value)}"}}}]'
            for tag, value in zip(tags, column, strict=True)
        ]

    @given(st.integers(-(2**53), 2**53))
    def test_the_form_of_a_value_does_not_count(self, value):
        assert canonical_number(value) == canonical_number(float(value)) == str(value)
        assert settings_line({"x": value}) == settings_line({"x": float(value)})
        assert component_lines("X", ["A"], {"x": [value]}) == component_lines("X", ["A"], {"x": [float(value)]})

    @given(finite, finite)
    def test_different_numbers_differ(self, one, other):
        assert (canonical_number(one) == canonical_number(other)) == (one == other)

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
    def test_not_finite_is_refused(self, value):
        with pytest.raises(InputError, match="not finite"):
            canonical_number(value)
        with pytest.raises(InputError, match=r"P-2\.x: .* not finite") as caught:
            component_lines("X", ["P-1", "P-2"], {"x": [1.0, value]})
        assert caught.value.path == ("P-2", "x")


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("\b\f\n\r\t", r'"\b\f\n\r\t"'),
            ('a"b\\c/d', r'"a\"b\\c/d"'),
            ("\x00\x01\x1f", r'"\u0000\u0001\u001f"'),
            ("\x7f\x80 é ψ 😀", '"\x7f\x80 é ψ 😀"'),
            ("\u2028", '"\u2028"'),
        ],
    )
    def test_escaped_as_postgresql_does_and_no_further(self, text, escaped):
        assert canonical_text(text) == escaped
        assert component_lines("X", ["A", "B"], {"x": [text, None]})[0] == f'component ["A","X",{{"x":{escaped}}}]'

    @given(st.lists(st.one_of(st.none(), texts), max_size=6))
    @example(['x",', '"b', ",", '","'])
    @example(["a", "b"])
    @example([",", "b"])
    @example([",a,", "", "b,", ",,"])
    def test_a_column_is_written_like_its_texts_one_by_one(self, column):
        lines = component_lines("X", ["A"] * len(column), {"x": column})
        rows = [{} if value is None else {"x": value} for value in column]
        assert lines == [f"component {canonical_text(['A', 'X', row])}" for row in rows]

    def test_half_a_character_is_refused(self):
        with pytest.raises(InputError, match="half a character"):
            component_lines("X", ["A", "B"], {"x": ["a", "\ud800"]})


values = st.one_of(st.none(), st.booleans(), finite, texts, st.lists(st.lists(finite, max_size=2), max_size=3))


@given(st.dictionaries(texts, values, max_size=6))
def test_lines_are_json_with_keys_by_code_point(properties):
    (line,) = component_lines("PIPE", ["P-1"], {name: [value] for name, value in properties.items()})
    kind, _, text = line.partition(" ")
    tag, code, read = json.loads(text, parse_int=float)
    assert (kind, tag, code) == ("component", "P-1", "PIPE")
    assert read == {name: value for name, value in properties.items() if value is not None}
    assert list(read) == sorted(read)
    assert settings_line(properties) == "settings " + canonical_text(dict(reversed(properties.items())))


def test_curves_and_whole_numbers():
    columns = {"curve": [[[0.0, 40.0], [0.1, 3e-05]], None], "poles": [2, None], "on": [True, False]}
    assert component_lines("PUMP", ["PU-1", "PU-2"], columns) == [
        'component ["PU-1","PUMP",{"curve":[[0,40],[0.1,0.00003]],"on":true,"poles":2}]',
        'component ["PU-2","PUMP",{"on":false}]',
    ]


rows = st.dictionaries(texts.filter(bool), st.tuples(finite, texts), max_size=6)


def digest_of(components: dict[str, tuple[float, str]], order: list[str]) -> str:
    columns = {"x": [components[tag][0] for tag in order], "y": [components[tag][1] for tag in order]}
    ends = sorted(order)
    links = connection_lines([ends, ends, ends[1:] + ends[:1], ends])
    random.Random(len(order)).shuffle(links)
    return case_digest([*links, *component_lines("X", order, columns), settings_line({})])


@given(rows, st.randoms(use_true_random=False))
def test_order_does_not_count(components, source):
    order = list(components)
    shuffled = order[:]
    source.shuffle(shuffled)
    assert digest_of(components, order) == digest_of(components, shuffled)


@given(rows, rows)
def test_different_inputs_differ(one, other):
    assume(one != other)
    assert digest_of(one, list(one)) != digest_of(other, list(other))


def test_spelling_of_a_number_does_not_count(types):
    case = Case("Pump", types)
    case.add("PUMP", "PU-1", elevation=0, curve=[[0, 40], [0.1, 30]], curve_form="piecewise linear")
    before = case.digest
    case["PUMP"].at["PU-1", "curve"] = [[-0.0, 40], [0.1, 30.0]]
    case["PUMP"].loc["PU-1", "elevation"] = -0.0
    assert case.digest == before


def test_infinite_is_refused(types, small_case):
    small_case["PIPE"].loc["P-101", "length"] = float("inf")
    with pytest.raises(InputError, match=r"P-101\.length is infinite"):
        _ = small_case.digest
    case = Case("Pump", types)
    case.add("PUMP", "PU-1", elevation=0, curve=[[0, 40], [0.1, 30]])
    case["PUMP"].at["PU-1", "curve"] = [[0, 40], [0.1, float("inf")]]
    with pytest.raises(InputError, match=r"PU-1\.curve: .*not finite"):
        _ = case.digest


def test_order_of_components_and_connections_does_not_count(types, small_case):
    other = make_small_case(types)
    for code in other.codes:
        other.state.frames[code] = other[code].iloc[::-1]
    other.state.connections = other.connections.iloc[::-1].reset_index(drop=True)
    assert other.digest == small_case.digest


@pytest.mark.parametrize(
    "edit",
    [
        lambda case: case.set("P-101", length="120.0000001 m"),
        lambda case: case.set("P-101", status="closed"),
        lambda case: case.rename("P-101", "P-111"),
        lambda case: case.remove("P-102"),
        lambda case: case.disconnect("J-1", "P-101"),
        lambda case: case.set_settings(viscosity="2 cP"),
    ],
)
def test_every_input_counts(small_case, edit):
    before = small_case.digest
    edit(small_case)
    assert small_case.digest != before


def test_results_coordinates_and_names_do_not_count(types, small_case):
    before = small_case.digest
    small_case["PIPE"]["velocity"] = 1.5
    small_case.move("J-1", 9, 9)
    small_case.name = "Another"
    assert small_case.digest == before
    assert Case("Empty", types).digest == Case("Other", types).digest


def test_revision_digest_depends_on_every_case():
    one = revision_digest({"Design": "a" * 64, "Turndown": "b" * 64})
    assert one == revision_digest({"Turndown": "b" * 64, "Design": "a" * 64})
    assert one != revision_digest({"Design": "a" * 64})


CELLS = {"a": finite, "b%s": finite, "é": texts, "k": st.booleans(), "n": st.integers(-5, 5), "z": st.lists(finite)}


@given(
    st.lists(st.fixed_dictionaries({}, optional=CELLS), max_size=5),
    st.sampled_from(["x", 'x"', "x\\", "é", "\n", "%s"]),
)
@example([{"a": 1.0, "é": "t"}, {"a": 1.0, "n": 2}], "x")
@example([{"é": "%d"}, {"é": "%d"}], "%")
@example([{}, {}], "x")
def test_columns_are_written_like_their_components_one_by_one(rows, prefix):
    columns = {name: [row.get(name) for row in rows] for name in CELLS}
    arrays = {name: np.array(columns[name], dtype=np.float64) + 0.0 for name in ("a", "b%s")}
    tags = [f"{prefix}{k}" for k in range(len(rows))]
    lines = [f"component {canonical_text([tag, 'T%s', row])}" for tag, row in zip(tags, rows, strict=True)]
    assert component_lines("T%s", tags, columns) == component_lines("T%s", tags, columns | arrays) == lines
    assert property_texts(tags, columns | arrays) == [canonical_text(row) for row in rows]
    ends = [tags, [f"{prefix}%" for _ in tags], tags[::-1], ["inlet" for _ in tags]]
    assert connection_lines(ends) == [f"connection {canonical_text(row)}" for row in zip(*ends, strict=True)]
