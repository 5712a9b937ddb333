"""Properties that name another component by its tag: pattern of a demand, component of a control.

The JSON Schema of such a text says ``"format": "tag:PATTERN"``, or ``"tag:*"`` for a component of any type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.model.schema import Field
from workbench.model.tags import nearest

if TYPE_CHECKING:
    from workbench.model.reader import CaseReader
    from workbench.model.snapshot import Snapshot

__all__ = ["reference_problems", "reference_rows", "rename_references"]


def reference_problems(case: CaseReader) -> list[InputError]:
    """Return every reference that leads to no component, or to one of another type than it must be."""
    code_of: dict[str, str] | None = None
    found = []
    for code, field in _references(case.state):
        named = case[code][field.name].dropna()
        if len(named) and code_of is None:
            code_of = {tag: code for code in case.codes for tag in case[code].index.tolist()}
        for tag, name in named.items():
            assert code_of is not None
            if name not in code_of:
                wanted = "component" if field.refers_to == "*" else field.refers_to
                message = f"{tag}.{field.name} names '{name}', and there is no {wanted} of that tag"
                known = [one for one, own in code_of.items() if field.refers_to in ("*", own)]
                message += nearest(str(name), known) or "."
            elif field.refers_to not in ("*", code_of[name]):
                message = f"{tag}.{field.name} names '{name}', a {code_of[name]}; expected a {field.refers_to}."
            else:
                continue
            expected = "the tag of a component" if field.refers_to == "*" else f"the tag of a {field.refers_to}"
            found.append(InputError(message, path=(str(tag), field.name), value=name, expected=expected))
    return found


def rename_references(state: Snapshot, tag: str, new_tag: str) -> None:
    """Let every reference to a component follow its new tag."""
    for code, field in _references(state):
        column = state.frames[code][field.name]
        if (column == tag).any():
            state.frames[code][field.name] = column.replace(tag, new_tag)


def reference_rows(state: Snapshot) -> Iterator[tuple[str, str, str, str]]:
    """Yield type and tag of every component that refers to another one, the property, and the tag that it names."""
    for code, field in _references(state):
        column = state.frames[code][field.name]
        for tag, name in column[column.notna()].items():
            yield code, str(tag), field.name, str(name)


def _references(state: Snapshot) -> Iterator[tuple[str, Field]]:
    """Yield the types and properties of a case that are references."""
    for code, frame in state.frames.items():
        if len(frame):
            for field in state.types[code].fields.values():
                if field.refers_to and field.name in frame:
                    yield code, field
