"""Import of EPANET 2.2 networks: one file becomes one case, with its patterns, simple controls and times.

What a component becomes, and what EPANET's own constants are, is in `epanet_components`; what changes over time in
`epanet_schedule` and `epanet_controls`; the tags in `epanet_tags`; the list of what cannot be taken over in
`epanet_omissions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.exchange.epanet_components import components_of, settings_of
from workbench.exchange.epanet_omissions import not_taken_over
from workbench.exchange.epanet_reading import read_file
from workbench.exchange.epanet_schedule import schedule_of
from workbench.exchange.epanet_tags import Tags, choose_tags
from workbench.model.building import build_case
from workbench.model.case import Case
from workbench.model.schema import TypeSchema

__all__ = ["EpanetImport", "read_epanet"]

_LAWS = {"H-W": "hazen-williams", "D-W": "swamee-jain", "C-M": "chezy-manning"}
_DESCRIPTION_LENGTH = 200


@dataclass(frozen=True)
class EpanetImport:
    """A network read from an EPANET file."""

    case: Case
    not_taken_over: list[str]
    """What of the file the case does not hold, one sentence each, what changes results first."""
    tags: Tags
    """The tag of every EPANET node and link."""


def read_epanet(path: str | Path, types: Mapping[str, TypeSchema], *, name: str) -> EpanetImport:
    """Read an EPANET 2.2 input file into a case.

    Parameters
    ----------
    path : path
        The ``.inp`` file, in UTF-8 or in the encoding of Windows.
    types : mapping of str to TypeSchema
        The component types.
    name : str
        Name of the new case.

    Returns
    -------
    EpanetImport
        The case, in SI, and what was not taken over.

    Raises
    ------
    NotFound
        There is no such file.
    InputError
        The file is no EPANET input file, or holds an ID that no tag can have; or the package wntr, which reads
        such files, is not installed.

    Notes
    -----
    A file with the Darcy-Weisbach formula (D-W) gets the friction law ``"swamee-jain"``, which is how EPANET finds
    the factor, so that the case has EPANET's heads; ``case.set_settings(friction_law="darcy-weisbach")`` takes
    Colebrook and White's, which Swamee and Jain's formula follows within some percent.

    References
    ----------
    EPANET 2.2 User Manual (EPA/600/R-20/133), appendix C.2.
    """
    file = read_file(Path(path))
    tags = choose_tags(file.model)
    components, connections = components_of(file.model, tags, file.places)
    settings = settings_of(file.model) | {"friction_law": _LAWS[file.model.options.hydraulic.headloss]}
    schedule = schedule_of(file, tags, components, float(settings["density"]))  # type: ignore[arg-type]
    title = " ".join(" ".join(line.split()) for line in file.model.title)
    case = build_case(
        name,
        types,
        schedule.components,
        connections,
        settings=settings,
        description=title[:_DESCRIPTION_LENGTH],
    )
    return EpanetImport(case, not_taken_over(file, tags, schedule.remarks), tags)
