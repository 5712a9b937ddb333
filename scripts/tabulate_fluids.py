"""Tabulate the fluids of the library from CoolProp into ``workbench/data/fluids.json``.

In the environment of workbench, with the versions that the file names (CoolProp 8.0.0, chemicals 1.5.2)::

    python scripts/tabulate_fluids.py

The points of a table are chosen so that workbench's own interpolation comes back to CoolProp within a quarter of
`TOLERANCES`; the largest error between the points is written into the file. Pure fluids are then compared with the
correlations of Perry's Chemical Engineers' Handbook and of the VDI Heat Atlas (from the package chemicals), which
do not come from CoolProp: a fluid that differs from the nearer of the two by more than `ALLOWED_DIFFERENCES` stops the
script; its range of temperature is to be cut, or it is to be left out. Left out for that reason: hydrogen sulfide, and
the liquids n-pentane, isopentane, propylene and dimethyl ether (all by their viscosity); and seawater, whose viscosity
is 0.8 % off the correlation that it was fitted to. CoolProp 8.0 has no viscosity of acetone, ethylene, carbon monoxide,
sulfur dioxide and chlorine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import CoolProp
import CoolProp.CoolProp as CP  # noqa: N817  (as its own documentation does)
from independent_fluids import COMPARED, differences

from workbench.model.fluid import Fluid

TARGET = Path(__file__).resolve().parents[1] / "workbench" / "data" / "fluids.json"
TOLERANCES = {"density": 1e-3, "viscosity": 5e-3, "vapour_pressure": 2e-3, "heat_capacity": 2e-3}
ALLOWED_DIFFERENCES = {"density": 0.02, "viscosity": 0.055, "vapour_pressure": 0.05, "heat_capacity": 0.08}
"""Of the handbooks from the reference equations; theirs of water is the one that is 5.3 % off in viscosity (IAPWS)."""
DIGITS = {"density": 6, "viscosity": 5, "vapour_pressure": 6, "heat_capacity": 5}
ATMOSPHERE = 101325.0
IDEAL_GAS_TEMPERATURE = 288.15
"""Of the heat capacity ratio [K]; 15 degC, as relief valve standards give it (60 degF)."""

ROOM_TEMPERATURE = 293.15

Properties = Callable[[float], dict[str, float]]


@dataclass(frozen=True)
class Pure:
    """A pure fluid (or air): name in the library, CoolProp's name, temperatures [K]."""

    name: str
    fluid: str
    lowest: float
    highest: float
    phase: str = "liquid"


@dataclass(frozen=True)
class Glycol:
    """An aqueous glycol: CoolProp's name, percent by volume, density at 20 degC [kg/m3] and molar mass [kg/mol]."""

    name: str
    fluid: str
    percent: int
    formula: str
    cas: str
    density: float
    molar_mass: float


LIQUIDS = (
    Pure("Water", "Water", 273.16, 613.0),
    Pure("Methanol", "Methanol", 200.0, 380.0),
    Pure("Ethanol", "Ethanol", 250.0, 440.0),
    Pure("Benzene", "Benzene", 279.0, 500.0),
    Pure("Toluene", "Toluene", 230.0, 500.0),
    Pure("o-Xylene", "o-Xylene", 249.0, 490.0),
    Pure("p-Xylene", "p-Xylene", 287.0, 430.0),
    Pure("n-Hexane", "n-Hexane", 180.0, 370.0),
    Pure("n-Heptane", "n-Heptane", 190.0, 410.0),
    Pure("n-Octane", "n-Octane", 220.0, 490.0),
    Pure("n-Decane", "n-Decane", 250.0, 490.0),
    Pure("Cyclohexane", "CycloHexane", 280.0, 460.0),
    Pure("Propane, liquid", "n-Propane", 110.0, 350.0),
    Pure("n-Butane, liquid", "n-Butane", 140.0, 400.0),
    Pure("Isobutane, liquid", "IsoButane", 120.0, 385.0),
    Pure("Ammonia, liquid", "Ammonia", 210.0, 380.0),
    Pure("R134a, liquid", "R134a", 180.0, 350.0),
    Pure("Carbon dioxide, liquid", "CarbonDioxide", 217.0, 288.0),
)
GASES = (
    Pure("Air", "Air", 200.0, 1000.0, "gas"),
    Pure("Nitrogen", "Nitrogen", 200.0, 1000.0, "gas"),
    Pure("Oxygen", "Oxygen", 200.0, 1000.0, "gas"),
    Pure("Hydrogen", "Hydrogen", 200.0, 1000.0, "gas"),
    Pure("Helium", "Helium", 200.0, 1000.0, "gas"),
    Pure("Argon", "Argon", 200.0, 1000.0, "gas"),
    Pure("Methane", "Methane", 200.0, 600.0, "gas"),
    Pure("Ethane, gas", "Ethane", 200.0, 600.0, "gas"),
    Pure("Propane, gas", "n-Propane", 235.0, 600.0, "gas"),
    Pure("n-Butane, gas", "n-Butane", 276.0, 550.0, "gas"),
    Pure("Propylene, gas", "Propylene", 230.0, 550.0, "gas"),
    Pure("Ammonia, gas", "Ammonia", 245.0, 650.0, "gas"),
    Pure("Carbon dioxide, gas", "CarbonDioxide", 220.0, 1000.0, "gas"),
    Pure("Steam", "Water", 375.0, 1000.0, "gas"),
)
_ETHYLENE, _PROPYLENE = (
    ("AEG", "C2H6O2", "107-21-1", 1113.5, 0.0620678),
    ("APG", "C3H8O2", "57-55-6", 1036.1, 0.0760944),
)
GLYCOLS = tuple(
    Glycol(f"{kind} glycol {percent} % by volume in water", code, percent, formula, cas, density, molar_mass)
    for kind, (code, formula, cas, density, molar_mass) in (("Ethylene", _ETHYLENE), ("Propylene", _PROPYLENE))
    for percent in (30, 40, 50)
)


def main() -> None:
    """Write the file, or stop at the first fluid that is not good enough."""
    fluids = [pure_fluid(entry) for entry in LIQUIDS + GASES] + [glycol(entry) for entry in GLYCOLS]
    # One line a fluid: a change is seen in the difference of two versions, and the file stays small.
    lines = ",\n".join(json.dumps(fluid, ensure_ascii=False) for fluid in fluids)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(fluids)} fluids, {TARGET.stat().st_size / 1000:.0f} kB")


def pure_fluid(entry: Pure) -> dict[str, Any]:
    """Return name and properties of a pure fluid."""
    state = CP.AbstractState("HEOS", entry.fluid)

    def properties(temperature: float) -> dict[str, float]:
        if entry.phase == "liquid":
            state.update(CP.QT_INPUTS, 0.0, temperature)
        else:
            state.update(CP.PT_INPUTS, ATMOSPHERE, temperature)
        found = {"density": state.rhomass(), "viscosity": state.viscosity(), "heat_capacity": state.cpmass()}
        return found | ({"vapour_pressure": state.p()} if entry.phase == "liquid" else {})

    equation, viscosity = (CP.get_BibTeXKey(entry.fluid, key) for key in ("EOS", "VISCOSITY"))
    head: dict[str, Any] = {
        "phase": entry.phase,
        "formula": formula_of(entry.fluid),
        "cas": CP.get_fluid_param_string(entry.fluid, "CAS"),
        "state": "saturated liquid" if entry.phase == "liquid" else "gas at 101325 Pa",
        "source": f"CoolProp {CoolProp.__version__}; equation of state {equation}, viscosity {viscosity}",
        "molar_mass": round(state.molar_mass(), 8),
        "critical_temperature": rounded(state.T_critical(), 6),
        "critical_pressure": rounded(state.p_critical(), 6),
    }
    if entry.fluid == "Air":
        head |= {"formula": "air", "cas": "132259-10-0"}
    if entry.phase == "gas":
        # The heat capacity of the ideal gas needs no density; any state in the vapour serves.
        state.update(CP.DmassT_INPUTS, 1e-6, IDEAL_GAS_TEMPERATURE)
        ideal = state.cp0molar()
        head["heat_capacity_ratio"] = rounded(ideal / (ideal - state.gas_constant()), 5)
        head["heat_capacity_ratio_temperature"] = IDEAL_GAS_TEMPERATURE
    finished = tabulated(entry.name, head, properties, entry.lowest, entry.highest)
    return checked(finished)


def glycol(entry: Glycol) -> dict[str, Any]:
    """Return name and properties of an aqueous glycol, from its freezing point to 100 degC."""
    state = CP.AbstractState("INCOMP", entry.fluid)
    state.set_volu_fractions([entry.percent / 100.0])
    water_density, water_molar_mass = 998.2, 0.01801527
    glycol_moles = entry.percent * entry.density / entry.molar_mass
    water_moles = (100 - entry.percent) * water_density / water_molar_mass
    water_fraction = water_moles / (water_moles + glycol_moles)

    def properties(temperature: float) -> dict[str, float]:
        state.update(CP.PT_INPUTS, 3e5, temperature)
        return {
            "density": state.rhomass(),
            "viscosity": state.viscosity(),
            "vapour_pressure": water_fraction * vapour_pressure_of_water(temperature),
            "heat_capacity": state.cpmass(),
        }

    head = {
        "phase": "liquid",
        "formula": f"{entry.formula} + H2O",
        "cas": entry.cas,
        "state": "liquid, taken as incompressible",
        "source": f"CoolProp {CoolProp.__version__}; {entry.fluid}: fit to the tables of the ASHRAE Handbook",
        "note": "CoolProp's viscosity is within 4 % of the tables that it was fitted to. The vapour pressure is by "
        f"Raoult's law, with {water_fraction:.4f} mol of water a mol and none of the glycol's own.",
    }
    state.update(CP.PT_INPUTS, 3e5, ROOM_TEMPERATURE)
    lowest = max(state.keyed_output(CP.iT_freeze), state.Tmin())
    return tabulated(entry.name, head, properties, math.ceil(lowest) + 1.0, 373.0)


def vapour_pressure_of_water(temperature: float) -> float:
    """Vapour pressure of water, also of supercooled water [Pa]: IAPWS SR1-86(1992), equation 1."""
    theta = 1.0 - temperature / 647.096
    terms = (
        (-7.85951783, 1.0),
        (1.84408259, 1.5),
        (-11.7866497, 3.0),
        (22.6807411, 3.5),
        (-15.9618719, 4.0),
        (1.80122502, 7.5),
    )
    return 22.064e6 * math.exp(647.096 / temperature * sum(a * theta**power for a, power in terms))


def tabulated(name: str, head: dict[str, Any], properties: Properties, lowest: float, highest: float) -> dict[str, Any]:
    """Return the fluid with a table whose points are as close together as the tolerances ask for."""
    inner = range(10 * math.ceil((lowest + 1.0) / 10.0), math.ceil(highest), 20)
    # 20 degC is where people look up a fluid: there the table is exact.
    usual = [ROOM_TEMPERATURE] if lowest < ROOM_TEMPERATURE < highest else []
    temperatures = sorted({lowest, *(float(value) for value in inner), *usual, highest})
    while True:
        table = table_at(properties, temperatures)
        fluid = Fluid(name, 1, {**head, "table": table})
        added = set()
        largest = dict.fromkeys((key for key in TOLERANCES if key in table), 0.0)
        for low, high in pairwise(temperatures):
            for part in (0.25, 0.5, 0.75):
                at = low + part * (high - low)
                exact, ours = properties(at), fluid.at(at)
                for key in largest:
                    error = abs(getattr(ours, key) / exact[key] - 1.0)
                    largest[key] = max(largest[key], error)
                    if error > TOLERANCES[key] / 4.0:
                        added.add(float(round((low + high) / 2.0)))
        if not added - set(temperatures):
            break
        temperatures = sorted({*temperatures, *added})
    for key, error in largest.items():
        if error > TOLERANCES[key]:
            raise SystemExit(f"{name}: {key} is interpolated with an error of {error:.2%}")
    errors = {key: rounded(error, 2) for key, error in largest.items()}
    print(f"{name:42s} {lowest:7.2f} {highest:7.2f} K  {len(temperatures):3d} points  {errors}")
    return {"name": name, "properties": {**head, "table": table, "largest_errors": errors}}


def table_at(properties: Properties, temperatures: list[float]) -> dict[str, list[float]]:
    """Return the columns of a table, rounded."""
    rows = [properties(temperature) for temperature in temperatures]
    table = {"temperature": temperatures}
    return table | {key: [rounded(row[key], DIGITS[key]) for row in rows] for key in TOLERANCES if key in rows[0]}


def checked(fluid: dict[str, Any]) -> dict[str, Any]:
    """Return the fluid with its largest differences from the handbooks; stop where one is too large."""
    properties = fluid["properties"]
    found = differences(Fluid(fluid["name"], 1, properties), properties["cas"])
    for key, difference in found.items():
        if difference > ALLOWED_DIFFERENCES[key]:
            raise SystemExit(f"{fluid['name']}: {key} differs by {difference:.1%} from {COMPARED}")
    if found:
        largest = {key: rounded(value, 2) for key, value in found.items()}
        properties["checked"] = {"against": COMPARED, "largest_difference": largest}
    print(f"{'':42s} against the handbooks: {found}")
    return fluid


def formula_of(fluid: str) -> str:
    """Return CoolProp's formula without its markup: H2O for H_{2}O_{1}."""
    text = CP.get_fluid_param_string(fluid, "formula").replace("_{1}", "").replace("_{", "").replace("}", "")
    return {"H3N": "NH3", "C2F4H2": "C2H2F4"}.get(text, text)


def rounded(value: float, digits: int) -> float:
    """Return a number with so many significant digits."""
    return float(f"{value:.{digits}g}")


if __name__ == "__main__":
    main()
