"""How the datasheet of a component type is declared: sections of names of its inputs and results.

A name with a dot goes through a reference: ``"protects.design_pressure"`` is the design pressure of the vessel whose
tag is in ``protects``. `Blank` is a line of the form that a case knows nothing of, to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from workbench.datasheets.quantities import Quantities
from workbench.model.schema import TypeSchema

__all__ = ["Blank", "Definition", "Form", "Named", "Related"]


@dataclass(frozen=True)
class Blank:
    """A line to be filled in by hand."""

    label: str


@dataclass(frozen=True)
class Named:
    """A field that has another title on the sheet than in its type."""

    name: str
    title: str


@dataclass(frozen=True)
class Form:
    """A section of lines, in the order of the sheet."""

    title: str
    items: tuple[str | Named | Blank, ...]
    only_with_values: bool = False
    """True: left out where nothing in it has a value."""


@dataclass(frozen=True)
class Related:
    """A section on the components of another type that refer to this one, such as the scenarios of a valve."""

    title: str
    code: str
    """Their type."""
    reference: str
    """Their property that holds the tag of this component."""
    names: tuple[str, ...]
    """Their inputs and results."""
    stands: bool = False
    """True: a column each, a line a name, as on the process data sheet of a pump; else a row each."""
    empty: str = ""
    """Said where there are none; without it the section is left out then."""


@dataclass(frozen=True)
class Definition:
    """The datasheet of one component type."""

    code: str
    title: str
    basis: str
    """The form that it follows, or what it is."""
    sections: tuple[Form | Related, ...]
    main: tuple[str, ...] = ()
    """Inputs and results in the equipment list."""
    drawing: Callable[[TypeSchema, pd.DataFrame, Quantities], str] | None = None
    """Gives an SVG of the component from its type and its row (SI); empty where it cannot be drawn."""
    is_equipment: bool = True
    """False: a place of the network and nothing that is bought, so that the equipment list leaves it out."""
