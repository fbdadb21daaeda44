"""Run by Alembic for each command: migrates on the connection that db/migrating.py hands over."""

from alembic import context

from db.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
context.run_migrations()
