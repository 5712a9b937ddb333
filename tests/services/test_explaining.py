"""A result is explained from what the store holds: no calculation is repeated."""

from __future__ import annotations

import pytest

from workbench.errors import InputError


def test_a_case_is_explained_again_after_it_was_stored(project):
    case = project.revision("A").case("Design")
    with pytest.raises(InputError, match="has no results yet"):
        case.explain("P-101")
    case.set("P-101", diameter="6 inch")
    case.solve()
    sheet = str(case.explain("P-101", "us"))
    assert "(6 inch)" in sheet
    code = case.commit("6 inch").code
    opened = project.revision(code).case("Design")
    assert str(opened.explain("P-101", "us")) == sheet
    opened.set("P-101", length="77 m")
    with pytest.raises(InputError, match="was changed since it was solved"):
        opened.explain("P-101")
