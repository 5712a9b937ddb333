"""``workbench user``: what an administrator of the server does."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from workbench.errors import InputError

__all__ = ["add_administrator", "add_commands", "add_role_arguments", "print_table"]

ROLES = ("owner", "editor", "viewer")


def add_administrator(parser: argparse.ArgumentParser) -> None:
    """Let a command be told who administers the server."""
    parser.add_argument(
        "--admin-url",
        metavar="DSN",
        help="connection string of a superuser, or of the owner of the database with CREATEROLE; else "
        "WORKBENCH_ADMIN_URL, which others on this machine cannot see; else DATABASE_URL, else the embedded server",
    )


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows below the names of their columns, each as wide as its widest value."""
    lines = [list(columns), *([str(value) for value in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        print("  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip())


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``workbench user`` with its own commands."""
    group = commands.add_parser("user", help="make users of the server and let them in").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add = group.add_parser("add", help="make a user with a login, and print its connection string once")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--organization", required=True, metavar="ORG", help="made where there is none of that name")
    add.add_argument("--project", help="a project that your own login owns")
    add.add_argument("--role", choices=ROLES, help="the user's role in that project")
    add.set_defaults(run=_add)
    for name, run, said in (
        ("login", _login, "give a user a login with a new password, and print its connection string once"),
        ("disable", _disable, "shut a user out"),
        ("enable", _enable, "let a user in again"),
        ("password", _password, "set the password for the REST server: asked for, or one line of the standard input"),
    ):
        one = group.add_parser(name, help=said)
        one.add_argument("email", metavar="EMAIL")
        one.set_defaults(run=run)
    listing = group.add_parser("list", help="list the users")
    listing.set_defaults(run=_list)
    api = group.add_parser("api-login", help="let the REST server in, and print its connection string once")
    api.set_defaults(run=_api_login)
    for parser in group.choices.values():
        add_administrator(parser)
    add_role_arguments(group.add_parser("role", help="the same as 'workbench member set'"))


def add_role_arguments(parser: argparse.ArgumentParser) -> None:
    """Make a parser that of a command which gives a user a role in a project."""
    parser.add_argument("project", metavar="PROJECT")
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("role", choices=(*ROLES, "none"), metavar="ROLE", help="owner, editor, viewer or none")
    parser.set_defaults(run=_set_role)


def _set_role(options: argparse.Namespace) -> None:
    from workbench.services import cases, users
    from workbench.services.workspace import connect

    role = None if options.role == "none" else options.role
    with closing(connect()) as workspace:
        users.set_member(workspace, cases.project(workspace, options.project), options.email, role)
    said = "is no member of" if role is None else f"is {role} of"
    print(f"'{options.email}' {said} '{options.project}'.")


def _print_login(whose: str, dsn: str) -> None:
    print(f"{whose}: this connection string holds the password and is not shown again.")
    print(dsn)


def _add(options: argparse.Namespace) -> None:
    from workbench.services import users as services

    if (options.project is None) != (options.role is None):
        raise InputError("--project and --role belong together.", path=("user", "role"))
    with services.administrator(options.admin_url) as dsn:
        if options.project is None:
            made = services.add_user(dsn, options.email, options.organization)
        else:
            made = services.add_member(dsn, options.email, options.organization, options.project, options.role)
    _print_login(f"Made the user '{options.email}'", made)


def _login(options: argparse.Namespace) -> None:
    from workbench.services import users as services

    with services.administrator(options.admin_url) as dsn:
        made = services.new_login(dsn, options.email)
    _print_login(f"New login of '{options.email}'", made)


def _api_login(options: argparse.Namespace) -> None:
    from workbench.services import users as services

    with services.administrator(options.admin_url) as dsn:
        made = services.api_login(dsn)
    _print_login("New login of the REST server", made)


def _list(options: argparse.Namespace) -> None:
    from workbench.services import users as services

    with services.administrator(options.admin_url) as dsn:
        rows = services.list_users(dsn)
    print_table(
        ["email", "organization", "active"],
        [[row.email, row.organization, "yes" if row.active else "no"] for row in rows],
    )


def _disable(options: argparse.Namespace) -> None:
    _set_active(options, False)


def _enable(options: argparse.Namespace) -> None:
    _set_active(options, True)


def _set_active(options: argparse.Namespace, active: bool) -> None:
    from workbench.services import users as services

    with services.administrator(options.admin_url) as dsn:
        services.set_active(dsn, options.email, active)
    print(f"'{options.email}' is {'let in' if active else 'shut out'}.")


def _password(options: argparse.Namespace) -> None:
    from workbench.services import users as services

    if sys.stdin.isatty():
        password = getpass.getpass(f"New password of {options.email}: ")
        if getpass.getpass("Once more: ") != password:
            raise InputError("The two passwords are not the same.", path=("user", "password"))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    with services.administrator(options.admin_url) as dsn:
        services.set_password(dsn, options.email, password)
    print(f"The password of '{options.email}' is set.")
