"""An attack: what somebody sends, and what the database must answer."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

import psycopg

from tests.store.rules.ground import Ground
from workbench.equipment import BUILT_IN

__all__ = ["Attack", "Outcome", "answer", "component", "link", "newest", "strike"]

SECRETS = ("Alpha secret", "of Alpha", "alice@", "P-101", "T-1")
"""What no message to another tenant may say."""


@dataclass(frozen=True)
class Attack:
    """One attempt to break a rule."""

    who: str
    """One of the users, ``postgres`` (superuser), ``owner`` (of the tables), ``stranger`` (a login without a user)."""
    rule: str
    label: str
    statement: str
    """SQL; ``{{case.wip}}`` stands for an id, see `Ground`."""
    expected: str
    """SQLSTATE of the refusal; ``ZERO``: no row is seen or written; ``ROWS1``: it works, and nothing is changed."""

    def __str__(self) -> str:
        return f"{self.rule}-{self.who}-{self.label}"


@dataclass(frozen=True)
class Outcome:
    """What came of an attack."""

    got: str
    message: str
    changed: tuple[str, ...]
    """Tables, and rules, that are not what they were."""

    def problem(self, attack: Attack) -> str:
        """Say what is wrong with the outcome; empty: the rule holds."""
        if self.changed:
            return f"changed {', '.join(self.changed)} (got {self.got} {self.message})"
        if self.got != attack.expected:
            return f"expected {attack.expected}, got {self.got} {self.message}"
        if attack.expected == "WB001" and "revision A" not in self.message:
            return f"the refusal does not name the revision: {self.message}"
        if attack.who == "mal" and any(secret in self.message for secret in SECRETS):
            return f"the refusal tells another tenant too much: {self.message}"
        return ""


def answer(connection: psycopg.Connection, statement: str, values: tuple[object, ...] | None = None) -> str:
    """Return the SQLSTATE with which a statement is refused; empty: it is not."""
    try:
        connection.execute(statement, values)
    except psycopg.Error as error:
        return str(error.sqlstate)
    return ""


def strike(ground: Ground, attack: Attack, superuser: psycopg.Connection) -> Outcome:
    """Make an attack on a connection of its own, and compare every table and rule with what it was."""
    before = ground.snapshot(superuser) if ground.untouched is None else ground.untouched
    message = ""
    with closing(ground.connect(attack.who)) as connection:
        try:
            cursor = connection.execute(ground.text(attack.statement))
            while cursor.nextset():
                pass
            got = f"ROWS{cursor.rowcount}" if cursor.rowcount > 0 else "ZERO"
        except psycopg.Error as error:
            got = str(error.sqlstate)
            message = " ".join(
                part
                for part in (error.diag.message_primary, error.diag.message_detail, error.diag.message_hint)
                if part
            )
    ground.untouched = ground.snapshot(superuser)
    changed = tuple(name for name, value in ground.untouched.items() if before.get(name) != value)
    return Outcome(got, message, changed + tuple(name for name in before if name not in ground.untouched))


def newest(code: str) -> int:
    """Return the newest version of a built-in type; 2 of those that the tests register."""
    return BUILT_IN[code].version if code in BUILT_IN else 2


def component(
    tag: str,
    properties: str = '{"elevation": 0, "demand": 0}',
    *,
    of: str = "NODE",
    version: int | None = None,
    where: str = "'{{project.alpha}}', '{{case.wip}}'",
) -> str:
    """Return the statement that adds a component."""
    quoted = tag.replace("'", "''")
    stored = properties if properties.endswith(("::jsonb", ")")) else f"'{properties}'"
    version = newest(of) if version is None else version
    return (
        "INSERT INTO workbench.components (project_id, case_id, type_code, type_version, tag, properties) "
        f"VALUES ({where}, '{of}', {version}, '{quoted}', {stored})"
    )


def link(
    source: str, source_port: str, target: str, target_port: str, where: str = "'{{project.alpha}}', '{{case.wip}}'"
) -> str:
    """Return the statement that connects two components, named as `Ground` names their ids."""
    return (
        "INSERT INTO workbench.connections (project_id, case_id, source_component_id, source_port, "
        "target_component_id, target_port) "
        f"VALUES ({where}, '{{{{{source}}}}}', '{source_port}', '{{{{{target}}}}}', '{target_port}')"
    )
