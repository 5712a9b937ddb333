"""First start: the demo projects are made once, and never beside somebody's own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

import workbench as wb
from workbench.services.setup import prepare


@pytest.fixture
def fresh(monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="workbench-setup-"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_demos_are_made_once(fresh):
    said: list[str] = []
    prepare(echo=said.append)
    assert any("Cooling water" in line for line in said)
    prepare(echo=said.append)
    assert sum("Cooling water" in line for line in said) == 1
    with wb.connect() as bench:
        assert "Cooling water" in bench.projects().index
        revision = bench.project("Cooling water").revision("A")
        assert revision.cases == ["Design", "Turndown"]
        case = revision.case("Design")
        assert case.run is not None
        assert not case.is_stale
        assert "P-101" in case.tags


def test_not_where_somebody_has_a_project(fresh):
    with wb.connect() as bench:
        bench.create_project("Mine")
    prepare(echo=lambda _: None)
    with wb.connect() as bench:
        assert list(bench.projects().index) == ["Mine"]
        assert bench.demo().name == "Cooling water"
        assert bench.demo().revision().code == "A"
