"""Roles, database objects and migrations; run by ``digiboost migrate`` with the administrator's URL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from digiboost.kernel.db.rls import APP, BACKUP, OWNER, WORKER
from digiboost.kernel.settings import Settings

BACKEND = Path(__file__).resolve().parents[3]


def alembic_config() -> Config:
    return Config(BACKEND / "alembic.ini")


def ensure_roles(settings: Settings) -> None:
    """Creates the four roles where they are missing, and gives app and worker the passwords of their URLs."""
    if settings.admin_database_url is None:
        raise SystemExit("DIGIBOOST_ADMIN_DATABASE_URL is needed to migrate")
    passwords = {
        APP: make_url(settings.database_url.get_secret_value()).password,
        WORKER: make_url(settings.worker_database_url.get_secret_value()).password,
    }
    engine = create_engine(settings.admin_database_url.get_secret_value(), poolclass=NullPool)
    with engine.begin() as connection:
        # Two starts at once must not both create a role.
        connection.execute(text("SELECT pg_advisory_xact_lock(728001)"))
        known = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
        for role, options in (
            (OWNER, "NOLOGIN"),
            (APP, "LOGIN"),
            (WORKER, "LOGIN"),
            (BACKUP, "NOLOGIN BYPASSRLS"),
        ):
            if role not in known:
                connection.execute(text(f"CREATE ROLE {role} {options}"))
        # The backup reads every tenant's rows; it never serves a request.
        connection.execute(text(f"ALTER ROLE {BACKUP} BYPASSRLS"))
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection was lost")
        for role, password in passwords.items():
            if password:
                raw.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(str(password)))
                )
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        raw.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        raw.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}, {}, {}").format(
                *(sql.Identifier(part) for part in (name, APP, WORKER, BACKUP))
            )
        )
        connection.execute(text("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
        connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APP}, {WORKER}, {BACKUP}"))
        connection.execute(text(f"GRANT {OWNER} TO CURRENT_USER"))
    engine.dispose()


def upgrade(settings: Settings, revision: str = "head") -> None:
    ensure_roles(settings)
    command.upgrade(alembic_config(), revision)


def check() -> None:
    """Raises when the models and the migrated database differ."""
    command.check(alembic_config())


def offline_sql() -> None:
    """Prints the SQL of all migrations, for linters."""
    command.upgrade(alembic_config(), "head", sql=True)
