"""``workbench lab``: the database, the solver and JupyterLab, started together and stopped together.

JupyterLab runs inside this process. So there is one process to stop, and when it is killed nothing
stays behind: kernels watch their parent and the embedded database watches its clients.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, NotFound

if TYPE_CHECKING:
    from workbench.store.embedded import EmbeddedServer

__all__ = ["run_lab"]

NOTEBOOK = "workbench.ipynb"
PACKAGE = Path(__file__).parent
OWN_COPY = "workbench-notebooks"


def _print_at_once(line: str) -> None:
    print(line, flush=True)


def run_lab(
    data_dir: Path | None = None,
    port: int | None = None,
    browser: bool = True,
    *,
    jupyter_arguments: Sequence[str] = (),
    echo: Callable[[str], None] = _print_at_once,
) -> None:
    """Prepare the database and the solver, then run JupyterLab until Ctrl-C or SIGTERM.

    Parameters
    ----------
    data_dir : Path, optional
        Folder of the embedded database; not used where ``DATABASE_URL`` names a server.
    port : int, optional
        Port on 127.0.0.1. Without it the first free one from 8888 on; 0 is any free port.
    browser : bool
        Open the notebook in the browser.
    jupyter_arguments : sequence of str
        Further command-line arguments of JupyterLab.
    echo : callable
        Receives each line that is meant for the user.

    Raises
    ------
    InputError
        The port is taken.
    NotFound
        The notebooks are not there.
    StoreError
        The database cannot be started or reached.
    """
    if port:
        _require_free(port)
    with _stoppable(), contextlib.ExitStack() as stack:
        server = _prepare(data_dir, echo)
        if server is not None:
            stack.callback(server.close)
        with _step("JupyterLab", echo):
            application = _make_lab(_notebook_folder(), port, browser, jupyter_arguments)
        url = f"{application.connection_url}lab/tree/{NOTEBOOK}?token={application.identity_provider.token}"
        echo(f"\nThe workbench is at {url}\nCtrl-C stops it.\n")
        _run_until_stopped(application)
        echo("Stopped.")


def _prepare(data_dir: Path | None, echo: Callable[[str], None]) -> EmbeddedServer | None:
    """Start what the notebooks need; return the embedded server, which then belongs to the caller."""
    server = None
    if not os.environ.get("DATABASE_URL"):
        from workbench.store.embedded import default_root, start_embedded

        with _step("Database", echo):
            server = start_embedded(default_root() if data_dir is None else data_dir)
        os.environ["WORKBENCH_DATA"] = str(server.root)  # where the kernels find the same database
    from workbench.hydraulics import warmup

    with _step("Solver (compiled once)", echo):
        warmup()
    from workbench.services.setup import prepare

    with _step("Tables and demo projects", echo):
        prepare(echo=echo)
    return server


@contextlib.contextmanager
def _step(title: str, echo: Callable[[str], None]) -> Iterator[None]:
    started = time.monotonic()
    yield
    echo(f"{title:<30}{time.monotonic() - started:6.1f} s")


def _notebook_folder() -> Path:
    """Return the checkout's notebooks, or the user's own copy of those in an installed package."""
    checkout = PACKAGE.parent / "notebooks"
    if (checkout / NOTEBOOK).is_file():
        return checkout
    shipped = PACKAGE / "notebooks"
    if not (shipped / NOTEBOOK).is_file():
        raise NotFound(f"There is no {NOTEBOOK} in {checkout} or {shipped}: reinstall workbench.")
    own = Path.cwd() / OWN_COPY
    own.mkdir(exist_ok=True)
    for notebook in shipped.glob("*.ipynb"):
        if not (own / notebook.name).exists():  # what the user changed stays
            shutil.copyfile(notebook, own / notebook.name)
    return own


def _make_lab(folder: Path, port: int | None, browser: bool, further: Sequence[str]) -> Any:
    """Return a JupyterLab server that is bound to its port and not running yet."""
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's kernel, not one in the home folder
    from jupyterlab.labapp import LabApp

    token = os.environ.get("JUPYTER_TOKEN", "") or secrets.token_urlsafe(24)
    arguments = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.open_browser={browser}",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url=/lab/tree/{NOTEBOOK}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--Application.log_level=ERROR",
        *_root_and_port(port),
        *further,
    ]
    return LabApp.initialize_server(argv=arguments)


def _root_and_port(port: int | None) -> list[str]:
    arguments = []
    if sys.platform != "win32" and os.geteuid() == 0:
        arguments.append("--allow-root")
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return arguments


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if sys.platform != "win32":  # there the option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise InputError(
                f"Port {port} cannot be used ({error}): give another one with --port, or leave it out.",
                path=("port",),
                value=port,
                expected="a free port",
            ) from None


def _stop_signals() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last one is Windows' closing of the window
    return [signal.Signals[name] for name in names if hasattr(signal, name)]


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Let every stop signal raise, so that what has been started is stopped on the way out."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _stop_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run_until_stopped(application: Any) -> None:
    """Run JupyterLab's loop; a stop signal ends it after its kernels, without asking."""

    def stop(number: int, frame: FrameType | None) -> None:
        application.stop(from_signal=True)

    for number in _stop_signals():
        signal.signal(number, stop)
    application.start()
