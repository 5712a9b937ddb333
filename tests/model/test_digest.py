"""The digest: equal for equal inputs whatever their order, different for any change that counts."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_small_case
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.digest import canonical_json, digest_of, revision_digest


def test_canonical_json():
    assert canonical_json({"b": 0.1, "a": [True, None, "é", 12.0]}) == '{"a":[true,null,"é",12.0],"b":0.1}'.encode()
    assert digest_of({}) == hashlib.sha256(b"{}").hexdigest()


def test_spelling_of_a_number_does_not_count(small_case, types):
    case = Case("Pump", types)
    case.add("PUMP", "PU-1", elevation=0, curve=[[0, 40], [0.1, 30]], curve_form="piecewise linear")
    before = case.digest
    case["PUMP"].at["PU-1", "curve"] = [[-0.0, 40], [0.1, 30.0]]
    case["PUMP"].loc["PU-1", "elevation"] = -0.0
    assert case.digest == before


def test_infinite_is_refused(small_case):
    small_case["PIPE"].loc["P-101", "length"] = float("inf")
    with pytest.raises(InputError, match=r"P-101\.length is infinite"):
        _ = small_case.digest


@given(st.dictionaries(st.text(max_size=5), st.floats(allow_nan=False, allow_infinity=False), max_size=8))
def test_order_of_keys_does_not_count(values):
    items = list(values.items())
    random.Random(1).shuffle(items)
    assert digest_of(values) == digest_of(dict(items))


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
