"""``start.py``: which Pythons, when ``.venv`` is made, kept or made anew, and what is handed over."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).parents[1] / "start.py"


class Checkout:
    """A copy of ``start.py`` beside small files, with installers that only take notes."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.installed: list[str] = []
        self.handed_over: list[list[str]] = []
        folder.mkdir(exist_ok=True)
        shutil.copy(SOURCE, folder / "start.py")
        (folder / "requirements.lock").write_text("one==1 --hash=sha256:00\n", encoding="utf-8")
        (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        self.module = self._load(monkeypatch)

    def _load(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        specification = importlib.util.spec_from_file_location("start", self.folder / "start.py")
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        self.real_install = module.install
        monkeypatch.setattr(module, "install", lambda: self.installed.append("all"))
        monkeypatch.setattr(module, "hand_over", lambda arguments: self.handed_over.append(arguments) or 0)
        monkeypatch.chdir(self.folder)
        return module

    @property
    def environment(self) -> Path:
        return self.folder / ".venv"

    def run(self, *arguments: str) -> int:
        return int(self.module.main(list(arguments)))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path / "check out é", monkeypatch)


def test_setup_makes_an_environment_whose_python_runs_and_does_so_once(checkout: Checkout) -> None:
    assert checkout.run("setup") == 0
    assert subprocess.run([checkout.module.PYTHON, "-c", ""], check=True).returncode == 0
    assert checkout.run("setup") == 0
    assert checkout.installed == ["all"]
    assert checkout.handed_over == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_requirements_are_installed_into_the_same_environment(checkout: Checkout, name: str) -> None:
    checkout.run("setup")
    kept = checkout.environment / "kept"
    kept.touch()
    (checkout.folder / name).write_text("# changed\n", encoding="utf-8")
    assert checkout.run("setup") == 0
    assert checkout.installed == ["all", "all"]
    assert kept.exists()


def break_off(checkout: Checkout) -> None:
    (checkout.environment / "workbench-unfinished").touch()


def remove_python(checkout: Checkout) -> None:
    Path(checkout.module.PYTHON).unlink()


def age(checkout: Checkout) -> None:
    Path(checkout.module.STAMP).write_text('{"checkout": "/where/it/was"}', encoding="utf-8")


@pytest.mark.parametrize("damage", [break_off, remove_python, age])
def test_an_environment_that_cannot_be_used_is_made_anew(
    checkout: Checkout, damage: Callable[[Checkout], None]
) -> None:
    checkout.run("setup")
    leftover = checkout.environment / "leftover"
    leftover.touch()
    damage(checkout)
    assert checkout.run("setup") == 0
    assert not leftover.exists()
    assert checkout.installed == ["all", "all"]
    assert not (checkout.environment / "workbench-unfinished").exists()


def test_a_failed_installation_is_a_sentence_and_is_repaired_by_the_next_start(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise checkout.module.StepError("The packages could not be installed; no network.")

    with monkeypatch.context() as broken:
        broken.setattr(checkout.module, "install", fail)
        assert checkout.run("setup") == 1
    assert capsys.readouterr().err == "\nThe packages could not be installed; no network.\n"
    assert checkout.run("setup") == 0
    assert checkout.installed == ["all"]


@pytest.mark.parametrize("uv_works", [True, False])
def test_uv_is_preferred_and_pip_is_there_when_it_fails(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, uv_works: bool
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str]) -> tuple[int, str]:
        commands.append(command)
        return (0 if uv_works or command[0] != "uv" else 2), "no index"

    monkeypatch.setattr(checkout.module, "run_quietly", run)
    monkeypatch.setattr(checkout.module.shutil, "which", lambda name: name)
    checkout.real_install()
    used = ["uv" if command[0] == "uv" else command[2] for command in commands]
    assert used == (["uv", "uv"] if uv_works else ["uv", "ensurepip", "pip", "pip"])
    assert "--require-hashes" in commands[-2]
    assert commands[-1][-4:] == ["--no-deps", "--no-build-isolation", "-e", str(checkout.folder)]


def test_lab_is_the_default_and_gets_its_options(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_DATA", "replaced")
    assert checkout.run("--no-browser", "--port", "8899", "--data", "some where") == 0
    assert checkout.handed_over == [["-m", "workbench", "lab", "--no-browser", "--port", "8899"]]
    assert checkout.module.os.environ["WORKBENCH_DATA"] == str(checkout.folder / "some where")


def test_arguments_of_test_go_to_pytest(checkout: Checkout) -> None:
    assert checkout.run("test", "-x", "tests/model", "-k", "diff") == 0
    (handed_over,) = checkout.handed_over
    assert handed_over[:4] == ["-m", "pytest", "-n", "2"]
    assert handed_over[-4:] == ["-x", "tests/model", "-k", "diff"]  # the last -n holds


def test_an_unknown_argument_is_refused_before_anything_is_done(checkout: Checkout) -> None:
    with pytest.raises(SystemExit) as stopped:
        checkout.run("setup", "--prot", "1")
    assert stopped.value.code == 2
    assert not checkout.environment.exists()


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_another_python_is_refused_in_a_sentence(checkout: Checkout, version: tuple[int, int]) -> None:
    with pytest.raises(
        checkout.module.StepError, match=rf"needs Python 3.11, 3.12 or 3.13 and this is 3.{version[1]}:"
    ):
        checkout.module.require_python(version)


def test_an_old_python_understands_the_file_and_so_prints_the_sentence() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_folder_without_a_lock_is_no_checkout(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout.folder / "requirements.lock").unlink()
    assert checkout.run("setup") == 1
    assert "no requirements.lock beside start.py" in capsys.readouterr().err


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
