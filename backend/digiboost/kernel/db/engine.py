"""The connection pool of a process.

Connections are in autocommit and the ``Tx`` sends ``BEGIN`` itself, together with the tenant, in one
round trip; psycopg then prepares what is asked often.
"""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import QueuePool

from digiboost.kernel.settings import Settings


class UnsafeDatabaseRole(RuntimeError):
    """The process would connect as a role that row-level security does not bind."""


def make_engine(
    url: str,
    settings: Settings,
    *,
    pool_size: int | None = None,
    statement_timeout_ms: int | None = None,
    plan_once: bool = False,
) -> Engine:
    """``plan_once``: a prepared statement keeps its first plan. A request's statements are looked up by
    tenant-first keys, whoever the tenant is, and planning a list's joins costs more than reading its page. Not
    for bulk work, whose plans depend on how much there is."""
    options = "" if not plan_once else " -c plan_cache_mode=force_generic_plan"
    timeout = settings.database_statement_timeout_ms if statement_timeout_ms is None else statement_timeout_ms
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size or settings.database_pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=False,
        pool_recycle=1800,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # an error's text reaches the log; the values of a statement must not
        connect_args={
            "application_name": "digiboost",
            "connect_timeout": 5,
            "options": f"-c statement_timeout={timeout} -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
            f"{options}",
        },
    )


def refuse_unsafe_role(engine: Engine) -> None:
    """Raises UnsafeDatabaseRole for a superuser, a BYPASSRLS role, an owner of tables, or a member of one."""
    with engine.connect() as connection:
        # Also what the role could become by SET ROLE.
        unbound = connection.execute(
            text(
                "SELECT rolname FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER') AND (rolsuper"
                " OR rolbypassrls OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relowner = r.oid)) LIMIT 1"
            )
        ).scalar()
        name = connection.execute(text("SELECT current_user")).scalar_one()
    if unbound is not None:
        raise UnsafeDatabaseRole(f"role {name} is not bound by row-level security: it is, or may become, {unbound}")
