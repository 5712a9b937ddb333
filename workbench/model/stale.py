"""Which results are out of date, and by what: the changes since the calculation, followed to what depends on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.model.criteria import is_criteria, results_digest
from workbench.model.dependence import Dependence
from workbench.model.diff import changes_frame
from workbench.model.input_digests import Changes, changes_by_digests, input_digests
from workbench.model.snapshot import Snapshot

if TYPE_CHECKING:
    from workbench.model.reader import CaseReader

__all__ = ["STALE_COLUMNS", "changes_since_run", "has_results", "solved_state", "stale_frame"]

STALE_COLUMNS = ("tag", "type", "because")

REASONS_NAMED = 5
"""Changes that are named for one component; the others are counted."""

UNKNOWN = "inputs changed"
"""Where nothing is known of the inputs that the results belong to but their digest."""


def stale_frame(
    case: CaseReader,
    *,
    by_component: bool,
    ends_system: Callable[[str], bool],
    act_together_by: Callable[[str], Collection[str]] = lambda _: (),
) -> pd.DataFrame:
    """Return the components whose results do not belong to the present inputs, and why.

    Parameters
    ----------
    case : CaseReader
    by_component : bool
        True: the results of a component follow from what it depends on (`model.dependence`); False: all results
        follow from everything, as in a network.
    ends_system : callable
        Tells of a type, by its code, whether the lines behind a component of it are of another system.
    act_together_by : callable
        Tells of a type, by its code, by which properties its components act together if they name the same one.

    Returns
    -------
    pandas.DataFrame
        tag, type, because, such as ``"V-101.diameter changed"``; empty where the results are current.
    """
    changes = changes_since_run(case)
    if not changes:
        return _frame([])
    now = case.state
    with_results = [(code, tag) for code in now.frames for tag in _with_results(now, code)]
    if not by_component or UNKNOWN in changes.of_all:
        everything = _because(changes.texts())
        return _frame([(tag, code, everything) for code, tag in with_results])
    graph = Dependence(ends_system, act_together_by)
    for state in (now, solved_state(case)):
        if state is not None:
            graph.add(state)
    graph.number_systems()
    of_systems = graph.by_system(changes.by_tag)
    rows = []
    for code, tag in with_results:
        texts = [*changes.of_all, *_reasons(tag, changes, graph, of_systems)]
        if texts:
            rows.append((tag, code, _because(texts)))
    return _frame(rows)


def _reasons(tag: str, changes: Changes, graph: Dependence, of_systems: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """Give the changes that the results of a component follow from, its own first."""
    users = graph.users(tag)
    own = graph.of(users)
    groups = graph.groups_among(own)
    fellows = graph.fellows(groups)
    for one in (*own, *fellows):
        yield from changes.by_tag.get(one, ())
    for one in (*users, *fellows, *(named for _, _, named in groups)):
        yield from changes.referrers.get(one, ())
    for system in graph.systems_of(tag, own):
        yield from of_systems.get(system, ())


def changes_since_run(case: CaseReader) -> Changes:
    """Return what changed since the results were calculated; nothing where there are none or they are current."""
    now = case.state
    if now.run is None or not case.is_stale:
        return Changes()
    before = solved_state(case)
    if before is not None:
        found = _changes_of_states(before, now)
    else:
        recorded = now.run.summary.get("input_digests")
        found = Changes() if recorded is None else changes_by_digests(recorded, input_digests(now))
    return found if found else Changes(of_all=[UNKNOWN])


def solved_state(case: CaseReader) -> Snapshot | None:
    """Return the state that the present results were calculated from, if it is still known."""
    run = case.state.run
    if run is None:
        return None
    for state in (case.state.solved, case.base):
        is_of_run = state is not None and state.run is not None and state.run.run_id == run.run_id
        if state is not None and is_of_run and results_digest(state, state.types) == run.input_digest:
            return state
    return None


def _changes_of_states(before: Snapshot, now: Snapshot) -> Changes:
    found = Changes()
    types = {**before.types, **now.types}
    criteria = {code for code, schema in types.items() if is_criteria(schema)}
    tags = {str(tag) for state in (before, now) for frame in state.frames.values() for tag in frame.index}
    for row in changes_frame(before, now, types, results=False, one_history=True).itertuples(index=False):
        if row.kind == "limit" or row.type in criteria:
            continue
        for tag, text in _told(row, tags):
            (found.by_tag.setdefault(tag, []) if tag else found.of_all).append(text)
    return found


def _told(row: Any, tags: Collection[str]) -> list[tuple[str, str]]:
    """Return the components that a change is of, none for a setting, and the words for it."""
    if row.kind == "settings":
        return [("", f"settings.{row.property} changed")]
    if row.kind == "topology":
        link = str(row.old if row.new is None else row.new)
        return [(tag, f"{link} {row.change}") for tag in _ends(link, str(row.tag), tags)]
    if row.change == "renamed":
        return [(row.tag, f"{row.old} renamed to {row.new}")]
    if row.kind == "component":
        return [(row.tag, f"{row.tag} {'changed' if row.change == 'changed' else row.change}")]
    return [(row.tag, f"{row.tag}.{row.property} changed")]


def _ends(link: str, source: str, tags: Collection[str]) -> list[str]:
    """Return the tags at both ends of a connection that is told as ``"P-1.outlet to J-1.port"``."""
    words = link.split(" to ")
    targets = (" to ".join(words[k:]).rsplit(".", 1)[0] for k in range(1, len(words)))
    return [source, *(target for target in targets if target in tags)][:2]


def has_results(case: CaseReader, tag: str) -> bool:
    """Return whether there is any result of a component, current or not."""
    return tag in _with_results(case.state, case.type_of(tag))


def _with_results(state: Snapshot, code: str) -> list[str]:
    frame = state.frames[code]
    names = [name for name in state.types[code].results if name in frame]
    if not names:
        return []
    return [str(tag) for tag in frame.index[frame[names].notna().any(axis=1)]]


def _because(texts: list[str]) -> str:
    named = list(dict.fromkeys(texts))
    more = len(named) - REASONS_NAMED
    return "; ".join(named[:REASONS_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _frame(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(STALE_COLUMNS), dtype="str")
