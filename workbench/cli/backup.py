"""``workbench backup``, ``restore`` and ``move``: a whole database as a file, from a file, to another server."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.users import add_administrator
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.store.backup import Contents

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands."""
    backup = commands.add_parser("backup", help="write the whole database into a file, and check it")
    backup.add_argument("file", type=Path, metavar="FILE")
    add_administrator(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="make the database of a backup where there is none, and compare")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--email", help="on the embedded server: the user of the backup who works on this machine")
    add_administrator(restore)
    restore.set_defaults(run=_restore)

    move = commands.add_parser("move", help="copy the embedded database to a team's server, and compare")
    move.add_argument("--to", metavar="DSN", help="of the new server's administrator; else WORKBENCH_ADMIN_URL")
    move.add_argument("--email", help="your address there")
    move.add_argument("--organization", metavar="ORG", help="the name of your organization there")
    move.set_defaults(run=_move)


def _backup(options: argparse.Namespace) -> None:
    from workbench.services.backup import back_up

    contents = back_up(options.file, options.admin_url)
    print(f"Wrote {options.file}: {_summary(contents)}.")
    for project in contents.broken_chains:
        print(f"  the audit chain of project {project} was broken before: see 'workbench audit verify'")


def _restore(options: argparse.Namespace) -> None:
    from workbench.services.backup import restore

    contents = restore(options.file, options.admin_url, email=options.email)
    print(f"Restored the backup of {contents.made_at}: {_summary(contents)}; everything is as it was.")


def _move(options: argparse.Namespace) -> None:
    from workbench.services.backup import move

    to = os.environ.get("WORKBENCH_ADMIN_URL") if options.to is None else options.to
    if not to:
        raise InputError("Say where to: --to, or WORKBENCH_ADMIN_URL.", path=("to",))
    moved = move(to, email=options.email, organization=options.organization)
    print(f"Moved {_summary(moved.contents)}; everything is there as it is here.")
    for change in moved.written_since:
        print(f"  written here meanwhile, and not moved: {change}")
    print(
        f"Set DATABASE_URL to the connection string of '{moved.email}'; it holds the password and is not shown again."
    )
    print(moved.dsn)


def _summary(contents: Contents) -> str:
    return (
        f"{contents.rows} rows in {len(contents.tables)} tables, {len(contents.revisions)} revisions, "
        f"{len(contents.chains)} audit chains"
    )
