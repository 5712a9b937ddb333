"""An app module that has no calculation, no simulation or no explanation is refused in the same words."""

from __future__ import annotations

import pytest

from workbench.calculations import CALCULATIONS, EXPLANATIONS, SIMULATIONS
from workbench.errors import InputError
from workbench.services.explaining import explain_component
from workbench.services.run import run_case
from workbench.services.simulate import simulate_case


@pytest.mark.parametrize(
    ("call", "lack", "table"),
    [
        (run_case, "which has no calculation", CALCULATIONS),
        (simulate_case, "which is not simulated over time", SIMULATIONS),
        (lambda case: explain_component(case, "P-101"), "whose results have no explanation", EXPLANATIONS),
    ],
)
def test_the_message_names_the_case_its_module_and_those_that_there_are(small_case, call, lack, table):
    small_case.app_module = "HeatNetwork"
    with pytest.raises(InputError) as caught:
        call(small_case)
    present = ", ".join(table)
    assert str(caught.value) == f"Case 'Design' is of app module 'HeatNetwork', {lack}; there is {present}."
    assert caught.value.path == ("Design", "app_module")
    assert (caught.value.value, caught.value.expected) == ("HeatNetwork", present)
