"""Fixtures that many tests share: the component types, a small network, and an embedded server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from workbench.bench import Bench, Project, connect
from workbench.equipment import built_in_schemas
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.schema import TypeSchema


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
def bench(data_dir: Path) -> Iterator[Bench]:
    with connect(data_dir=data_dir) as bench:
        yield bench


@pytest.fixture
def project(bench: Bench, types: dict[str, TypeSchema]) -> Project:
    """A project of its own with the cases Design and Turndown in revision A."""
    return bench.create_project(f"Test {uuid4()}", "", [make_small_case(types), make_small_case(types, "Turndown")])
