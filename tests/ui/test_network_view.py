from __future__ import annotations

from typing import Any

import pytest

from workbench.ui.network_view import MESSAGE_VERSION, FlowsheetView

NODES = [{"group": "nodes", "data": {"id": tag, "label": tag}, "position": {"x": 0, "y": 0}} for tag in ("A", "B")]
EDGE = {"group": "edges", "data": {"id": "P", "source": "A", "target": "B"}}


@pytest.fixture
def view() -> FlowsheetView:
    return FlowsheetView([*NODES, EDGE], [])


@pytest.fixture
def sent(view: FlowsheetView, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(type(view._companion), "send", lambda _, content, buffers=None: messages.append(content))
    return messages


def from_page(view: FlowsheetView, event: str, **content: Any) -> None:
    view._companion._handle_custom_msg({"v": MESSAGE_VERSION, "event": event, "view": "one", **content}, [])


def state(view: FlowsheetView) -> dict[str, Any]:
    """Return what a page reads when it is loaded."""
    found: dict[str, Any] = view._companion.get_state()
    return found


def test_the_first_state_is_there_when_the_page_asks(view: FlowsheetView) -> None:
    assert [element["data"]["id"] for element in state(view)["elements"]] == ["A", "B", "P"]
    assert state(view)["target"] == view.model_id


def test_many_changes_are_one_message_and_become_state(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    view.update({"A": {"colour": "#fff"}, "P": {"label": "new"}, "gone": {"label": "x"}})
    [message] = sent
    assert message["op"] == "update"
    assert set(message["data"]) == {"A", "P"}
    assert state(view)["elements"][0]["data"] == {"id": "A", "label": "A", "colour": "#fff"}
    assert NODES[0]["data"] == {"id": "A", "label": "A"}  # those of the caller stay


def test_messages_are_versioned_and_numbered(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    view.fit()
    view.select(["A", "gone"])
    view.set_positions([("B", 3, 4)])
    assert [message["v"] for message in sent] == [MESSAGE_VERSION] * 3
    assert [message["sequence"] for message in sent] == [1, 2, 3]
    assert sent[1]["ids"] == ["A"]
    assert state(view)["sequence"] == 3


def test_a_page_that_missed_a_message_gets_everything(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    view.update({"A": {"label": "A2"}})
    from_page(view, "resync")
    assert sent[-1]["op"] == "replace"
    assert sent[-1]["elements"][0]["data"]["label"] == "A2"


def test_a_drag_is_heard_kept_and_passed_to_the_other_views(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    heard: list[Any] = []
    view.on_moved(heard.append)
    from_page(view, "moved", positions=[["B", 30, 40.5], ["gone", 1, 1]])
    assert heard == [[("B", 30.0, 40.5)]]
    assert state(view)["elements"][1]["position"] == {"x": 30.0, "y": 40.5}
    assert (sent[-1]["op"], sent[-1]["view"]) == ("positions", "one")


def test_taps_and_selection_are_heard(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    taps: list[str | None] = []
    selected: list[list[str]] = []
    view.on_tap(taps.append)
    view.on_selected(selected.append)
    from_page(view, "tap", id="A")
    from_page(view, "tap", id=None)
    from_page(view, "selected", ids=["P"])
    assert taps == ["A", None]
    assert selected == [["P"]]
    assert view.selected == ["P"]
    assert sent[-1]["view"] == "one"


def test_messages_of_another_version_are_ignored(view: FlowsheetView) -> None:
    taps: list[str | None] = []
    view.on_tap(taps.append)
    view._companion._handle_custom_msg({"v": MESSAGE_VERSION + 1, "event": "tap", "id": "A"}, [])
    assert taps == []


def test_replacing_keeps_what_is_still_selected(view: FlowsheetView, sent: list[dict[str, Any]]) -> None:
    view.select(["A", "B"])
    view.replace([NODES[1]])
    assert view.selected == ["B"]
    assert sent[-1]["selected"] == ["B"]
    assert [element["data"]["id"] for element in view.elements] == ["B"]


def test_closing_closes_the_companion(view: FlowsheetView) -> None:
    view.close()
    assert view._companion.comm is None
    assert view.comm is None
