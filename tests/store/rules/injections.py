"""SQL where a name or a value is expected: conditions of a search, schemas of types, tags."""

from __future__ import annotations

import json

from tests.store.rules.attack import Attack, component

__all__ = ["ATTACKS", "NAMES"]

NAMES = [
    "it's",
    "') OR true --",
    "'; DROP TABLE workbench.audit; --",
    'a"b',
    '"; DROP TABLE workbench.audit; --',
    "%s%1$L%I",
    "$1",
    "$$ || pg_sleep(1) || $$",
    "\\",
    "\\' OR true --",
    "E'\\x27'",
    "a::text",
    "c.project_id",
    "'::text) FROM workbench.api_tokens --",
    "/* */",
    "results",
    "tag",
    "\n; SELECT 1",
    "\u00e9\U0001d11e",
    "{}",
    "?",
]
"""Names of properties that mean something in SQL."""


def quoted(value: object) -> str:
    """Return a value as a JSON literal of SQL."""
    return "'" + json.dumps(value).replace("'", "''") + "'"


def search(condition: object, function: str = "search") -> str:
    """Return a search whose rows another tenant must not see."""
    where = (
        " WHERE project <> 'Beta'"
        if function == "search"
        else " AS line WHERE line ~ 'Scan.* on (workbench.)?(api_tokens|audit|users)|Filter: true'"
    )
    return f"SELECT * FROM workbench.{function}('PIPE', {quoted(condition)}, false){where}"


OPERATORS = ("==", "!=", "<", "in", "missing")
CONDITIONS = [
    *({"property": name, "op": "==", "value": 1} for name in NAMES),
    *({"property": name, "op": "==", "value": "x"} for name in NAMES),
    *({"property": "length", "op": "==", "value": name} for name in NAMES),
    *({"property": "length", "op": "in", "value": [name, "b"]} for name in NAMES),
    *({"property": name, "op": "missing", "of": "results"} for name in NAMES[:8]),
    *({"not": {"property": name, "op": "!=", "value": True}} for name in NAMES[:8]),
    {"or": [{"property": "a", "op": "==", "value": "'"}, {"not": {"property": "b", "op": "in", "value": []}}]},
    {"property": "a", "of": "c.properties) OR true --", "op": "==", "value": 1},
]
REFUSED = [
    ({"property": "a", "op": "= 1 OR true --", "value": 1}, "WB006"),
    ({"property": "a", "op": "~", "value": "x"}, "WB006"),
    ({"property": "a", "op": "LIKE", "value": "%"}, "WB006"),
    ({"property": "a", "op": "==", "value": {"a": 1}}, "WB006"),
    ({"property": "a", "op": "==", "value": [1]}, "WB006"),
    ({"property": "a", "op": "in", "value": "x"}, "WB006"),
    ({"property": "a", "op": "in", "value": [1, "x"]}, "22P02"),
    ({"property": "a", "op": "==", "value": None}, "WB006"),
    ({"property": "a", "op": "=="}, "ZERO"),
    ({"property": None, "op": "==", "value": 1}, "WB006"),
    ({"property": "a", "op": None, "value": 1}, "WB006"),
    ({"property": "a", "op": "==", "value": "\x00"}, "22P05"),
    ({"property": "\x00", "op": "==", "value": 1}, "22P05"),
    ({"and": []}, "WB006"),
    ({"or": []}, "WB006"),
    ({"and": {}}, "WB006"),
    ({"and": "true"}, "WB006"),
    ({"not": None}, "WB006"),
    (["and"], "WB006"),
    ("and", "WB006"),
    ("true OR true", "WB006"),
    (1, "WB006"),
    ({}, "WB006"),
]


def nested(depth: int) -> str:
    """Return a search with a nested condition."""
    innermost = '{"property": "length", "op": "<", "value": 0}'
    return search("deep").replace('"deep"', '{"not": ' * depth + innermost + "}" * depth)


SEARCHES = [
    *((f"condition {number}", search(tree), "ZERO") for number, tree in enumerate(CONDITIONS)),
    *(
        (f"explained condition {number}", search(tree, "explain_search"), "ZERO")
        for number, tree in enumerate(CONDITIONS)
    ),
    *((f"no condition {json.dumps(tree)[:60]}", search(tree), code) for tree, code in REFUSED),
    ("nested 1,000 deep", nested(1000), "WB006"),
    ("nested 100,000 deep", nested(100_000), "54001"),
    *(
        (f"code {code}", f"SELECT * FROM workbench.search('{code}', NULL, false)", "ZERO")
        for code in ("PIPE'' OR true --", "%", "PIPE'') OR ((''1''=''1", "$1", "\\")
    ),
    ("code null", "SELECT * FROM workbench.search(NULL, NULL, NULL)", "ZERO"),
]

BAD_CODES = [
    "x'; DROP TABLE workbench.audit; --",
    'X"',
    "pipe",
    "X Y",
    "X;",
    "X%S",
    "",
    "1X",
    "\u00c9",
]


def register(code: str, schema: object, version: int = 1) -> str:
    """Return the statement that registers a type."""
    return f"SELECT workbench.register_type('{code.replace(chr(39), chr(39) * 2)}', {version}, {quoted(schema)}::json)"


def typed(properties: object, **more: object) -> dict[str, object]:
    """Return the schema of a type."""
    return {"type": "object", "properties": properties, **more}


BAD_SCHEMAS = [
    ("a list", [1], "WB006"),
    ("a text", "x", "WB006"),
    ("properties that are a list", typed([1]), "22023"),
    ("property that is a text", typed({"a": "x"}), "WB006"),
    ("keyword that is not known", typed({"a": {"type": "number", "unevaluatedProperties": False}}), "WB006"),
    ("type that is SQL", typed({"a": {"type": "number'; DROP TABLE workbench.audit; --"}}), "WB006"),
    ("bound that is SQL", typed({"a": {"type": "number", "minimum": "0) OR (true"}}), "WB006"),
    ("length that is SQL", typed({"a": {"type": "string", "maxLength": "1) OR (true"}}), "WB006"),
    ("bound of 1e400", typed({"a": {"type": "number", "minimum": 7}}), "WB006"),
    ("pattern that PostgreSQL reads otherwise", typed({"a": {"type": "string", "pattern": "(?<=a)b"}}), "WB006"),
    ("pattern that is open", typed({"a": {"type": "string", "pattern": "("}}), "WB006"),
    ("reference into nothing", typed({"a": {"$ref": "#/$defs/b"}}), "WB006"),
    ("reference to itself", typed({"a": {"$ref": "#"}}), "WB006"),
    ("name of 61 bytes", typed({"x" * 61: {"type": "number"}}), "WB006"),
    ("name that is empty", typed({"": {"type": "number"}}), "WB006"),
    ("name with NUL", typed({"a\x00": {"type": "number"}}), "22P05"),
    ("result with a name of 61 bytes", typed({}, results={"x" * 61: {"type": "number"}}), "WB006"),
    ("port that is a text", typed({}, ports=["inlet"]), "WB006"),
    ("port without a name", typed({}, ports=[{}]), "WB006"),
    ("port with a name that is a number", typed({}, ports=[{"name": 1}]), "WB006"),
    ("port with an empty name", typed({}, ports=[{"name": ""}]), "WB006"),
    ("port with a long name", typed({}, ports=[{"name": "x" * 65}]), "WB006"),
    ("kind of property that there is not", typed({"a": {"type": "null"}}), "WB006"),
    ("kind of result that there is not", typed({}, results={"a": {"type": "object"}}), "WB006"),
    ("result that is a truth value", typed({}, results={"a": {"type": "boolean"}}), "WB006"),
    ("result that is a list", typed({}, results={"a": {"type": "array"}}), "WB006"),
    ("result that is a number of some length", typed({}, results={"a": {"type": "number", "maxLength": 5}}), "WB006"),
    (
        "result that is a text of a length below zero",
        typed({}, results={"a": {"type": "string", "maxLength": -5}}),
        "WB006",
    ),
    ("property without a schema", typed({"a": True}), "WB006"),
    ("more than a megabyte", typed({"a": {"type": "string", "description": "x" * 1_000_000}}), "23514"),
]
SCHEMAS = [
    *((f"code {code[:20]}", register(code, {}), "23514") for code in BAD_CODES),
    *(
        (name, register("BAD_SCHEMA", schema).replace('"minimum": 7', '"minimum": 1e400'), code)
        for name, schema, code in BAD_SCHEMAS
    ),
    ("code of 62 characters, whose view could be another's", register("X" * 62, {}), "WB006"),
    ("code of 64 characters", register("X" * 64, {}), "WB006"),
    ("schema that is no JSON", "SELECT workbench.register_type('BAD_SCHEMA', 1, '{')", "22P02"),
]

TAGS = [
    ("tag with a quote", component("O'Brien"), "23514"),
    ("tag that ends the literal", component("x') ; DELETE FROM workbench.audit; --"), "23514"),
]

ATTACKS = [
    *(Attack("mal", "search", *what) for what in SEARCHES),
    *(Attack("mal", "registration", *what) for what in SCHEMAS),
    *(Attack("ed", "tags", *what) for what in TAGS),
]
