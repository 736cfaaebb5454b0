"""A commit that fails has answered nothing: neither a 2xx, nor a stored answer, nor a half effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from digiboost.kernel.ids import new_id
from tests.invariants.kit.database import connect, count

ENDS = {
    "refused": "RAISE EXCEPTION 'refused at commit' USING ERRCODE = 'integrity_constraint_violation'",
    "killed": "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5)",
}


@pytest.fixture(params=ENDS)
def failing_commit(stack: Any, request: Any) -> Iterator[str]:
    """PostgreSQL itself fails the COMMIT of whatever adds a category called "Fatal"."""
    with connect("admin", autocommit=True) as admin:
        admin.execute(
            f"CREATE FUNCTION fail_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ENDS[request.param]};"
            " RETURN NULL; END $$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT ON categories DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW WHEN (NEW.name = 'Fatal') EXECUTE FUNCTION fail_at_commit()"
        )
        yield str(request.param)
        admin.execute("DROP TRIGGER fail_at_commit ON categories")
        admin.execute("DROP FUNCTION fail_at_commit()")


def test_a_failed_commit_answers_no_success(client: Any, shop: Any, failing_commit: str) -> None:
    for headers in ({}, {"Idempotency-Key": f"key-{new_id()}"}):
        for _ in range(2):
            answer = shop.post("/categories", {"name": "Fatal"}, headers=headers)
            assert answer.status_code >= 400
            assert answer.headers["content-type"] == "application/problem+json"
            assert "idempotent-replay" not in answer.headers
            if failing_commit == "killed":
                assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
                assert answer.headers["retry-after"]
    with connect("admin") as connection:
        assert count(connection, "categories", "tenant_id = %s", shop.tenant_id) == 0
        assert count(connection, "idempotency_keys", "tenant_id = %s", shop.tenant_id) == 0
        assert count(connection, "audit_entries", "tenant_id = %s AND action LIKE 'category%%'", shop.tenant_id) == 0
    # The pool holds no dead connection, and nobody else's transaction is left in one.
    for number in range(20):
        assert shop.post("/categories", {"name": f"Rayon {number}"}).status_code == 201
