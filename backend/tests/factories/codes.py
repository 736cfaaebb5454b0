"""Sign-in codes as their owner receives them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from digiboost.identity.codes import code_of
from tests.invariants.kit.database import connect


def number() -> str:
    """A mobile number that nobody has."""
    return f"+2217{uuid4().int % 10**8:08d}"


def ask(client: Any, purpose: str, address: str, **more: Any) -> Any:
    key = "email" if "@" in address else "phone"
    path = {"sign_in": "codes", "recovery": "recovery"}[purpose]
    return client.post(f"/api/v1/auth/{path}", json={key: address, **more})


def asked(purpose: str, address: str) -> UUID:
    """The id of the code that was asked for last at an address."""
    with connect("admin") as connection:
        row = connection.execute(
            "SELECT id FROM login_codes WHERE purpose = %s AND address = %s", (purpose, address)
        ).fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


def sent_code(purpose: str, address: str, client: Any) -> str:
    """A fresh code for an address, whatever was asked for there before."""
    with connect("admin") as connection:
        connection.execute("DELETE FROM login_codes WHERE purpose = %s AND address = %s", (purpose, address))
    answer = ask(client, purpose, address)
    assert answer.status_code == 202, answer.text
    return code_of(asked(purpose, address))


def wrong(code: str, by: int = 1) -> str:
    """Another code."""
    return f"{(int(code) + by) % 1_000_000:06d}"
