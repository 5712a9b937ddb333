"""Which database is used: the one that is named, and the embedded one only where none is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

import workbench as wb
from workbench.errors import NotAllowed, StoreError
from workbench.services.setup import migrate_server
from workbench.store.database import open_connection
from workbench.store.users import ensure_local_user


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
        monkeypatch.setenv("DATABASE_URL", server.app_dsn)
        with pytest.raises(StoreError, match="run 'workbench migrate'"):
            wb.connect()
        monkeypatch.setenv("DATABASE_URL", server.owner_dsn)
        migrate_server(echo=print)
        migrate_server(echo=print)
        with pytest.raises(NotAllowed, match="refused"):
            wb.connect()
        monkeypatch.setenv("DATABASE_URL", server.app_dsn)
        with pytest.raises(NotAllowed, match="workbench user add"):
            wb.connect()
        with open_connection(server.owner_dsn) as connection, connection.transaction():
            ensure_local_user(connection, "alice@example.com", "Acme", "workbench_app")
        with wb.connect() as bench:
            assert bench.create_project("By the engineer's login").members.index.tolist() == ["alice@example.com"]


def test_a_superuser_is_refused(bench, monkeypatch):
    """No rule of the database holds for a superuser, so that workbench does not work as one."""
    server = bench.workspace.server
    secret = next((server.root / "pg18" / "passwords").glob("*postgres*")).read_text().strip()
    user, _, rest = server.app_dsn.removeprefix("postgresql://").partition("@")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres:{secret}@{rest}")
    assert user.startswith("workbench_app:")
    with pytest.raises(StoreError, match="is a superuser"):
        wb.connect()
