"""Every declared type gives a sound JSON Schema, and names that a frame can hold side by side."""

from __future__ import annotations

import jsonschema_rs
import pytest

from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics
from workbench.equipment.declaration import Parameter, Result
from workbench.model.settings import SETTINGS_SCHEMA
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
def test_links_have_an_inlet_and_an_outlet_or_discharge_to_the_outside(declared):
    if isinstance(declared.hydraulics, LinkHydraulics):
        ports = ["inlet"] if declared is BUILT_IN["NOZZLE"] else ["inlet", "outlet"]
        assert [port.name for port in declared.ports] == ports
        assert not any(port.multiple for port in declared.ports)


@BY_CODE
def test_limits_name_numbers_of_the_component_or_settings(declared):
    numbers = {field.name for field in (*declared.schema.fields.values(), *declared.schema.results.values())}
    for field in (*declared.schema.results.values(), *declared.schema.fields.values()):
        for limit in field.limits.values():
            if isinstance(limit, str) and limit.startswith("settings."):
                assert SETTINGS_SCHEMA.fields[limit.removeprefix("settings.")].kind == "number"
            elif isinstance(limit, str):
                assert limit in numbers - {field.name}


def test_what_engineers_watch():
    results = BUILT_IN["PUMP"].schema.results
    assert results["npsh_available"].limits == {"minimum": "npsh_required"}
    assert results["inlet_pressure"].limits == {"minimum": "settings.vapour_pressure"}
    assert BUILT_IN["NODE"].schema.results["pressure"].limits == {"minimum": "settings.vapour_pressure"}
    level = BUILT_IN["TANK"].schema.fields["level"]
    assert level.limits == {"minimum": "minimum_level", "maximum": "maximum_level"}
    assert BUILT_IN["PIPE"].schema.results["velocity"].limits == {}


def test_a_limit_of_zero_is_a_limit():
    assert Result("flow", "Flow", minimum=0.0).json_schema()["limits"] == {"minimum": 0.0}
    assert Parameter("level", "Level", highest=2).json_schema()["limits"] == {"maximum": 2}
    assert "limits" not in Result("flow", "Flow").json_schema()


def test_a_value_beyond_a_limit_is_stored_all_the_same():
    values = {"elevation": 0.0, "level": 5.0, "maximum_level": 4.0}
    assert BUILT_IN["TANK"].schema.is_valid(values)
