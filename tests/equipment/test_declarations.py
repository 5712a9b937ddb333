"""Every declared type gives a sound JSON Schema, and names that a frame can hold side by side."""

from __future__ import annotations

import jsonschema_rs
import pytest

from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics
from workbench.units import DIMENSIONS, si_unit

DECLARED = list(BUILT_IN.values())
BY_CODE = pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.code)


def test_the_types_of_the_first_release():
    assert {"NODE", "SOURCE", "SINK", "TANK", "PIPE", "VALVE", "PUMP", "PSV", "VESSEL"} <= set(BUILT_IN)


@BY_CODE
def test_schema_is_draft_2020_12(declared):
    schema = declared.json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    assert schema["additionalProperties"] is False


@BY_CODE
def test_every_number_has_dimension_unit_and_bounds(declared):
    for name, schema in declared.json_schema()["properties"].items():
        assert schema["description"], name
        numbers = schema["items"]["prefixItems"] if schema.get("type") == "array" else [schema]
        for number in numbers:
            if number["type"] in ("number", "integer"):
                assert number["dimension"] in DIMENSIONS
                assert number["unit"] == si_unit(number["dimension"])
                assert "maximum" in number
                assert "minimum" in number or "exclusiveMinimum" in number


@BY_CODE
def test_inputs_and_results_have_different_names(declared):
    inputs = {parameter.name for parameter in declared.parameters}
    assert not inputs & {result.name for result in declared.results}


@BY_CODE
def test_defaults_fulfil_their_own_schema(declared):
    schema = declared.schema
    defaults = schema.with_defaults({})
    for name, value in defaults.items():
        single = {"type": "object", "properties": {name: declared.json_schema()["properties"][name]}}
        assert jsonschema_rs.is_valid(single, {name: value})


@BY_CODE
def test_links_have_an_inlet_and_an_outlet(declared):
    if isinstance(declared.hydraulics, LinkHydraulics):
        assert [port.name for port in declared.ports] == ["inlet", "outlet"]
        assert not any(port.multiple for port in declared.ports)
