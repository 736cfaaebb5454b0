"""Companies and people, made through the public API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

PASSWORD = "Teranga-2026!"


@dataclass
class Person:
    """A signed-in caller; ``get``, ``post`` ... carry the token."""

    client: Any
    session: dict[str, Any]
    email: str

    @property
    def token(self) -> str:
        return str(self.session["access_token"])

    @property
    def tenant_id(self) -> str:
        return str(self.session["tenant"]["id"])

    @property
    def user_id(self) -> str:
        return str(self.session["user"]["id"])

    def request(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("POST", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("PATCH", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("PUT", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.request("DELETE", path, **options)

    def colleague(self, role: str) -> Person:
        """Somebody with ``role`` who accepted this person's invitation."""
        email = f"{role}-{uuid4().hex[:10]}@example.com"
        made = self.post("/invitations", {"email": email, "role": role})
        assert made.status_code == 201, made.text
        token = made.json()["accept_url"].split("#")[1]
        answer = self.client.post(
            "/api/v1/auth/invitations/accept",
            json={"token": token, "full_name": role.title(), "password": PASSWORD},
        )
        assert answer.status_code == 201, answer.text
        return Person(self.client, answer.json(), email)


def open_company(client: Any, **wanted: Any) -> Person:
    email = wanted.pop("email", f"owner-{uuid4().hex[:10]}@example.com")
    body = {
        "company_name": "Boutique Awa",
        "full_name": "Awa Ndiaye",
        "email": email,
        "password": PASSWORD,
        **wanted,
    }
    answer = client.post("/api/v1/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    return Person(client, answer.json(), email)
