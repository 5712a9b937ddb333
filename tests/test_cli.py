"""The command ``workbench``: what it prints, its exit codes, and that it leaves nothing half done."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from workbench.cli import main

wntr = pytest.importorskip("wntr")


@pytest.fixture
def here(bench, data_dir, monkeypatch):
    """Let the command use the server of the tests."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(data_dir))
    return bench


@pytest.fixture
def net1() -> Path:
    return Path(wntr.library.ModelLibrary().get_filepath("Net1"))


def test_import_makes_project_revision_and_case(here, net1, capsys):
    name = f"Imported {uuid4()}"
    assert main(["import", str(net1), "--project", name, "--case", "Time zero"]) == 0
    said = capsys.readouterr().out
    assert f"into '{name}', revision A" in said
    assert "not taken over" in said
    case = here.project(name).revision("A").case("Time zero")
    case.solve()
    assert case.run.summary["relative_mass_residual"] < 1e-9


def test_import_a_second_case_into_the_project(here, net1, capsys):
    name = f"Imported {uuid4()}"
    for case in ("One", "Two"):
        assert main(["import", str(net1), "--project", name, "--case", case]) == 0
    assert here.project(name).revision("A").cases == ["One", "Two"]
    assert main(["import", str(net1), "--project", name, "--case", "Two"]) == 1
    assert "has a case 'Two' already" in capsys.readouterr().err
    assert here.project(name).revision("A").cases == ["One", "Two"]


@pytest.mark.parametrize("content", [None, b"", b"no network at all\n", bytes(range(256))])
def test_a_file_that_is_no_network_leaves_nothing_behind(here, tmp_path, capsys, content):
    file = tmp_path / "network.inp"
    if content is not None:
        file.write_bytes(content)
    name = f"Bad {uuid4()}"
    assert main(["import", str(file), "--project", name, "--case", "X"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("workbench: ")
    assert "network.inp" in said
    assert "Traceback" not in said
    assert name not in here.projects().index


def test_a_database_that_is_down_is_said_in_one_sentence(monkeypatch, net1, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:topsecret@127.0.0.1:9/workbench")
    assert main(["import", str(net1), "--project", "X", "--case", "Y"]) == 1
    said = capsys.readouterr().err
    assert "cannot be reached" in said
    assert "topsecret" not in said


def test_migrate(here, capsys):
    assert main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_warmup(capsys):
    assert main(["warmup"]) == 0
    assert "compiled" in capsys.readouterr().out


def test_the_command_is_installed():
    assert shutil.which("workbench", path=str(Path(__import__("sys").executable).parent))


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    said = capsys.readouterr().out
    for command in ("lab", "import", "migrate", "warmup"):
        assert command in said
