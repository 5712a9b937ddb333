"""Take every rule away once: the attacks must notice. Otherwise they prove nothing about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.store.rules.attack import strike
from tests.store.rules.attacks import ATTACKS
from tests.store.rules.ground import Ground
from tests.store.rules.mutants import MUTANTS, Mutant
from tests.store.rules.scenarios import SCENARIOS, SPOILING
from workbench.store import migrate, roles

MIGRATIONS = Path(__file__).parents[3] / "migrations"
NUMBERS = count(1)

pytestmark = pytest.mark.mutation


@pytest.fixture
def mutated(request, cluster, tmp_path, monkeypatch) -> Iterator[Ground]:
    """A seeded database without one of the rules."""
    mutant: Mutant = request.param
    name = f"mutant_{next(NUMBERS)}"
    if mutant.file.startswith("_"):
        source = getattr(roles, mutant.file)
        assert mutant.old in source, f"'{mutant.old}' is not in workbench.store.roles.{mutant.file}"
        monkeypatch.setattr(roles, mutant.file, source.replace(mutant.old, mutant.new))
    elif mutant.file != "after":
        copy = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
        file = copy / "sql" / "0002" / mutant.file
        source = file.read_text(encoding="utf-8")
        assert mutant.old in source, f"'{mutant.old}' is not in {mutant.file}"
        file.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        monkeypatch.setattr(migrate, "_scripts", lambda: copy)
    cluster.create_database(name)
    try:
        ground = Ground(cluster, name).seed()
        if mutant.file == "after":
            with ground.connect("postgres") as superuser:
                superuser.execute(sql.SQL(mutant.new).format(database=sql.Identifier(name)))
        yield ground
    finally:
        cluster.drop_database(name)


def noticed(ground: Ground, wanted: tuple[str, ...], *, others: bool) -> str:
    """Return what the first attack found that the rules do not hold; empty: all were refused."""

    def is_chosen(name: str) -> bool:
        return name.startswith(wanted) is not others

    with ground.connect("postgres") as superuser:
        for attack in ATTACKS:
            if is_chosen(str(attack)) and (problem := strike(ground, attack, superuser).problem(attack)):
                return f"{attack}: {problem}"
    for scenario in filter(lambda scenario: is_chosen(scenario.__name__), [*SCENARIOS, *SPOILING]):
        copy = ground.copy(f"{ground.database}_{scenario.__name__}"[:63]) if scenario in SPOILING else ground
        try:
            scenario(copy)
        except (AssertionError, psycopg.Error, pytest.fail.Exception) as error:
            return f"{scenario.__name__}: {error!r}"
        finally:
            if copy is not ground:
                copy.cluster.drop_database(copy.database)
    return ""


@pytest.mark.parametrize("mutated", MUTANTS, ids=lambda mutant: mutant.name, indirect=True)
def test_a_rule_taken_away_is_noticed(mutated, request):
    mutant = request.node.callspec.params["mutated"]
    found = noticed(mutated, mutant.found_by, others=False)
    if not found:
        found = noticed(mutated, mutant.found_by, others=True)
    assert found, f"without the rule '{mutant.name}' every attack is refused all the same"


def test_with_all_rules_nothing_is_noticed(cluster, seeded):
    """Else every mutant would count as noticed."""
    ground = seeded.copy(f"mutant_{next(NUMBERS)}")
    assert noticed(ground, ("",), others=False) == ""
    cluster.drop_database(ground.database)
