"""Conditions on the components of a type, such as ``set_pressure > 100 barg and orifice == 'P'``.

A condition is read into a tree of plain values, in SI, that goes into the database as JSON. Nothing of it is ever
executed::

    condition   = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | "(" condition ")" | comparison
    comparison  = property compare value | value compare property [ compare value ]
                | property [ "not" ] "in" "(" value { "," value } ")"
                | property "is" ( "missing" | "given" )
    compare     = "<" | "<=" | ">" | ">=" | "==" | "!="
    property    = name | ( "inputs" | "results" ) "." name
    name        = letters, digits and _ , or anything in backquotes: `name`
    value       = number with its unit | 'text' | "text" | true | false

A quote inside quotes is written twice. A number without a unit is in SI, as it is in ``case.set()``. A comparison with
an absent value does not hold, not even ``!=``; ``not`` turns exactly that around, so that ``not length > 10 m`` holds
where there is no length.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench import units
from workbench.errors import InputError
from workbench.model.condition_tokens import Token, problem_at, tokens_of
from workbench.model.schema import Field, TypeSchema
from workbench.model.tags import is_storable, nearest

__all__ = ["DEEPEST_CONDITION", "holds", "parse_condition"]

DEEPEST_CONDITION = 50
"""Levels of brackets, and of the tree."""

Tree = dict[str, Any]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_PARTS = ("inputs", "results")


def parse_condition(text: str, schema: TypeSchema, *, atmospheric_pressure: float = units.STANDARD_ATMOSPHERE) -> Tree:
    """Read a condition on components of a type.

    Parameters
    ----------
    text : str
        The condition.
    schema : TypeSchema
        The type; names are those of its inputs and results.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].

    Returns
    -------
    dict
        ``{"and": [...]}``, ``{"or": [...]}``, ``{"not": ...}``, or ``{"property": name, "of": "inputs" or "results",
        "op": one of < <= > >= == != in missing, "value": number, text, truth value, or list of them}``; numbers in SI,
        no value with ``missing``.

    Raises
    ------
    InputError
        A text that is no condition, an unknown property (with the nearest name), a value of another kind or unit than
        the property's; the message says at which character.

    Examples
    --------
    >>> from workbench.equipment import built_in_schemas
    >>> parse_condition("diameter < 6 inch", built_in_schemas()["PIPE"])
    {'property': 'diameter', 'of': 'inputs', 'op': '<', 'value': 0.1524}
    """
    return _Parser(text, schema, atmospheric_pressure).parse()


def holds(tree: Tree, properties: Mapping[str, Any]) -> bool:
    """Tell whether a component fulfils a condition.

    Parameters
    ----------
    tree : dict
        As `parse_condition` returns it.
    properties : mapping of str to object
        As they are stored: inputs by name, and the results under ``"results"``.
    """
    if "and" in tree:
        return all(holds(part, properties) for part in tree["and"])
    if "or" in tree:
        return any(holds(part, properties) for part in tree["or"])
    if "not" in tree:
        return not holds(tree["not"], properties)
    source = properties if tree["of"] == "inputs" else properties.get("results", {})
    actual = source.get(tree["property"])
    if tree["op"] == "missing":
        return actual is None
    if tree["op"] == "in":
        return any(_compares(actual, "==", value) for value in tree["value"])
    return _compares(actual, tree["op"], tree["value"])


def _compares(actual: Any, op: str, value: Any) -> bool:
    if _kind_of(actual) != _kind_of(value):
        return False
    outcomes = {"==": actual == value, "!=": actual != value}
    if op in outcomes:
        return bool(outcomes[op])
    return bool({"<": actual < value, "<=": actual <= value, ">": actual > value, ">=": actual >= value}[op])


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "truth value"
    if isinstance(value, (int, float)):
        return "number"
    return "text" if isinstance(value, str) else "nothing that compares"


class _Property:
    """A property that a condition names."""

    def __init__(self, of: str, field: Field, token: Token) -> None:
        self.of = of
        self.field = field
        self.token = token

    def leaf(self, op: str, value: Any) -> Tree:
        return {"property": self.field.name, "of": self.of, "op": op, "value": value}

    def missing(self) -> Tree:
        return {"property": self.field.name, "of": self.of, "op": "missing"}


class _Parser:
    """Recursive descent over the words of one condition."""

    def __init__(self, text: str, schema: TypeSchema, atmospheric_pressure: float) -> None:
        self._tokens = tokens_of(text)
        self._text = text
        self._schema = schema
        self._atmospheric_pressure = atmospheric_pressure
        self._next = 0
        self._depth = 0

    def parse(self) -> Tree:
        if self._token.kind == "end":
            raise self._problem("there is nothing in it", expected="such as length > 10 m")
        tree = self._condition()
        if self._token.kind != "end":
            raise self._problem("expected 'and', 'or' or the end", expected="'and', 'or' or the end")
        if _depth(tree) > DEEPEST_CONDITION:
            raise self._too_deep()
        return tree

    # --- words ---------------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _accept(self, kind: str, text: str) -> bool:
        if self._token.kind == kind and self._token.text == text:
            self._next += 1
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._accept("symbol", symbol):
            raise self._problem(f"expected '{symbol}'", expected=symbol)

    def _problem(
        self, problem: str, token: Token | None = None, *, expected: str = "", value: object = None
    ) -> InputError:
        position = self._token.position if token is None else token.position
        return problem_at(self._text, position, problem, expected=expected, value=value)

    def _too_deep(self) -> InputError:
        return self._problem(
            f"it is nested deeper than {DEEPEST_CONDITION} levels", expected=f"at most {DEEPEST_CONDITION} levels"
        )

    # --- and, or, not --------------------------------------------------------------------------------------

    def _condition(self) -> Tree:
        parts = [self._conjunction()]
        while self._accept("keyword", "or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else {"or": parts}

    def _conjunction(self) -> Tree:
        parts = [self._negation()]
        while self._accept("keyword", "and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else {"and": parts}

    def _negation(self) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST_CONDITION:
            raise self._too_deep()
        tree: Tree
        if self._accept("keyword", "not"):
            tree = {"not": self._negation()}
        elif self._accept("symbol", "("):
            tree = self._condition()
            self._expect(")")
        else:
            tree = self._comparison()
        self._depth -= 1
        return tree

    # --- comparisons ---------------------------------------------------------------------------------------

    def _comparison(self) -> Tree:
        if self._token.kind in ("name", "quoted name"):
            return self._of_property(self._property())
        if not self._is_value():
            raise self._problem("expected a property, 'not' or '('", expected="a property")
        first = self._take()
        op = self._operator()
        if self._token.kind not in ("name", "quoted name"):
            raise self._problem("one side of a comparison is a property", expected="a property")
        known = self._property()
        lower = known.leaf(_MIRRORED[op], self._ordered_value(known, _MIRRORED[op], first))
        if self._token.kind != "symbol" or self._token.text not in _MIRRORED:
            return lower
        op = self._operator()
        return {"and": [lower, known.leaf(op, self._value_for(known, op))]}

    def _of_property(self, known: _Property) -> Tree:
        if self._accept("keyword", "is"):
            return self._presence(known)
        negated = self._accept("keyword", "not")
        if self._accept("keyword", "in"):
            tree = known.leaf("in", self._list(known))
            return {"not": tree} if negated else tree
        if negated:
            raise self._problem("expected 'in' behind 'not'", expected="in")
        if known.field.kind == "boolean" and (self._token.kind not in ("symbol", "number", "text")):
            raise self._problem(f"write {known.field.name} == true", expected="== true")
        op = self._operator()
        tree = known.leaf(op, self._value_for(known, op))
        if self._token.kind == "symbol" and self._token.text in _MIRRORED:
            raise self._problem("a range is written as 10 m < length <= 20 m, the property between", expected="'and'")
        return tree

    def _presence(self, known: _Property) -> Tree:
        negated = self._accept("keyword", "not")
        if self._accept("keyword", "missing"):
            return {"not": known.missing()} if negated else known.missing()
        if self._accept("keyword", "given"):
            return known.missing() if negated else {"not": known.missing()}
        raise self._problem(
            "expected 'missing' or 'given' behind 'is'; values are compared by ==", expected="missing or given"
        )

    def _operator(self) -> str:
        if self._token.kind == "symbol" and self._token.text in _MIRRORED:
            return self._take().text
        expected = f"{', '.join(_MIRRORED)}, 'in' or 'is missing'"
        raise self._problem(f"expected one of {expected}", expected=expected)

    def _property(self) -> _Property:
        token = self._take()
        if token.kind == "name" and token.text in _PARTS and self._accept("symbol", "."):
            part, token = token.text, self._take()
            if token.kind not in ("name", "quoted name"):
                raise self._problem(f"expected the name of one of the {part}", token, expected="a name")
            known = self._schema.fields if part == "inputs" else self._schema.results
            if token.text in known:
                return _Property(part, known[token.text], token)
            raise self._unknown(token, known, f"among its {part}")
        for part, known in (("inputs", self._schema.fields), ("results", self._schema.results)):
            if token.text in known:
                return _Property(part, known[token.text], token)
        raise self._unknown(token, self._schema.fields | self._schema.results, "")

    def _unknown(self, token: Token, known: Mapping[str, Field], among: str) -> InputError:
        hint = nearest(token.text, known)
        if not hint and self._next > 1 and self._tokens[self._next - 2].text in _MIRRORED:
            hint = f"; a text is written in quotes: '{token.text}'"
        listed = "" if hint else f"; it has {', '.join(known) if known else 'none'}"
        where = f" {among}" if among else ""
        return self._problem(
            f"{self._schema.code} has no property '{token.text}'{where}{hint}{listed}",
            token,
            expected=", ".join(known),
            value=token.text,
        )

    # --- values --------------------------------------------------------------------------------------------

    def _is_value(self) -> bool:
        token = self._token
        return token.kind in ("number", "text") or (token.kind == "keyword" and token.text in ("true", "false"))

    def _value_for(self, known: _Property, op: str) -> Any:
        token = self._token
        if not self._is_value():
            if token.kind == "name":
                problem = f"expected a value for {known.field.name}; a text is written in quotes: '{token.text}'"
            else:
                problem = f"expected a value for {known.field.name}, {_value_in_words(known.field)}"
            raise self._problem(problem, expected=_value_in_words(known.field))
        return self._ordered_value(known, op, self._take())

    def _ordered_value(self, known: _Property, op: str, token: Token) -> Any:
        value = self._value(known, token)
        if op not in ("==", "!=") and known.field.kind not in ("number", "integer"):
            raise self._problem(
                f"{known.field.name} is {_kind_in_words(known.field)}, which is compared by == or !=, not by {op}",
                token,
                expected="== or !=",
            )
        return value

    def _list(self, known: _Property) -> list[Any]:
        self._expect("(")
        values = [self._value_for(known, "==")]
        while self._accept("symbol", ","):
            if self._token.kind == "symbol" and self._token.text == ")":  # ('steam',) as Python writes it
                break
            values.append(self._value_for(known, "=="))
        self._expect(")")
        return values

    def _value(self, known: _Property, token: Token) -> Any:
        field = known.field
        if field.kind in ("number", "integer"):
            if token.kind != "number":
                shown = (
                    f"; write {token.text} without quotes" if token.kind == "text" and token.text[:1].isdigit() else ""
                )
                raise self._wrong_kind(field, token, shown)
            return self._number(field, token)
        if field.kind == "boolean":
            if token.kind != "keyword":
                raise self._wrong_kind(field, token, "; write true or false")
            return token.text == "true"
        if field.kind == "curve":
            raise self._problem(
                f"{field.name} is a curve; a condition can ask whether it 'is given' or 'is missing'", known.token
            )
        if token.kind != "text":
            raise self._wrong_kind(field, token, f"; write '{token.text}' in quotes")
        if not is_storable(token.text):
            raise self._problem("a text holds a character that cannot be stored", token)
        if field.choices and token.text not in field.choices:
            hint = nearest(token.text, field.choices)
            known_choices = hint if hint else f"; it is one of {', '.join(field.choices)}"
            raise self._problem(
                f"{field.name} is never '{token.text}'{known_choices}",
                token,
                expected=", ".join(field.choices),
                value=token.text,
            )
        return token.text

    def _number(self, field: Field, token: Token) -> float:
        try:
            return units.to_si(token.text, field.dimension, atmospheric_pressure=self._atmospheric_pressure)
        except InputError as error:
            problem = f"{field.name}: {str(error).removesuffix('.')}"
            raise self._problem(problem, token, expected=error.expected, value=token.text) from None

    def _wrong_kind(self, field: Field, token: Token, hint: str) -> InputError:
        given = {"number": "a number", "text": "a text", "keyword": "a truth value"}[token.kind]
        return self._problem(
            f"{field.name} is {_kind_in_words(field)} and cannot be compared with {given}{hint}",
            token,
            expected=_value_in_words(field),
            value=token.text,
        )


def _kind_in_words(field: Field) -> str:
    return {"number": "a number", "integer": "a number", "boolean": "a truth value", "curve": "a curve"}.get(
        field.kind, "a text"
    )


def _value_in_words(field: Field) -> str:
    if field.kind in ("number", "integer"):
        unit = units.display_unit(field.dimension)
        return f"such as 10 {unit}".rstrip()
    return {"boolean": "true or false", "curve": "'is missing' or 'is given'"}.get(field.kind, "such as 'text'")


def _depth(tree: Tree) -> int:
    """Return how deep `and`, `or` and `not` are nested."""
    parts = tree.get("and", tree.get("or", [tree["not"]] if "not" in tree else []))
    return 1 + max(map(_depth, parts)) if parts else 0
