"""What has to be there before anybody works: the schema, the component types, and on first start the demos."""

from __future__ import annotations

import os
from collections.abc import Callable

from workbench.services import cases as services
from workbench.services.demo import demo_projects
from workbench.services.run import run_case
from workbench.services.workspace import Workspace, connect
from workbench.store.migrate import is_current, migrate
from workbench.store.projects import ProjectRow

__all__ = ["create_demo", "migrate_server", "prepare"]


def migrate_server(*, echo: Callable[[str], None] = print) -> None:
    """Bring the database of ``DATABASE_URL``, or the embedded one, to the present schema.

    Raises
    ------
    StoreError
        The server cannot be reached, or its login may not create the schema.
    """
    dsn = os.environ.get("DATABASE_URL")
    if not dsn:
        connect().close()  # connecting to the embedded server migrates it
    elif not is_current(dsn):
        migrate(dsn)
        echo("  brought the database to the present schema")


def prepare(*, echo: Callable[[str], None] = print) -> None:
    """Migrate the database, and create the demo projects where there is no project of anybody's yet.

    Parameters
    ----------
    echo : callable
        Receives each line that is meant for the user.

    Raises
    ------
    StoreError
        The database cannot be started, reached or migrated.
    """
    migrate_server(echo=echo)
    workspace = connect()
    try:
        demos = demo_projects(workspace.types)
        present = {row.name for row in services.projects(workspace)}
        if not present - demos.keys():
            for name in (name for name in demos if name not in present):
                create_demo(workspace, name)
                echo(f"  created the project '{name}'")
    finally:
        workspace.close()


def create_demo(workspace: Workspace, name: str) -> ProjectRow:
    """Create a demo project with solved cases.

    Raises
    ------
    InputError
        There is a project of that name.
    """
    description, cases = demo_projects(workspace.types)[name]
    for case in cases:
        run_case(case)
    return services.create_project(workspace, name, description, cases, "Demo project")
