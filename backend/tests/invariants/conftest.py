from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from digiboost.kernel.ids import new_id
from tests.invariants.kit import database
from tests.invariants.kit.server import Server, serving


@pytest.fixture
def admin(stack: Any) -> Iterator[psycopg.Connection[Any]]:
    """A superuser, whom row-level security does not bind: the eye that sees both companies."""
    with database.connect("admin", autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def two_filled(stack: Any) -> tuple[dict[str, database.Row], dict[str, database.Row]]:
    """Two companies with a row in every table; their rows have the *same* ids wherever they can."""
    first, second = new_id(), new_id()
    rows = database.fill(first)
    twin: dict[str, database.Row] = {}
    with database.transaction("app", second, login="twin@example.com") as connection:
        for table in database.TENANT_TABLES:
            row = {name: second if value == first else value for name, value in rows[table.name].items()}
            database.insert(connection, table, row)
            twin[table.name] = row
    return rows, twin


def tenant_of(rows: dict[str, database.Row]) -> UUID:
    tenant_id = rows["tenants"]["id"]
    assert isinstance(tenant_id, UUID)
    return tenant_id


class Lines(logging.Handler):
    """What the process would have written to its log, as it would have been written."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@pytest.fixture
def log_lines(app: Any) -> Iterator[Lines]:
    """What is logged during one test; each application that is made sets the handlers anew."""
    handler = Lines()
    ours = logging.getLogger().handlers[0]
    handler.setFormatter(ours.formatter)
    for one in ours.filters:
        handler.addFilter(one)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="session")
def server(stack: Any) -> Iterator[Server]:
    """One real server process for tests that need real concurrency."""
    with serving() as running:
        yield running


@pytest.fixture
def web(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client
