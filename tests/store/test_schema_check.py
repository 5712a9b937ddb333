"""JSON Schema held by the server: the interpreter, the generated condition and jsonschema-rs say the same."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import jsonschema_rs
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.equipment import built_in_schemas
from workbench.store.embedded import start_embedded

STATEMENTS = Path(__file__).parents[2] / "migrations" / "sql"
FILES = [
    *sorted((STATEMENTS / "0002").glob("3[0-2]_schema_*.sql")),
    STATEMENTS / "0004" / "10_text_results.sql",  # in place of two functions of these
]
BUILT_IN = {code: schema.definition for code, schema in built_in_schemas().items()}
LARGEST = 1.7976931348623157e308
NOTHING = object()


class Check:
    """The functions of the server, asked with Python values."""

    def __init__(self, connection):
        self.connection = connection

    def one(self, query, *values):
        return self.connection.execute(query, values).fetchone()[0]

    def lint(self, schema):
        return self.one("SELECT workbench_rules.schema_lint(%s)", json.dumps(schema))

    def problem(self, schema, document):
        return self.one("SELECT workbench_rules.schema_problem(%s, %s)", json.dumps(schema), text_of(document))

    def condition(self, schema, expression="document", ignored=()):
        query = "SELECT workbench_rules.schema_condition(%s, %s, %s)"
        return self.one(query, json.dumps(schema), expression, list(ignored))

    def holds(self, condition, documents):
        """Apply a condition to documents, which are Python values or JSON texts."""
        rows = "unnest(%s::jsonb[]) WITH ORDINALITY AS d(document, n) ORDER BY n"
        query = f"SELECT {condition.replace('%', '%%')} FROM {rows}"
        return [row[0] for row in self.connection.execute(query, ([text_of(d) for d in documents],))]

    def agree(self, schema, documents, validator=None):
        """Check that all three say the same of every document; return what they say."""
        valid = jsonschema_rs.Draft202012Validator(schema) if validator is None else validator
        expected = [valid.is_valid(document) for document in documents]
        found = self.holds(self.condition(schema), documents)
        problems = [self.problem(schema, document) for document in documents]
        for document, wanted, condition, problem in zip(documents, expected, found, problems, strict=True):
            assert condition is wanted, (schema, document, problem)
            assert (problem is None) is wanted, (schema, document, problem)
        return expected


class Raw(str):
    """A document given as JSON text, because Python cannot hold its value."""


def text_of(document):
    if document is NOTHING:  # SQL NULL; None is the null of JSON
        return None
    return document if isinstance(document, Raw) else json.dumps(document, allow_nan=False)


@pytest.fixture(scope="module")
def check():
    folder = Path(tempfile.mkdtemp(prefix="workbench-test-"))
    with start_embedded(folder) as server, psycopg.connect(server.owner_dsn, autocommit=True) as connection:
        with connection.transaction():  # as a migration does it: the server refuses these statements elsewhere
            connection.execute("SET LOCAL workbench.migration = 'on'")
            connection.execute("CREATE SCHEMA IF NOT EXISTS workbench_rules")
            for file in FILES:
                connection.execute(file.read_text(encoding="utf-8"))
        yield Check(connection)
    shutil.rmtree(folder, ignore_errors=True)


# --- random schemas and documents ------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "it's", 'q"\\n', "%s%1$L", "é", "{,}", "𝄞"])
NUMBERS = st.sampled_from([-2, -1, 0, 1, 2, 3, 0.5, 1.0, 2.5, -0.0, 1e15, 4.5e-05])
TEXTS = st.sampled_from(["", "a", "ab", "it's", "𝄞𝄞", "é", "1", "line\nbreak", "%L", "\\", "true"])
SIZES = st.integers(0, 3)
SCALARS = NUMBERS | TEXTS | st.booleans() | st.none()
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)
KINDS = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
PATTERNS = st.sampled_from(["^a", "b$", "^.$", "[^a]", "\\d", "^(a|é)+$", "a{2,3}", "\\.", "^\\w*$", "[a-z']"])
LEAF = (
    st.fixed_dictionaries(
        {"type": st.sampled_from(["number", "integer"])}, optional={"minimum": NUMBERS, "maximum": NUMBERS}
    )
    | st.fixed_dictionaries(
        {},
        optional={
            "type": KINDS | st.lists(KINDS, min_size=1, max_size=3, unique=True),
            "minimum": NUMBERS,
            "exclusiveMinimum": NUMBERS,
            "maximum": NUMBERS,
            "exclusiveMaximum": NUMBERS,
            "multipleOf": st.sampled_from([1, 2, 0.5]),
        },
    )
    | st.fixed_dictionaries({}, optional={"type": KINDS, "minLength": SIZES, "maxLength": SIZES, "pattern": PATTERNS})
    | st.fixed_dictionaries({"enum": st.lists(DOCUMENTS, min_size=1, max_size=3)}, optional={"type": KINDS})
    | st.fixed_dictionaries({"const": DOCUMENTS})
    | st.just({"$ref": "#/$defs/shared"})
    | st.booleans()
)


def nested(inner):
    """Return schemas made of others."""
    several = st.lists(inner, min_size=1, max_size=3)
    by_name = st.dictionaries(NAMES, inner, max_size=3)
    kept = {
        "properties": by_name,
        "additionalProperties": st.just(False) | inner,
        "required": st.lists(NAMES, max_size=2, unique=True),
    }
    counted = {
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "minProperties": SIZES,
        "maxProperties": SIZES,
    }
    items = {"items": inner, "prefixItems": several, "minItems": SIZES, "maxItems": SIZES, "uniqueItems": st.booleans()}
    combined = {
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
    }
    return (
        st.fixed_dictionaries({"type": st.just("object")}, optional=kept)
        | st.fixed_dictionaries({}, optional=kept | counted | {"type": KINDS})
        | st.fixed_dictionaries({}, optional=items | {"type": KINDS})
        | st.fixed_dictionaries({}, optional=combined | {"type": KINDS})
        | st.fixed_dictionaries({}, optional=combined | kept | items)
    )


SHARED = st.sampled_from(
    [{"type": "number", "minimum": 1}, {"maxLength": 1}, {"required": ["a"]}, {"type": ["array", "null"]}]
)
SCHEMAS = st.recursive(LEAF, nested, max_leaves=6)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(schema=SCHEMAS, shared=SHARED, documents=st.lists(DOCUMENTS, min_size=4, max_size=8))
def test_interpreter_condition_and_jsonschema_agree(check, schema, shared, documents):
    whole = {"$defs": {"shared": shared}, **schema} if isinstance(schema, dict) else schema
    assert check.lint(whole) is None
    check.agree(whole, documents)


@pytest.mark.parametrize(
    ("schema", "valid", "wrong"),
    [
        ({"type": "integer"}, [1, 1.0, -0.0, 1e15], [1.5, 4.5e-05, True, "1"]),
        (
            {"type": "number", "minimum": -1, "maximum": 1},
            [-1, 0, 1],
            [[], [0], [0, 1], {}, "0", "", None, False, 1.0000001],
        ),
        ({"type": ["integer", "null"], "exclusiveMinimum": 0}, [1, None], [0, 0.5, "1", [1]]),
        (
            {"prefixItems": [{"type": "string"}], "items": {"type": "number"}},
            [[], ["a"], ["a", 1], 1],
            [[1], ["a", "b"], ["a", 1, "b"]],
        ),
        ({"type": "array", "prefixItems": [True, False]}, [[], [1]], [[1, 2], {}]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1}, {"b": 1}], [{}, {"a": 1, "b": 1}, 1]),
        ({"pattern": "^a.c$"}, ["abc", "a\rc", "a𝄞c"], ["a\nc", "ac", "abc\n"]),
        ({"pattern": "^[^a-c.]\\d{2}$"}, ["d12", "\n12"], ["a12", ".12", "d1", "d٣٤"]),
        ({"pattern": "^\\w$"}, ["a", "_", "9"], ["é", "-"]),
        ({"minLength": 2, "maxLength": 2}, ["𝄞𝄞", "éé", 1], ["𝄞", "𝄞𝄞𝄞"]),
        ({"uniqueItems": True}, [[1, True, "1", [1], {"a": 1}]], [[1, 1.0], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]]),
        ({"enum": [1, "a", None, [1, {"a": 2}]]}, [1.0, "a", None, [1, {"a": 2}]], [True, "1", [1], [1, {"a": "2"}]]),
        ({"$ref": "#/$defs/a~1b/items", "$defs": {"a/b": {"items": {"type": "null"}}}}, [None], [0]),
    ],
)
def test_keywords_at_their_edges(check, schema, valid, wrong):
    assert check.agree(schema, valid + wrong) == [True] * len(valid) + [False] * len(wrong)


# --- the built-in types ----------------------------------------------------------------------------------------


def example(schema):
    """Return a valid value of a property."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "array":
        return [[example(column) for column in schema["items"]["prefixItems"]] for _ in range(schema["minItems"])]
    if schema.get("exclusiveMinimum", 0.0) >= 1.0:  # such as a ratio of heat capacities
        return schema["maximum"]
    return {"number": 1.0, "integer": 1, "boolean": True, "string": "text"}[schema["type"]]


def example_document(definition, choice=0):
    names = [*definition["required"], *definition.get("oneOf", [{}])[choice].get("required", [])]
    return {name: example(definition["properties"][name]) for name in names}


def values_near(schema):
    """Return values of every kind, and values at the bounds of a property."""
    values = [None, True, 0, 1, -0.0, 1.5, -1e30, 1e300, "", "text", "true", "1", [], [[]], {}, {"a": 1}, [1], ["open"]]
    for keyword in ("minimum", "maximum", "exclusiveMinimum"):
        if keyword in schema:
            limit = schema[keyword]
            values += [limit, limit + max(abs(limit) * 1e-15, 5e-324), limit - max(abs(limit) * 1e-15, 5e-324)]
    if "maxLength" in schema:
        values += ["𝄞" * schema["maxLength"], "𝄞" * (schema["maxLength"] + 1)]
    if schema.get("type") == "array":
        point = [example(column) for column in schema["items"]["prefixItems"]]
        most, least = schema["maxItems"], schema["minItems"]
        values += [[point] * n for n in (least - 1, least, most, most + 1)]
        points = [
            [],
            point[:1],
            [*point, 1],
            [point, point],
            [[point[0]], point[-1]],
            ["1", 2],
            [None, 1],
            {"0": 1, "1": 1},
        ]
        points += [[value, 1.0] for value in (-1e-300, 1e300)] + [[1.0, value] for value in (-1e300, 1e300, False)]
        values += [[point] * least + [wrong] for wrong in points]
    return values


@pytest.mark.parametrize("code", BUILT_IN)
def test_built_in_types_agree_on_what_is_wrong(check, code):
    definition = BUILT_IN[code]
    assert check.lint(definition) is None
    valid = example_document(definition)
    documents = [valid, {}, [], None, 1, "text", [valid], {**valid, "unknown": 1}, {**valid, "results": {}}]
    documents += [{k: v for k, v in valid.items() if k != name} for name in valid]
    documents += [example_document(definition, choice) for choice in range(len(definition.get("oneOf", [])))]
    for name, schema in definition["properties"].items():
        documents += [{**valid, name: value} for value in [example(schema), *values_near(schema)]]
    said = check.agree(definition, documents)
    assert said[0] is True
    assert said.count(False) > len(definition["properties"]) * 3


@pytest.mark.parametrize("code", ["PIPE", "PUMP"])
def test_ignored_names_are_not_meant_by_the_schema(check, code):
    definition = BUILT_IN[code]
    valid = example_document(definition)
    documents = [valid, {**valid, "results": {"a": [None]}}, {**valid, "result": 1}, {}, [], "results", 1]
    condition = check.condition(definition, ignored=["results"])
    assert check.holds(condition, documents) == [True, True, False, False, False, False, False]


def test_ignored_names_are_absent_for_every_keyword(check):
    schemas = [
        {"required": ["results"]},
        {"properties": {"results": False}},
        {"minProperties": 1},
        {"const": {}},
        {"not": {"required": ["results"]}},
        {"patternProperties": {"^r": False}},
        {"additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {"results": {"type": "string"}}, "additionalProperties": False},
    ]
    for schema in schemas:
        condition = check.condition(schema, ignored=["results"])
        assert check.holds(condition, [{"results": 1}]) == check.holds(check.condition(schema), [{}]), schema


# --- numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"type": "number"},
        {"type": "number", "minimum": 0},
        {"exclusiveMaximum": 1e15},
        {"not": {"type": "string"}},
        {"type": ["number", "string", "object", "array"]},
        {"type": "object"},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        {"type": "array", "items": {"type": "array"}},
    ],
)
def test_a_number_beyond_float64_is_refused_anywhere(check, schema):
    for number in ("1e400", "-1e400", "1.7976931348623158e308"):
        for text in ("{}", '{{"a": {}}}', "[{}]", '{{"a": {{"b": [1, [{}]]}}}}'):
            document = Raw(text.format(number))
            assert check.holds(check.condition(schema), [document]) == [False]
            assert check.problem(schema, document) is not None


def test_the_place_of_a_number_beyond_float64_is_named(check):
    problem = check.problem({}, Raw('{"curve": [[1, 2], [3, 1e400]]}'))
    assert problem == "curve/1/1: is a number beyond 1.7976931348623157e308"


def test_the_largest_float_is_a_number(check):
    assert check.agree({"type": "number"}, [LARGEST, -LARGEST, 5e-324]) == [True, True, True]


def test_nan_and_infinity_are_no_json(check):
    for word in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            check.holds(check.condition({}), [Raw(word)])


# --- words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"length": -3}, "length: is -3, must be above 0.0 m"),
        ({"length": "3 m"}, 'length: is "3 m", must be a number'),
        ({"length": NOTHING}, "length: is missing"),
        ({"status": "ajar"}, 'status: is "ajar", must be one of ["open", "closed"]'),
        ({"lenght": 3}, "lenght: is no property here, expected length, status,"),
    ],
)
def test_the_problem_says_what_is_expected(check, change, words):
    document = {k: v for k, v in {**example_document(BUILT_IN["PIPE"]), **change}.items() if v is not NOTHING}
    assert check.problem(BUILT_IN["PIPE"], document).startswith(words)


def test_the_problem_names_the_point_of_a_curve_and_the_choice(check):
    pump = {**example_document(BUILT_IN["PUMP"]), "curve": [[0.0, 50.0], [0.1, -1.0]]}
    assert check.problem(BUILT_IN["PUMP"], pump) == "curve/1/1: is -1.0, must be at least 0.0 m"
    neither = {k: v for k, v in pump.items() if k != "curve"}
    assert check.problem(BUILT_IN["PUMP"], neither) == f"document: needs {BUILT_IN['PUMP']['$comment']}"


# --- lint ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"minimun": 1}, '#: keyword "minimun"'),
        ({"properties": {"a": {"contains": {}}}}, '#/properties/a: keyword "contains"'),
        ({"oneOf": [True, {"not": {"dependentRequired": {}}}]}, '#/oneOf/1/not: keyword "dependentRequired"'),
        ({"unevaluatedProperties": False}, '#: keyword "unevaluatedProperties"'),
        ({"items": {"ports": []}}, '#/items: keyword "ports"'),
        ({"$defs": {"a": {"format%s": 1}}}, '#/$defs/a: keyword "format%s"'),
        ({"minimum": "0"}, '#: keyword "minimum"'),
        ({"minimum": None}, '#: keyword "minimum"'),
        ({"exclusiveMinimum": True}, '#: keyword "exclusiveMinimum"'),
        ({"multipleOf": 0}, '#: keyword "multipleOf"'),
        ({"maxLength": 1.5}, '#: keyword "maxLength"'),
        ({"type": "float"}, '#: keyword "type"'),
        ({"type": ["number", 1]}, '#: keyword "type"'),
        ({"required": "a"}, '#: keyword "required"'),
        ({"enum": {"a": 1}}, '#: keyword "enum"'),
        ({"items": [{}]}, '#: keyword "items"'),
        ({"properties": {"a": 1}}, "#/properties/a: is no schema"),
        ({"allOf": []}, '#: keyword "allOf"'),
        ({"pattern": "("}, '#: keyword "pattern"'),
        ({"pattern": "\\bword"}, '#: keyword "pattern"'),
        ({"pattern": "***=a"}, '#: keyword "pattern"'),
        ({"pattern": "[[:alpha:]]"}, '#: keyword "pattern"'),
        ({"pattern": "(?i)a"}, '#: keyword "pattern"'),
        ({"patternProperties": {"\\p{L}": {}}}, '#/patternProperties: pattern "\\\\p{L}"'),
        ({"$ref": "#/$defs/none"}, "#/$ref: is no schema"),
        ({"$ref": "https://example.org/schema"}, "#/$ref: is no schema"),
        ({"$ref": "#"}, "is nested deeper than 40, or a $ref leads back to itself"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, '#: keyword "$schema"'),
        ({"results": {"flow": {"type": "boolean"}}}, '#: keyword "results"'),
        ({"results": {"flow": {"type": ["number", "string"]}}}, '#: keyword "results"'),
        ({"results": {"flow": {"type": "number", "maxLength": 5}}}, '#: keyword "results"'),
        ({"results": {"flow": {"maxLength": 5}}}, '#: keyword "results"'),
        ({"results": {"size": {"type": "string", "maxLength": -1}}}, '#: keyword "results"'),
        ({"results": {"size": {"type": "string", "maxLength": "5"}}}, '#: keyword "results"'),
        ({"results": {"size": {"type": "string", "enum": ["A"]}}}, '#: keyword "results"'),
        ({"results": {"flow": {"type": "number", "minimum": 0}}}, '#: keyword "results"'),
        (1, "#: is no schema"),
        (None, "#: is no schema"),
    ],
)
def test_lint_names_what_is_not_supported_and_the_condition_refuses_it(check, schema, problem):
    assert problem in check.lint(schema)
    with pytest.raises(psycopg.DatabaseError) as caught:
        check.condition(schema)
    assert caught.value.sqlstate == "WB006"


def test_lint_refuses_a_bound_beyond_float64(check):
    lint = check.one("SELECT workbench_rules.schema_lint(%s)", '{"maximum": 1e400}')
    assert lint == "maximum: is a number beyond 1.7976931348623157e308"


def test_lint_knows_annotations_and_extensions(check):
    schema = {
        "$id": "urn:example",
        "examples": [1],
        "format": "date",
        "deprecated": True,
        "readOnly": False,
        "writeOnly": False,
        "properties": {
            "a": {"dimension": "length", "unit": "m", "indexed": True, "default": 1, "limits": {"maximum": 2}}
        },
        "ports": [{"name": "inlet"}],
        "results": {"flow": {"type": "number", "limits": {"minimum": "a"}}},
        "symbol": {"drawn_as": "edge"},
        "upgrade": {"rename": {"b": "a"}},
    }
    assert check.lint(schema) is None


# --- hostile names ---------------------------------------------------------------------------------------------

HOSTILE = [
    "'; DROP SCHEMA workbench_rules CASCADE; --",
    "' OR true OR '",
    "\\'; SELECT 1; --",
    '"',
    "%",
    "%s %1$s %L",
    "$$",
    "$body$",
    "line\nbreak\r\t",
    "{a,b}",
    '{"a":',
    "a,b",
    "NULL",
    "null",
    "",
    " ",
    "\\",
    "*/",
    ":name",
    "?",
    "𝄞\u2028",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_values_are_no_sql(check, name):
    schema = {
        "type": "object",
        "required": [name],
        "properties": {name: {"enum": [name, name + name, {name: [name]}]}, "x" + name: {"const": name}},
        "additionalProperties": False,
    }
    other = name + "'"
    documents = [{name: name}, {name: {name: [name]}}, {name: other}, {other: name}, {}, {name: name, other: 1}]
    documents += [{name: name, "x" + name: name}, {name: name, "x" + name: other}]
    assert check.agree(schema, documents) == [True, True, False, False, False, False, True, False]
    slow = {"patternProperties": {"^x": {"const": name}}, "additionalProperties": {"enum": [name]}, "maxProperties": 2}
    assert check.agree(slow, [{"x": name}, {"x": other}, {name: name}, {name: other}]) == [True, False, True, False]


def test_the_condition_does_not_follow_the_search_path(check):
    """An operator of the caller's own schema must not stand in for that of PostgreSQL."""
    check.connection.execute(
        "CREATE SCHEMA hostile;"
        "CREATE FUNCTION hostile.yes(jsonb, jsonb) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR hostile.>= (LEFTARG = jsonb, RIGHTARG = jsonb, FUNCTION = hostile.yes);"
        "CREATE OPERATOR hostile.> (LEFTARG = jsonb, RIGHTARG = jsonb, FUNCTION = hostile.yes);"
        "CREATE FUNCTION hostile.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql AS $$SELECT 'object'$$;"
        "SET search_path = hostile, pg_catalog"
    )
    try:
        assert check.holds(
            check.condition(BUILT_IN["PIPE"]), [{**example_document(BUILT_IN["PIPE"]), "length": -1}, []]
        ) == [
            False,
            False,
        ]
    finally:
        check.connection.execute("RESET search_path; DROP SCHEMA hostile CASCADE")


def test_no_document_is_not_valid(check):
    for schema in (True, {}, {"type": "null"}, {"not": {"type": "object"}}, BUILT_IN["NODE"]):
        assert check.holds(check.condition(schema), [NOTHING]) == [False]
        assert check.problem(schema, NOTHING) == "document: is missing"


# --- results ---------------------------------------------------------------------------------------------------


def test_results_are_finite_numbers_that_the_type_declares(check):
    run = {"run_id": str(uuid4())}
    valid = [
        NOTHING,
        run,
        {**run, "velocity": -0.5, "flow": 0},
        {**run, "flow": LARGEST},
        {"run_id": str(uuid4()).upper()},
    ]
    wrong = [
        None,
        {},
        [],
        [run],
        1,
        "text",
        {"flow": 1},
        {**run, "speed": 1},
        {**run, "flow": None},
        {**run, "flow": "1"},
    ]
    wrong += [{**run, "flow": value} for value in ([], [1], {}, True, {"a": 1})]
    wrong += [
        {"run_id": value}
        for value in (None, 1, "", "x", run["run_id"] + "\n", "{" + run["run_id"] + "}", [run["run_id"]])
    ]
    wrong += [{"run_id": "-" * 36}, {"run_id": run["run_id"].replace("-", "")}]
    wrong += [Raw(f'{{"run_id": "{uuid4()}", "flow": {number}}}') for number in ("1e400", "-1e400")]
    definition = json.dumps(BUILT_IN["PIPE"])
    condition = check.one("SELECT workbench_rules.results_condition(%s, 'document')", definition)
    assert check.holds(condition, valid) == [True] * len(valid)
    assert check.holds(condition, wrong) == [False] * len(wrong)


def test_a_type_without_results_takes_only_the_run(check):
    condition = check.one("SELECT workbench_rules.results_condition(%s, 'document')", '{"type": "object"}')
    run = str(uuid4())
    assert check.holds(condition, [NOTHING, {"run_id": run}, {"run_id": run, "flow": 1}]) == [True, True, False]


def test_a_result_is_a_text_exactly_where_the_type_declares_one(check):
    declared = {
        "flow": {"type": "number"},
        "size": {"type": "string", "maxLength": 3, "title": "Size"},
        "it's %s": {"type": "string"},
    }
    definition = {"type": "object", "results": declared}
    assert check.lint(definition) is None
    condition = check.one("SELECT workbench_rules.results_condition(%s, 'document')", json.dumps(definition))
    run = {"run_id": str(uuid4())}
    valid = [
        NOTHING,
        run,
        {**run, "size": "4P6"},
        {**run, "size": ""},
        {**run, "size": "é𝄞'"},
        {**run, "it's %s": "x" * 1000, "flow": -1.5},
    ]
    wrong = [{**run, "size": value} for value in (1, None, True, [], ["4P6"], {}, "four")]
    wrong += [{**run, "it's %s": "x" * 1001}, {**run, "flow": "1"}, {"size": "4P6"}, {**run, "sizes": "4P6"}]
    wrong += [Raw(f'{{"run_id": "{uuid4()}", "size": "4P6", "flow": 1e400}}')]
    assert check.holds(condition, valid) == [True] * len(valid)
    assert check.holds(condition, wrong) == [False] * len(wrong)


def test_numbers_alone_are_checked_as_before_texts(check):
    """One path over all of them, and nothing for each."""
    condition = check.one("SELECT workbench_rules.results_condition(%s, 'document')", json.dumps(BUILT_IN["PIPE"]))
    assert condition.count("@?") == 1
    assert "char_length" not in condition
