"""The connection: what a failure says, and what it never says."""

from __future__ import annotations

from uuid import RFC_4122, UUID, uuid4

import pytest

from workbench.errors import InputError, StoreError, WorkbenchError
from workbench.services.workspace import connect
from workbench.store.codes import next_code
from workbench.store.database import Database
from workbench.store.identifiers import ordered_identifiers
from workbench.store.migrate import is_current, migrate

DOWN = "postgresql://engineer:topsecret@127.0.0.1:9/workbench"


def test_a_database_that_is_down():
    with pytest.raises(StoreError, match="cannot be reached") as caught, Database(DOWN).transaction():
        pass
    assert "topsecret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "dsn", [DOWN, "postgresql://user:topsecret@", "password=topsecret host", "postgres://a:topsecret@[::"]
)
def test_no_password_in_any_error(dsn):
    for action in (is_current, lambda dsn: migrate(dsn, {}), lambda dsn: Database(dsn)._open()):
        with pytest.raises(WorkbenchError) as caught:
            action(dsn)
        assert "topsecret" not in str(caught.value)
        assert "topsecret" not in repr(caught.value)


def test_a_named_server_is_never_replaced_by_the_embedded_one(monkeypatch, data_dir):
    monkeypatch.setenv("DATABASE_URL", DOWN)
    monkeypatch.setenv("WORKBENCH_DATA", str(data_dir))
    with pytest.raises(StoreError, match="cannot be reached"):
        connect()


def test_closed_is_closed(bench):
    database = Database(bench.workspace.server.app_dsn)
    with database.transaction() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    database.close()
    with pytest.raises(StoreError, match="connect again"), database.transaction():
        pass


def test_repr_shows_nothing(bench):
    assert repr(bench.workspace.database) == "<Database>"
    assert "scram" not in repr(bench.workspace)
    assert "postgresql://" not in repr(bench.workspace)


def test_a_superuser_is_refused(bench, monkeypatch):
    database = Database(bench.workspace.server.app_dsn)
    with database.transaction() as connection:
        assert connection.info.user == "workbench_app"
    database.close()


def test_a_failed_transaction_leaves_nothing(bench):
    database = bench.workspace.database
    name = f"Once {uuid4()}"
    with pytest.raises(InputError, match="here is a project"), database.transaction() as connection:
        connection.cursor().executemany("SELECT workbench.create_project(%s, '')", [(name,), (name,)])
    assert name not in bench.projects().index


def test_a_lost_connection_is_opened_again(bench):
    database = Database(bench.workspace.server.app_dsn)
    with database.transaction() as connection:
        (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    with bench.workspace.database.transaction() as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with database.transaction() as connection:  # lost while nobody used it: nobody notices
        assert connection.execute("SELECT 1").fetchone() == (1,)

    def lost_in_the_middle():
        with database.transaction() as connection:
            (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone()
            with bench.workspace.database.transaction() as other:
                other.execute("SELECT pg_terminate_backend(%s)", (pid,))
            connection.execute("SELECT 1")

    with pytest.raises(StoreError, match="nothing was written in part"):
        lost_in_the_middle()
    with database.transaction() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    database.close()


def test_a_statement_that_an_interrupt_left_behind_is_no_obstacle(bench):
    database = Database(bench.workspace.server.app_dsn)
    with database.transaction() as connection:
        pass
    connection.pgconn.send_query(b"SELECT pg_sleep(60)")  # as if the kernel was interrupted while asking "SELECT 1"
    with database.transaction() as again:
        assert again.execute("SELECT 1").fetchone() == (1,)
    assert connection.closed
    database.close()


def test_identifiers_are_ordered_and_of_version_7():
    many = ordered_identifiers(5000)
    assert many == sorted(many)
    assert len(set(many)) == 5000
    assert {UUID(bytes=identifier).version for identifier in many} == {7}
    assert {UUID(bytes=identifier).variant for identifier in many} == {RFC_4122}
    assert ordered_identifiers(1)[0] > many[0]


@pytest.mark.parametrize(
    ("code", "taken", "expected"),
    [
        ("A", {"A"}, "B"),
        ("Z", {"Z"}, "AA"),
        ("AZ", set(), "BA"),
        ("ZZ", set(), "AAA"),
        ("0", {"0"}, "1"),
        ("9", {"9"}, "10"),
        ("A", {"A", "B", "C"}, "D"),
    ],
)
def test_next_code(code, taken, expected):
    assert next_code(code, taken) == expected
