"""The compiler is announced where a solution would wait for it, and only there."""

from __future__ import annotations

from pathlib import Path

from workbench.hydraulics import newton, warmup
from workbench.hydraulics.gas import assembly
from workbench.hydraulics.warmup import announce_compilation


class Uncompiled:
    """A kernel that this process has not compiled yet."""

    signatures: tuple[()] = ()


def test_nothing_is_said_once_the_solver_is_compiled(capsys):
    warmup()
    assert not announce_compilation()
    assert not announce_compilation(gas=True)
    assert capsys.readouterr().err == ""


def test_code_on_disk_needs_no_announcement(monkeypatch, capsys):
    warmup()
    monkeypatch.setattr(newton, "iterate", Uncompiled())
    assert not announce_compilation()


def test_a_new_installation_is_told_that_it_waits(monkeypatch, capsys, tmp_path):
    import sys

    module = sys.modules["workbench.hydraulics.warmup"]
    monkeypatch.setattr(newton, "iterate", Uncompiled())
    monkeypatch.setattr(module, "cache_folder", lambda path: str(tmp_path))
    assert announce_compilation()
    assert "half a minute" in capsys.readouterr().err
    # The gas is compiled by itself: what waits for the one does not wait for the other.
    assert not announce_compilation(gas=True)
    monkeypatch.setattr(assembly, "assemble", Uncompiled())
    assert announce_compilation(gas=True)
    assert not list(Path(tmp_path).iterdir())
