"""Fittings and valves by name, with what each method needs to know of them.

The numbers of pipe diameters are those of Crane TP-410 (2009), pages A-27 to A-30. The constants of Hooper
and of Darby are read from the tables of the library `fluids`, by the key that stands here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

__all__ = [
    "CATALOGUE",
    "END_LAMINAR_COEFFICIENT",
    "CataloguedFitting",
    "bend_diameters",
    "catalogue_words",
    "find_fitting",
    "nearest_fittings",
]

END_LAMINAR_COEFFICIENT = 160.0
"""K1 of a pipe entrance: W. B. Hooper, Chemical Engineering 88 (24 August 1981), 96-100."""


@dataclass(frozen=True)
class CataloguedFitting:
    """A fitting with a name.

    Parameters
    ----------
    name : str
        As it is shown; it is found whatever the order of its words and their plural.
    diameters : float or None
        Equivalent length in pipe diameters, which is Crane's n of ``K = n fT`` [-].
    sized : str
        Instead of `diameters` where they depend on the size: which of `fluids`' valves it is.
    hooper, darby : str
        Keys of the 2-K and 3-K constants in `fluids.fittings`; empty where the method has none.
    coefficient : float or None
        Crane's K of an entrance or exit, which knows no friction factor [-].
    end : tuple of two floats or None
        K1 and the constant K of an entrance or exit by Hooper [-].
    aliases : tuple of str
        Other names.
    """

    name: str
    diameters: float | None = None
    sized: str = ""
    hooper: str = ""
    darby: str = ""
    coefficient: float | None = None
    end: tuple[float, float] | None = None
    aliases: tuple[str, ...] = ()


BEND_DIAMETERS = {1.0: 20.0, 1.5: 14.0, 2.0: 12.0, 3.0: 12.0, 4.0: 14.0, 6.0: 17.0, 8.0: 24.0, 10.0: 30.0,
                  12.0: 34.0, 14.0: 38.0, 16.0: 42.0, 20.0: 50.0}  # fmt: skip
"""Equivalent length of a 90 degree bend over its radius, both in diameters: Crane TP-410 (2009), table of K factors."""


def bend_diameters(angle: float, radius: float) -> float:
    """Equivalent length of a smooth bend in pipe diameters, Crane's n of ``K = n fT`` [-].

    ``n = (m - 1) (pi/4 r/D + n90/2) + n90`` for a bend of m right angles.

    Parameters
    ----------
    angle : float
        A multiple of 90 [degrees].
    radius : float
        Radius of the centre line over the inside diameter, one of Crane's table: 1 to 20 [-].

    Returns
    -------
    float
        [-]

    Raises
    ------
    KeyError
        A radius that the table does not have.

    References
    ----------
    Crane TP-410 (2009), table of K factors: 90 degree pipe bends, and the equation for other angles.

    Examples
    --------
    >>> bend_diameters(90.0, 3.0)
    12.0
    >>> round(bend_diameters(180.0, 4.0), 2)
    24.14
    """
    right = BEND_DIAMETERS[radius]
    return (angle / 90.0 - 1.0) * (0.25 * math.pi * radius + 0.5 * right) + right


def _elbows() -> list[CataloguedFitting]:
    item = CataloguedFitting
    return [
        item(
            "90 deg elbow, threaded",
            30.0,
            hooper="Elbow, 90°, Standard (R/D = 1), Screwed",
            darby="Elbow, 90°, threaded, standard, (r/D = 1)",
            aliases=("90 deg elbow", "90 deg elbow, standard", "90 deg elbow, threaded, standard"),
        ),
        item(
            "90 deg elbow, flanged",
            bend_diameters(90.0, 1.0),
            hooper="Elbow, 90°, Standard (R/D = 1), Flanged/welded",
            darby="Elbow, 90°, flanged, welded, bends, (r/D = 1)",
            aliases=("90 deg elbow, short radius", "90 deg elbow, welded", "90 deg elbow, r/D 1", "90 deg bend, r/D 1"),
        ),
        item(
            "90 deg elbow, long radius",
            bend_diameters(90.0, 1.5),
            hooper="Elbow, 90°, Long-radius (R/D = 1.5), All types",
            darby="Elbow, 90°, threaded, long radius, (r/D = 1.5)",
            aliases=("90 deg elbow, r/D 1.5", "90 deg bend, r/D 1.5"),
        ),
        item(
            "45 deg elbow",
            16.0,
            hooper="Elbow, 45°, Standard (R/D = 1), All types",
            darby="Elbow, 45°, threaded standard, (r/D = 1)",
            aliases=("45 deg elbow, standard", "45 deg elbow, threaded"),
        ),
        item(
            "45 deg elbow, long radius",
            hooper="Elbow, 45°, Long-radius (R/D 1.5), All types",
            darby="Elbow, 45°, long radius, (r/D = 1.5)",
        ),
    ]


def _bends() -> list[CataloguedFitting]:
    return [
        CataloguedFitting(
            f"90 deg bend, r/D {radius:g}",
            bend_diameters(90.0, radius),
            darby=f"Elbow, 90°, (r/D = {radius:g})" if radius in (2.0, 4.0, 6.0) else "",
        )
        for radius in BEND_DIAMETERS
        if radius >= 2.0
    ]


def _mitre_bends() -> list[CataloguedFitting]:
    item = CataloguedFitting
    return [
        item(
            "90 deg mitre bend, 1 weld",
            60.0,
            hooper="Elbow, 90°, Mitered (R/D = 1.5), 1 weld (90° angle)",
            darby="Elbow, 90°, mitered, 1 weld, (90°)",
            aliases=("90 deg mitre bend",),
        ),
        item(
            "90 deg mitre bend, 2 welds",
            hooper="Elbow, 90°, Mitered (R/D = 1.5), 2 weld (45° angle)",
            darby="Elbow, 90°, 2 welds, (45°)",
        ),
        item(
            "90 deg mitre bend, 3 welds",
            hooper="Elbow, 90°, Mitered (R/D = 1.5), 3 weld (30° angle)",
            darby="Elbow, 90°, 3 welds, (30°)",
        ),
        item(
            "45 deg mitre bend, 1 weld",
            15.0,
            hooper="Elbow, 45°, Mitered (R/D=1.5), 1 weld (45° angle)",
            darby="Elbow, 45°, mitered, 1 weld, (45°)",
            aliases=("45 deg mitre bend",),
        ),
        item(
            "45 deg mitre bend, 2 welds",
            hooper="Elbow, 45°, Mitered (R/D=1.5), 2 weld (22.5° angle)",
            darby="Elbow, 45°, mitered, 2 welds, (22.5°)",
        ),
    ]


def _return_bends() -> list[CataloguedFitting]:
    item = CataloguedFitting
    return [
        item(
            "180 deg return bend, threaded",
            50.0,
            darby="Elbow, 180°, threaded, close-return bend, (r/D = 1)",
            aliases=("close return bend", "180 deg close return bend"),
        ),
        item(
            "180 deg return bend, flanged",
            bend_diameters(180.0, 1.0),
            hooper="Elbow, 180°, Standard (R/D = 1), Flanged/welded",
            darby="Elbow, 180°, flanged, (r/D = 1)",
        ),
        item(
            "180 deg return bend, long radius",
            bend_diameters(180.0, 1.5),
            hooper="Elbow, 180°, Long-radius (R/D = 1.5), All types",
            darby="Elbow, 180°, all, (r/D = 1.5)",
        ),
    ]


def _tees() -> list[CataloguedFitting]:
    item = CataloguedFitting
    return [
        item(
            "tee, run",
            20.0,
            hooper="Tee, Through, Flanged or welded",
            darby="Tee, Run-through, flanged, (r/D = 1)",
            aliases=("tee, run, flanged", "tee, run, welded", "tee, straight through", "tee, through run"),
        ),
        item("tee, run, threaded", 20.0, hooper="Tee, Run, Screwed", darby="Tee, Run-through, threaded, (r/D = 1)"),
        item(
            "tee, branch",
            60.0,
            hooper="Elbow, Elbow, Standard, Flanged/welded",
            darby="Tee, Through-branch, (as elbow), flanged, (r/D = 1)",
            aliases=("tee, branch, flanged", "tee, branch, welded", "tee, as elbow", "tee, through branch"),
        ),
        item(
            "tee, branch, threaded",
            60.0,
            hooper="Elbow, Used as, Standard, Screwed",
            darby="Tee, Through-branch, (as elbow), threaded, (r/D = 1)",
        ),
        item(
            "tee, branch, stub-in",
            60.0,
            hooper="Elbow, Elbow, Stub-in type branch",
            darby="Tee, Through-branch, (as elbow), stub-in branch",
        ),
    ]


def _valves() -> list[CataloguedFitting]:
    item = CataloguedFitting
    # Hooper has one row for gate, ball and plug valves of the full line size; fluids calls it the gate's.
    full_bore = "Valve, Gate, Full line size, Beta = 1"
    angle, dam = "Valve, Globe, Angle or Y-type", "Valve, Diaphragm, Dam type"
    return [
        item("gate valve", 8.0, hooper=full_bore, darby="Valve, Gate valve, standard, β = 1"),
        item(
            "ball valve",
            3.0,
            hooper=full_bore,
            darby="Valve, Ball valve, standard, β = 1",
            aliases=("ball valve, full bore",),
        ),
        item("ball valve, reduced bore", hooper="Valve, Ball, Reduced trim, Beta = 0.9"),
        item("plug valve", 18.0, hooper=full_bore, darby="Valve, Plug valve, straight through"),
        item("plug valve, reduced bore", hooper="Valve, Plug, Reduced trim, Beta = 0.8"),
        item("plug valve, 3-way, run", 30.0, darby="Valve, Plug valve, three-way (flow through)"),
        item("plug valve, 3-way, branch", 90.0, darby="Valve, Plug valve, branch flow"),
        item("globe valve", 340.0, hooper="Valve, Globe, Standard", darby="Valve, Globe valve, standard, β = 1"),
        item("globe valve, Y-pattern", 55.0, hooper=angle, darby="Valve, Angle valve, 45°, full line size, β = 1"),
        item("angle valve", 150.0, hooper=angle, darby="Valve, Angle valve, 90°, full line size, β = 1"),
        item("diaphragm valve, weir", 149.0, hooper=dam, darby="Valve, Diaphragm, dam type", aliases=("weir valve",)),
        item("diaphragm valve, straight through", 39.0),
        item("butterfly valve", sized="butterfly", hooper="Valve, Butterfly,", aliases=("butterfly valve, centric",)),
        item("butterfly valve, double offset", sized="butterfly, double offset"),
        item("butterfly valve, triple offset", sized="butterfly, triple offset"),
        item(
            "swing check valve",
            100.0,
            hooper="Valve, Check, Swing",
            darby="Valve, Swing check",
            aliases=("check valve",),
        ),
        item("swing check valve, straight through", 50.0),
        item("lift check valve", 600.0, hooper="Valve, Check, Lift", darby="Valve, Lift check"),
        item("lift check valve, angled", 55.0),
        item("tilting disk check valve, 5 deg", sized="tilting disk, 5 deg", hooper="Valve, Check, Tilting-disc"),
        item("tilting disk check valve, 15 deg", sized="tilting disk, 15 deg", hooper="Valve, Check, Tilting-disc"),
        item("foot valve with strainer", 420.0, aliases=("foot valve", "foot valve with strainer, poppet")),
        item("foot valve with strainer, hinged", 75.0),
    ]


def _ends() -> list[CataloguedFitting]:
    item = CataloguedFitting
    sharp = ("sharp entrance", "square entrance", "pipe entrance", "flush entrance", "inlet from vessel")
    return [
        item("entrance", coefficient=0.5, end=(END_LAMINAR_COEFFICIENT, 0.5), aliases=sharp),
        item("entrance, projecting", coefficient=0.78, end=(END_LAMINAR_COEFFICIENT, 1.0)),
        item("entrance, rounded", coefficient=0.04, end=(END_LAMINAR_COEFFICIENT, 0.04)),
        item("exit", coefficient=1.0, end=(0.0, 1.0), aliases=("pipe exit", "outlet to vessel")),
    ]


CATALOGUE: tuple[CataloguedFitting, ...] = (
    *_elbows(),
    *_bends(),
    *_mitre_bends(),
    *_return_bends(),
    *_tees(),
    *_valves(),
    *_ends(),
)
"""All fittings that have a name."""

SYNONYMS = {"degree": "deg", "screwed": "threaded", "miter": "mitre", "mitered": "mitre", "mitred": "mitre",
            "disc": "disk", "type": ""}  # fmt: skip


def catalogue_words(name: str) -> tuple[str, ...]:
    """The words of a name in one spelling and order: lower case, singular, ``°`` as ``deg``, no commas.

    Examples
    --------
    >>> catalogue_words("Long-radius elbows, 90°") == catalogue_words("90 deg elbow, long radius")
    True
    """
    text = name.lower().replace("°", " deg ").replace("r/d =", "r/d").replace("r/d=", "r/d ")
    text = re.sub(r"[,()]|(?<=[a-z])-(?=[a-z])", " ", text)
    words = []
    for word in text.split():
        single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        words.append(SYNONYMS.get(single, single))
    return tuple(sorted(word for word in words if word))


@cache
def _by_words() -> dict[tuple[str, ...], CataloguedFitting]:
    found: dict[tuple[str, ...], CataloguedFitting] = {}
    for fitting in CATALOGUE:
        for name in (fitting.name, *fitting.aliases):
            if found.setdefault(catalogue_words(name), fitting) is not fitting:
                raise ValueError(f"Two fittings are called {name!r}.")
    return found


def find_fitting(name: str) -> CataloguedFitting | None:
    """The fitting of that name or alias, None where there is none."""
    return _by_words().get(catalogue_words(name))


def nearest_fittings(name: str, count: int = 3) -> list[str]:
    """Names of the fittings that share most with a name that is not known, best first."""
    import difflib

    sought = catalogue_words(name)
    scores = []
    for words, fitting in _by_words().items():
        pairs = [max((difflib.SequenceMatcher(None, a, b).ratio() for b in words), default=0.0) for a in sought]
        scores.append((sum(pairs) / (len(pairs) + abs(len(words) - len(sought))), fitting.name))
    best = sorted(scores, key=lambda pair: -pair[0])
    return list(dict.fromkeys(name for _score, name in best))[:count]
