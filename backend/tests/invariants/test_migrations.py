"""The migrations up, down and up again, on an empty and on a filled database, never waiting for a lock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy.exc import OperationalError

from digiboost.kernel.db import migrate
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from digiboost.tables import metadata
from tests.invariants.kit import database
from tools.console import BACKEND

NAME = "digiboost_migrations"


@pytest.fixture
def scratch(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    """An empty database beside the tests' own, which the settings now name; a superuser's connection."""
    with database.connect("admin", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {NAME}")
        for variable in database.ROLES.values():
            monkeypatch.setenv(variable, re.sub(r"/[^/]*$", f"/{NAME}", os.environ[variable]))
        get_settings.cache_clear()
        with database.connect("admin", autocommit=True) as connection:
            yield connection
        monkeypatch.undo()
        get_settings.cache_clear()
        admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def up() -> None:
    migrate.upgrade(get_settings())


def down() -> None:
    command.downgrade(migrate.alembic_config(), "base")


def contents(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """Everything that the catalogue says of our schema."""
    return {
        "tables": connection.execute(
            "SELECT relname, relkind, relrowsecurity, relforcerowsecurity, relacl::text, pg_get_userbyid(relowner)"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
        ).fetchall(),
        "columns": connection.execute(
            "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
            " JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0"
            " AND NOT attisdropped AND relkind = 'r' ORDER BY 1, 2"
        ).fetchall(),
        "constraints": connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        ).fetchall(),
        "policies": connection.execute("SELECT * FROM pg_policies ORDER BY tablename, policyname").fetchall(),
        "types": connection.execute(
            "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')"
        ).fetchall(),
    }


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_up_down_up(scratch: psycopg.Connection[Any], filled: bool) -> None:
    up()
    first = contents(scratch)
    assert {row[0] for row in first["tables"]} >= set(metadata.tables)
    if filled:
        for _ in range(3):
            database.fill(new_id())
    down()
    left = contents(scratch)
    assert {row[0] for row in left["tables"]} == {"alembic_version", "alembic_version_pkc"}
    assert left["types"] == []
    up()
    assert contents(scratch) == first
    up()
    assert contents(scratch) == first, "a second run changes nothing"
    migrate.check()


def test_a_migration_does_not_wait_for_a_lock(scratch: psycopg.Connection[Any]) -> None:
    """It fails within the bound, leaves nothing by halves, and nobody behind it waited longer."""
    up()
    before = contents(scratch)
    with database.connect("admin") as busy:
        busy.execute("SELECT * FROM products")
        started = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"):
            down()
        waited = time.monotonic() - started
    assert 1.9 < waited < 4
    # Each migration is a transaction: those before the one that waited went down wholly, and come up again.
    up()
    assert contents(scratch) == before


def test_the_sql_of_all_migrations_is_clean_and_bounded(stack: Any, capsys: pytest.CaptureFixture[str]) -> None:
    migrate.offline_sql()
    text = capsys.readouterr().out
    assert "SET lock_timeout = '2s'" in text
    assert "SET statement_timeout" in text
    assert not re.search(r"CREATE MATERIALIZED VIEW|SECURITY DEFINER|DISABLE ROW LEVEL", text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "migrations.sql"
        file.write_text(text)
        config = BACKEND / ".squawk.toml"
        chosen = ["--config", str(config)] if config.exists() else []
        found = subprocess.run([Path(sys.executable).with_name("squawk"), *chosen, file], capture_output=True,
                               text=True, cwd=BACKEND, check=False)  # fmt: skip
    assert found.returncode == 0, found.stdout
    assert found.stdout.strip() in ("", "Found 0 issues in 1 file") or "0 issues" in found.stdout, found.stdout


def test_every_migration_goes_both_ways() -> None:
    for file in sorted((BACKEND / "migrations" / "versions").glob("*.py")):
        text = file.read_text()
        body = text.split("def downgrade", 1)[1]
        assert "op." in body, f"{file.name} has no way back"
