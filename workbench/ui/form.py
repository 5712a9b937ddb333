"""The property form of a component, made from the JSON Schema of its type on plain ipywidgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from workbench.errors import InputError
from workbench.model.schema import MISSING, Field, TypeSchema
from workbench.ui.display import UnitSystem, escape

__all__ = ["PropertyForm"]

_ABSENT = ""
"""The choice that stands for "not given" in a drop-down of an optional property."""


class _Row:
    """One property: label, input, unit, and the error beneath.

    The text that was shown is kept, so that a field nobody touched is never written back: what stands in a
    field is rounded for reading, and the stored value is not.
    """

    def __init__(self, field: Field, on_change: Callable[[], None]) -> None:
        self.field = field
        self.stored: Any = None
        self._on_change = on_change
        self._filling = False
        self._shown: Any = None
        self.input = _make_input(field)
        self.input.add_class("wb-input")
        self.input.tooltip = field.description
        self.unit = ipywidgets.HTML().add_class("wb-unit")
        self.error = ipywidgets.HTML().add_class("wb-field-error")
        self.label = ipywidgets.HTML(_label(field)).add_class("wb-label")
        self.line = ipywidgets.HBox([self.label, self.input, self.unit]).add_class("wb-field-line")
        self.box = ipywidgets.VBox([self.line, self.error]).add_class("wb-field").add_class(f"wb-field-{field.name}")
        if field.kind == "curve":
            self.box.add_class("wb-curve")
        self.input.observe(self._changed, "value")
        self.show_error("")

    def fill(self, value: Any, system: UnitSystem) -> None:
        """Show a stored value (None: absent) in the units of a system."""
        self._filling = True
        self.stored = value
        if self.field.kind == "boolean":
            self.input.value = bool(value) if value is not None else False
        elif self.field.choices:
            text = _ABSENT if value is None else str(value)
            options = list(self.field.choices)
            self.input.options = options if text in options else [text, *options]
            if not self.field.required and self.field.default is MISSING and _ABSENT not in self.input.options:
                self.input.options = [_ABSENT, *self.input.options]
            self.input.value = text
        else:
            self.input.value = system.text(value, self.field)
        self._shown = self.input.value
        if self.field.kind == "curve":
            columns = ", ".join(system.header(column) for column in self.field.columns)
            self.label.value = f"{_label(self.field)}<div class='wb-columns'>{escape(columns)}</div>"
            self.input.placeholder = "one point a line"
        self.unit.value = escape(system.unit(self.field))
        self._filling = False
        self.show_error("")

    @property
    def is_touched(self) -> bool:
        return bool(self.input.value != self._shown)

    def value(self, system: UnitSystem, tag: str) -> Any:
        """Return what stands in the field as the case takes it; None is absent."""
        if self.field.kind == "boolean":
            return self.input.value
        if self.field.choices:
            return None if self.input.value == _ABSENT else self.input.value
        return system.entered(self.input.value, self.field, (tag, self.field.name), self.stored)

    def show_error(self, message: str) -> None:
        """Show words under the field, none if empty."""
        self.error.value = escape(message)
        self.error.layout.display = None if message else "none"
        (self.box.add_class if message else self.box.remove_class)("wb-invalid")

    def close(self) -> None:
        """Close the widgets of this row."""
        for widget in (self.label, self.input, self.unit, self.error, self.line, self.box):
            widget.close()

    def _changed(self, _change: object) -> None:
        if not self._filling:
            self.show_error("")
            self._on_change()


def _make_input(field: Field) -> Any:
    if field.kind == "boolean":
        return ipywidgets.Checkbox(indent=False)
    if field.choices:
        return ipywidgets.Dropdown()
    if field.kind == "curve":
        return ipywidgets.Textarea(rows=4, continuous_update=False)
    return ipywidgets.Text(continuous_update=False)


def _label(field: Field) -> str:
    hint = f"{field.description}. Required." if field.required else field.description
    mark = " <span class='wb-required'>*</span>" if field.required else ""
    return f'<span title="{escape(hint)}">{escape(field.title)}{mark}</span>'


class PropertyForm(ipywidgets.VBox):
    """Shows the properties of one component and tells which of them a person changed.

    Parameters
    ----------
    on_change : callable
        Called after each change by the user.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.add_class("wb-form")
        self._on_change = on_change
        self._schema: TypeSchema | None = None
        self._rows: dict[str, _Row] = {}
        self._system = UnitSystem()
        self._tag = ""

    def show(self, schema: TypeSchema, tag: str, values: Mapping[str, Any], system: UnitSystem) -> None:
        """Show the stored properties of a component; unsent changes are dropped."""
        is_other = schema is not self._schema
        if is_other:
            self.clear()
            self._rows = {name: _Row(field, self._on_change) for name, field in schema.fields.items()}
            self._schema = schema
        self._tag, self._system = tag, system
        for name, row in self._rows.items():
            row.fill(values.get(name), system)
        # Only now, so that nobody types into a field that is about to be filled.
        if is_other:
            self.children = [row.box for row in self._rows.values()]

    def clear(self) -> None:
        """Show nothing, and let the widgets of the fields go."""
        rows, self._schema, self._rows, self.children = self._rows, None, {}, []
        for row in rows.values():
            row.close()

    @property
    def is_touched(self) -> bool:
        """True if the user changed something that is not applied yet."""
        return any(row.is_touched for row in self._rows.values())

    def changes(self) -> dict[str, Any]:
        """Return the properties that the user changed, as ``case.set`` takes them (None: absent).

        Raises
        ------
        InputError
            A text that cannot be read; its path tells the field.
        """
        return {name: row.value(self._system, self._tag) for name, row in self._rows.items() if row.is_touched}

    def show_error(self, error: InputError) -> bool:
        """Show an error beside the field that its path names; False if no field here is meant."""
        row = self._rows.get(error.path[1]) if len(error.path) > 1 else None
        if row is not None:
            row.show_error(str(error))
        return row is not None

    def clear_errors(self) -> None:
        """Take all error texts away."""
        for row in self._rows.values():
            row.show_error("")
