"""Every operation, called with a neighbour's identifiers: what is another's does not exist."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from psycopg import sql

from digiboost.kernel.ids import new_id
from tests.factories.people import Person
from tests.invariants.kit.bodies import example, id_fields, resolve
from tests.invariants.kit.database import TENANT_TABLES, connect, ids_of, tenant_column
from tests.invariants.kit.operations import Operation, document, operations, parametrised
from tests.invariants.kit.world import Call, Company, call_of, succeeding_call


@pytest.fixture(scope="module")
def ours(client: Any) -> Company:
    return Company(client, "Boutique Awa")


@pytest.fixture(scope="module")
def theirs(client: Any) -> Any:
    """The neighbour, whose rows nothing in this module may change."""
    company = Company(client, "Le voisin")
    company.person("provider")
    before = _digest(company.tenant_id)
    yield company
    assert _digest(company.tenant_id) == before


@pytest.mark.parametrize("operation", parametrised(with_path=True))
def test_a_neighbour_s_id_in_the_path_is_an_unknown_one(ours: Company, theirs: Company, operation: Operation) -> None:
    for name in operation.path_parameters:
        answers = [
            _ask(ours.caller(operation), operation, call_of(operation, _with(ours, name, value)), value)
            for value in (theirs.id_for(name), str(new_id()))
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404, answers[0]


BATCHES = {"POST /sync/push": "its operations are judged one by one: tests/sync/test_neighbours.py"}


@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id not in BATCHES])
def test_a_neighbour_s_id_in_a_body_or_filter_is_an_unknown_one(
    ours: Company, theirs: Company, operation: Operation
) -> None:
    for name in sorted(id_fields(document(), operation.body_schema)):
        answers = []
        for value in (theirs.id_for(name), str(new_id())):
            ids = _with(ours, name, value)
            call = call_of(operation, ids)
            if operation.body_schema is not None and not operation.is_upload and not operation.is_part:
                call.options["json"] = example(document(), operation.body_schema, ids, full=True)
            answers.append(_ask(ours.caller(operation), operation, call, value))
        assert answers[0] == answers[1], name
        assert answers[0][0] >= 400, (name, answers[0])
    for parameter in operation.query_parameters:
        if id_fields(document(), {"properties": {parameter["name"]: parameter["schema"]}}):
            answers = [
                _ask(ours.caller(operation), operation, Call(operation.path, params={parameter["name"]: value}), value)
                for value in (theirs.id_for(parameter["name"]), str(new_id()))
            ]
            assert answers[0] == answers[1], parameter["name"]


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(one, id=one.name)
        for one in operations()
        if one.body_schema and "id" in resolve(document(), one.body_schema).get("properties", {})
    ],
)
def test_an_id_that_a_neighbour_uses_is_free_for_us(client: Any, theirs: Company, operation: Operation) -> None:
    """A key that is unique over all companies would tell what another one has."""
    company = Company(client, "Le troisième")
    for value in (*(str(row["id"]) for row in theirs.rows.values() if "id" in row), str(new_id())):
        call = succeeding_call(company, operation)
        call.options["json"]["id"] = value
        answer = call.by(company.caller(operation), operation.method)
        assert answer.status_code in (200, 201), answer.text


@pytest.mark.parametrize("operation", [one for one in parametrised(writes=False) if "/live" not in one.id])
@pytest.mark.parametrize("role", ["owner", "employee"])
def test_no_answer_names_a_neighbour_s_row(ours: Company, theirs: Company, operation: Operation, role: str) -> None:
    hidden = ids_of(theirs.tenant_id) - ids_of(ours.tenant_id)
    assert len(hidden) > 30
    call = call_of(operation, ours.id_for)
    text = call.by(ours.person(role), "GET", params=_widest(operation)).text
    assert sorted(one for one in hidden if one in text) == []


EMPTY = {
    "GET /missions": "one's own, and the rows are somebody else's: tests/requests/test_missions.py",
    "GET /notifications": "one's own inbox, and the rows are somebody else's: tests/notifications/test_endpoints.py",
    "GET /notifications/push-subscriptions": "one's own devices: tests/notifications/test_endpoints.py",
    "GET /stock/batches": "what is left of a batch follows from the level: tests/inventory/test_batches.py",
}
"""Lists that a row in every table does not fill; their own tests show the wall."""


def test_the_lists_are_not_empty_when_their_owner_asks(theirs: Company) -> None:
    """Otherwise the test above would prove nothing."""
    lists = [one for one in operations() if one.method == "GET" and not one.path_parameters and _is_list(one)]
    empty = {one.name for one in lists if not theirs.caller(one).get(one.path).json()["items"]}
    assert empty == set(EMPTY)


@pytest.mark.parametrize("operation", [one for one in parametrised(writes=False) if "/live" not in one.id])
def test_an_etag_of_one_company_is_none_of_another(ours: Company, theirs: Company, operation: Operation) -> None:
    answer = call_of(operation, ours.id_for).by(ours.owner, "GET")
    tag = answer.headers.get("etag")
    if answer.status_code != 200 or tag is None:
        return
    assert "Authorization" in answer.headers["vary"]
    assert "no-cache" in answer.headers["cache-control"] or "no-store" in answer.headers["cache-control"]
    again = call_of(operation, ours.id_for).by(ours.owner, "GET", headers={"If-None-Match": tag})
    assert again.status_code == 304
    elsewhere = call_of(operation, theirs.id_for).by(theirs.owner, "GET", headers={"If-None-Match": tag})
    assert elsewhere.status_code == 200
    # Nor of a colleague who sees less on the same phone, unless both see the same.
    colleague = ours.person("employee")
    theirs_alike = call_of(operation, ours.id_for).by(colleague, "GET").text == answer.text
    shown = call_of(operation, ours.id_for).by(colleague, "GET", headers={"If-None-Match": tag})
    assert shown.status_code in ({304} if theirs_alike else {200, 403})


def _with(company: Company, name: str, value: str) -> Any:
    return lambda parameter: value if parameter == name else company.id_for(parameter)


def _ask(person: Person, operation: Operation, call: Call, value: str) -> tuple[int, Any]:
    """Status and body, with the identifier that was asked for made unrecognisable."""
    answer = call.by(person, operation.method)
    text = answer.text.replace(value, "<id>").replace(UUID(value).hex, "<id>")
    return answer.status_code, json.loads(text) if text else None


def _is_list(operation: Operation) -> bool:
    schema = operation.spec["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return "next_cursor" in resolve(document(), schema).get("properties", {})


def _widest(operation: Operation) -> dict[str, int]:
    return {"limit": 200} if any(one["name"] == "limit" for one in operation.query_parameters) else {}


def _digest(tenant_id: UUID) -> dict[str, str]:
    """A fingerprint of all rows of a tenant; sign-ins of its own people aside."""
    found = {}
    with connect("admin") as connection:
        for table in TENANT_TABLES:
            if table.name in {"users", "device_sessions"}:
                continue
            rows = connection.execute(
                sql.SQL("SELECT t::text FROM {} t WHERE {} = %s ORDER BY 1").format(
                    sql.Identifier(table.name), sql.Identifier(tenant_column(table))
                ),
                (tenant_id,),
            ).fetchall()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found
