"""The command ``workbench``: each of its commands calls one service."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.cli import audit, backup, members, users
from workbench.errors import WorkbenchError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code (0: done, 1: an error, told in one sentence, or a problem found)."""
    options = _parser().parse_args(arguments)
    try:
        code: int | None = options.run(options)
    except WorkbenchError as error:
        print(f"workbench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("workbench: stopped.", file=sys.stderr)
        return 130
    return 0 if code is None else code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workbench", description="Process engineering calculations in JupyterLab.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    lab = commands.add_parser("lab", help="open JupyterLab on the workbench")
    lab.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    lab.add_argument("--port", type=int, help="port of JupyterLab on this machine")
    lab.add_argument("--data", type=Path, metavar="DIR", help="folder of the embedded database")
    lab.set_defaults(run=_lab)

    read = commands.add_parser("import", help="bring an EPANET 2.2 network into a project")
    read.add_argument("file", type=Path, metavar="FILE.inp")
    read.add_argument("--project", required=True, help="made if there is none of that name")
    read.add_argument("--case", required=True, help="name of the new case")
    read.set_defaults(run=_import)

    migrate = commands.add_parser("migrate", help="bring the database to the present schema")
    users.add_administrator(migrate)
    migrate.set_defaults(run=_migrate)

    warm = commands.add_parser("warmup", help="compile the solver once, so that the first solve does not wait")
    warm.set_defaults(run=_warmup)

    for group in (users, members, audit, backup):
        group.add_commands(commands)
    return parser


def _lab(options: argparse.Namespace) -> None:
    from workbench.lab import run_lab

    run_lab(options.data, options.port, not options.no_browser)


def _import(options: argparse.Namespace) -> None:
    from workbench.bench import connect

    with connect() as bench:
        left_out = bench.import_epanet(options.file, options.project, options.case)
        case = bench.project(options.project).revision().case(options.case)
        print(f"Imported {case!r} into '{options.project}', revision {case.revision.code}.")
    for sentence in left_out:
        print(f"  not taken over: {sentence}")


def _migrate(options: argparse.Namespace) -> None:
    from workbench.services.setup import migrate_server

    migrate_server(options.admin_url)
    print("The schema is up to date.")


def _warmup(options: argparse.Namespace) -> None:
    from workbench.hydraulics import warmup

    warmup()
    print("The solver is compiled.")
