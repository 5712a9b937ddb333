"""Generated passwords, one file a role, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["APPLICATION", "OWNER", "SUPERUSER", "password"]

SUPERUSER = "postgres"
OWNER = "workbench_owner"
APPLICATION = "workbench_app"


def password(folder: Path, role: str) -> str:
    """Return the password of a role, generating it the first time.

    The file appears complete or not at all, so a crash cannot leave an empty password behind.
    """
    file = folder / role
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        generated = secrets.token_urlsafe(32)
    new = folder / f"{role}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(generated)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
    return generated
