"""What of an EPANET file a case does not hold, in sentences: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from workbench.exchange.epanet_pumps import efficiency_points
from workbench.exchange.epanet_reading import EpanetFile
from workbench.exchange.epanet_tags import Tags

__all__ = ["not_taken_over"]

_NAMES_SHOWN = 8
_TEXT_SHOWN = 100

_QUALITY = {
    "[QUALITY]": "initial quality",
    "[SOURCES]": "sources",
    "[REACTIONS]": "reactions",
    "[MIXING]": "mixing in tanks",
}
_DRAWING = {
    "[VERTICES]": "vertices of links",
    "[LABELS]": "labels",
    "[BACKDROP]": "the backdrop",
    "[TAGS]": "tags",
}
_SOLVER_OPTIONS = (
    "TRIALS",
    "ACCURACY",
    "UNBALANCED",
    "CHECKFREQ",
    "MAXCHECK",
    "DAMPLIMIT",
    "HEADERROR",
    "FLOWCHANGE",
    "HYDRAULICS",
)


def not_taken_over(file: EpanetFile, tags: Tags, schedule: Sequence[str] = ()) -> list[str]:
    """Return one sentence for each kind of thing that is not taken over; what changes results comes first.

    `schedule` is what is said of patterns, controls and times already.
    """
    sentences = [
        *_valves(file.model, tags),
        *_demands(file.model, tags),
        *_tanks(file.model, tags),
        *schedule,
        *_pumps(file.model, tags),
        *_fluid(file.model, tags),
        *_lesser(file),
        *_names(file, tags),
    ]
    return sorted(sentences, key=lambda sentence: not sentence.startswith("IMPORTANT"))


def _valves(model: Any, tags: Tags) -> Iterator[str]:
    for identifier, valve in model.valves():
        if valve.valve_type == "GPV":
            status = "closed" if valve.initial_status.name == "Closed" else "open"
            yield (
                f"IMPORTANT: valve {tags.links[identifier]} (GPV, head loss curve {valve.headloss_curve_name}) is "
                f"imported as a VALVE that stands {status}: it has no head loss curve, so that flows and pressures "
                "around it differ from EPANET's."
            )


def _demands(model: Any, tags: Tags) -> Iterator[str]:
    if str(model.options.hydraulic.demand_model).upper() in ("PDD", "PDA"):
        yield "IMPORTANT: pressure-driven demand is not taken over: every demand is met in full at any pressure."
    if tags.emitters:
        yield (
            f"{_count(tags.emitters, 'emitter')} became {_listed(list(tags.emitters.values()))}: nothing flows in "
            "through a NOZZLE where the pressure is below the atmosphere, as EPANET lets it."
        )
    several = [tags.nodes[name] for name, node in model.junctions() if len(node.demand_timeseries_list) > 1]
    if several:
        yield f"The demand categories of {_listed(several)} are added up to one demand each."


def _tanks(model: Any, tags: Tags) -> Iterator[str]:
    tanks = list(model.tanks())
    limited = [tags.nodes[name] for name, tank in tanks if tank.init_level <= tank.min_level]
    if limited:
        yield (
            f"IMPORTANT: {_listed(limited)} start at the lowest level, where EPANET lets nothing flow out; "
            "the steady state at time zero does, a simulation over time does not."
        )
    limited = [tags.nodes[name] for name, tank in tanks if tank.init_level >= tank.max_level and not tank.overflow]
    if limited:
        yield (
            f"IMPORTANT: {_listed(limited)} start at the highest level, where EPANET lets nothing flow in; "
            "the steady state at time zero does, a simulation over time does not."
        )
    others = [tags.nodes[name] for name, tank in tanks if tank.min_vol]
    if others:
        yield f"The minimum volume of {_listed(others)} is not taken over: it counts for water quality only."


def _pumps(model: Any, tags: Tags) -> Iterator[str]:
    short = [tags.links[name] for name, pump in model.pumps() if len(efficiency_points(model, pump)) == 1]
    if short:
        yield f"The efficiency curves of {_listed(short)} have one point, and are not taken over."
    used = {pump.pump_curve_name for _, pump in model.head_pumps()}
    used |= {pump.efficiency_curve_name for _, pump in model.pumps()}
    used |= {tank.vol_curve_name for _, tank in model.tanks()}
    used |= {valve.headloss_curve_name for _, valve in model.valves() if valve.valve_type == "GPV"}
    idle = [f"'{name}'" for name in model.curve_name_list if name not in used]
    if idle:
        yield f"{_plural(idle, 'Curve')} {_listed(idle)}: used by nothing, and not taken over."


def _fluid(model: Any, tags: Tags) -> Iterator[str]:
    by_power = [tags.links[name] for name, pump in model.pumps() if pump.pump_type == "POWER"]
    if by_power and model.options.hydraulic.specific_gravity != 1.0:
        # hydcoeffs.c of EPANET 2.2 divides by the weight of water, whatever the specific gravity.
        yield (
            f"IMPORTANT: EPANET reads the power of {_listed(by_power)} as if the liquid were water; the case counts "
            "with its density, and the head is higher for a lighter liquid."
        )
    if model.options.hydraulic.specific_gravity != 1.0 or model.options.hydraulic.viscosity != 1.0:
        yield (
            "The liquid is not water, but EPANET has no vapour pressure: that of water at 20 degC is set; "
            "change it in the settings of the case."
        )


def _lesser(file: EpanetFile) -> Iterator[str]:
    sections, energy = file.sections, file.model.options.energy
    quality = [f"{words} ({_count(sections[name], 'line')})" for name, words in _QUALITY.items() if sections[name]]
    if quality:
        yield f"Water quality is not taken over: {', '.join(quality)}."
    if sections["[ENERGY]"]:
        efficiency = energy.global_efficiency
        known = "" if efficiency is None else f", among them the efficiency of {efficiency:g} % for all pumps"
        yield f"Energy data ({_count(sections['[ENERGY]'], 'line')}{known}) are not taken over."
    options = [line.split()[0].upper() for line in sections["[OPTIONS]"]]
    numerical = [name for name in _SOLVER_OPTIONS if name in options]
    if numerical:
        yield f"Settings of EPANET's own solver ({', '.join(name.lower() for name in numerical)}) are not needed."
    if sections["[REPORT]"]:
        yield f"Report settings ({_count(sections['[REPORT]'], 'line')}) are not taken over."
    drawing = [f"{words} ({_count(sections[name], 'line')})" for name, words in _DRAWING.items() if sections[name]]
    if drawing:
        yield f"From the drawing {', '.join(drawing)} are not taken over."
    if file.comments:
        yield f"Comments behind entries ({file.comments}) are not taken over."
    for remark in file.remarks:
        yield f"The reader remarks: {' '.join(remark.split())[:_TEXT_SHOWN]}"


def _names(file: EpanetFile, tags: Tags) -> Iterator[str]:
    missing = [tags.nodes[name] for name in file.model.node_name_list if name not in file.places]
    if missing:
        yield f"The file gives no coordinates of {_listed(missing)}."
    for kind, prefix in tags.prefixed.items():
        members = [name for name, link in file.model.links() if link.link_type == kind]
        yield (
            f"{_count(members, kind.lower())} got the prefix {prefix} ({members[0]} is {tags.links[members[0]]}), "
            "for EPANET lets a node and a link have the same ID, and tags are unique."
        )
    if tags.changed:
        renamed = [f"{identifier} is {tag}" for identifier, tag in tags.changed.items()]
        yield f"IDs that differ in letter case only got a number: {_listed(renamed)}."


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _NAMES_SHOWN:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"


def _plural(things: Sequence[str], word: str) -> str:
    return word if len(things) == 1 else f"{word}s"


def _count(things: Iterable[str], word: str) -> str:
    found = list(things)
    return f"{len(found)} {_plural(found, word)}"
