"""The app module Vessel: every column against a calculation of its own, what is assumed, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conftest import *  # noqa: F403
from workbench.calculations import CALCULATIONS
from workbench.calculations.vessel import calculate_vessels
from workbench.engineering.vessels.settling import terminal_velocity
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.services.run import run_case

G, ATMOSPHERE = 9.80665, 101325.0
DRUM = {
    "orientation": "horizontal",
    "diameter": "2 m",
    "tangent_length": "6 m",
    "head": "hemispherical",
    "operating_pressure": "10 bara",
    "operating_temperature": "40 degC",
    "level": "1 m",
    "liquid": "F-L",
    "gas": "F-G",
}
OIL = {
    "source": "entered",
    "name": "oil",
    "temperature": "40 degC",
    "liquid_density": "750 kg/m3",
    "liquid_viscosity": "0.8 mPa s",
}
GAS = {"source": "entered", "name": "gas", "molar_mass": "18 g/mol", "compressibility_factor": 0.95, "gas_viscosity": "0.012 cP"}
WATER = {"source": "entered", "name": "water", "liquid_density": "990 kg/m3", "liquid_viscosity": "0.65 mPa s"}
BASIS = (ComponentRow("FLUID", "F-L", OIL), ComponentRow("FLUID", "F-G", GAS), ComponentRow("FLUID", "F-W", WATER))


def case_of(types, *rows, fluids=BASIS, **drum):
    vessel = ComponentRow("VESSEL", "V-1", {k: v for k, v in {**DRUM, **drum}.items() if v is not None})
    return build_case(
        types=types, case_id=None, name="Vessels", app_module="Vessel", rows=[vessel, *fluids, *rows], settings={}
    )
