"""Queries over projects: what the database finds is what the condition says, by an oracle in Python."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import InputError, NotFound
from workbench.model.building import ComponentRow, build_case
from workbench.model.condition import holds, parse_condition


def valves(types, name="Valves"):
    rows = []
    for k in range(40):
        values = {
            "length": 10.0 + k,
            "diameter": 0.05 * (1 + k % 5),
            "loss_coefficient": 0.0,
            "check_valve": k % 3 == 0,
        }
        if k % 4:
            values["roughness"] = 1e-5 * k
        if k % 5 == 0:
            values["status"] = "closed"
        if k % 7 == 0:
            values["material"] = f"Steel {k % 2} 'x' 100 % \\; --"
        rows.append(ComponentRow("PIPE", f"P-{k}", values))
    return build_case(name, types, rows, [])


@pytest.fixture(scope="module")
def searched(bench):
    name = f"Searched {uuid4()}"
    project = bench.create_project(name, "", [valves(bench.workspace.types)])
    case = project.revision().case("Valves")
    return bench, name, {tag: case.properties(tag) for tag in case.tags}


COMPARISONS = st.one_of(
    st.tuples(st.sampled_from(["length", "diameter", "roughness"]), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
              st.sampled_from(["10", "0.1", "25 m", "150 mm", "0.00002", "0"])).map(" ".join),
    st.tuples(st.sampled_from(["status", "material"]), st.sampled_from(["==", "!="]),
              st.sampled_from(["'closed'", "'open'"])).map(" ".join),
    st.sampled_from(["check_valve == true", "check_valve != true", "roughness is missing", "material is given",
                     "length in (10, 11, 12.5)", "status in ('closed')", "results.velocity > 1 m/s",
                     "results.velocity is missing", "10 m < length <= 20 m"]),
)  # fmt: skip
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["and", "or"]), part).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        part.map(lambda text: f"not ({text})"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=CONDITIONS)
def test_the_database_finds_what_the_condition_says(searched, text):
    bench, name, stored = searched
    schema = bench.workspace.types["PIPE"]
    try:
        tree = parse_condition(text, schema)
    except InputError:
        return  # such as a choice that the property does not have
    found = bench.query("PIPE", text)
    tags = set(found.loc[found["project"] == name, "tag"])
    assert tags == {tag for tag, properties in stored.items() if holds(tree, properties)}


def test_a_query_in_units_over_projects(bench, types):
    one, two = (bench.create_project(f"Query {uuid4()}", "", [valves(types)]) for _ in range(2))
    found = bench.query("PIPE", "diameter >= 9 inch and length > 45 m")
    for project in (one, two):
        here = found[found["project"] == project.name]
        assert sorted(here["tag"]) == ["P-39"]
        assert here["diameter"].tolist() == [0.25]
    two.revision().issue()
    issued = bench.query("PIPE", "length > 45 m", issued_only=True)
    assert set(issued["revision_status"]) == {"Issued"}
    assert two.name in set(issued["project"])
    assert one.name not in set(issued["project"])


def test_quotes_in_values_are_values(bench, searched):
    _, name, _ = searched
    found = bench.query("PIPE", """material == "Steel 0 'x' 100 % \\; --" """)
    assert sorted(found.loc[found["project"] == name, "tag"]) == ["P-0", "P-14", "P-28"]


@pytest.mark.parametrize(
    "text", ["length > 'abc'", "lenght > 3", "length >", "length = 3 m", "length > 3 bar", "1; DROP TABLE x"]
)
def test_conditions_that_cannot_be_read(bench, text):
    with pytest.raises(InputError):
        bench.query("PIPE", text)


def test_a_type_that_there_is_not(bench):
    with pytest.raises(NotFound, match="did you mean 'PIPE'"):
        bench.query("PIPES")


def test_every_type_has_a_view_for_reports(bench, searched):
    _, name, stored = searched
    with bench.workspace.database.transaction() as connection:
        rows = connection.execute(
            'SELECT "case", tag, length, check_valve, status, velocity FROM workbench.v_pipe WHERE project = %s',
            (name,),
        ).fetchall()
    assert len(rows) == 40
    for case, tag, length, check_valve, status, velocity in rows:
        assert case == "Valves"
        assert (length, check_valve, status) == tuple(stored[tag][key] for key in ("length", "check_valve", "status"))
        assert velocity is None
