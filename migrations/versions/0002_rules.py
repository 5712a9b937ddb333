"""The rules that the database holds: tenants and roles, issued revisions, versions, valid rows, the audit chain.

The statements are in `migrations/sql/0002`, one file a subject, run in the order of their names.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = Path(__file__).resolve().parents[1] / "sql" / "0002"


def upgrade() -> None:
    """Bring the tables under the rules."""
    connection = op.get_bind().connection.driver_connection
    for file in sorted(STATEMENTS.glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))
