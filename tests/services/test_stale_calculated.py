"""What is told to be out of date against what a new calculation changes: nothing that changes is left out."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.equipment import built_in_schemas
from workbench.errors import WorkbenchError
from workbench.model.criteria import is_criteria
from workbench.services.demo import demo_projects
from workbench.services.run import run_case
from workbench.services.stale import stale_results

TYPES = built_in_schemas()
MOST_CHANGES = 16
"""Of a case; with all of them the test takes minutes, and says the same."""

CASES = {case.name: case for case in demo_projects(TYPES)["Equipment"][1]}


def inputs_to_change(case):
    """Changes of numbers and truth values, of a few components of every type and property."""
    for code in case.codes:
        if is_criteria(case.types[code]):
            continue
        for name, field in case.types[code].fields.items():
            for tag, value in case[code][name].dropna().iloc[:: max(1, len(case[code]) // 3)].items():
                if field.kind == "number":
                    yield tag, name, value * 1.01 if value else 0.01
                elif field.kind == "boolean":
                    yield tag, name, not value


def changed_results(before, after, types):
    found = set()
    for code, frame in after.items():
        for name in types[code].results:
            if name in frame and name in before.get(code, ()):
                was, now = before[code][name], frame[name]
                same = (was == now) | (was.isna() & now.isna())
                if frame[name].dtype == np.float64:
                    same |= np.isclose(was, now, rtol=1e-9, atol=0.0)
                found |= set(frame.index[~same])
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_result_that_a_change_changes_is_told(name):
    case = CASES[name]
    run_case(case)
    before = {code: frame.copy() for code, frame in case.state.frames.items()}
    tried = 0
    told_of = set()
    changes = list(inputs_to_change(case))
    for tag, property_, value in changes[:: max(1, len(changes) // MOST_CHANGES)]:
        try:
            case.set(tag, **{property_: value})
        except WorkbenchError:
            continue
        told = set(stale_results(case)["tag"])
        try:
            run_case(case)
        except WorkbenchError:
            case.undo()
            assert stale_results(case).empty
            continue
        changed = changed_results(before, case.state.frames, case.types)
        assert changed <= told, f"{tag}.{property_} = {value} changes {sorted(changed - told)} too"
        tried += 1
        told_of |= changed
        case.undo()
        assert stale_results(case).empty
    assert tried >= 8
    assert told_of
