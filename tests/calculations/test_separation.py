"""Separators that lie: the diameter that they need; boots, and vessels without room for gas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calculations.test_vessel import BALL, duty
from workbench.errors import InputError

LYING_THREE = {
    "heavy_liquid_mass_flow": "10 kg/s",
    "heavy_liquid": "F-W",
    "effective_length": 5.0,
    "interface_level": 0.5,
    "required_residence_time": 400.0,
    "required_heavy_residence_time": 300.0,
}


@given(
    method=st.sampled_from(["Souders-Brown", "droplet settling"]),
    droplet=st.floats(5e-5, 5e-4),
    drops=st.floats(2e-5, 5e-4),
    diameter=st.floats(0.8, 4.0),
    level=st.floats(0.3, 0.9),
)
@settings(max_examples=25)
def test_a_lying_separator_scaled_to_its_required_diameter_just_does(types, method, droplet, drops, diameter, level):
    """Everything is scaled and calculated again: nothing here uses the powers of the diameter."""
    sizes = {"diameter": diameter, "tangent_length": 3.0 * diameter, "level": level * diameter}
    boot = {"boot_diameter": 0.2 * diameter, "boot_length": 0.3 * diameter}
    three = LYING_THREE | {"method": method, "droplet_diameter": droplet}
    three |= dict.fromkeys(("heavy_droplet_diameter", "light_droplet_diameter"), drops)
    lengths = {"effective_length": 2.5 * diameter, "interface_level": 0.5 * level * diameter}
    first, _ = duty(types, sizes | boot, **(three | lengths))

    def again(name):
        times = float(first[name]) / diameter
        drum = {key: value * times for key, value in (sizes | boot).items()}
        return duty(types, drum, **(three | {key: value * times for key, value in lengths.items()}))[0]

    row = again("required_diameter")
    used = [row["gas_load_fraction"], row["required_gas_length"] / (2.5 * float(first["required_diameter"]))]
    assert max(used) == pytest.approx(1.0, rel=1e-9)
    row = again("required_diameter_for_liquid")
    used = [400.0 / row["residence_time"], 300.0 / row["heavy_residence_time"]]
    used += [row["heavy_settling_time"] / row["residence_time"], row["light_rising_time"] / row["heavy_residence_time"]]
    assert max(used) == pytest.approx(1.0, rel=1e-8)


def test_an_interface_at_the_lowest_line_is_over_a_boot_full_of_the_heavy_liquid(types):
    boot, volume = {"boot_diameter": 0.5, "boot_length": 1.2}, np.pi / 4 * 0.5**2 * 1.2
    row, _ = duty(types, boot, **(LYING_THREE | {"interface_level": 0.0}))
    assert row["heavy_residence_time"] == pytest.approx(volume / (10.0 / 990.0))
    assert row["residence_time"] == pytest.approx((3 * np.pi + BALL / 2) / (15.0 / 750.0))
    just_above, _ = duty(types, boot, **(LYING_THREE | {"interface_level": 1e-9}))
    assert just_above["heavy_residence_time"] == pytest.approx(float(row["heavy_residence_time"]))


def test_gas_has_no_room_in_a_standing_vessel_that_is_full(types):
    full = {"orientation": "vertical", "level": 8.0}
    with pytest.raises(InputError, match=r"S-1\.liquid_level is 8 m"):
        duty(types, full)
    assert duty(types, full, gas_mass_flow=0.0)[0]["residence_time"] > 0.0


def test_a_liquid_without_volume_has_no_diameter_and_gas_that_does_not_flow_needs_none(types):
    row, _ = duty(types, **(LYING_THREE | {"interface_level": 1.0}), gas_mass_flow=0.0)
    assert row["residence_time"] == 0.0
    assert np.isnan(row["required_diameter_for_liquid"])
    assert np.isnan(row["required_diameter"])
