"""Every error that workbench raises on purpose.

::

    WorkbenchError
    ├── InputError            a value that cannot be used: where, what, in which unit, what was expected
    │   └── UnitError         a unit that is unknown, of the wrong dimension or ambiguous
    ├── NotFound              a project, revision, case, component or file that is not there
    ├── NotAllowed            the user may not do this
    ├── RevisionLocked        an issued revision never changes
    ├── RevisionConflict      somebody else changed the case in the meantime
    ├── SolverError           a network without an answer
    │   ├── NotConverged      the iterations ended before the residuals were small
    │   └── ChokedFlow        a gas is to flow faster than sound allows
    └── StoreError            the database cannot be reached or refused the work

Each message is one or two sentences for an engineer: the tag, the property, the value with its
unit, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "ChokedFlow",
    "InputError",
    "NotAllowed",
    "NotConverged",
    "NotFound",
    "RevisionConflict",
    "RevisionLocked",
    "SolverError",
    "StoreError",
    "UnitError",
    "WorkbenchError",
]


class WorkbenchError(Exception):
    """Base of all errors that workbench raises on purpose."""


class InputError(WorkbenchError):
    """A value that cannot be used.

    Parameters
    ----------
    message : str
        One sentence for the engineer.
    path : tuple of str
        Where the value is: usually ``(tag, property)``.
    value : object
        The value as it was given.
    unit : str
        Unit of the value, empty where it has none.
    expected : str
        What would have been accepted.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Sequence[str] = (),
        value: object = None,
        unit: str = "",
        expected: str = "",
    ) -> None:
        super().__init__(message)
        self.path = tuple(path)
        self.value = value
        self.unit = unit
        self.expected = expected


class UnitError(InputError):
    """A unit that is unknown, of the wrong dimension, or ambiguous (``bar`` for an absolute pressure)."""


class NotFound(WorkbenchError):
    """A project, revision, case, component or file that is not there."""


class NotAllowed(WorkbenchError):
    """The user may not do this."""


class RevisionLocked(WorkbenchError):
    """An issued revision never changes."""


class RevisionConflict(WorkbenchError):
    """Somebody else changed the case since it was opened.

    Parameters
    ----------
    message : str
        Names what changed.
    expected, actual : str
        The digest that the writer started from and the one that is stored now.
    changes : sequence of str
        One line a change that the writer has not seen, such as ``"P-101.diameter"``.
    """

    def __init__(self, message: str, *, expected: str, actual: str, changes: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual
        self.changes = tuple(changes)


class SolverError(WorkbenchError):
    """A network without an answer; ``tags`` are the components to look at."""

    def __init__(self, message: str, *, tags: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.tags = tuple(tags)


class NotConverged(SolverError):
    """The iterations ended before the residuals were small."""

    def __init__(self, message: str, *, iterations: int, residual: float, worst_tag: str) -> None:
        super().__init__(message, tags=(worst_tag,))
        self.iterations = iterations
        self.residual = residual
        self.worst_tag = worst_tag


class ChokedFlow(SolverError):
    """A flow is demanded that a component cannot carry: it is at the speed of sound already.

    Parameters
    ----------
    message : str
        Names the component, the flow that is asked for and the pressure that it would need.
    tag : str
        The component.
    """

    def __init__(self, message: str, *, tag: str) -> None:
        super().__init__(message, tags=(tag,))
        self.tag = tag


class StoreError(WorkbenchError):
    """The database cannot be reached, or refused the work."""
