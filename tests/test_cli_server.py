"""The commands of a server: users, members, audit, backup; what they print and leave behind."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import workbench as wb
from tests.conftest import copy_root, make_small_case
from workbench.cli import main
from workbench.services.users import list_users


@pytest.fixture
def here(bench, data_dir, monkeypatch):
    """Let the commands use the embedded server of the tests."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("WORKBENCH_ADMIN_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(data_dir))
    return bench


@pytest.fixture
def folder():
    folder = Path(tempfile.mkdtemp(prefix="workbench-cli-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def email():
    return f"{uuid4().hex[:8]}@example.com"


@pytest.fixture
def team(bench):
    """An empty database of a team, with its administrator's connection string."""
    superuser = bench.workspace.server.superuser_dsn
    name = f"team_{uuid4().hex[:8]}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield make_conninfo(superuser, dbname=name)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def login_in(said):
    """The one connection string of what was printed; its password is nowhere else in it."""
    (dsn,) = re.findall(r"^postgresql://\S+$", said.out, re.MULTILINE)
    secret = conninfo_to_dict(dsn)["password"]
    assert said.out.count(secret) == 1
    assert secret not in said.err
    return dsn


def refused(arguments, capsys):
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("workbench: ")
    assert "Traceback" not in said.err
    assert said.err.count("\n") == 1
    return said.err


def test_user_add_prints_the_connection_string_once(here, email, capsys):
    assert main(["user", "add", email, "--organization", "Acme"]) == 0
    with wb.connect(login_in(capsys.readouterr())) as bench:
        assert len(bench.projects()) == 0
    assert "already" in refused(["user", "add", email, "--organization", "Acme"], capsys)


def test_user_add_with_a_role(here, project, email, capsys):
    arguments = ["user", "add", email, "--organization", "Acme", "--project", project.name]
    assert "belong together" in refused(arguments, capsys)
    assert "no project" in refused([*arguments[:-1], "No such", "--role", "editor"], capsys)
    assert email not in [row.email for row in list_users(here.workspace.server.superuser_dsn)]
    assert main([*arguments, "--role", "editor"]) == 0
    with wb.connect(login_in(capsys.readouterr())) as bench:
        assert list(bench.projects().index) == [project.name]


def test_user_login_disable_enable_list(here, email, capsys):
    assert main(["user", "add", email, "--organization", "Acme"]) == 0
    first = login_in(capsys.readouterr())
    assert main(["user", "login", email]) == 0
    assert login_in(capsys.readouterr()) != first
    assert main(["user", "disable", email]) == 0
    assert main(["user", "list"]) == 0
    assert re.search(rf"^{email} +Acme +no$", capsys.readouterr().out, re.MULTILINE)
    assert main(["user", "enable", email]) == 0
    assert main(["user", "list"]) == 0
    assert re.search(rf"^{email} +Acme +yes$", capsys.readouterr().out, re.MULTILINE)
    assert "no user" in refused(["user", "disable", "nobody@example.com"], capsys)


def test_user_password_reads_one_line(here, email, capsys, monkeypatch):
    assert main(["user", "add", email, "--organization", "Acme"]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("too short\n"))
    assert "at least 12" in refused(["user", "password", email], capsys)
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\nsecond line\n"))
    assert main(["user", "password", email]) == 0
    assert "horse" not in capsys.readouterr().out
    with psycopg.connect(here.workspace.server.superuser_dsn) as connection:
        (stored,) = connection.execute(
            "SELECT password_hash FROM workbench.users WHERE email = %s", (email,)
        ).fetchone()
    assert stored.startswith("$argon2id$")


class Terminal(io.StringIO):
    """Somebody sits before it."""

    def isatty(self):
        return True


def test_user_password_asks_twice_at_a_terminal(here, email, capsys, monkeypatch):
    assert main(["user", "add", email, "--organization", "Acme"]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", Terminal())
    answers = iter(["correct horse battery", "correct horse batterz", "correct horse battery", "correct horse battery"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert "not the same" in refused(["user", "password", email], capsys)
    assert main(["user", "password", email]) == 0


def test_user_api_login(here, capsys):
    assert main(["user", "api-login"]) == 0
    assert conninfo_to_dict(login_in(capsys.readouterr()))["user"] == "workbench_api"


def test_an_engineer_s_login_is_no_administrator(here, email, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", here.workspace.server.app_dsn)
    assert "permission denied" in refused(["user", "add", email, "--organization", "Acme"], capsys)
    assert "permission denied" in refused(["user", "list"], capsys)
    monkeypatch.setenv("WORKBENCH_ADMIN_URL", here.workspace.server.superuser_dsn)
    assert main(["user", "list"]) == 0


def test_members(here, project, email, capsys):
    assert main(["user", "add", email, "--organization", "Acme"]) == 0
    assert main(["member", "set", project.name, email, "viewer"]) == 0
    capsys.readouterr()
    assert main(["member", "list", project.name]) == 0
    assert re.search(rf"^{email} +viewer$", capsys.readouterr().out, re.MULTILINE)
    assert main(["member", "set", project.name, email, "none"]) == 0
    capsys.readouterr()
    assert main(["member", "list", project.name]) == 0
    assert email not in capsys.readouterr().out
    assert "no active user" in refused(["member", "set", project.name, "nobody@example.com", "viewer"], capsys)
    with pytest.raises(SystemExit):
        main(["member", "set", project.name, email, "admin"])


def test_audit_verify_and_show(here, project, capsys):
    project.revision("A").issue()
    assert main(["audit", "verify", "--project", project.name]) == 0
    said = capsys.readouterr().out
    assert re.search(rf"^{re.escape(project.name)}  \d+ +[0-9a-f]{{64}}  0$", said, re.MULTILINE)
    assert main(["audit", "show", project.name, "--last", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "issue revision" in lines[1]
    assert "no project" in refused(["audit", "verify", "--project", "No such"], capsys)
    assert "1 or more" in refused(["audit", "show", project.name, "--last", "0"], capsys)


def tamper(dsn, project_id, length):
    """Change a pipe as only a superuser can who first takes the rules away."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET workbench.migration = 'on'")
        connection.execute("ALTER TABLE workbench.components DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE workbench.components SET properties = jsonb_set(properties, '{length}', %s) "
            "WHERE tag = 'P-101' AND project_id = %s",
            (length, project_id),
        )
        for (trigger,) in connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'workbench.components'::regclass AND NOT tgisinternal"
        ).fetchall():
            connection.execute(f"ALTER TABLE workbench.components ENABLE ALWAYS TRIGGER {trigger}")


def test_audit_verify_tells_what_a_superuser_changed(here, project, capsys):
    project.revision("A").issue()
    dsn = here.workspace.server.superuser_dsn
    tamper(dsn, project.row.id, "9")
    assert main(["audit", "verify", "--project", project.name]) == 1
    said = capsys.readouterr()
    assert "revision A is not what was issued" in said.out
    assert said.err == ""
    tamper(dsn, project.row.id, "120")
    assert main(["audit", "verify", "--project", project.name]) == 0


def test_backup_and_restore(here, project, team, folder, capsys, monkeypatch):
    assert main(["backup", str(folder / "b")]) == 0
    assert "rows in" in capsys.readouterr().out
    assert "already" in refused(["backup", str(folder / "b")], capsys)
    assert main(["restore", str(folder / "b"), "--admin-url", team]) == 0
    assert "everything is as it was" in capsys.readouterr().out
    monkeypatch.setenv("WORKBENCH_ADMIN_URL", team)
    assert "never overwritten" in refused(["restore", str(folder / "b")], capsys)
    assert main(["backup", str(folder / "c")]) == 0


def test_migrate_of_a_team_s_server(here, team, capsys):
    assert main(["migrate", "--admin-url", team]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["user", "add", "a@example.com", "--organization", "Acme", "--admin-url", team]) == 0
    with wb.connect(login_in(capsys.readouterr())) as bench:
        bench.create_project("P")


def test_move_prints_the_new_login_once(team, prepared, capsys, monkeypatch):
    laptop = Path(tempfile.mkdtemp(prefix="workbench-laptop-"))
    copy_root(prepared, laptop)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("WORKBENCH_ADMIN_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(laptop))
    try:
        with wb.connect() as bench:
            bench.create_project("Mine", "", [make_small_case(bench.workspace.types)])
        assert "Say where to" in refused(["move"], capsys)
        assert main(["move", "--to", team, "--email", "me@example.com", "--organization", "Acme"]) == 0
        said = capsys.readouterr()
        assert "Set DATABASE_URL" in said.out
        with wb.connect(login_in(said)) as bench:
            assert list(bench.projects().index) == ["Mine"]
        refused(["move", "--to", "postgresql://someone:topsecret@127.0.0.1:9/x"], capsys)
        assert "topsecret" not in refused(["move", "--to", "postgresql://someone:topsecret@[bad"], capsys)
    finally:
        shutil.rmtree(laptop, ignore_errors=True)


@pytest.mark.parametrize(
    "group", ["user", "member", "audit", "backup", "restore", "move", "migrate", "lab", "import", "warmup"]
)
def test_every_command_has_help(group, capsys):
    with pytest.raises(SystemExit) as caught:
        main([group, "--help"])
    assert caught.value.code == 0
    assert "usage: workbench" in capsys.readouterr().out
