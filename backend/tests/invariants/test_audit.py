"""Every write leaves an entry in the audit chain, neither it nor the log holds a person's data, and no entry can
be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors, sql

from digiboost.identity.audit import first_broken_entry
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from digiboost.tables import metadata
from tests.factories.people import open_company
from tests.invariants.conftest import Lines
from tests.invariants.kit.database import connect, transaction
from tests.invariants.kit.operations import Operation, parametrised
from tests.invariants.kit.world import Company, succeeding_call
from tests.invariants.test_catalogue import APPEND_ONLY, KEPT

SILENT = {
    "POST /auth/refresh": "every quarter of an hour on every device: the session's own row tells",
    "POST /auth/codes": "nobody is known to ask: what is sent leaves an entry with whom it is sent to",
    "POST /auth/recovery": "the same",
    "POST /forecasts/basket": "asks, and changes nothing",
    "POST /notifications/seen": "each time somebody looks: the notification's own row tells",
}
"""Writes that leave no entry, each with its reason."""

PERSONAL = {"email", "full_name", "contact_name", "phone", "address", "note", "password", "new_password",
            "current_password", "token", "reason", "totp"}  # fmt: skip
PEOPLE = ("/customers", "/suppliers", "/providers")
"""Where ``name`` is a person's."""

COLUMNS = [column.name for column in metadata.tables["audit_entries"].columns]


@pytest.fixture(scope="module")
def engine(app: Any) -> Iterator[Any]:
    made = make_engine(get_settings().database_url.get_secret_value(), get_settings(), pool_size=2)
    yield made
    made.dispose()


def entries(tenant_id: Any) -> list[dict[str, Any]]:
    with transaction("app", tenant_id) as connection:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        return list(cursor.execute("SELECT * FROM audit_entries ORDER BY seq"))


def broken(engine: Any, tenant_id: str) -> int | None:
    with Tx(engine, system_actor(UUID(tenant_id))) as tx:
        return first_broken_entry(tx)


@pytest.fixture(scope="module")
def shared(client: Any) -> Company:
    return Company(client, "Boutique patiente")


@pytest.mark.parametrize("operation", parametrised(writes=True, callbacks=False))
def test_a_write_leaves_an_entry_without_personal_data(
    client: Any, engine: Any, log_lines: Lines, operation: Operation
) -> None:
    company = Company(client, "Boutique contrôlée")
    call, caller = succeeding_call(company, operation), company.caller(operation)
    before = _all_entries()
    log_lines.texts.clear()
    answer = call.by(caller, operation.method)
    client.cookies.clear()
    assert answer.status_code < 300, answer.text
    fresh = _all_entries() - before
    sent = _leaves(call.options.get("json", {}), "")
    personal = {value for name, value in sent
                if name in PERSONAL or (name == "name" and operation.path.startswith(PEOPLE))}  # fmt: skip
    logged = "\n".join(text for text in log_lines.texts if '"logger": "httpx"' not in text)
    assert logged.count('"message": "request"') == 1
    assert [value for value in {*personal, caller.token} if value in logged] == []
    if operation.name in SILENT:
        assert fresh == set()
        return
    assert fresh
    told = "\n".join(payload for _, _, payload in fresh)
    assert [value for value in personal if value in told] == []
    made = answer.json() if answer.content and operation.path.startswith("/auth/") else None
    for tenant_id in {str(tenant) for tenant, _, _ in fresh}:
        if made is None or tenant_id == made["tenant"]["id"]:
            assert broken(engine, tenant_id) is None


@pytest.mark.parametrize(
    "operation",
    [
        one
        for one in parametrised(writes=True, callbacks=False)
        if not one.id.startswith(("POST /auth", "POST /public"))
    ],
)
def test_a_repeated_write_acts_once_and_answers_alike(client: Any, shared: Company, operation: Operation) -> None:
    # Whoever changes the password needs a company of their own: the others sign in with the old one.
    company = Company(client, "Boutique d'un jour") if operation.path == "/me/password" else shared
    call = succeeding_call(company, operation)
    call.options["headers"] = {**call.options.get("headers", {}), "Idempotency-Key": f"once-{new_id()}"}
    first = call.by(company.caller(operation), operation.method)
    assert first.status_code < 300, first.text
    size = len(entries(company.tenant_id))
    second = call.by(company.caller(operation), operation.method)
    assert second.headers.get("idempotent-replay") == "true"
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert len(entries(company.tenant_id)) == size
    if "json" in call.options:
        call.options["json"] = {**call.options["json"], "another": "body"}
        other = call.by(company.caller(operation), operation.method)
        assert (other.status_code, other.json()["code"]) in {(422, "validation"), (422, "idempotency_key_reused")}


@pytest.mark.parametrize("operation", parametrised(writes=True, callbacks=False))
def test_an_unknown_field_is_refused(shared: Company, operation: Operation) -> None:
    if operation.body_schema is None or operation.is_upload or operation.is_part:
        return
    company = shared
    call = succeeding_call(company, operation)
    call.options["json"] = {**call.options["json"], "tenant_id_": "x", "unheard_of": True}
    answer = call.by(company.caller(operation), operation.method)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert "unheard_of" in {problem["field"] for problem in answer.json()["errors"]}


# -- tampering -------------------------------------------------------------------------------------


@pytest.fixture
def chained(client: Any, engine: Any) -> Any:
    """A company with a chain of several entries, whole."""
    person = open_company(client)
    for number in range(5):
        assert person.patch("/tenant", {"name": f"Boutique {number}"}).status_code == 200
    assert len(entries(person.tenant_id)) >= 7
    assert broken(engine, person.tenant_id) is None
    return person


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("role", ["superuser", "owner"])
def test_a_changed_column_is_found(chained: Any, engine: Any, column: str, role: str) -> None:
    changes = {
        "tenant_id": "gen_random_uuid()",
        "seq": "seq + 1000",
        "at": "at + interval '1 microsecond'",
        "user_id": "gen_random_uuid()",
        "action": "action || 'x'",
        "subject_type": "subject_type || 'x'",
        "subject_id": "subject_id || 'x'",
        "details": """details || '{"x": 1}'""",
        "payload": "payload || ' '",
        "hash": "sha256(hash)",
    }
    if (role, column) == ("owner", "tenant_id"):
        with pytest.raises(errors.InsufficientPrivilege):  # row-level security is forced on the owner, too
            _as(role, chained, "UPDATE audit_entries SET tenant_id = gen_random_uuid() WHERE tenant_id = %s")
        return
    _as(role, chained, f"UPDATE audit_entries SET {column} = {changes[column]} WHERE tenant_id = %s AND seq = 3")
    assert broken(engine, chained.tenant_id) == 3


@pytest.mark.parametrize("seq", [1, 4, 7])
def test_a_removed_entry_is_found(chained: Any, engine: Any, seq: int) -> None:
    _as("superuser", chained, f"DELETE FROM audit_entries WHERE tenant_id = %s AND seq = {seq}")
    assert broken(engine, chained.tenant_id) == seq


def test_a_cut_off_tail_is_found(chained: Any, engine: Any) -> None:
    _as("superuser", chained, "DELETE FROM audit_entries WHERE tenant_id = %s AND seq > 4")
    assert broken(engine, chained.tenant_id) == 5


def test_everything_removed_is_found(chained: Any, engine: Any) -> None:
    _as("superuser", chained, "DELETE FROM audit_entries WHERE tenant_id = %s")
    assert broken(engine, chained.tenant_id) == 1


def test_a_removed_head_is_found(chained: Any, engine: Any) -> None:
    _as("superuser", chained, "DELETE FROM audit_heads WHERE tenant_id = %s")
    assert broken(engine, chained.tenant_id) is not None


def test_two_exchanged_entries_are_found(chained: Any, engine: Any) -> None:
    _as("superuser", chained, "UPDATE audit_entries SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END"
                              " WHERE tenant_id = %s AND seq IN (3, 4)")  # fmt: skip
    _as("superuser", chained, "UPDATE audit_entries SET seq = -seq WHERE tenant_id = %s AND seq < 0")
    assert broken(engine, chained.tenant_id) == 3


def test_an_inserted_entry_is_found(chained: Any, engine: Any) -> None:
    _as(
        "superuser", chained,
        "INSERT INTO audit_entries (tenant_id, seq, at, user_id, action, subject_type, subject_id, details, payload,"
        " hash) SELECT tenant_id, 8, at, user_id, action, subject_type, subject_id, details, payload,"
        " sha256(hash || convert_to(payload, 'UTF8')) FROM audit_entries WHERE tenant_id = %s AND seq = 7",
    )  # fmt: skip
    assert broken(engine, chained.tenant_id) is not None


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("role", ["app", "worker"])
def test_nobody_who_serves_may_change_what_happened(chained: Any, table: str, role: str) -> None:
    for statement in (
        "UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY", "LOCK TABLE {} IN EXCLUSIVE MODE",
        "CREATE POLICY open ON {} USING (true)", "CREATE TRIGGER t BEFORE INSERT ON {} EXECUTE FUNCTION now()",
    ):  # fmt: skip
        with transaction(role, chained.tenant_id) as connection:
            with pytest.raises((errors.InsufficientPrivilege, errors.InvalidObjectDefinition)):
                connection.execute(sql.SQL(statement).format(sql.Identifier(table)))
            connection.rollback()


@pytest.mark.parametrize("table", sorted(KEPT))
def test_nobody_who_serves_may_take_the_head_away(chained: Any, table: str) -> None:
    with transaction("app", chained.tenant_id) as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f"DELETE FROM {table}")
        connection.rollback()


def _as(role: str, person: Any, statement: str) -> None:
    with connect("admin") as connection:
        if role == "owner":
            connection.execute("SET LOCAL ROLE digiboost_owner")
            connection.execute(f"SET LOCAL app.tenant_id = '{person.tenant_id}'")
        assert connection.execute(statement, (person.tenant_id,)).rowcount > 0


def _all_entries() -> set[tuple[Any, int, str]]:
    with connect("admin") as connection:
        return set(connection.execute("SELECT tenant_id, seq, payload FROM audit_entries").fetchall())


def _leaves(value: Any, name: str) -> set[tuple[str, str]]:
    if isinstance(value, dict):
        return set().union(*(_leaves(inner, key) for key, inner in value.items()))
    if isinstance(value, list):
        return set().union(*(_leaves(inner, name) for inner in value))
    return {(name, json.dumps(value, ensure_ascii=False).strip('"'))} if isinstance(value, str) and value else set()
