"""What the pane shows and does, in plain Python: chosen case, selection, edits, solve, commit, messages.

The widgets show a session and call it; it is tested without a browser. Every action returns True if it was
done. An error of workbench becomes a message in words; anything else is a defect and is let through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError, WorkbenchError
from workbench.model.schema import TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.ui.display import UnitSystem
from workbench.ui.wording import error_in_words, remarks_in_words, solved_in_words, tags_of, words

__all__ = ["CASE_SETTINGS", "Message", "Session"]

CASE_SETTINGS = "settings"
"""Stands in for a tag where the settings of the case are meant."""

_MESSAGES_KEPT = 200
_TAGS_NAMED = 4
_NAMED_BELOW = 5000
"""Components of a case in which the results that are out of date are told by name: of more it would hold up edits."""
_DEFECT = "That failed by a defect of workbench, not of the case. The log console (menu View) has the details."


@dataclass(frozen=True)
class Message:
    """One line for the user: error, warning, assumption or information, and the tags that it is about."""

    severity: str
    text: str
    tags: tuple[str, ...] = ()


class Session:
    """One user at work on one case at a time.

    Parameters
    ----------
    bench : object
        What `workbench.connect` returns: projects, revisions and cases by name.
    case : object, optional
        A case to start with; without it nothing is open until `open`.
    """

    def __init__(self, bench: Any, case: Any = None) -> None:
        self.bench = bench
        self.case: Any = None
        self.project_name = self.revision_code = self.case_name = ""
        self.selected: str | None = None
        self.unit_system_name = "metric"
        self.messages: list[Message] = []
        self.status = "Choose a project, a revision and a case."
        self.error: WorkbenchError | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._seen: tuple[str, Any, str] = ("", None, "")
        if case is not None:
            self._take(case)

    # --- listening -----------------------------------------------------------------------------------------

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Call back with what changed: ``case``, ``topology``, ``inputs``, ``results``, ``selection``, ``units``,
        ``graphics``, ``revision``, ``messages``, or ``elsewhere`` for edits that were not made through here."""
        self._listeners.append(listener)

    def _tell(self, *kinds: str) -> None:
        for kind in kinds:
            for listener in self._listeners:
                listener(kind)

    def say(self, severity: str, text: str, tags: Iterable[str] = ()) -> None:
        """Put words into the status line and the list of messages."""
        self.status = text
        self.messages.insert(0, Message(severity, text, tuple(tags)))
        del self.messages[_MESSAGES_KEPT:]

    def announce(self, severity: str, text: str, tags: Iterable[str] = ()) -> None:
        """Say something, and have it shown."""
        self.say(severity, text, tags)
        self._tell("messages")

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Turn an error of workbench into a message; `error` keeps it for the form.

        A defect goes on to the log, and the user is told that there was one.
        """
        self.error = None
        is_defect = True
        try:
            yield
            is_defect = False
        except WorkbenchError as error:
            is_defect = False
            self.error = error
            present = set() if self.case is None else set(self.case.tags)
            self.say("error", error_in_words(error), [tag for tag in tags_of(error) if tag in present])
            self._tell("messages")
        finally:
            if is_defect:
                self.error = WorkbenchError(_DEFECT)
                self.say("error", _DEFECT)
                self._tell("messages")

    # --- choosing ------------------------------------------------------------------------------------------

    def projects(self) -> list[str]:
        """Return the names of the projects."""
        return self._listed(lambda: self.bench.projects().index)

    def revisions(self, project: str) -> list[str]:
        """Return the codes of the revisions of a project, oldest first."""
        return self._listed(lambda: self.bench.project(project).history().index)

    def cases(self, project: str, revision: str) -> list[str]:
        """Return the names of the cases of a revision."""
        return self._listed(lambda: self.bench.project(project).revision(revision).cases)

    def _listed(self, listing: Callable[[], Any]) -> list[str]:
        names: list[str] = []
        with self._attempt():
            names = [str(name) for name in listing()]
        return names

    def open(self, project: str, revision: str, case: str) -> bool:
        """Open a case; what was not saved of the one before is dropped."""
        with self._attempt():
            self._take(self.bench.project(project).revision(revision).case(case))
            count = len(self.case.tags)
            self.say("information", f"Opened {case}, revision {revision} of {project}: {count} components.")
            self._tell("case", "selection", "messages")
        return self.error is None

    def _take(self, case: Any) -> None:
        self.case = case
        self.project_name, self.revision_code = case.revision.project.name, case.revision.code
        self.case_name = case.name
        self.selected = None
        self._seen = self._state()

    def select(self, tag: str | None) -> bool:
        """Select a component, None for nothing."""
        if tag is not None and (self.case is None or tag not in self.case.tags):
            return False
        if tag != self.selected:
            self.selected = tag
            self._tell("selection")
        return True

    def use_units(self, name: str) -> None:
        """Show everything in another unit system."""
        self.unit_system_name = name
        self._tell("units")

    @property
    def units(self) -> UnitSystem:
        """The chosen unit system with the atmospheric pressure of the case."""
        if self.case is None:
            return UnitSystem(self.unit_system_name)
        return UnitSystem(self.unit_system_name, self.case.settings["atmospheric_pressure"])

    def look(self) -> bool:
        """Notice what was done to the case in the notebook; True if there was something."""
        if self.case is None:
            return False
        before = self._seen
        with self._attempt():
            self._seen = self._state()
        if before == self._seen:
            return False
        if self.selected is not None and self.selected not in self.case.tags:
            self.selected = None
        self.revision_code = self.case.revision.code
        self._tell("elsewhere", "revision")
        return True

    def _state(self) -> tuple[str, Any, str]:
        run = self.case.run
        return self.case.digest, None if run is None else run.run_id, self.case.revision.code

    # --- what the form shows -------------------------------------------------------------------------------

    @property
    def shown(self) -> tuple[TypeSchema, str, dict[str, Any]] | None:
        """Schema, tag and stored properties of the selection; those of the case settings if nothing is selected."""
        if self.case is None:
            return None
        if self.selected is None:
            return SETTINGS_SCHEMA, CASE_SETTINGS, self.case.settings
        schema, values = self.case.types[self.case.type_of(self.selected)], {}
        with suppress(InputError):  # a frame that the notebook broke; `look` and `solve` say what is wrong with it
            values = self.case.properties(self.selected)
        return schema, self.selected, values

    @property
    def is_changed(self) -> bool:
        """True if the case differs from what is stored."""
        with suppress(InputError):
            return self.case is not None and bool(self.case.is_changed)
        return True

    @property
    def is_stale(self) -> bool:
        """True if the results do not belong to the present inputs."""
        with suppress(InputError):
            return self.case is not None and bool(self.case.is_stale)
        return self.has_results

    @property
    def has_results(self) -> bool:
        """True if the case was solved."""
        return self.case is not None and self.case.run is not None

    # --- editing -------------------------------------------------------------------------------------------

    def apply(self, tag: str, changes: Mapping[str, Any]) -> bool:
        """Change properties of a component, or settings of the case."""
        if not changes:
            return True

        def change() -> None:
            if tag == CASE_SETTINGS and self.selected is None:
                self.case.set_settings(**changes)
            else:
                self.case.set(tag, **changes)

        return self._edit(change, f"Changed {', '.join(words(name) for name in changes)} of {tag}.", "inputs", tag)

    def add(self, code: str, tag: str, position: tuple[float, float] | None = None, **properties: Any) -> bool:
        """Add a component and select it; its required properties are given, or refused by name."""
        done = self._edit(
            lambda: self.case.add(code, tag, position=position, **properties), f"Added {tag}.", "topology", tag
        )
        return done and self.select(tag)

    def remove(self, tag: str) -> bool:
        """Remove a component with its connections."""
        done = self._edit(lambda: self.case.remove(tag), f"Removed {tag} and its connections.", "topology")
        if done and self.selected == tag:
            self.select(None)
        return done

    def rename(self, tag: str, new_tag: str) -> bool:
        """Give a component another tag."""
        was_selected = self.selected == tag
        if was_selected:
            self.selected = None
        done = self._edit(lambda: self.case.rename(tag, new_tag), f"Renamed {tag} to {new_tag}.", "topology", new_tag)
        if was_selected:
            self.selected = new_tag if done else tag
            self._tell("selection")
        return done

    def connect(self, source: str, target: str) -> bool:
        """Connect two components, each ``"tag"`` or ``"tag.port"``."""
        return self._edit(
            lambda: self.case.connect(source, target), f"Connected {source} to {target}.", "topology", source
        )

    def disconnect(self, tag: str, other: str) -> bool:
        """Remove the connections between two components."""
        return self._edit(
            lambda: self.case.disconnect(tag, other), f"Disconnected {tag} from {other}.", "topology", tag
        )

    def move(self, positions: Mapping[str, tuple[float, float]]) -> bool:
        """Note where components were dragged to, as one step."""
        moved = ", ".join(list(positions)[:3]) + (" and others" if len(positions) > 3 else "")
        return self._edit(lambda: self.case.move_many(positions), f"Moved {moved}.", "graphics")

    def undo(self) -> bool:
        """Take back the last edit."""
        return self._step("undo", "Took back the last edit.", "There is nothing to undo.")

    def redo(self) -> bool:
        """Do again what was undone last."""
        return self._step("redo", "Did the edit again.", "There is nothing to redo.")

    def _step(self, name: str, done: str, nothing: str) -> bool:
        if self.case is None:
            return False
        went = bool(getattr(self.case, name)())
        self.status = done if went else nothing
        if went:
            if self.selected is not None and self.selected not in self.case.tags:
                self.selected = None
            self._tell("topology", "selection")
        self._tell("messages")
        return went

    def _edit(self, action: Callable[[], Any], text: str, kind: str, *tags: str) -> bool:
        if self.case is None:
            return False
        with self._attempt():
            action()
            self.status = f"{text} {self._out_of_date()}" if self.is_stale else text
            self._tell(kind, "messages")
        return self.error is None

    def _out_of_date(self) -> str:
        """Return the sentence that says whose results are out of date."""
        tags = self.case.stale()["tag"].tolist() if len(self.case.tags) <= _NAMED_BELOW else [""] * _NAMED_BELOW
        if not tags:
            return "No result that there is follows from it."
        whose = f" of {', '.join(tags)}" if len(tags) <= _TAGS_NAMED else ""
        return f"The results{whose} are out of date: solve again."

    # --- calculating and storing ---------------------------------------------------------------------------

    def solve(self) -> bool:
        """Solve the case and say how that went."""
        if self.case is None:
            return False
        with self._attempt():
            self.case.solve()
            summary = self.case.run.summary
            self.say("information", solved_in_words(summary))
            self.messages[1:1] = [Message(*one) for one in remarks_in_words(summary, set(self.case.tags))]
            del self.messages[_MESSAGES_KEPT:]
            self._tell("results", "messages")
        return self.error is None

    def save(self) -> bool:
        """Save the case into its revision."""
        if self.case is None:
            return False
        with self._attempt():
            taken = self.case.save()
            self.say("information", f"Saved {self.case_name} in revision {self.revision_code}.")
            self._tell(*self._note_merge(taken), "inputs", "messages")
        return self.error is None

    def commit(self, message: str) -> bool:
        """Commit the case with a message as a new revision, and go on in that."""
        if self.case is None:
            return False
        with self._attempt():
            before = self.revision_code
            self.revision_code = self.case.commit(message.strip()).code
            self.say("information", f"Committed as revision {self.revision_code}, from {before}: {message.strip()}")
            self._tell(*self._note_merge(self.case.taken_over), "revision", "messages")
        return self.error is None

    def _note_merge(self, taken: Sequence[str]) -> list[str]:
        """Say what others had written meanwhile and the case has now too; return what changed by that."""
        if not taken:
            return []
        named = ", ".join(taken[:6]) + (f" and {len(taken) - 6} more" if len(taken) > 6 else "")
        self.say("warning", f"{self.status} It has the changes of others too ({named}): solve again.")
        if self.selected is not None and self.selected not in self.case.tags:
            self.selected = None
        return ["topology", "selection"]

    @property
    def is_issued(self) -> bool:
        """True if the revision is locked for ever."""
        return self.case is not None and bool(self.case.revision.is_issued)

    def issue(self, *, for_construction: bool = False) -> bool:
        """Lock the revision for ever; changes of the case that are not stored stay in memory."""
        if self.case is None:
            return False
        with self._attempt():
            self.case.revision.issue(for_construction=for_construction)
            purpose = "construction" if for_construction else "review"
            self.say("information", f"Revision {self.revision_code} is issued for {purpose} and never changes again.")
            self._tell("revision", "messages")
        return self.error is None

    def explained(self) -> tuple[Any, str]:
        """Return how the results of the selected component came about, or None and the sentence that says why not."""
        if self.case is None or self.selected is None:
            return None, "Select a component to see how its results came about."
        try:
            return self.case.explain(self.selected, self.unit_system_name), ""
        except WorkbenchError as error:
            return None, error_in_words(error)

    def changes(self) -> Any:
        """Return the frame of differences to the base, None if nothing is open."""
        return None if self.case is None else self.case.diff()
