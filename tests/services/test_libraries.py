"""The libraries in the database: built-in rows, an organization's own, versions, and cases that keep their numbers."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.conftest import make_small_case
from workbench.errors import InputError, NotFound, WorkbenchError
from workbench.model.fluid import Fluid
from workbench.model.material import Material, pipe_properties
from workbench.model.settings import settings_from_fluid
from workbench.services import libraries
from workbench.store import libraries as store
from workbench.store.database import open_connection
from workbench.store.roles import DEFINER


def oil(density: float) -> dict:
    table = {
        "temperature": [280.0, 320.0],
        "density": [density, density - 20.0],
        "viscosity": [0.2, 0.05],
        "vapour_pressure": [1.0, 5.0],
    }
    return {"phase": "liquid", "source": "our laboratory", "table": table}


def sizes(wall: float) -> dict:
    return {"schedules": {"A": [{"nps": "6", "outside_diameter": 0.1683, "wall_thickness": wall}]}}


@pytest.fixture
def name() -> str:
    return f"Test {uuid4()}"


@pytest.fixture
def register(bench, monkeypatch):
    """Register built-in fluids and materials as the owner of the schema does."""

    def with_these(fluids=(), materials=()):
        with monkeypatch.context() as patched:
            patched.setattr(store, "built_in_fluids", lambda: tuple(fluids))
            patched.setattr(store, "built_in_materials", lambda: tuple(materials))
            with open_connection(bench.workspace.server.owner_dsn) as connection, connection.transaction():
                connection.execute(f"SET LOCAL ROLE {DEFINER}")
                connection.execute("SET LOCAL workbench.migration = 'on'")
                store.register_libraries(connection)

    return with_these


def rows(bench, table, name):
    with bench.workspace.database.transaction() as connection:
        query = f"SELECT version FROM workbench.{table} WHERE name = %s ORDER BY version"
        return [version for (version,) in connection.execute(query, (name,)).fetchall()]


def test_the_built_in_fluids_are_there(bench):
    frame = libraries.fluids(bench.workspace)
    assert set(frame.index) >= {fluid.name for fluid in store.built_in_fluids()}
    assert len(frame) >= 30
    water = frame.loc["Water"]
    assert (water["phase"], water["formula"], water["is_built_in"]) == ("liquid", "H2O", True)
    assert (water["lowest_temperature"], water["highest_temperature"]) == (273.16, 613.0)
    assert "Wagner-JPCRD-2002" in water["source"]


def test_a_fluid_comes_back_as_it_was_packaged(bench):
    for packaged in store.built_in_fluids():
        assert libraries.fluid(bench.workspace, packaged.name, 1) == packaged


def test_the_built_in_materials_are_there(bench):
    frame = libraries.materials(bench.workspace)
    assert set(frame.index) >= {material.name for material in store.built_in_materials()}
    assert frame.loc["Carbon steel", "roughness"] == 4.572e-5
    assert "XXS" in frame.loc["Carbon steel", "schedules"]
    assert frame.loc["Cast iron", "schedules"] == ""
    for packaged in store.built_in_materials():
        read = libraries.material(bench.workspace, packaged.name, 1)
        assert read == packaged
        assert read.schedules == packaged.schedules


def test_what_is_not_there_names_the_nearest(bench):
    with pytest.raises(NotFound, match=r"no fluid 'Watr'; did you mean 'Water'\?"):
        libraries.fluid(bench.workspace, "Watr")
    with pytest.raises(NotFound, match=r"no material 'carbon stel'; did you mean 'Carbon steel'\?"):
        libraries.material(bench.workspace, "carbon stel")
    with pytest.raises(NotFound, match="'Water' has no version 999; it has 1"):
        libraries.fluid(bench.workspace, "Water", 999)
    with pytest.raises(NotFound, match="'Carbon steel' has no version 0"):
        libraries.material(bench.workspace, "Carbon steel", 0)


def test_a_saved_fluid_is_a_new_version_and_the_old_one_stays(bench, name):
    first = libraries.save_fluid(bench.workspace, name, oil(900.0))
    second = libraries.save_fluid(bench.workspace, name, oil(850.0))
    assert second.version == first.version + 1
    assert libraries.fluid(bench.workspace, name) == second
    assert libraries.fluid(bench.workspace, name, first.version) == first
    assert not libraries.fluids(bench.workspace).loc[name, "is_built_in"]


def test_a_saved_material_is_a_new_version_and_the_old_one_stays(bench, name):
    first = libraries.save_material(bench.workspace, name, 1e-5, sizes(0.01))
    second = libraries.save_material(bench.workspace, name, 2e-5, sizes(0.02))
    assert second.version == first.version + 1
    assert libraries.material(bench.workspace, name) == second
    assert libraries.material(bench.workspace, name, first.version).roughness == 1e-5


def test_what_is_no_fluid_or_material_is_not_written(bench, name):
    with pytest.raises(InputError, match="viscosity is missing"):
        libraries.save_fluid(
            bench.workspace, name, {"phase": "gas", "table": {"temperature": [1, 2], "density": [1, 1]}}
        )
    with pytest.raises(InputError, match="roughness"):
        libraries.save_material(bench.workspace, name, -1.0, {"schedules": {}})
    assert rows(bench, "fluid_library", name) == rows(bench, "material_library", name) == []


def test_registering_twice_writes_nothing(bench, register):
    before = len(libraries.fluids(bench.workspace)), rows(bench, "fluid_library", "Water")
    register(store.built_in_fluids(), store.built_in_materials())
    assert (len(libraries.fluids(bench.workspace)), rows(bench, "fluid_library", "Water")) == before
    assert rows(bench, "material_library", "Carbon steel") == [1]


def test_a_changed_built_in_is_the_next_version(bench, register, name):
    register([Fluid(name, 1, oil(900.0))], [Material(name, 1, 1e-5, sizes(0.01))])
    register([Fluid(name, 1, oil(850.0))], [Material(name, 1, 2e-5, sizes(0.01))])
    register([Fluid(name, 1, oil(850.0))], [Material(name, 1, 2e-5, sizes(0.01))])
    assert rows(bench, "fluid_library", name) == rows(bench, "material_library", name) == [1, 2]
    assert libraries.fluid(bench.workspace, name).at(280.0).density == 850.0
    assert libraries.fluid(bench.workspace, name, 1).at(280.0).density == 900.0
    assert libraries.material(bench.workspace, name).roughness == 2e-5


def test_the_organization_s_own_goes_before_the_built_in(bench, register, name):
    register([Fluid(name, 1, oil(900.0))], [Material(name, 1, 1e-5, sizes(0.01))])
    own = libraries.save_fluid(bench.workspace, name, oil(850.0))
    steel = libraries.save_material(bench.workspace, name, 2e-5, sizes(0.01))
    register([Fluid(name, 1, oil(800.0))], [Material(name, 1, 3e-5, sizes(0.01))])
    assert libraries.fluid(bench.workspace, name) == own
    assert libraries.material(bench.workspace, name) == steel
    assert libraries.fluids(bench.workspace).loc[name, "version"] == own.version
    assert not libraries.materials(bench.workspace).loc[name, "is_built_in"]


def test_a_name_and_a_version_never_mean_two_things(bench, register, name):
    register([Fluid(name, 1, oil(900.0))])
    libraries.save_fluid(bench.workspace, name, oil(850.0))
    register([Fluid(name, 1, oil(800.0))])
    libraries.save_fluid(bench.workspace, name, oil(750.0))
    assert rows(bench, "fluid_library", name) == [1, 2, 3, 4]
    densities = [libraries.fluid(bench.workspace, name, version).at(280.0).density for version in (1, 2, 3, 4)]
    assert densities == [900.0, 850.0, 800.0, 750.0]


def test_a_stored_case_keeps_the_numbers_that_it_used(bench, types, name):
    used = libraries.save_fluid(bench.workspace, name, oil(900.0))
    steel = libraries.save_material(bench.workspace, name, 1e-5, sizes(0.01))
    case = make_small_case(types)
    case.set_settings(**settings_from_fluid(used, "6.85 degC"))
    case.set("P-101", **pipe_properties(steel, 6, "A"))
    project = bench.create_project(f"Project of {name}", "", [case])
    libraries.save_fluid(bench.workspace, name, oil(700.0))
    libraries.save_material(bench.workspace, name, 9e-5, sizes(0.03))
    read = project.revision("A").case("Design")
    assert read.settings == case.settings
    assert (read.settings["fluid"], read.settings["fluid_version"]) == (name, used.version)
    assert (read.settings["fluid_temperature"], read.settings["density"]) == (280.0, 900.0)
    assert read.properties("P-101") == case.properties("P-101")
    assert read.properties("P-101")["material"] == f"{name}, version {steel.version}"
    assert read.digest == case.digest


@pytest.mark.parametrize("table", ["fluid_library", "material_library"])
@pytest.mark.parametrize("statement", ["UPDATE workbench.{} SET name = 'x'", "DELETE FROM workbench.{}"])
def test_rows_are_not_changed_by_sql(bench, table, statement):
    with pytest.raises(WorkbenchError), bench.workspace.database.transaction() as connection:
        connection.execute(statement.format(table))
    assert rows(bench, table, "Water" if table == "fluid_library" else "Carbon steel") == [1]
