"""Saving and committing where something is odd: lost answers, names, revisions issued meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from uuid import uuid4

import numpy as np
import pytest

from tests.conftest import make_small_case
from workbench.errors import InputError, NotFound, RevisionLocked, StoreError
from workbench.store.database import Database


@pytest.fixture
def case(project):
    return project.revision("A").case("Design")


@pytest.fixture
def lost_answer(monkeypatch):
    """A server that commits, and whose answer never arrives."""
    transaction = Database.transaction

    @contextmanager
    def lost(self):
        with transaction(self) as connection:
            yield connection
        raise StoreError("lost")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", lost)
        yield patched


def test_a_repeated_commit_does_not_swallow_what_changed_since(project, case, lost_answer):
    case.set("P-101", length=33)
    with pytest.raises(StoreError):
        case.commit("longer")
    lost_answer.undo()
    case.move("T-1", 77, 77)
    assert case.commit("longer").row.parent == "B"  # what both did the same is no conflict
    assert project.revision("C").case("Design").graphics.loc["T-1"].tolist() == [77.0, 77.0]
    assert project.revision("C").case("Design")["PIPE"].loc["P-101", "length"] == 33.0


def test_a_repeated_commit_without_changes_finds_what_it_wrote(project, case, lost_answer):
    case.set("P-101", length=33)
    with pytest.raises(StoreError):
        case.commit("longer")
    lost_answer.undo()
    assert case.commit("longer").code == "B"
    assert list(project.history().index) == ["A", "B"]


def test_commit_of_a_broken_frame_is_refused_in_words(case):
    case.connections.loc[0, "source"] = np.nan
    with pytest.raises(InputError, match="dangling"):
        case.commit("broken")


def test_the_revision_tells_its_present_digest_and_status(bench, project, case):
    revision = project.revision("A")
    case.set("P-101", length=1)
    case.save()
    assert revision.digest == project.revision("A").digest == case.revision.digest
    project.revision("A").issue()
    assert revision.status == "Issued"


def test_a_revision_issued_meanwhile_takes_no_new_case(bench, project, types):
    revision = project.revision("A")
    project.revision("A").issue()
    with pytest.raises(RevisionLocked, match=r"Revision A of project .* is issued"):
        revision.add_case(make_small_case(types, "Third"))
    assert revision.cases == ["Design", "Turndown"]


def test_a_new_name_of_a_case_is_saved(project, case):
    case.name = "Turndown"
    with pytest.raises(InputError, match="has a case 'Turndown' already"):
        case.save()
    case.name = "Summer"
    case.save()
    assert project.revision("A").cases == ["Summer", "Turndown"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0", "\ud800", "a\nb", None, 5])
def test_names_that_are_refused(bench, name):
    with pytest.raises(InputError, match="project needs a name"):
        bench.create_project(name)
    with pytest.raises(InputError, match="case needs a name"):
        bench.create_project(f"Names {uuid4()}", "", [bench.new_case(name)])


def test_names_are_data(bench):
    name = f'100 % "of" {{it\'s}}; -- {uuid4()}'
    project = bench.create_project(name, "", [bench.new_case("%s {x}")])
    project.revision().case("%s {x}").commit("$1 %s")
    assert bench.project(name).history()["message"].tolist() == ["Start", "$1 %s"]


@pytest.mark.parametrize("message", ["", "  ", None, "x" * 2001, "a\0b", "a\ud800b"])
def test_messages_that_are_refused(project, case, message):
    with pytest.raises(InputError, match="needs a message"):
        case.commit(message)
    assert list(project.history().index) == ["A"]


def test_what_is_no_name_is_not_found(bench, project):
    with pytest.raises(NotFound):
        bench.project(5)
    with pytest.raises(NotFound):
        project.revision("A").case(None)
