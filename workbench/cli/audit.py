"""``workbench audit``: who changed what in a project, and whether that record is whole."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from typing import Any

from workbench.cli.users import print_table
from workbench.errors import InputError

__all__ = ["add_commands"]

LONGEST_RECORD = 120  # characters in the table; bench.project(p).audit() has all of it


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``workbench audit`` with its own commands."""
    group = commands.add_parser("audit", help="read the audit of a project, and check it").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    verify = group.add_parser("verify", help="compute the chains and the digests of issued revisions again")
    verify.add_argument("--project", help="else all projects that your login may read")
    verify.set_defaults(run=_verify)
    show = group.add_parser("show", help="print the records of a project, newest last")
    show.add_argument("project", metavar="PROJECT")
    show.add_argument("--last", type=int, metavar="N", help="only the last N")
    show.set_defaults(run=_show)


def _verify(options: argparse.Namespace) -> int:
    from workbench.services import auditing, cases
    from workbench.services.workspace import connect

    with closing(connect()) as workspace:
        if options.project is not None:
            cases.project(workspace, options.project)  # says so where there is none
        found = auditing.verify_audit(workspace, options.project)
    table = [[one.project, one.records, one.head, len(one.problems)] for one in found]
    print_table(["project", "records", "head", "problems"], table)
    for one in found:
        for problem in one.problems:
            print(f"{one.project}: {problem}.")
    return 1 if any(one.problems for one in found) else 0


def _show(options: argparse.Namespace) -> None:
    from workbench.services import auditing, cases
    from workbench.services.workspace import connect

    if options.last is not None and options.last < 1:
        raise InputError(f"--last is {options.last}; expected 1 or more.", path=("last",), value=options.last)
    with closing(connect()) as workspace:
        frame = auditing.audit_frame(workspace, cases.project(workspace, options.project))
    shown = frame if options.last is None else frame.tail(options.last)
    rows = shown.reset_index().to_dict("records")
    for row in rows:
        row["at"] = f"{row['at']:%Y-%m-%d %H:%M:%S}"
        row["record"] = _short(row["record"])
    columns = ["sequence", "at", "user", "login", "action", "row_count", "record"]
    print_table(columns, [[row[name] for name in columns] for row in rows])


def _short(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST_RECORD else f"{text[: LONGEST_RECORD - 4]} ..."
