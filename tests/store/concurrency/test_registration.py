"""Types registered, and databases made, by several at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from tests.store.concurrency.conftest import Team
from tests.store.concurrency.meeting import LOGBOOK, expect, together
from workbench.bench import connect
from workbench.errors import InputError


def test_parallel_registration_of_one_type(team: Team) -> None:
    """One of them is first; the others are told which version is next, or find their own there."""
    code = f"VENT_{uuid4().hex[:8].upper()}"

    def register(number: int) -> int | None:
        properties = {"entries": {"type": "string", "title": f"By {number}"}}
        try:
            return team.editors[number].bench.register_type(code, LOGBOOK | {"properties": properties}, 1).version
        except InputError as error:
            expect(code in str(error) and "version 2" in str(error))
            return None

    answers = together(*[lambda n=n: register(n) for n in range(3)])
    assert sorted(answers, key=str) == [1, None, None]
    (stored,) = team.administrator.execute(
        "SELECT array_agg(schema_definition -> 'properties' -> 'entries' ->> 'title') "
        "FROM workbench.component_types WHERE code = %s",
        (code,),
    ).fetchone() or ([],)
    assert stored == [f"By {answers.index(1)}"]


def test_types_are_registered_while_others_write(team: Team) -> None:
    project = team.project()
    codes = [f"T{number}_{uuid4().hex[:8].upper()}" for number in range(6)]
    indexed = {"type": "string", "title": "Entries", "indexed": True}

    def register(number: int) -> None:
        for code in codes[number::2]:
            team.editors[number].bench.register_type(code, LOGBOOK | {"properties": {"entries": indexed}})

    def save() -> None:
        case = team.editors[2].case(project.name)
        for number in range(15):
            case.set("P-101", length=1.0 + number)
            case.save()

    together(lambda: register(0), lambda: register(1), save)
    assert set(codes) <= set(team.owner.bench.types().index)
    assert team.viewer.case(project.name)["PIPE"].loc["P-101", "length"] == 15.0


FIRST = """
import sys
from workbench.bench import connect
with connect(data_dir=sys.argv[1]) as bench:
    bench.create_project(sys.argv[2])
    print("done")
"""


def test_first_connections_of_several_processes_at_once() -> None:
    folder = Path(tempfile.mkdtemp(prefix="wb-first-"))
    folder.chmod(0o755)
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", FIRST, str(folder)]
    started = [
        subprocess.Popen([*command, f"Project {n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    answers = [process.communicate() for process in started]
    assert [out.strip() for out, _ in answers] == ["done"] * 4, "\n".join(error[-600:] for _, error in answers)
    with connect(data_dir=folder) as bench:
        assert list(bench.projects().index) == [f"Project {n}" for n in range(4)]
    shutil.rmtree(folder, ignore_errors=True)
