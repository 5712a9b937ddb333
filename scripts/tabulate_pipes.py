"""Tabulate pipe materials into ``workbench/data/materials.json``: roughness, and dimensions by schedule.

The dimensions are those of the package fluids, which is no dependency of workbench and is needed here only::

    python -m pip install "fluids==1.3.1"
    python scripts/tabulate_pipes.py

What the standards say of their own tables is checked (inside diameter, equal schedules, thicker walls for higher
schedules, outside diameter over wall for a dimension ratio); an entry that fails stops the script. Left out because
they fail: the metric columns of ASTM F441 (schedule 80, DN 400) and of ASTM F2619 (DR 11, 28 inch) of fluids 1.3.1; the
columns in inches of the same standards are right.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fluids.piping import schedule_lookup

TARGET = Path(__file__).resolve().parents[1] / "workbench" / "data" / "materials.json"
FOOT = 0.3048

NUMBERED = ("5", "10", "20", "30", "40", "60", "80", "100", "120", "140", "160")
STEEL = (*NUMBERED, "STD", "XS", "XXS")
STAINLESS = ("5S", "10S", "40S", "80S")
POLYETHYLENE = {"7": "7", "7.3": "73", "9": "9", "11": "11", "13.5": "135", "17": "17", "21": "21", "26": "26"}

MOODY = "L. F. Moody, Friction factors for pipe flow, Trans. ASME 66 (1944) 671-684, figure 2"
NORSOK = "NORSOK P-001, Process design, edition 5 (2006), 6.1"
B36_10 = "ASME B36.10M"
FLUIDS = "as tabulated in the Python package fluids 1.3.1"

EQUAL = (
    ("STD", "40", 0.0, 10.0),
    ("XS", "80", 0.0, 8.0),
    ("40S", "STD", 0.0, 99.0),
    ("80S", "XS", 0.0, 99.0),
    ("10S", "10", 0.0, 12.0),
    ("5S", "5", 0.0, 99.0),
)
"""Schedules of equal wall thickness between two nominal sizes."""


def main() -> None:
    """Write the file, or stop at the first dimension that is wrong."""
    for first, second, lowest, highest in EQUAL:
        check_equal(first, second, lowest, highest)
    check_order()
    steel = {name: sizes(name) for name in STEEL}
    threaded = {name: steel[name] for name in ("40", "80", "STD", "XS")}
    stainless = {name: sizes(name) for name in STAINLESS}
    pvc = {name: sizes(f"{name}D1785") for name in ("40", "80", "120")}
    polyethylene = {f"DR {ratio}": sizes(f"DR{code}F2619IPS", float(ratio)) for ratio, code in POLYETHYLENE.items()}
    materials = [
        material("Carbon steel", 0.00015 * FOOT, f"{MOODY}: commercial steel, 0.00015 ft", B36_10, steel),
        material("Carbon steel, corroded", 0.5e-3, f"{NORSOK}: carbon steel, corroded, 0.5 mm", B36_10, steel),
        material("Stainless steel", 0.05e-3, f"{NORSOK}: stainless steel, 0.05 mm", "ASME B36.19M", stainless),
        material(
            "Galvanised steel",
            0.0005 * FOOT,
            f"{MOODY}: galvanised iron, 0.0005 ft",
            f"{B36_10}, before zinc",
            threaded,
        ),
        material("Cast iron", 0.00085 * FOOT, f"{MOODY}: cast iron, 0.00085 ft"),
        material("Cast iron, asphalted", 0.0004 * FOOT, f"{MOODY}: asphalted cast iron, 0.0004 ft"),
        material("Titanium or copper-nickel", 0.05e-3, f"{NORSOK}: titanium and Cu-Ni, 0.05 mm"),
        material("Drawn tubing", 0.000005 * FOOT, f"{MOODY}: drawn tubing (brass, copper, glass), 0.000005 ft"),
        material("Glass-fibre reinforced plastic", 0.02e-3, f"{NORSOK}: GRP, 0.02 mm"),
        material("PVC", 0.005e-3, f"{NORSOK}: polyethylene, PVC, 0.005 mm", "ASTM D1785", pvc),
        material("HDPE", 0.005e-3, f"{NORSOK}: polyethylene, PVC, 0.005 mm", "ASTM F2619", polyethylene),
        material("Concrete, smooth", 0.001 * FOOT, f"{MOODY}: concrete, 0.001 ft, the lower of two"),
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in materials)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(materials)} materials, {TARGET.stat().st_size / 1000:.0f} kB")


def material(
    name: str, roughness: float, source: str, standard: str = "", schedules: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return one entry of the file."""
    data: dict[str, Any] = {"roughness_source": source, "schedules": {} if schedules is None else schedules}
    if standard:
        data["dimensions_source"] = f"{standard}, {FLUIDS}"
    return {"name": name, "roughness": float(f"{roughness:.4g}"), "schedule_data": data}


def sizes(schedule: str, ratio: float | None = None) -> list[dict[str, Any]]:
    """Return the sizes of a schedule [m]."""
    rows = []
    for nps, inside, outside, wall in zip(*schedule_lookup[schedule], strict=True):
        if abs(outside - 2.0 * wall - inside) > 0.005:
            raise SystemExit(f"{schedule}, NPS {nps}: inside diameter {inside} mm is not {outside} - 2 x {wall} mm")
        if ratio is not None and abs(outside / wall / ratio - 1.0) > 0.02:
            raise SystemExit(f"{schedule}, NPS {nps}: {outside} / {wall} mm is not a ratio of {ratio}")
        rows.append({"nps": size_text(nps), "outside_diameter": metres(outside), "wall_thickness": metres(wall)})
    return rows


def metres(millimetres: float) -> float:
    """Return mm in m, without the noise of the division."""
    return round(millimetres / 1000.0, 7)


def size_text(nps: float) -> str:
    """Return a nominal pipe size as it is written: 1 1/2."""
    whole, eighths = divmod(round(nps * 8), 8)
    if not eighths:
        return str(whole)
    fraction = {1: "1/8", 2: "1/4", 3: "3/8", 4: "1/2", 6: "3/4"}[eighths]
    return f"{whole} {fraction}" if whole else fraction


def walls(schedule: str) -> dict[float, float]:
    """Return wall thickness by nominal size [mm]."""
    nps, _, _, wall = schedule_lookup[schedule]
    return dict(zip(nps, wall, strict=True))


def check_equal(first: str, second: str, lowest: float, highest: float) -> None:
    """Stop if two schedules that are equal by the standard are not."""
    others = walls(second)
    for nps, wall in walls(first).items():
        if nps in others and lowest <= nps <= highest and wall != others[nps]:
            raise SystemExit(f"NPS {nps}: {first} has {wall} mm and {second} {others[nps]} mm")


def check_order() -> None:
    """Stop if a higher schedule has a thinner wall, or a size two outside diameters."""
    thinnest: dict[float, float] = {}
    outside: dict[float, float] = {}
    for schedule in NUMBERED:
        nps, _, diameters, _ = schedule_lookup[schedule]
        for size, diameter in zip(nps, diameters, strict=True):
            if outside.setdefault(size, diameter) != diameter:
                raise SystemExit(f"{schedule}, NPS {size}: {diameter} mm, elsewhere {outside[size]} mm")
        for size, wall in walls(schedule).items():
            if wall < thinnest.get(size, 0.0):
                raise SystemExit(f"{schedule}, NPS {size}: {wall} mm is thinner than the schedule below")
            thinnest[size] = wall


if __name__ == "__main__":
    main()
