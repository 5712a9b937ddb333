"""``workbench member``: who works in a project, by the login of one who owns it."""

from __future__ import annotations

import argparse
from contextlib import closing

from workbench.cli.users import add_role_arguments, print_table

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``workbench member`` with its own commands."""
    group = commands.add_parser("member", help="say who works in a project").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    change = group.add_parser("set", help="give a user a role in a project, or take it away")
    add_role_arguments(change)
    listing = group.add_parser("list", help="list the members of a project")
    listing.add_argument("project", metavar="PROJECT")
    listing.set_defaults(run=_list)


def _list(options: argparse.Namespace) -> None:
    from workbench.services import cases, users
    from workbench.services.workspace import connect

    with closing(connect()) as workspace:
        rows = users.members(workspace, cases.project(workspace, options.project))
    print_table(["email", "role"], [[row.email, row.role] for row in rows])
