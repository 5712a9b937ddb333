"""Fluids of a case: what is given goes before what CoolProp calculates, and what nobody has is not invented."""

from __future__ import annotations

import numpy as np
import pytest
from chemicals.virial import BVirial_Tsonopoulos

from workbench.calculations.fluid_properties import FluidsOfCase
from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.case import Case


@pytest.fixture
def fluids() -> FluidsOfCase:
    case = Case("Fluids", built_in_schemas())
    case.add("FLUID", "F-1", source="CoolProp", name="Propane")
    case.add("FLUID", "F-2", source="CoolProp", name="Propane", compressibility_factor=0.9, equation_of_state="PR")
    case.add(
        "FLUID",
        "F-3",
        source="entered",
        name="Hydrocarbons",
        molar_mass="51 g/mol",
        liquid_density="600 kg/m3",
        lowest_temperature="300 K",
        highest_temperature="400 K",
    )
    return FluidsOfCase(case)


def test_entered_numbers_go_before_calculated_ones(fluids):
    values = fluids.gas(["F-1", "F-2", None, "F-3"], np.full(4, 5e5), np.full(4, 350.0))
    assert values["molar_mass"] == pytest.approx([44.0956e-3, 44.0956e-3, np.nan, 51e-3], rel=1e-5, nan_ok=True)
    assert values["compressibility_factor"][1] == 0.9
    second_virial = BVirial_Tsonopoulos(350.0, 369.89, 42.512e5, 0.1521)  # another equation than the fluid's own
    expected = 1.0 + second_virial * 5e5 / (8.314462618 * 350.0)
    assert values["compressibility_factor"][0] == pytest.approx(expected, abs=0.005)
    assert np.isnan(values["compressibility_factor"][2:]).all()


def test_a_boiling_fluid(fluids):
    values = fluids.boiling(["F-1", "F-3"], np.array([101325.0, 101325.0]))
    assert values["temperature"][0] == pytest.approx(231.04, abs=0.02)  # normal boiling point of propane
    assert values["latent_heat"][0] == pytest.approx(425.6e3, rel=2e-3)  # handbooks
    assert values["liquid_density"].tolist() == pytest.approx([580.9, 600.0], rel=1e-3)
    assert np.isnan(values["latent_heat"][1])


def test_a_liquid_and_its_vapour_pressure(fluids):
    values = fluids.liquid(["F-1"], np.array([30e5]), np.array([300.0]))
    assert values["vapour_pressure"] == pytest.approx([9.98e5], rel=2e-3)  # handbooks
    assert values["liquid_density"] == pytest.approx([494.5], rel=5e-3)


def test_a_temperature_that_the_numbers_do_not_hold_at(fluids):
    with pytest.raises(InputError, match=r"F-3 is needed at 450\.00 K; its numbers hold at 300 to 400 K") as caught:
        fluids.gas(["F-3"], np.array([1e5]), np.array([450.0]))
    assert caught.value.path == ("F-3", "temperature")


def test_who_calculates(fluids):
    assert fluids.equation_of("F-2") == ("Propane", "PR")
    assert fluids.equation_of("F-3") is None
    assert fluids.state("F-3", np.array([1e5]), np.array([300.0])) is None
    assert fluids.assumes_reference_equation() == ["F-1"]
