"""The table of checks: units as chosen, what failed first, nothing of a text is markup."""

from __future__ import annotations

import pytest

from workbench.errors import UnitError
from workbench.model.checks_table import ROWS_SHOWN
from workbench.services.run import run_case

VELOCITY = {"component_type": "PIPE", "property": "velocity", "bound": "maximum", "source": "<i>ours</i>"}


@pytest.fixture
def case(small_case):
    small_case.add("CRITERION", "CR-1", **VELOCITY, limit="1.5 m/s", set_name="<b>Lines", set_version=2)
    small_case.add("CRITERION", "CR-2", **VELOCITY | {"property": "mach_number"}, limit="0.7")
    run_case(small_case)
    return small_case


@pytest.mark.parametrize(("system", "limit"), [("metric", "1.5 m/s"), ("us", "4.921 ft/s"), ("si", "1.5 m/s")])
def test_numbers_are_in_the_chosen_units(case, system, limit):
    shown = case.show_checks(system)._repr_html_()
    assert limit in shown
    assert "Velocity" in shown
    with pytest.raises(UnitError):
        case.show_checks("imperial")


def test_what_failed_stands_first_then_what_is_not_known(case):
    table = case.show_checks()
    checks = case.checks()
    counts = table.counts()
    assert counts["fail"] == int((~checks["passed"]).sum()) > 0
    assert counts["not known"] == int(checks["passed"].isna().sum()) >= 3
    assert counts["pass"] == int(checks["passed"].sum()) > 0
    shown = table.to_html()
    first_pass, last_fail = shown.index("<td>pass</td>"), shown.rindex("<td>fail</td>")
    assert last_fail < shown.index("<td>not known</td>") < first_pass
    assert repr(table) == f"<Checks: {counts['fail']} failed, {counts['not known']} not known, {counts['pass']} passed>"


def test_texts_are_escaped(case):
    shown = case.show_checks().to_html()
    assert "<i>ours" not in shown
    assert "&lt;i&gt;ours" in shown
    assert "&lt;b&gt;Lines, version 2" in shown


def test_gauge_pressures_are_relative_to_the_atmosphere_of_the_case(case):
    case.set_settings(atmospheric_pressure="0.9 bara")
    about = VELOCITY | {"property": "inlet_pressure", "limit": "1 barg"}
    case.add("CRITERION", "CR-3", **about)
    run_case(case)
    assert "1 barg" in case.show_checks().to_html()


def test_of_very_many_the_rest_is_counted(case):
    for k in range(70):
        case.add("CRITERION", f"CR-1{k}", **VELOCITY, limit="1.5 m/s")
    shown = case.show_checks().to_html()
    assert shown.count("<tr") == ROWS_SHOWN + 1
    assert f"and {len(case.checks()) - ROWS_SHOWN} more" in shown
    assert case.show_checks().checks.equals(case.checks())


def test_nothing_to_check(types):
    from workbench.model.case import Case

    assert "0 failed" in Case("Empty", types).show_checks().to_html()
