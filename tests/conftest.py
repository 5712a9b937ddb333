"""Fixtures that many tests share: the component types, a small network, an embedded server, published cases."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.published import COMMAND, DOCUMENT, Record
from workbench.bench import Bench, Project, connect
from workbench.equipment import built_in_schemas
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.schema import TypeSchema
from workbench.store.embedded import start_embedded

settings.register_profile("workbench", deadline=None)  # no test asserts on time
settings.load_profile("workbench")

RECORD = pytest.StashKey[Record]()
LEFT_OUT = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-validation",
        action="store_true",
        help="run the tests of published cases, all of them and nothing else, and write docs/validation.md",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RECORD] = Record()
    folders = {Path(argument.split("::")[0]).resolve() for argument in config.args}
    config.stash[LEFT_OUT] = Path(__file__).parent not in folders and config.rootpath not in folders
    if config.getoption("--write-validation") and config.stash[LEFT_OUT]:
        raise pytest.UsageError(f"Only all the tests give the whole table: {COMMAND}, without a path.")


def compares(item: pytest.Item) -> bool:
    return "validation" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--write-validation"):
        others = [item for item in items if not compares(item)]
        items[:] = [item for item in items if compares(item)]
        config.hook.pytest_deselected(items=others)
    # The test of the document judges what the others have recorded.
    items.sort(key=lambda item: item.path.name == "test_published_document.py")


@pytest.hookimpl(trylast=True)
def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        if compares(item):
            item.config.stash[LEFT_OUT] = True


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what one of several processes (xdist) has recorded."""
    sent = getattr(node, "workeroutput", {}).get("published")
    if sent is None:  # it died
        node.config.stash[LEFT_OUT] = True
        return
    record, left_out = pickle.loads(sent)
    node.config.stash[RECORD].add(record)
    node.config.stash[LEFT_OUT] |= left_out


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    record, whole = config.stash[RECORD], exitstatus == pytest.ExitCode.OK and not config.stash[LEFT_OUT]
    if hasattr(config, "workeroutput"):
        config.workeroutput["published"] = pickle.dumps((record, config.stash[LEFT_OUT]))
    elif config.getoption("--collect-only"):
        return
    elif config.getoption("--write-validation"):
        if whole:
            DOCUMENT.write_text(record.document(), encoding="utf-8")
        else:
            print(f"\n{DOCUMENT.name} is not written: a test failed or was left out.")
    elif config.getoption("numprocesses", None) and whole:  # no process had all of them for its test of the document
        wrong = record.differences(DOCUMENT.read_text(encoding="utf-8"), whole=True)
        if wrong:
            print(f"\n{DOCUMENT.name} is not what the tests give, run `{COMMAND}`:", *wrong, sep="\n")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def validation(pytestconfig: pytest.Config) -> Record:
    """Compare a quantity of a published case with ours, and record it: see `tests.published`."""
    return pytestconfig.stash[RECORD]


@pytest.fixture
def all_published(pytestconfig: pytest.Config) -> tuple[Record, bool]:
    """What the tests before have recorded, and whether no published case was left out of it."""
    return pytestconfig.stash[RECORD], not (pytestconfig.stash[LEFT_OUT] or hasattr(pytestconfig, "workeroutput"))


@pytest.fixture(scope="session")
def types() -> dict[str, TypeSchema]:
    return built_in_schemas()


def make_small_case(types: dict[str, TypeSchema], name: str = "Design") -> Case:
    """A tank that feeds one node through two pipes in parallel, and a valve to a sink."""
    return build_case(
        name,
        types,
        [
            ComponentRow("TANK", "T-1", {"elevation": "10 m", "level": "2 m"}, (0.0, 0.0)),
            ComponentRow("NODE", "J-1", {"elevation": 0.0, "demand": "36 m3/h"}, (100.0, 0.0)),
            ComponentRow("NODE", "J-2", {"elevation": 0.0}, (200.0, 0.0)),
            ComponentRow("SINK", "S-1", {"elevation": 0.0, "delivery_pressure": "0.2 barg"}, (300.0, 0.0)),
            ComponentRow("PIPE", "P-101", {"length": "120 m", "diameter": "4 inch", "roughness": "0.045 mm"}),
            ComponentRow("PIPE", "P-102", {"length": "100 m", "diameter": "3 inch", "roughness": "0.045 mm"}),
            ComponentRow("PIPE", "P-103", {"length": "20 m", "diameter": "3 inch", "roughness": "0.045 mm"}),
            ComponentRow("VALVE", "V-1", {"diameter": "3 inch", "loss_coefficient": 2.0}, (250.0, 0.0)),
        ],
        [
            ("T-1", "outlet", "P-101", "inlet"),
            ("P-101", "outlet", "J-1", "port"),
            ("T-1", "outlet", "P-102", "inlet"),
            ("P-102", "outlet", "J-1", "port"),
            ("J-1", "port", "P-103", "inlet"),
            ("P-103", "outlet", "J-2", "port"),
            ("J-2", "port", "V-1", "inlet"),
            ("V-1", "outlet", "S-1", "port"),
        ],
    )


@pytest.fixture
def small_case(types: dict[str, TypeSchema]) -> Case:
    return make_small_case(types)


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    # Not pytest's tmp_path: it lies below a folder that only its owner may enter, and as root the server
    # runs under another account.
    folder = Path(tempfile.mkdtemp(prefix="workbench-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A root whose database is made and whose server is stopped; making one takes a second."""
    folder = Path(tempfile.mkdtemp(prefix="workbench-template-"))
    start_embedded(folder).close()
    yield folder
    shutil.rmtree(folder)


def copy_root(template: Path, root: Path) -> None:
    """Put a copy of a root's database into another folder."""
    if os.name == "nt":
        shutil.copytree(template / "pg18", root / "pg18")
    else:  # with its owner, which is another account where the tests run as root
        subprocess.run(["cp", "-a", str(template / "pg18"), str(root)], check=True)


@pytest.fixture(scope="session")
def prepared(template: Path) -> Iterator[Path]:
    """A root whose database has the present schema and the local user, and whose server is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="workbench-template-"))
    copy_root(template, folder)
    connect(data_dir=folder).close()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def bench(data_dir: Path) -> Iterator[Bench]:
    with connect(data_dir=data_dir) as bench:
        yield bench


@pytest.fixture
def project(bench: Bench, types: dict[str, TypeSchema]) -> Project:
    """A project of its own with the cases Design and Turndown in revision A."""
    return bench.create_project(f"Test {uuid4()}", "", [make_small_case(types), make_small_case(types, "Turndown")])
