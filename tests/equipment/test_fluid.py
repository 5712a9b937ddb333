"""A FLUID takes what the library has of a fluid, and nothing that it has not."""

from __future__ import annotations

import pytest

from workbench.equipment import built_in_schemas
from workbench.equipment.fluid import properties_from_library
from workbench.model.case import Case
from workbench.store.libraries import built_in_fluids

FLUIDS = {fluid.name: fluid for fluid in built_in_fluids()}


def test_a_liquid_of_the_library():
    values = properties_from_library(FLUIDS["Water"], "60 degC")
    assert (values["source"], values["name"], values["library_version"]) == ("library", "Water", 1)
    # IAPWS R6-95 at 60 degC on the saturation line: 983.20 kg/m3, 19.947 kPa; expansion 5.23e-4 1/K.
    assert values["liquid_density"] == pytest.approx(983.20, rel=1e-3)
    assert values["vapour_pressure"] == pytest.approx(19947.0, rel=5e-3)
    assert values["expansion_coefficient"] == pytest.approx(5.23e-4, rel=0.02)
    assert values["gas_viscosity"] is None


def test_a_gas_of_the_library_has_no_density_that_would_hold_at_one_pressure_only():
    values = properties_from_library(FLUIDS["Nitrogen"], "25 degC")
    assert values["gas_density"] is None
    assert values["liquid_density"] is None
    assert values["molar_mass"] == pytest.approx(28.0135e-3, rel=1e-5)
    assert values["heat_capacity_ratio"] == pytest.approx(1.40, rel=1e-3)
    assert values["gas_viscosity"] == pytest.approx(17.8e-6, rel=0.01)


@pytest.mark.parametrize("name", FLUIDS)
def test_every_fluid_of_the_library_is_a_valid_component(name):
    fluid = FLUIDS[name]
    case = Case("Fluids", built_in_schemas())
    for k, temperature in enumerate((fluid.range[0], sum(fluid.range) / 2, fluid.range[1])):
        values = properties_from_library(fluid, temperature)
        case.add("FLUID", f"F-{k}", **values)
    case.check()


def test_water_that_shrinks_on_heating_has_no_expansion_coefficient():
    assert properties_from_library(FLUIDS["Water"], "2 degC")["expansion_coefficient"] is None
