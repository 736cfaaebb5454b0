"""What seeding and bulk comparisons need from PostgreSQL: a superuser's connection, and indexes put aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]


def plain_url(url: str, database: str | None = None) -> str:
    """A SQLAlchemy URL as psycopg takes it, perhaps for another database of the same server."""
    bare = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return bare if database is None else bare.rsplit("/", 1)[0] + "/" + database


@contextmanager
def indexes_aside(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Without the secondary indexes of ``tables`` inside the block; they are built again at its end."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL ORDER BY 1",
        (list(tables),),
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        connection.execute(str(definition))


def copy_database(admin_url: str, source: str, target: str) -> None:
    """Makes ``target`` a copy of ``source``, file by file, instead of whatever it was."""
    with psycopg.connect(plain_url(admin_url, "postgres"), autocommit=True) as connection:
        drop_database(connection, target)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
        # A copy has the contents of its template, and not who may connect.
        for (role,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'digiboost!_%' ESCAPE '!'"):
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    sql.Identifier(target), sql.Identifier(str(role))
                )
            )


def drop_database(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def database_exists(admin_url: str, name: str) -> bool:
    with psycopg.connect(plain_url(admin_url, "postgres"), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def rename_database(admin_url: str, old: str, new: str) -> None:
    with psycopg.connect(plain_url(admin_url, "postgres"), autocommit=True) as connection:
        drop_database(connection, new)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            (old,),
        )
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
