from __future__ import annotations

from typing import Any


def test_anonymous_is_refused_everywhere(client: Any) -> None:
    for path in ("/me", "/tenant", "/users", "/devices", "/invitations", "/audit"):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthenticated"


def test_an_owner_signs_up_and_in(client: Any, shop: Any) -> None:
    me = shop.get("/me").json()
    assert me["user"]["role"] == "owner"
    assert me["tenant"]["currency"] == "XOF"
    answer = client.post("/api/v1/auth/login", json={"email": shop.email.upper(), "password": "Teranga-2026!"})
    assert answer.status_code == 200
    wrong = client.post("/api/v1/auth/login", json={"email": shop.email, "password": "wrong"})
    unknown = client.post("/api/v1/auth/login", json={"email": "nobody@example.com", "password": "wrong"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())


def test_a_colleague_joins_by_invitation(shop: Any, neighbour: Any) -> None:
    seller = shop.colleague("employee")
    assert seller.get("/me").json()["tenant"]["id"] == shop.tenant_id
    assert seller.get("/users").status_code == 403
    assert {row["role"] for row in shop.get("/users").json()["items"]} == {"owner", "employee"}
    hidden = neighbour.patch(f"/users/{seller.user_id}", {"role": "viewer"})
    assert hidden.status_code == 404
