"""The check by whole columns says what the validator says of every single component."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.columns import plain_values, rows_of
from workbench.model.schema import TypeSchema
from workbench.model.tags import are_plain, check_tag

CURVE = {
    "type": "array",
    "minItems": 1,
    "items": {"prefixItems": [{"type": "number"}, {"type": "number", "minimum": 0}]},
}
FREE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["a"],
    "oneOf": [{"required": ["b"]}, {"required": ["word"]}],
    "dependentRequired": {"whole": ["flag"]},
    "properties": {
        "a": {"type": "number", "minimum": -1, "exclusiveMaximum": 3},
        "b": {"type": "number", "exclusiveMinimum": 0, "maximum": 2},
        "word": {"type": "string", "maxLength": 2, "pattern": "^[ab]*$"},
        "choice": {"type": "string", "enum": ["a", "b"]},
        "flag": {"type": "boolean"},
        "whole": {"type": "integer", "minimum": 0, "maximum": 2},
        "curve": CURVE,
    },
}


def changed(name: str, **keywords: object) -> dict:
    return FREE | {"properties": FREE["properties"] | {name: FREE["properties"][name] | keywords}}


BELOW_ZERO = {"properties": {"a": {"maximum": 0}}}
ABOVE_ZERO = {"properties": {"a": {"minimum": 0}}}
WITH_FLAG = {"properties": {"flag": {"const": True}}, "required": ["flag"]}
SCHEMAS = {
    "all that a column can prove": FREE,
    "steps": changed("a", multipleOf=0.5),
    "a gap between bounds": changed("a", **{"not": {"const": 1.0}}),
    "a reference": changed("a", **{"$ref": "#/$defs/two"}) | {"$defs": {"two": {"maximum": 1.5}}},
    "values that depend on each other": FREE | {"if": WITH_FLAG, "then": BELOW_ZERO},
    "one of two by value": FREE | {"oneOf": [BELOW_ZERO, ABOVE_ZERO]},
    "not both": FREE | {"not": {"required": ["a", "flag"]}},
    "a name": FREE | {"propertyNames": {"enum": ["a", "b", "word"]}},
}

SOUND = {
    "a": [-1.0, 0.0, 0.5, 2.0],
    "b": [0.5, 2.0],
    "word": ["", "a", "ab"],
    "choice": ["a", "b"],
    "flag": [True, False],
    "whole": [0, 1, 2],
    "curve": [[[0.0, 2.0]], [[1.0, 0.0], [2.0, 1.0]]],
}
ODD = {
    "a": [-1.5, 1.25, 1.0, 3.0, None],
    "b": [0.0, 2.5, None, 1.0],
    "word": ["aba", "c", True, 0, None],
    "choice": ["c", 1, None],
    "flag": [1, 0, "a", None],
    "whole": [True, False, 3, 1.0, None],
    "curve": [[], [[0.0, -1.0]], None],
}


@st.composite
def columns(draw):
    """Components that are sound but for a few cells."""
    count = draw(st.integers(0, 5))
    names = ["a", *draw(st.lists(st.sampled_from(["choice", "flag", "curve"]), unique=True))]
    names += ["whole"] if "flag" in names else []
    made = {name: draw(st.lists(st.sampled_from(SOUND[name]), min_size=count, max_size=count)) for name in names}
    by_word = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    made["b"] = [None if word else draw(st.sampled_from(SOUND["b"])) for word in by_word]
    made["word"] = [draw(st.sampled_from(SOUND["word"])) if word else None for word in by_word]
    for _ in range(draw(st.integers(0, 2)) if count else 0):
        name = draw(st.sampled_from(sorted(made)))
        made[name][draw(st.integers(0, count - 1))] = draw(st.sampled_from(ODD[name]))
    numbers = {name: np.array(made[name], dtype=np.float64) for name in ("a", "b")}
    return made | numbers, count


@pytest.mark.parametrize("definition", SCHEMAS.values(), ids=SCHEMAS)
@settings(max_examples=50)
@given(drawn=columns())
def test_columns_and_rows_agree(definition, drawn):
    made, count = drawn
    schema = TypeSchema("FREE", 1, definition)
    assert schema.all_valid(made, count) == all(schema.is_valid(row) for row in rows_of(made, count))


@pytest.mark.parametrize("definition", SCHEMAS.values(), ids=SCHEMAS)
@pytest.mark.parametrize("gap", ["b", "word"])
def test_every_odd_cell_is_judged_as_the_validator_judges_it(definition, gap):
    schema = TypeSchema("FREE", 1, definition)
    sound = {name: [values[0], values[-1], values[0]] for name, values in SOUND.items()} | {gap: [None] * 3}
    sound["curve"] = [None] * 3  # components with one are asked one by one in any case
    judged = set()
    for name in sound:
        for position, value in [(position, value) for position in range(3) for value in (*SOUND[name], *ODD[name])]:
            made = {**sound, name: [*sound[name][:position], value, *sound[name][position + 1 :]]}
            made |= {number: np.array(made[number], dtype=np.float64) for number in ("a", "b")}
            expected = all(schema.is_valid(row) for row in rows_of(made, 3))
            assert schema.all_valid(made, 3) == expected, (name, position, value)
            judged.add(expected)
    assert False in judged


@pytest.mark.parametrize(
    ("name", "values"),
    [("flag", [True, 1]), ("flag", [1, True]), ("whole", [1, True]), ("word", ["a", 1])],
)
def test_what_only_looks_equal_is_told_apart(name, values):
    sound = {"a": np.zeros(2), "b": np.ones(2), "flag": [True, True]}
    schema = TypeSchema("FREE", 1, FREE)
    assert schema.all_valid(sound, 2)
    assert not schema.all_valid(sound | {name: values}, 2)


WITHOUT_CURVE = [
    code
    for code, schema in sorted(built_in_schemas().items())
    if not any(field.required and field.kind == "curve" for field in schema.fields.values())
]


@pytest.mark.parametrize("code", WITHOUT_CURVE)
def test_a_built_in_type_needs_no_row_but_those_with_curves(code):
    """All that the product's own types say is understood: a keyword that is not would make every solve slow."""
    asked = []
    built_in = built_in_schemas()[code]
    schema = TypeSchema(code, built_in.version, built_in.definition)  # one of its own, to listen to
    columns, count = {}, 50
    for name, field in schema.fields.items():
        if field.kind == "curve":
            continue
        of_field = schema.definition["properties"][name]
        low = of_field.get("minimum", of_field.get("exclusiveMinimum", 0.0) + 1e-3)
        value = (
            field.choices[0]
            if field.choices
            else {"number": float(low), "boolean": True, "integer": low}.get(field.kind, "x")
        )
        columns[name] = np.full(count, value) if field.kind == "number" else [value] * count
    alternatives = [option["required"][0] for option in schema.definition.get("oneOf", ())]
    for name in [name for name in alternatives if name in columns][1:]:
        del columns[name]
    is_valid = schema.is_valid
    schema.is_valid = lambda row: asked.append(row) or is_valid(row)
    assert schema.all_valid(columns, count)
    assert len(asked) == 1


def test_gaps_of_more_columns_than_an_integer_has_bits():
    names = [f"x{k}" for k in range(80)]
    definition = {"type": "object", "properties": {name: {"type": "number"} for name in names}, "required": names[:1]}
    schema = TypeSchema("WIDE", 1, definition)
    others = dict.fromkeys(names[1:], np.array([np.nan, 0.0, 1.0]))
    assert schema.all_valid({names[0]: np.zeros(3)} | others, 3)
    assert not schema.all_valid({names[0]: np.array([0.0, 0.0, np.nan])} | others, 3)


def test_plain_values_are_pythons_own():
    values = plain_values(np.array([1.5, np.nan, -0.0]))
    assert values == [1.5, None, 0.0]
    assert [type(value) for value in values] == [float, type(None), float]


@pytest.mark.parametrize(
    "odd", ["", " ", "-1", "P ", " P", "=1", "é", "<", "\n", "\x00", "\x7f", "'", "P" * 64, "P" * 65, 5, None]
)
def test_plain_tags_are_well_formed(odd):
    def is_well_formed(tag: object) -> bool:
        try:
            return check_tag(tag) == tag
        except InputError:
            return False

    for tags in ([odd], ["P-1", odd], [odd, "P-1"]):
        assert are_plain(tags) == all(is_well_formed(tag) and str(tag).isascii() for tag in tags)
