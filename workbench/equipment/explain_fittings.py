"""How the losses of a pipe's fittings came about: each fitting with its K and where that is from, then their sum."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.engineering.fitting_text import parse_fittings
from workbench.engineering.fittings import (
    CataloguedPart,
    FittingMethod,
    Part,
    SizeChangePart,
    turbulent_friction_factor,
)
from workbench.equipment.explain_common import INPUT, RESISTANCE_COEFFICIENT, SolvedComponent, squared
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["FittingOfPipe", "explain_equivalent_length", "explain_fittings", "fittings_of_pipe"]

CRANE = "Crane TP-410 (2009), pages A-26 to A-30"
SOURCES: dict[str, str] = {
    "crane": CRANE,
    "2-K": "2-K method; W. B. Hooper, Chemical Engineering 88 (24 August 1981), 96-100",
    "3-K": "3-K method; R. Darby, Chemical Engineering 106 (July 1999), 101",
    "equivalent length": f"Equivalent length in diameters; {CRANE}",
}


@dataclass(frozen=True)
class FittingOfPipe:
    """One entry of the list of fittings, with its number in the list."""

    number: int
    count: int
    part: Part
    method: FittingMethod
    constant: float
    laminar: float
    length: float

    @property
    def title(self) -> str:
        """Such as ``"2 x 90 deg elbow, long radius"``."""
        return f"{self.count} x {self.part.name}"


def fittings_of_pipe(component: SolvedComponent) -> list[FittingOfPipe]:
    """Return the named fittings of a pipe; empty if it has none."""
    text = component.inputs.get("fittings")
    if not text:
        return []
    method: FittingMethod = component.inputs["fitting_method"]
    path = (component.tag, "fittings")
    found = []
    for number, (count, part) in enumerate(parse_fittings(text, path=path), 1):
        loss = part.loss(method, component.inputs["diameter"], path)
        found.append(FittingOfPipe(number, count, part, method, loss.constant, loss.laminar, loss.length))
    return found


def explain_equivalent_length(sheet: CalculationSheet, fittings: list[FittingOfPipe]) -> str:
    """Add the lengths that stand for fittings; return the symbol of the length that has friction."""
    symbols = []
    for fitting in fittings:
        if fitting.length > 0.0:
            n, count = _given_diameters(sheet, fitting), _given_count(sheet, fitting)
            symbol = f"L_{fitting.number}"
            sheet.step(symbol, fitting.title, f"{count}*{n}*D", "length", SOURCES["equivalent length"])
            symbols.append(symbol)
    if not symbols:
        return "L"
    formula = " + ".join(["L", *symbols])
    sheet.step("L_t", "Length with the equivalent lengths", formula, "length", SOURCES["equivalent length"])
    return "L_t"


def explain_fittings(sheet: CalculationSheet, component: SolvedComponent, fittings: list[FittingOfPipe]) -> list[str]:
    """Add the K of each fitting, their sum and the loss; return the symbols of the pressure losses."""
    symbols = [_explain_coefficient(sheet, fitting) for fitting in fittings if fitting.constant or fitting.laminar]
    coefficient = component.inputs["loss_coefficient"]
    if coefficient != 0.0:
        symbol = "K_in" if symbols else "K"
        name = "K given for the rest" if symbols else "Sum of the K of the fittings"
        sheet.given(symbol, name, coefficient, "dimensionless", INPUT)
        symbols.append(symbol)
    if not symbols:
        return []
    if symbols != ["K"]:
        total = " + ".join(symbols)
        sheet.step("K", "Sum of the K", total, "dimensionless", "Losses in series at the velocity of the pipe")
    loss = f"K*(rho*{squared('v', sheet['v'])}/2)"
    sheet.step("Delta_p_K", "Loss of the fittings", loss, "pressure_difference", RESISTANCE_COEFFICIENT)
    return ["Delta_p_K"]


def _explain_coefficient(sheet: CalculationSheet, fitting: FittingOfPipe) -> str:
    """Add the K of all fittings of one entry; return its symbol."""
    symbol, k = f"K_{fitting.number}", fitting.number
    count = _given_count(sheet, fitting)
    by_name = isinstance(fitting.part, CataloguedPart) and fitting.part.fitting.end is None
    source = SOURCES[fitting.method] if isinstance(fitting.part, CataloguedPart) else CRANE
    if by_name and fitting.method == "crane":
        if "f_T" not in sheet:
            factor = turbulent_friction_factor(sheet["D"])
            what = "Friction factor of complete turbulence at this size"
            sheet.given("f_T", what, factor, "dimensionless", "Crane TP-410 (2009), page A-27")
        formula = f"{count}*{_given_diameters(sheet, fitting)}*f_T"
    elif by_name and fitting.method == "2-K":
        sheet.given(f"a_{k}", f"K1 of {fitting.part.name}", fitting.laminar, "dimensionless", source)
        at_infinity = fitting.constant / (1.0 + 0.0254 / sheet["D"])
        sheet.given(f"b_{k}", f"K of {fitting.part.name}, very large", at_infinity, "dimensionless", source)
        if "d_in" not in sheet:
            sheet.given("d_in", "One inch", 0.0254, "diameter", "definition")
        formula = f"{count}*(a_{k}/Re + b_{k}*(1 + d_in/D))"
    elif fitting.laminar:
        sheet.given(f"a_{k}", f"K1 of {fitting.part.name}", fitting.laminar, "dimensionless", source)
        what = f"K of {fitting.part.name} at this size, turbulent"
        sheet.given(f"b_{k}", what, fitting.constant, "dimensionless", source)
        formula = f"{count}*(a_{k}/Re + b_{k})"
    else:
        origin = INPUT if not isinstance(fitting.part, (CataloguedPart, SizeChangePart)) else source
        what = f"K of {fitting.part.name}, at the velocity in the pipe"
        sheet.given(f"b_{k}", what, fitting.constant, "dimensionless", origin)
        source, formula = "K given, times the count" if origin == INPUT else source, f"{count}*b_{k}"
    sheet.step(symbol, f"K of {fitting.title}", formula, "dimensionless", source)
    return symbol


def _given_count(sheet: CalculationSheet, fitting: FittingOfPipe) -> str:
    symbol = f"N_{fitting.number}"
    if symbol not in sheet:
        sheet.given(symbol, f"Count of {fitting.part.name}", float(fitting.count), "dimensionless", INPUT)
    return symbol


def _given_diameters(sheet: CalculationSheet, fitting: FittingOfPipe) -> str:
    """Add the equivalent length in diameters, which is Crane's n of K = n fT; return its symbol."""
    symbol = f"n_{fitting.number}"
    diameters = fitting.length / sheet["D"] if fitting.length else fitting.constant / sheet["f_T"]
    origin = CRANE if isinstance(fitting.part, CataloguedPart) else INPUT
    sheet.given(symbol, f"Diameters of {fitting.part.name}", diameters, "dimensionless", origin)
    return symbol
