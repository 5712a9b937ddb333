"""Engineers' processes, single backends and the whole server killed with SIGKILL while four of them save and commit.

Each writes to a file what it is about to write, and then that it was told that it is stored.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import sleep

import psutil
import psycopg
import pytest

from tests.conftest import make_small_case
from tests.store.concurrency.conftest import administrator_dsn, audit_problems
from tests.store.embedded.conftest import data_folder, eventually
from workbench.bench import Bench, Project, connect
from workbench.errors import StoreError
from workbench.services.users import add_user
from workbench.store.embedded import keeper, start_embedded

pytestmark = [pytest.mark.fault, pytest.mark.skipif(not hasattr(os, "fork"), reason="only where there is fork")]

# Forks a worker for every line that it is given: connection string, project, file. Importing is slow, forking is not.
NURSERY = """
import os, signal, sys, time, traceback
from uuid import uuid4
from workbench.bench import connect
from workbench.errors import RevisionConflict, StoreError

def add_one(bench, project, file, number):
    token = "W" + uuid4().hex[:12]
    case = bench.project(project).revision().case("Design")
    case.add("NODE", token + "-N", elevation=1.0)
    case.add("PIPE", token + "-P", length=1.0, diameter=0.1, roughness=1e-4)
    case.connect("T-1.outlet", token + "-P.inlet")
    case.connect(token + "-P.outlet", token + "-N")
    kind = "commit" if number % 2 else "save"
    file.write(f"try {token} {kind} -\\n")
    while True:
        try:
            if kind == "commit":
                case.commit(token)
            else:
                case.save()
            break
        except StoreError:  # whether it is stored is not known: do the same again
            time.sleep(0.02)
    file.write(f"told {token} {kind} {case.revision.code}\\n")

def work(dsn, project, path):
    number = 0
    with open(path, "a", buffering=1) as file:
        while True:
            try:
                with connect(dsn) as bench:
                    while True:
                        number += 1
                        add_one(bench, project, file, number)
            except (StoreError, RevisionConflict):
                time.sleep(0.02)

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        signal.alarm(180)  # whatever becomes of the test, this ends
        arguments = line.rstrip("\\n").split("\\t")
        try:
            work(*arguments)
        except Exception:
            with open(arguments[2] + ".died", "w") as file:
                traceback.print_exc(file=file)
        finally:
            os._exit(1)
    print(pid, flush=True)
"""


class Office:
    """An embedded server with a project of four editors, and their processes."""

    def __init__(self, root: Path, bench: Bench, nursery: subprocess.Popen[str]) -> None:
        assert bench.workspace.server is not None
        self.root, self.bench, self.nursery = root, bench, nursery
        self.administrator_dsn = administrator_dsn(bench.workspace.server)
        emails = [f"editor{number}@acme.example" for number in range(4)]
        self.dsns = [add_user(self.administrator_dsn, email, "Acme") for email in emails]
        self.emails = emails
        self.pids: list[int] = []
        self.files: list[Path] = []

    def project(self, name: str) -> Project:
        project = self.bench.create_project(name, "", [make_small_case(self.bench.workspace.types)])
        for email in self.emails:
            project.set_member(email, "editor")
        self.files = []
        return project

    def start(self, project: Project) -> None:
        """Start a worker an editor."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        for dsn in self.dsns:
            self.files.append(self.root / f"told-{project.name}-{len(self.files)}")
            self.nursery.stdin.write(f"{dsn}\t{project.name}\t{self.files[-1]}\n")
            self.nursery.stdin.flush()
            self.pids.append(int(self.nursery.stdout.readline()))

    def kill_workers(self) -> None:
        died = [file.read_text(encoding="utf-8") for file in self.root.glob("*.died")]
        assert died == [], died[0]
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not any(map(psutil.pid_exists, self.pids)))
        self.pids.clear()

    def kill_backend(self) -> None:
        """Kill the process of the server that serves one of the editors; PostgreSQL then restarts all."""
        query = (
            "SELECT a.pid FROM pg_stat_activity AS a JOIN workbench.users AS u ON u.db_login = a.usename "
            "WHERE u.email = ANY (%s) ORDER BY a.state = 'active' DESC, random() LIMIT 1"
        )

        def kill_one() -> bool:
            try:
                with psycopg.connect(self.administrator_dsn) as connection:
                    row = connection.execute(query, (self.emails,)).fetchone()
            except psycopg.OperationalError:  # it still recovers from the one before
                return False
            if row is not None:
                os.kill(row[0], signal.SIGKILL)
            return row is not None

        assert eventually(kill_one)

    def kill_server(self, stack: ExitStack) -> None:
        server = keeper.find_server(data_folder(self.root))
        assert server is not None
        server.kill()
        stack.enter_context(start_embedded(self.root))

    def told(self) -> dict[str, dict[str, tuple[str, str]]]:
        """What was tried and what was told to be stored: kind and revision by token."""
        found: dict[str, dict[str, tuple[str, str]]] = {"try": {}, "told": {}}
        for file in self.files:
            for line in file.read_text().splitlines():
                words = line.split(" ")
                if len(words) == 4:  # the last line of a killed process may be cut off
                    found[words[0]][words[1]] = (words[2], words[3])
        return found


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    root = Path(tempfile.mkdtemp(prefix="wb-office-"))
    root.chmod(0o755)
    command = [sys.executable, "-c", NURSERY]
    nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert nursery.stdout is not None
    with connect(data_dir=root) as bench:
        assert nursery.stdout.readline().strip() == "ready"
        opened = Office(root, bench, nursery)
        yield opened
        opened.kill_workers()
        nursery.communicate()
    shutil.rmtree(root, ignore_errors=True)


@pytest.mark.parametrize("victim", ["client", "backend", "server"])
def test_nothing_told_is_lost_and_nothing_is_half_written(office: Office, victim: str) -> None:
    project = office.project(victim)
    chance = random.Random(victim)
    with ExitStack() as stack:
        for number in range(8 if victim == "client" else 4):
            if victim == "client" or number == 0:
                office.start(project)
            sleep(chance.uniform(0.3, 0.8))
            if victim == "client":
                office.kill_workers()
            elif victim == "backend":
                office.kill_backend()
            else:
                office.kill_server(stack)
        if victim != "client":
            before = len(office.told()["told"])
            assert eventually(lambda: len(office.told()["told"]) >= before + 4)  # they go on by themselves
            office.kill_workers()
        check(office, project)


def check(office: Office, project: Project) -> None:
    def is_quiet() -> bool:
        with psycopg.connect(office.administrator_dsn) as connection:
            query = (
                "SELECT count(*) FROM pg_stat_activity AS a JOIN workbench.users AS u ON u.db_login = a.usename "
                "WHERE u.email = ANY (%s)"
            )
            return connection.execute(query, (office.emails,)).fetchone() == (0,)

    assert eventually(is_quiet)
    assert eventually(lambda: is_reached(office.bench))
    stored = stored_tokens(office, project)
    told = office.told()
    assert len(told["told"]) >= 4
    for token, (kind, code) in told["told"].items():
        assert token in stored[code], f"{kind} of {token} into {code} was told to be stored"
    assert set().union(*stored.values()) <= set(told["try"])
    history = project.history()
    messages = Counter(history["message"])
    assert max(messages.values()) == 1
    assert set(messages) - {"Start"} <= {token for token, (kind, _) in told["try"].items() if kind == "commit"}
    assert history["parent"].dropna().isin(history.index).all()
    assert audit_problems(project) == []


def is_reached(bench: Bench) -> bool:
    try:
        bench.projects()
    except StoreError:
        return False
    return True


def stored_tokens(office: Office, project: Project) -> dict[str, set[str]]:
    """Return the tokens of every revision; each came whole: two components and two connections."""
    query = """
        SELECT r.rev_code, array_agg(c.tag), (SELECT count(*) FROM workbench.connections AS x WHERE x.case_id = k.id),
               workbench.case_digest(k.id) = coalesce(k.digest, workbench.case_digest(k.id))
        FROM workbench.revisions AS r JOIN workbench.cases AS k ON k.revision_id = r.id
        JOIN workbench.components AS c ON c.case_id = k.id WHERE r.project_id = %s GROUP BY r.id, k.id
    """
    with psycopg.connect(office.administrator_dsn) as connection:
        rows = connection.execute(query, (project.row.id,)).fetchall()
    found: dict[str, set[str]] = {}
    for code, tags, connections, has_its_digest in rows:
        added = [tag for tag in tags if tag.startswith("W")]
        tokens = {tag[:-2] for tag in added}
        assert code not in found
        assert sorted(added) == sorted(f"{token}{end}" for token in tokens for end in ("-N", "-P"))
        assert (len(tags), connections) == (8 + 2 * len(tokens), 8 + 2 * len(tokens))
        assert has_its_digest
        found[code] = tokens
    assert set(found) == set(project.history().index)
    return found


# One that falls into a finalizer is only reported, by Python itself.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupted_cell_leaves_a_bench_that_works(office: Office) -> None:
    """Jupyter's "Interrupt Kernel" raises KeyboardInterrupt wherever Python is, also between a query and its answer."""
    project = office.project("interrupted")
    chance = random.Random(1)
    interrupts = 0

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    gc.disable()  # an interrupt inside a callback of the collector (hypothesis has one) is only reported, not raised
    try:
        for number in range(80):
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0005, 0.02))
                case = project.revision("A").case("Design")
                case.set("P-101", length=1.0 + number)
                case.save()
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                interrupts += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            assert project.revision("A").cases == ["Design"]
    finally:
        gc.enable()
        signal.signal(signal.SIGALRM, before)
    assert interrupts > 10
    assert audit_problems(project) == []
