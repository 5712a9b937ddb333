"""What the tests of the widgets share."""

from __future__ import annotations

import pytest

from tests.ui.fake_bench import FakeBench, FakeCase
from workbench.ui.session import Session


@pytest.fixture
def bench() -> FakeBench:
    return FakeBench()


@pytest.fixture
def session(bench: FakeBench) -> Session:
    """A session on case Design of revision A of project Cooling water."""
    opened = Session(bench)
    assert opened.open("Cooling water", "A", "Design")
    return opened


@pytest.fixture
def case(session: Session) -> FakeCase:
    found: FakeCase = session.case
    return found
