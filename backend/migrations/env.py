"""Alembic's door. Migrations run as the owner of the tables, who cannot log in, and never wait for locks."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from digiboost.kernel.db.rls import OWNER
from digiboost.kernel.settings import get_settings
from digiboost.tables import metadata

LOCK_TIMEOUT = "2s"


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, compare_type=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        context.execute("SET statement_timeout = '60s'")
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    url = get_settings().admin_database_url
    if url is None:
        raise SystemExit("DIGIBOOST_ADMIN_DATABASE_URL is needed to migrate")
    engine = create_engine(url.get_secret_value(), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"SET ROLE {OWNER}"))
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        run(connection)
