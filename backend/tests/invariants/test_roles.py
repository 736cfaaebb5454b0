"""Who may call what: the signatures of the endpoints, the roles, and a table that people read."""

from __future__ import annotations

from typing import Any

import pytest

from digiboost.identity.types import SCOPES
from digiboost.kernel.auth import Scope
from tests.invariants.kit.operations import Operation, document, operations, parametrised
from tests.invariants.kit.world import ROLES, Company, call_of
from tools.check_endpoints import ANONYMOUS, TABLE, findings, read_table, table_text


@pytest.fixture(scope="module")
def company(client: Any) -> Company:
    return Company(client, "Boutique des rôles")


def test_the_table_names_every_operation_as_declared() -> None:
    """Written by ``python -m tools.check_endpoints --write``: a change of rights is a change of a file."""
    assert findings() == []
    assert TABLE.read_text() == table_text()


def test_the_document_says_who_may_call() -> None:
    assert set(document()["components"]["securitySchemes"]) == {"session"}
    for one in operations():
        assert one.spec["security"] == ([] if one.scope is None else [{"session": [one.scope]}]), one.name


def test_only_the_known_operations_ask_for_no_session() -> None:
    assert {one.name for one in operations() if one.scope is None} == set(ANONYMOUS)


def test_every_scope_is_used_and_held() -> None:
    used = {one.scope for one in operations()}
    held = set().union(*SCOPES.values())
    assert held == set(Scope)
    assert set(Scope) - used == {Scope.PLATFORM_READ}, "the platform has no screen"


@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id not in ANONYMOUS])
def test_without_a_session_nothing_is_answered(client: Any, company: Company, operation: Operation) -> None:
    for headers in ({}, {"Authorization": ""}, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"}):
        call = call_of(operation, company.id_for)
        call.options["headers"] = headers
        answer = call.anonymously(client, operation.method)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_an_operator_opens_no_stream(company: Company) -> None:
    assert company.person("operator").get("/live").status_code == 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id not in {*ANONYMOUS, "GET /live"}])
def test_a_role_may_call_what_the_table_says(company: Company, operation: Operation, role: str) -> None:
    person = company.person(role)
    # Unknown rows, so that nobody's call changes what the next one finds.
    answer = call_of(operation, lambda _: "0190aaaa-0000-7000-8000-000000000000").by(person, operation.method)
    allowed = role in read_table()[operation.name].split()
    refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
    assert refused != allowed, answer.text
    assert answer.status_code not in {401, 500}
