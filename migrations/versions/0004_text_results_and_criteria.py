"""Results that are texts, and sets of criteria in projects.

Rows that are there stay as they are: the checks of the types that are registered already know numbers only, and what
they were made of says the same by the new rule.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = Path(__file__).resolve().parents[1] / "sql" / "0004"


def upgrade() -> None:
    """Put the new rules in place of the old ones, and make the library of criteria."""
    connection = op.get_bind().connection.driver_connection
    for file in sorted(STATEMENTS.glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))
