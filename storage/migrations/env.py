"""Runs the migrations on the connection that it is given, inside the transaction that is open there."""

from alembic import context

from storage.tables import catalogue

context.configure(connection=context.config.attributes["connection"], target_metadata=catalogue)
context.run_migrations()
