"""Row-level security and composite keys from inside: what a faulty statement could do, it cannot."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import ForeignKeyConstraint, Table, Uuid

from digiboost.kernel.ids import new_id
from digiboost.tables import metadata
from tests.invariants.conftest import tenant_of
from tests.invariants.kit.database import (
    TENANT_TABLES,
    Row,
    column_pairs,
    connect,
    count,
    fill,
    foreign_keys,
    insert,
    make_row,
    tenant_column,
    transaction,
)
from tests.invariants.test_catalogue import APPEND_ONLY, KEPT

pytestmark = pytest.mark.usefixtures("stack")

Two = tuple[dict[str, Row], dict[str, Row]]

REFUSED = (errors.UndefinedObject, errors.InvalidTextRepresentation, errors.InsufficientPrivilege)
"""No such setting; an empty one (left by an earlier transaction of the connection); no such right."""

FOREIGN_KEYS = [
    (metadata.tables[name], key)
    for name in (*(table.name for table in TENANT_TABLES), "logins")
    for key in foreign_keys(metadata.tables[name])
]
keys = pytest.mark.parametrize(
    ("table", "key"), FOREIGN_KEYS, ids=[f"{table.name}.{'.'.join(key.column_keys)}" for table, key in FOREIGN_KEYS]
)
tables = pytest.mark.parametrize("table", TENANT_TABLES, ids=lambda table: table.name)


_UNLIKE: dict[str, dict[str, Any]] = {
    "requests": {"number": 1_000_001},
    "request_links": {"token_hash": b"another"},
    "providers": {"user_id": None},
}
"""What is unique within a company beside its key: a second row needs a value of its own."""


@pytest.mark.parametrize("role", ["app", "worker"])
@pytest.mark.parametrize("used_before", [False, True], ids=["fresh", "used"])
@tables
def test_without_a_tenant_every_statement_raises(two_filled: Two, table: Table, role: str, used_before: bool) -> None:
    column = tenant_column(table)
    name = sql.Identifier(table.name)
    statements = {
        "SELECT": sql.SQL("SELECT * FROM {}").format(name),
        "SELECT one": sql.SQL("SELECT * FROM {} WHERE {} = {}").format(
            name, sql.Identifier(column), sql.Literal(str(tenant_of(two_filled[0])))
        ),
        "UPDATE": sql.SQL("UPDATE {} SET {} = {}").format(name, sql.Identifier(column), sql.Identifier(column)),
        "DELETE": sql.SQL("DELETE FROM {}").format(name),
    }
    with connect(role, autocommit=True) as connection:
        if used_before:
            with connection.transaction():
                connection.execute(f"SET LOCAL app.tenant_id = '{tenant_of(two_filled[0])}'")
                connection.execute("SELECT count(*) FROM users")
        for what, statement in statements.items():
            with pytest.raises(REFUSED):
                connection.execute(statement)
                pytest.fail(f"{what} on {table.name} as {role} without a tenant")
        with pytest.raises(REFUSED):
            insert(connection, table, make_row(table, new_id(), two_filled[0]))


@tables
def test_a_tenant_sees_and_touches_its_own_rows_alone(two_filled: Two, admin: Any, table: Table) -> None:
    own, other = (tenant_of(rows) for rows in two_filled)
    column = tenant_column(table)
    assert count(admin, table.name, f"{column} = %s", other) >= 1
    name, tenant = sql.Identifier(table.name), sql.Identifier(column)
    with transaction("app", own) as connection:
        assert count(connection, table.name) == count(connection, table.name, f"{column} = %s", own) >= 1
        for statement in (
            sql.SQL("UPDATE {} SET {} = {} WHERE {} = %s").format(name, tenant, tenant, tenant),
            sql.SQL("DELETE FROM {} WHERE {} = %s").format(name, tenant),
        ):
            forbidden = table.name in APPEND_ONLY or (table.name in KEPT and "DELETE" in statement.as_string())
            try:
                with connection.transaction():
                    assert connection.execute(statement, (other,)).rowcount == 0
            except errors.InsufficientPrivilege:
                assert forbidden


@tables
def test_a_row_cannot_be_put_into_or_moved_to_another_tenant(two_filled: Two, table: Table) -> None:
    own, other = (tenant_of(rows) for rows in two_filled)
    with transaction("app", own) as connection:
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            insert(connection, table, make_row(table, other, two_filled[1]))
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(
                sql.SQL("UPDATE {} SET {} = %s").format(
                    sql.Identifier(table.name), sql.Identifier(tenant_column(table))
                ),
                (other,),
            )


@keys
@pytest.mark.parametrize("role", ["app", "admin"])
def test_a_key_never_reaches_another_tenant_s_row(role: str, table: Table, key: ForeignKeyConstraint) -> None:
    """As the application, and as a superuser whom only the composite key can stop."""
    pairs = column_pairs(key)
    if len(pairs) == 1:
        assert pairs[0][1].name == "tenants"
        return
    own, other = new_id(), new_id()
    mine, theirs = fill(own), fill(other)
    reaching = {mine_column: theirs[target.name][their_column] for mine_column, target, their_column in pairs[1:]}
    unlike: dict[str, Any] = {
        column.name: new_id()
        for column in table.primary_key.columns
        if column.name not in reaching and column.name != tenant_column(table) and isinstance(column.type, Uuid)
    }
    if "email" in table.columns:
        unlike["email"] = f"{new_id()}@example.com"
    unlike |= {name: value for name, value in _UNLIKE.get(table.name, {}).items() if name not in reaching}
    if table.name == "credit_entries" and "sale_id" not in reaching:
        unlike["sale_id"] = None  # a sale has one charge, and it has it already
    row = make_row(table, own, mine, **reaching, **unlike)
    with (
        transaction(role, own, login=str(row.get("email"))) as connection,
        pytest.raises(errors.ForeignKeyViolation),
        connection.transaction(),
    ):
        insert(connection, table, row)
    if role == "app" and table.name in APPEND_ONLY:
        return
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(str(value))) for column, value in reaching.items()
    )
    change = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
        sql.Identifier(table.name), assignments, sql.Identifier(tenant_column(table))
    )
    with (
        transaction(role, own, login=mine["logins"]["email"]) as connection,
        pytest.raises(errors.ForeignKeyViolation),
        connection.transaction(),
    ):
        moved = connection.execute(change, (own,)).rowcount
        pytest.fail(f"{moved} rows now point at a neighbour's")


def test_deleting_one_tenant_s_rows_leaves_the_twin_whole(two_filled: Two, admin: Any) -> None:
    """Both have rows with the same ids: a cascade by id alone would take the other's."""
    first, second = new_id(), new_id()
    rows = fill(first)
    twin: dict[str, Row] = {}
    for table in TENANT_TABLES:
        twin[table.name] = {name: second if value == first else value for name, value in rows[table.name].items()}
        with transaction("app", second, login="twin@example.com") as connection:
            insert(connection, table, twin[table.name])
    before = _sizes(admin, second)
    with connect("admin") as connection:
        for table in reversed(TENANT_TABLES):
            if table.name == "tenants":
                continue
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE tenant_id = %s").format(sql.Identifier(table.name)), (first,)
            )
    assert sum(_sizes(admin, first).values()) == 1
    assert _sizes(admin, second) == before
    assert min(before.values()) == 1


def test_copy_into_a_tenant_table_is_refused(two_filled: Two) -> None:
    """PostgreSQL has no COPY FROM under row-level security: bulk loads are staged."""
    with (
        pytest.raises(errors.FeatureNotSupported),
        transaction("app", tenant_of(two_filled[0])) as connection,
        connection.cursor().copy("COPY categories FROM STDIN") as copy,
    ):
        copy.write(b"")


def test_a_login_s_rows_are_shown_for_the_presented_email_alone(two_filled: Two) -> None:
    tenant_id = tenant_of(two_filled[0])
    email = two_filled[0]["logins"]["email"]
    with connect("app", autocommit=True) as connection, pytest.raises(errors.UndefinedObject):
        connection.execute("SELECT * FROM logins")
    with transaction("app", tenant_id, login="nobody@example.com") as connection:
        assert count(connection, "logins") == 0
    with transaction("app", tenant_id, login=email) as connection:
        assert count(connection, "logins") == 1


def test_the_application_sees_its_own_clock_and_no_delivery(two_filled: Two) -> None:
    first, second = (tenant_of(rows) for rows in two_filled)
    for tenant_id in (first, second):
        with transaction("app", tenant_id) as connection:
            connection.execute("INSERT INTO tenant_clocks VALUES (%s, 'Africa/Dakar')", (tenant_id,))
    with transaction("app", first) as connection:
        assert connection.execute("SELECT company_id FROM tenant_clocks").fetchall() == [(first,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT * FROM deliveries")
    with transaction("worker") as connection:
        assert count(connection, "tenant_clocks") >= 2


def _sizes(admin: Any, tenant_id: Any) -> dict[str, int]:
    return {table.name: count(admin, table.name, f"{tenant_column(table)} = %s", tenant_id) for table in TENANT_TABLES}
