"""Engineers with logins of their own, who work in one project of one server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import make_small_case
from workbench.bench import Bench, Case, Project, connect
from workbench.model.case import Case as ModelCase
from workbench.services.auditing import verify_audit
from workbench.services.users import add_user
from workbench.store.embedded import EmbeddedServer


def administrator_dsn(server: EmbeddedServer) -> str:
    """The superuser of an embedded server: for making users, and for looking at what is stored."""
    secret = (server.root / "pg18" / "passwords" / "postgres").read_text(encoding="ascii").strip()
    _, _, rest = server.app_dsn.removeprefix("postgresql://").partition("@")
    return f"postgresql://postgres:{secret}@{rest}"


@dataclass
class Engineer:
    """One user: a bench as in a notebook, and a connection of the same login for SQL."""

    email: str
    dsn: str = field(repr=False)
    bench: Bench
    sql: psycopg.Connection[tuple[object, ...]]

    def case(self, project: str, code: str | None = None, name: str = "Design") -> Case:
        """Open a case of a revision, the newest where none is named."""
        return self.bench.project(project).revision(code).case(name)


@dataclass
class Team:
    """Three editors, the owner of the project, and a viewer."""

    editors: list[Engineer]
    owner: Engineer
    viewer: Engineer
    administrator: psycopg.Connection[tuple[object, ...]]

    def project(self, cases: list[ModelCase] | None = None) -> Project:
        """A new project of the owner, with the cases Design and Turndown where none are given."""
        if cases is None:
            types = self.owner.bench.workspace.types
            cases = [make_small_case(types), make_small_case(types, "Turndown")]
        project = self.owner.bench.create_project(f"Team {uuid4()}", "", cases)
        for editor in self.editors:
            project.set_member(editor.email, "editor")
        project.set_member(self.viewer.email, "viewer")
        return project


def hire(stack: ExitStack, administrator: str, organization: str, email: str | None = None) -> Engineer:
    """Make a user and connect as that user, until the stack is closed."""
    email = f"{uuid4()}@{organization.lower()}.example" if email is None else email
    dsn = add_user(administrator, email, organization)
    bench = stack.enter_context(connect(dsn))
    return Engineer(email, dsn, bench, stack.enter_context(psycopg.connect(dsn, autocommit=True)))


@pytest.fixture(scope="session")
def team(bench: Bench) -> Iterator[Team]:
    server = bench.workspace.server
    assert server is not None
    administrator = administrator_dsn(server)
    with ExitStack() as stack:
        people = [hire(stack, administrator, "Acme") for _ in range(5)]
        yield Team(
            people[:3], people[3], people[4], stack.enter_context(psycopg.connect(administrator, autocommit=True))
        )


def audit_problems(project: Project) -> list[str]:
    """What is wrong with the audit chain and the issued revisions of a project."""
    (found,) = verify_audit(project.bench.workspace, project.name)
    return list(found.problems)
