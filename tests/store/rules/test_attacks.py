"""Every rule of the database, attacked by everybody who could want to break it."""

from __future__ import annotations

import pytest

from tests.store.rules.attack import Attack, strike
from tests.store.rules.attacks import ATTACKS
from tests.store.rules.scenarios import SCENARIOS, SPOILING


@pytest.fixture(scope="module")
def superuser(ground):
    with ground.connect("postgres") as connection:
        yield connection


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_refused(ground, superuser, attack: Attack):
    assert strike(ground, attack, superuser).problem(attack) == ""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_scenario(ground, superuser, scenario):
    before = ground.snapshot(superuser)
    scenario(ground)
    assert ground.snapshot(superuser) == before


@pytest.mark.parametrize("scenario", SPOILING, ids=lambda scenario: scenario.__name__)
def test_scenario_that_leaves_something(fresh, scenario):
    scenario(fresh)


def test_every_function_is_attacked(ground, superuser):
    """A function that engineers may call is called with the ids of another tenant, or takes none."""
    callable_by_all = superuser.execute(
        "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'workbench'::regnamespace "
        "AND has_function_privilege('workbench_user', oid, 'EXECUTE')"
    ).fetchall()
    tenants = " ".join(attack.statement for attack in ATTACKS if attack.who == "mal")
    missing = {name for (name,) in callable_by_all if f"workbench.{name}(" not in tenants}
    assert missing == {"create_project", "current_user_id", "ordered_uuid", "put_fluid", "put_material", "writable"}


def test_every_attack_has_a_name_of_its_own():
    assert len({str(attack) for attack in ATTACKS}) == len(ATTACKS)
