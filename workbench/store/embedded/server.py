"""Start or attach to the private PostgreSQL of a folder, and leave it again."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs
from filelock import FileLock, Timeout

import workbench.store.embedded.keeper as keeper
from workbench.errors import StoreError
from workbench.store.embedded.accounts import can_reach, server_account
from workbench.store.embedded.cluster import Cluster, open_cluster
from workbench.store.embedded.passwords import APPLICATION, OWNER, SUPERUSER
from workbench.store.embedded.roles import connection_uri, ensure_roles

__all__ = ["EmbeddedServer", "default_root", "start_embedded"]

LOCK_TIMEOUT = 300.0  # another process may be creating or recovering the database [s]


class EmbeddedServer:
    """A client's hold on the embedded server: while one is open anywhere, the server runs.

    Use it as a context manager, or `close` it. A process that ends without doing so, even by
    ``kill -9``, is noticed by the keeper within a second.

    Attributes
    ----------
    root : Path
        Folder of the database.
    owner_dsn : str
        Connection string of the role that owns the database, for migrations. Holds a password.
    app_dsn : str
        Connection string of the role without rights beyond those granted. Holds a password.
    superuser_dsn : str
        Connection string of the superuser, for making users and for backups only. Holds a password.
    """

    def __init__(self, cluster: Cluster, client: FileLock) -> None:
        address = cluster.address()
        self.root = cluster.root
        self.owner_dsn = connection_uri(address, cluster.passwords, OWNER)
        self.app_dsn = connection_uri(address, cluster.passwords, APPLICATION)
        self.superuser_dsn = connection_uri(address, cluster.passwords, SUPERUSER)
        self._cluster = cluster
        self._client = client
        self._pid = os.getpid()
        self._open = True
        atexit.register(self.close)

    def __repr__(self) -> str:
        state = "open" if self._open else "closed"
        return f"<EmbeddedServer PostgreSQL {self._cluster.installation.major} in '{self.root}', {state}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the server; the last client to do so stops it. Does nothing the second time."""
        if not self._open or os.getpid() != self._pid:  # a forked child must not close for its parent
            return
        self._open = False
        atexit.unregister(self.close)
        _leave(self._cluster, self._client)


def start_embedded(root: Path, *, tcp: bool = sys.platform == "win32") -> EmbeddedServer:
    """Start the PostgreSQL server of a folder, or attach to it where it runs already.

    The database is created the first time, with the roles ``workbench_owner`` and
    ``workbench_app``. Several processes may do this at once.

    Parameters
    ----------
    root : Path
        Folder of the database, made if it is not there; see `default_root`.
    tcp : bool
        Listen on a port of the loopback interface and not on a unix socket. A server that runs
        already keeps its way.

    Returns
    -------
    EmbeddedServer
        Holds the connection strings; close it when done.

    Raises
    ------
    StoreError
        PostgreSQL is missing, of another version than the data, or does not start.

    Examples
    --------
    >>> with start_embedded(default_root()) as server:  # doctest: +SKIP
    ...     psycopg.connect(server.app_dsn)
    """
    root = Path(os.path.abspath(root))
    try:
        _make_root(root)
        with keeper.root_lock(root, timeout=LOCK_TIMEOUT):
            return _start_or_attach(open_cluster(root), tcp=tcp)
    except Timeout:
        raise StoreError(
            f"Another process has been starting or stopping the database in {root} for {LOCK_TIMEOUT:.0f} s: "
            "end that process and try again."
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"The database folder {root} cannot be used ({error.filename or root}: {reason}).") from error


def default_root() -> Path:
    """Return the folder of the user's database: ``WORKBENCH_DATA``, else the user's data folder.

    For root, whose home is closed to the account that the server runs as, it is a folder named
    after that home below ``/var/lib/workbench``.
    """
    chosen = os.environ.get("WORKBENCH_DATA", "")
    if chosen:
        return Path(chosen).expanduser()
    root = Path(platformdirs.user_data_dir("workbench", appauthor=False))
    account = server_account(root)
    existing = next(folder for folder in (root, *root.parents) if folder.exists())
    if account is None or can_reach(account, existing):
        return root
    return Path("/var/lib/workbench", str(Path.home()).strip("/").replace("/", "-"))


def _make_root(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if server_account(root) is not None:
        root.chmod(0o711)  # the server's account passes through; what lies inside is closed to others
    (root / keeper.CLIENTS).mkdir(exist_ok=True, mode=0o700)


def _start_or_attach(cluster: Cluster, *, tcp: bool) -> EmbeddedServer:
    # Registered before the server starts, so that the keeper never sees it without a client.
    client = FileLock(cluster.root / keeper.CLIENTS / f"{os.getpid()}-{uuid.uuid4().hex}.lock", thread_local=False)
    client.acquire(timeout=0)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(_let_go, cluster, client)
        cluster.create()
        running = keeper.find_server(cluster.data) is not None
        if running:
            cluster.ensure_kept(Path(client.lock_file))
        else:
            cluster.start(Path(client.lock_file), tcp=tcp)
        ensure_roles(cluster.address(), cluster.passwords, set_passwords=not running)
        server = EmbeddedServer(cluster, client)
        on_failure.pop_all()
    return server


def _leave(cluster: Cluster, client: FileLock) -> None:
    # A folder that is gone or locked needs nothing from us: the keeper does the rest.
    with (
        contextlib.suppress(Timeout, FileNotFoundError),
        keeper.root_lock(cluster.root, timeout=LOCK_TIMEOUT),
    ):
        _let_go(cluster, client)


def _let_go(cluster: Cluster, client: FileLock) -> None:
    client.release()
    Path(client.lock_file).unlink(missing_ok=True)
    if not keeper.connected_clients(cluster.root):
        keeper.stop_server(cluster.data, cluster.pg_ctl)
