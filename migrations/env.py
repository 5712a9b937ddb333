"""Alembic environment: migrations run over the connection that `workbench.store.migrate` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="workbench", transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
