"""The flowsheet on the screen: ipycytoscape's widget, driven by a companion in one message an action.

The only file that imports ipycytoscape. Its own graph stays empty, because its node and edge widgets cost
a message each and lose elements; ``network_view.js`` adds, removes and colours directly in cytoscape.js.
The present elements, style and selection are state of the companion, so a page reload or a second view
shows what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipycytoscape import CytoscapeWidget

__all__ = ["MESSAGE_VERSION", "FlowsheetView"]

MESSAGE_VERSION = 1
"""Version of the messages between this file and ``network_view.js``; others are ignored."""

Position = tuple[str, float, float]


class _Companion(anywidget.AnyWidget):
    """State of the flowsheet, and the channel for changes to it."""

    _esm = Path(__file__).with_name("network_view.js")
    target = traitlets.Unicode(help="Model id of the cytoscape widget.").tag(sync=True)
    elements: traitlets.List[Any] = traitlets.List(help="Always the present elements.").tag(sync=True)
    style_rules: traitlets.List[Any] = traitlets.List(help="Style; var(--jp-...) allowed.").tag(sync=True)
    selected = traitlets.List(traitlets.Unicode(), help="Ids of the selected elements.").tag(sync=True)
    sequence = traitlets.Int(0, help="Number of the last message, so that a missed one is noticed.").tag(sync=True)

    _BY_MESSAGE = frozenset({"elements", "style_rules", "selected", "sequence"})

    def _should_send_property(self, key: str, value: Any) -> bool:
        # These go out as small messages; as state they are only read when a page (re)loads.
        return key not in self._BY_MESSAGE and super()._should_send_property(key, value)


class FlowsheetView(CytoscapeWidget):
    """A network that can be tapped, dragged and coloured.

    Parameters
    ----------
    elements : sequence of dict
        Nodes and edges in cytoscape.js form; ``data.id`` is unique.
    style_rules : sequence of dict
        ``{"selector": ..., "style": {...}}``; a colour may be ``"var(--jp-...)"``.

    Examples
    --------
    >>> view = FlowsheetView([{"group": "nodes", "data": {"id": "J-1"}, "position": {"x": 0, "y": 0}}], [])
    >>> view.update({"J-1": {"colour": "#22a884"}})
    >>> view.elements[0]["data"]["colour"]
    '#22a884'
    """

    def __init__(self, elements: Sequence[dict[str, Any]] = (), style_rules: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(
            cytoscape_layout={"name": "preset", "fit": False},
            auto_unselectify=False,
            box_selection_enabled=True,
            # ipycytoscape shows this data field by innerHTML: name one that no element has.
            tooltip_source="<none>",
        )
        self._listeners: dict[str, list[Callable[..., None]]] = {"tap": [], "selected": [], "moved": [], "ready": []}
        # The page gets the first state when the channel opens, so it has to be there at construction.
        self._companion = _Companion(target=self.model_id, elements=_own(elements), style_rules=list(style_rules))
        self._by_id = _index(self._companion.elements)
        self._companion.on_msg(self._hear)

    @property
    def companions(self) -> tuple[anywidget.AnyWidget, ...]:
        """The widgets without a view that belong to this one."""
        return (self._companion,)

    @property
    def elements(self) -> list[dict[str, Any]]:
        """The elements as they are now, moved and updated ones included."""
        return list(self._companion.elements)

    @property
    def selected(self) -> list[str]:
        """Ids of the selected elements."""
        return list(self._companion.selected)

    def on_tap(self, callback: Callable[[str | None], None]) -> None:
        """Call back with the id of a tapped element, None for the background."""
        self._listeners["tap"].append(callback)

    def on_selected(self, callback: Callable[[list[str]], None]) -> None:
        """Call back with the ids that the user selected."""
        self._listeners["selected"].append(callback)

    def on_moved(self, callback: Callable[[list[Position]], None]) -> None:
        """Call back with ``(id, x, y)`` of the nodes that the user dragged [px, y down]."""
        self._listeners["moved"].append(callback)

    def on_ready(self, callback: Callable[[], None]) -> None:
        """Call back each time that a view has drawn the elements."""
        self._listeners["ready"].append(callback)

    def replace(
        self,
        elements: Sequence[dict[str, Any]],
        style_rules: Sequence[dict[str, Any]] | None = None,
        *,
        fit: bool = True,
    ) -> None:
        """Show other elements; those of the selected ids that still exist stay selected."""
        self._store(elements)
        if style_rules is not None:
            self._companion.style_rules = list(style_rules)
        self._companion.selected = [one for one in self._companion.selected if one in self._by_id]
        self._tell_everything(fit)

    def update(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Change data fields of many elements (label, colour, ...) in one message."""
        known = {one: dict(fields) for one, fields in data.items() if one in self._by_id}
        for one, fields in known.items():
            self._by_id[one]["data"].update(fields)
        self._tell("update", data=known)

    def set_positions(self, positions: Iterable[Position]) -> None:
        """Move nodes to ``(id, x, y)`` [px, y down]."""
        self._move(positions, view=None)

    def select(self, ids: Iterable[str]) -> None:
        """Select these elements and no others."""
        self._companion.selected = [one for one in ids if one in self._by_id]
        self._tell("select", ids=self._companion.selected)

    def fit(self, ids: Sequence[str] | None = None) -> None:
        """Fit the view to these elements, to all if None."""
        self._tell("fit", ids=None if ids is None else list(ids))

    def close(self) -> None:
        """Close the widget and its companion."""
        if "_companion" in vars(self):  # ipywidgets closes a widget also when its construction failed
            self._companion.close()
        super().close()

    def _store(self, elements: Sequence[dict[str, Any]]) -> None:
        self._companion.elements = _own(elements)
        self._by_id = _index(self._companion.elements)

    def _move(self, positions: Iterable[Position], view: str | None) -> list[Position]:
        moved = [(one, float(x), float(y)) for one, x, y in positions if one in self._by_id]
        for one, x, y in moved:
            self._by_id[one]["position"] = {"x": x, "y": y}
        self._tell("positions", positions=moved, view=view)
        return moved

    def _tell(self, operation: str, **content: Any) -> None:
        self._companion.sequence += 1
        self._companion.send({"v": MESSAGE_VERSION, "sequence": self._companion.sequence, "op": operation, **content})

    def _tell_everything(self, fit: bool) -> None:
        companion = self._companion
        self._tell(
            "replace", elements=companion.elements, style=companion.style_rules, selected=companion.selected, fit=fit
        )

    def _hear(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("v") != MESSAGE_VERSION:
            return
        event, view = message.get("event"), message.get("view")
        if event == "resync":
            self._tell_everything(fit=False)
        elif event == "moved":
            moved = self._move(message["positions"], view)
            self._notify("moved", moved)
        elif event == "selected":
            self._companion.selected = [one for one in message["ids"] if one in self._by_id]
            self._tell("select", ids=self._companion.selected, view=view)
            self._notify("selected", list(self._companion.selected))
        elif event == "tap":
            self._notify("tap", message["id"])
        elif event == "ready":
            self._notify("ready")

    def _notify(self, event: str, *content: Any) -> None:
        for callback in self._listeners[event]:
            callback(*content)


def _own(elements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return elements that can be updated without reaching those of the caller."""
    return [{**element, "data": dict(element["data"])} for element in elements]


def _index(elements: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {element["data"]["id"]: element for element in elements}
