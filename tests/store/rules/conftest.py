"""One embedded server for all attacks, with a seeded database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.store.rules.ground import Cluster, Ground
from workbench.store.embedded import start_embedded

NUMBERS = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="workbench-rules-"))
    with start_embedded(folder) as server:
        yield Cluster(server)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def ground(cluster: Cluster) -> Ground:
    """The database that the embedded server has made, seeded; whoever uses it leaves it as it was."""
    return Ground(cluster, "workbench").seed()


@pytest.fixture(scope="session")
def seeded(cluster: Cluster) -> Ground:
    """A seeded database to which nobody connects."""
    cluster.create_database("seeded")
    return Ground(cluster, "seeded").seed()


@pytest.fixture
def fresh(cluster: Cluster, seeded: Ground) -> Iterator[Ground]:
    """A seeded database to do with as one likes."""
    ground = seeded.copy(f"fresh_{next(NUMBERS)}")
    yield ground
    cluster.drop_database(ground.database)
