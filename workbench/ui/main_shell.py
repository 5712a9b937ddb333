"""Keep what the user does in order: all messages of our widgets are handled in the kernel's main shell.

JupyterLab (from 4.4) sends widget messages to a subshell, a thread of its own, and ipykernel (from 7.4)
sends each on to the shell that last wrote to the same widget. So a text typed and the button pressed after
it may be handled in two threads, in any order: a commit then lacks its message, or Apply the new value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["keep_in_main_shell"]


def _main_shell(_data: object, _default: str | None) -> None:
    """Return the id of the main shell, which is None."""


def keep_in_main_shell(widget: Any) -> None:
    """Have the messages of a widget, and of all in it, handled in the main shell; call again for new ones."""
    for one in _with_children(widget):
        # Older kernels do not choose a shell by widget, and closed widgets have no channel.
        if hasattr(one.comm, "_reply_subshell_for"):
            one.comm._reply_subshell_for = _main_shell


def _with_children(widget: Any) -> Iterator[Any]:
    yield widget
    for child in (*getattr(widget, "children", ()), *getattr(widget, "companions", ())):
        yield from _with_children(child)
