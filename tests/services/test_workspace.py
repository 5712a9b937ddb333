"""Which database is used: the one that is named, and the embedded one only where none is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

import workbench as wb
from workbench.errors import StoreError
from workbench.services.setup import migrate_server


@pytest.fixture
def empty_folder():
    folder = Path(tempfile.mkdtemp(prefix="workbench-workspace-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_a_named_server_is_used_and_no_other_started(bench, empty_folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", bench.workspace.server.app_dsn)
    monkeypatch.setenv("WORKBENCH_DATA", str(empty_folder))
    project = bench.create_project("On the named server")
    with wb.connect() as named:
        assert named.workspace.server is None
        assert project.name in named.projects().index
    assert list(empty_folder.iterdir()) == []


def test_a_server_without_the_schema_says_what_to_do(empty_folder, monkeypatch):
    from workbench.store.embedded import start_embedded

    with start_embedded(empty_folder) as server:
        monkeypatch.setenv("DATABASE_URL", server.owner_dsn)
        with pytest.raises(StoreError, match="run 'workbench migrate'"):
            wb.connect()
        said: list[str] = []
        migrate_server(echo=said.append)
        migrate_server(echo=said.append)
        assert len(said) == 1
        with wb.connect() as bench:
            assert bench.projects().empty
        monkeypatch.setenv("DATABASE_URL", server.app_dsn)
        with wb.connect() as bench:
            bench.create_project("By the application's login")


def test_a_superuser_is_refused(bench, monkeypatch):
    """No rule of the database holds for a superuser, so that workbench does not work as one."""
    server = bench.workspace.server
    secret = next((server.root / "pg18" / "passwords").glob("*postgres*")).read_text().strip()
    user, _, rest = server.app_dsn.removeprefix("postgresql://").partition("@")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres:{secret}@{rest}")
    assert user.startswith("workbench_app:")
    with pytest.raises(StoreError, match="is a superuser"):
        wb.connect()
