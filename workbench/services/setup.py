"""What has to be there before anybody works: the schema, the component types, and on first start the demos."""

from __future__ import annotations

from collections.abc import Callable

from workbench.equipment import built_in_schemas
from workbench.errors import NotFound
from workbench.model.tags import nearest
from workbench.services import cases as services
from workbench.services.demo import demo_projects
from workbench.services.run import run_case
from workbench.services.users import administrator_address
from workbench.services.workspace import Workspace, connect
from workbench.store.migrate import migrate
from workbench.store.projects import ProjectRow

__all__ = ["create_demo", "migrate_server", "prepare"]


def migrate_server(administrator_dsn: str | None = None, *, echo: Callable[[str], None] = print) -> None:
    """Bring a team's database, or the embedded one, to the present schema.

    Parameters
    ----------
    administrator_dsn : str, optional
        Connection string of whoever owns the database; else ``WORKBENCH_ADMIN_URL``, else ``DATABASE_URL``,
        else the embedded server.
    echo : callable
        Receives each line that is meant for the user.

    Raises
    ------
    StoreError
        The server cannot be reached, or its login may not create the schema.
    """
    dsn = administrator_address(administrator_dsn)
    if dsn is None:
        connect().close()  # connecting to the embedded server migrates it
    elif not migrate(dsn, built_in_schemas()):
        echo(
            "  the login is no superuser: advisory locks, large objects and changes of the rules themselves are left "
            "to the rights that the server gives to others"
        )


def prepare(*, echo: Callable[[str], None] = print) -> None:
    """Start and migrate the embedded database, and create the demo projects where there is no project of anybody's yet.

    Parameters
    ----------
    echo : callable
        Receives each line that is meant for the user.

    Raises
    ------
    StoreError
        The database cannot be started or reached; a team's server is brought to the present schema by its
        administrator, not here.
    """
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
    NotFound
        There is no such demo.
    """
    demos = demo_projects(workspace.types)
    if name not in demos:
        raise NotFound(f"There is no demo project '{name}'{nearest(name, demos)}")
    description, cases = demos[name]
    for case in cases:
        run_case(case)
    return services.create_project(workspace, name, description, cases, "Demo project")
