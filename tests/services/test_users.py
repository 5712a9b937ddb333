"""Users, their logins, and what an administrator may do that others may not."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import workbench as wb
from workbench.errors import InputError, NotAllowed, NotFound, StoreError
from workbench.services import users


@pytest.fixture(scope="module")
def superuser(bench):
    return bench.workspace.server.superuser_dsn


@pytest.fixture
def email():
    return f"{uuid4().hex[:8]}@example.com"


def test_a_user_works_with_the_connection_string_that_is_given(superuser, email):
    dsn = users.add_user(superuser, email, "Acme")
    with wb.connect(dsn) as bench:
        assert len(bench.projects()) == 0
        assert list(bench.create_project("Of a user").members.index) == [email]
    assert users.UserRow(email, "Acme", True) in users.list_users(superuser)


def test_the_login_owns_nothing_and_its_name_says_nothing(superuser, email):
    dsn = users.add_user(superuser, email, "Acme")
    assert conninfo_to_dict(dsn)["user"].startswith("wb_")
    with psycopg.connect(superuser) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication FROM pg_roles "
            "WHERE rolname = %s",
            (conninfo_to_dict(dsn)["user"],),
        ).fetchone()
    assert row == (False,)


def test_a_new_login_ends_the_old_password(superuser, email):
    old = users.add_user(superuser, email, "Acme")
    new = users.new_login(superuser, email)
    assert conninfo_to_dict(new)["user"] == conninfo_to_dict(old)["user"]
    assert conninfo_to_dict(new)["password"] != conninfo_to_dict(old)["password"]
    with wb.connect(new):
        pass
    with pytest.raises(StoreError) as caught:
        wb.connect(old)
    assert conninfo_to_dict(old)["password"] not in str(caught.value)


def test_who_is_shut_out_sees_nothing_until_let_in_again(superuser, email):
    dsn = users.add_user(superuser, email, "Acme")
    with wb.connect(dsn) as bench:
        bench.create_project(f"Of {email}")
        users.set_active(superuser, email, False)
        assert len(bench.projects()) == 0  # also in a session that is open
    with pytest.raises(NotAllowed, match="no active user"):
        wb.connect(dsn)
    users.set_active(superuser, email, True)
    with wb.connect(dsn) as bench:
        assert list(bench.projects().index) == [f"Of {email}"]


def test_the_password_is_stored_as_argon2id_of_the_strength_that_is_said(superuser, email):
    users.add_user(superuser, email, "Acme")
    users.set_password(superuser, email, "correct horse battery")
    with psycopg.connect(superuser) as connection:
        (stored,) = connection.execute(
            "SELECT password_hash FROM workbench.users WHERE email = %s", (email,)
        ).fetchone()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PasswordHasher().verify(stored, "correct horse battery")


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_a_short_password_is_refused_and_not_repeated(superuser, email, password):
    users.add_user(superuser, email, "Acme")
    with pytest.raises(InputError, match="at least 12") as caught:
        users.set_password(superuser, email, password)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize("bad", ["", "nobody", "a@b\n", "@" * 321])
def test_what_is_no_address(superuser, bad):
    with pytest.raises(InputError, match="no e-mail address"):
        users.add_user(superuser, bad, "Acme")


@pytest.mark.parametrize("bad", ["", "x" * 201, "a\x00b"])
def test_what_is_no_organization(superuser, email, bad):
    with pytest.raises(InputError, match="organization"):
        users.add_user(superuser, email, bad)
    assert email not in [row.email for row in users.list_users(superuser)]


def test_the_same_address_twice(superuser, email):
    users.add_user(superuser, email, "Acme")
    with pytest.raises(InputError, match="already"):
        users.add_user(superuser, email, "Other")


def test_a_user_that_is_not_there(superuser, email):
    for call in (
        lambda: users.new_login(superuser, email),
        lambda: users.set_active(superuser, email, False),
        lambda: users.set_password(superuser, email, "correct horse battery"),
    ):
        with pytest.raises(NotFound, match=email):
            call()


def test_an_engineer_administers_nothing(superuser, email):
    dsn = users.add_user(superuser, email, "Acme")
    for call in (
        lambda: users.add_user(dsn, f"b{email}", "Acme"),
        lambda: users.new_login(dsn, email),
        lambda: users.set_active(dsn, email, True),
        lambda: users.set_password(dsn, email, "correct horse battery"),
        lambda: users.list_users(dsn),
        lambda: users.api_login(dsn),
    ):
        with pytest.raises(NotAllowed, match="permission denied"):
            call()


def test_an_owner_gives_roles_and_a_project_keeps_an_owner(superuser, bench, project, email):
    users.add_user(superuser, email, "Acme")
    users.set_member(bench.workspace, project.row, email, "editor")
    assert users.Member(email, "editor") in users.members(bench.workspace, project.row)
    users.set_member(bench.workspace, project.row, email, "viewer")
    users.set_member(bench.workspace, project.row, email, None)
    assert email not in [member.email for member in users.members(bench.workspace, project.row)]
    (owner,) = users.members(bench.workspace, project.row)
    with pytest.raises(InputError, match="needs an owner"):
        users.set_member(bench.workspace, project.row, owner.email, "viewer")
    with pytest.raises(InputError, match="no role"):
        users.set_member(bench.workspace, project.row, email, "admin")


def test_a_user_made_with_a_role(superuser, project, email, monkeypatch, bench):
    monkeypatch.setenv("DATABASE_URL", bench.workspace.server.app_dsn)
    with wb.connect(users.add_member(superuser, email, "Acme", project.name, "viewer")) as theirs:
        assert list(theirs.projects().index) == [project.name]


def test_nobody_is_added_to_a_project_by_one_who_does_not_own_it(superuser, bench, project, email, monkeypatch):
    editor = users.add_user(superuser, f"e{email}", "Acme")
    users.set_member(bench.workspace, project.row, f"e{email}", "editor")
    monkeypatch.setenv("DATABASE_URL", editor)
    with pytest.raises(NotAllowed, match="nobody was added"):
        users.add_member(superuser, email, "Acme", project.name, "viewer")
    assert email not in [row.email for row in users.list_users(superuser)]


def test_the_rest_server_works_for_the_user_it_names_and_else_for_nobody(superuser, bench, project, email):
    users.add_user(superuser, email, "Acme")
    users.set_member(bench.workspace, project.row, email, "viewer")
    dsn = users.api_login(superuser)
    with psycopg.connect(superuser) as connection:
        (user_id,) = connection.execute("SELECT id FROM workbench.users WHERE email = %s", (email,)).fetchone()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT name FROM workbench.projects").fetchall() == []
        connection.execute("SELECT set_config('workbench.user_id', %s, true)", (str(user_id),))
        assert connection.execute("SELECT name FROM workbench.projects").fetchall() == [(project.name,)]
        connection.commit()
        assert connection.execute("SELECT name FROM workbench.projects").fetchall() == []


def test_an_engineer_s_login_cannot_name_another_user(superuser, bench, project, email):
    dsn = users.add_user(superuser, email, "Acme")
    with psycopg.connect(superuser) as connection:
        owner = users.members(bench.workspace, project.row)[0].email
        (owner_id,) = connection.execute("SELECT id FROM workbench.users WHERE email = %s", (owner,)).fetchone()
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT set_config('workbench.user_id', %s, false)", (str(owner_id),))
        assert connection.execute("SELECT name FROM workbench.projects").fetchall() == []


def test_which_administrator(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("WORKBENCH_ADMIN_URL", raising=False)
    assert users.administrator_address() is None
    monkeypatch.setenv("DATABASE_URL", "postgresql://engineer")
    assert users.administrator_address() == "postgresql://engineer"
    monkeypatch.setenv("WORKBENCH_ADMIN_URL", "postgresql://admin")
    assert users.administrator_address() == "postgresql://admin"
    assert users.administrator_address("postgresql://named") == "postgresql://named"


def test_no_password_in_what_goes_wrong(superuser):
    wrong = make_conninfo(superuser, password="topsecret-and-wrong")
    with pytest.raises(StoreError) as caught:
        users.list_users(wrong)
    assert "topsecret" not in str(caught.value)
    assert caught.value.__cause__ is None
