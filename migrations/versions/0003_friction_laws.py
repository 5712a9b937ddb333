"""More friction laws in the settings of a case, and the critical pressure of its fluid.

What is there fulfils the new rule as it did the old one: it only allows more.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENT = Path(__file__).resolve().parents[1] / "sql" / "0003" / "10_settings.sql"


def upgrade() -> None:
    """Put the new rule in place of the old one."""
    op.get_bind().connection.driver_connection.execute(STATEMENT.read_text(encoding="utf-8"))
