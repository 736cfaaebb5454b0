"""What the OpenAPI document promises, asked of a real server with generated requests."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.invariants.kit.operations import Operation, document, parametrised
from tests.invariants.kit.server import Server
from tests.invariants.kit.world import Company

# What photos come in, part by part.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def asked(server: Server) -> Any:
    with server.client() as web:
        yield server, Company(web, "Boutique interrogée")


@pytest.mark.parametrize("examples", [6, pytest.param(150, marks=pytest.mark.heavy)], ids=["few", "many"])
@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id != "GET /live"])
def test_an_operation_answers_as_documented(asked: tuple[Server, Company], operation: Operation, examples: int) -> None:
    server, company = asked
    schema = schemathesis.openapi.from_dict(_without_sessions(document()))
    wanted = schema[f"/api/v1{operation.path}"][operation.method]
    anew = ("POST /me/password", "DELETE /devices/{device_id}", "PATCH /users/{user_id}")
    caller = (
        Company(company.client, "Boutique d'un jour").owner if operation.name in anew else company.caller(operation)
    )

    @seeded(20260101)
    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=False,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=wanted.as_strategy() | wanted.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case: Any) -> None:
        # Ids of real rows as often as invented ones, so that the calls get past "not found".
        for name in operation.path_parameters:
            if int.from_bytes(str(case.path_parameters.get(name)).encode()[-1:], "big") % 2:
                case.path_parameters[name] = company.id_for(name)
        headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
        answer = case.call(base_url=server.url, headers=headers)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code != 401 or operation.scope is None, "the session must have outlived the calls"

    ask()


def _without_sessions(whole: dict[str, Any]) -> dict[str, Any]:
    """The session is ours to give here: calls without one, or with a bent one, have tests of their own."""
    bare: dict[str, Any] = json.loads(json.dumps(whole))
    del bare["components"]["securitySchemes"]
    for methods in bare["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return bare
