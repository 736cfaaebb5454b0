"""What may be read in a log: no password, no token, no row of a person."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from digiboost.kernel.telemetry import configure_logging
from tests.factories.people import open_company
from tests.invariants.conftest import Lines
from tests.invariants.kit.database import connect

PASSWORD = "Un-secret-2026!"


@pytest.fixture
def broken_logins(stack: Any) -> Iterator[None]:
    """PostgreSQL refuses a person's row with a message that shows all of it."""
    with connect("admin", autocommit=True) as admin:
        admin.execute("ALTER TABLE logins ADD CONSTRAINT refused CHECK (email NOT LIKE 'refused%') NOT VALID")
        admin.execute("ALTER TABLE users ADD CONSTRAINT refused CHECK (full_name NOT LIKE 'Refusé%') NOT VALID")
        yield
        admin.execute("ALTER TABLE logins DROP CONSTRAINT refused")
        admin.execute("ALTER TABLE users DROP CONSTRAINT refused")


def test_a_sign_in_s_secrets_reach_no_log(client: Any, log_lines: Lines, broken_logins: None) -> None:
    log_lines.texts.clear()
    owner = open_company(client, password=PASSWORD)
    answer = client.post("/api/v1/auth/login", json={"email": owner.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].split(";")[0].split("=", 1)[1]
    client.cookies.clear()
    client.post("/api/v1/auth/refresh", headers={
        "Cookie": f"digiboost_refresh={cookie}", "Origin": "http://testserver", "X-Digiboost": "1"})  # fmt: skip
    client.cookies.clear()
    invited = owner.post("/invitations", {"email": "x@example.com", "role": "viewer"}).json()["accept_url"]
    owner.post("/me/password", {"current_password": PASSWORD, "new_password": PASSWORD + "2"})
    # Each way to go wrong with a secret in hand.
    client.post("/api/v1/auth/login", json={"email": owner.email, "password": [PASSWORD]})
    client.post("/api/v1/auth/login", content=f'{{"email": "{owner.email}", "password": "{PASSWORD}"')
    client.post("/api/v1/auth/signup", json={"password": PASSWORD, "email": "x"})
    for email, name in ((f"refused-{uuid4().hex}@example.com", "Awa Ndiaye"), ("a@example.com", "Refusé Ndiaye")):
        faulty = client.post("/api/v1/auth/signup", json={
            "company_name": "Boutique", "full_name": name, "email": email, "password": PASSWORD})  # fmt: skip
        assert faulty.status_code == 500
        assert "logins" not in faulty.text
    client.get("/api/v1/me", headers={"Authorization": f"Bearer {owner.token}x"})
    told = "\n".join(log_lines.texts)
    assert told.count('"level": "ERROR"') >= 2, "the faults are recorded"
    secrets = [PASSWORD, owner.token, owner.token.split(".")[2], cookie, cookie.split(".")[2],
               invited.split("#")[1], "argon2", "Refusé Ndiaye", "refused-", owner.email]  # fmt: skip
    assert [secret for secret in secrets if secret in told] == []


def test_a_secret_field_is_hidden_whatever_it_is_called(client: Any) -> None:
    from digiboost.kernel.settings import get_settings

    before = logging.getLogger().handlers[:]
    configure_logging(get_settings())
    handler = logging.getLogger().handlers[0]
    logging.getLogger().handlers[:] = before
    record = logging.LogRecord("x", logging.INFO, "x", 1, "said", None, None)
    for name in ("password", "access_token", "Authorization", "set_cookie", "client_secret", "new_Password"):
        record.__dict__[name] = "hidden-value"
    assert handler.filter(record)
    assert "hidden-value" not in handler.format(record)
    message = "\n".join(["refused", *["DETAIL:  Failing row contains (%s)" % "Awa Ndiaye"] * 2])  # noqa: UP031
    try:
        raise ValueError(message)
    except ValueError:
        faulty = logging.LogRecord("x", logging.ERROR, "x", 1, "said", None, sys.exc_info())
    assert "refused" in handler.format(faulty)
    assert "Ndiaye)" not in handler.format(faulty)


def test_sentry_is_told_nothing_personal(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentry_sdk

    from digiboost.kernel.settings import Settings
    from digiboost.kernel.telemetry import configure_sentry

    given: dict[str, Any] = {}
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: given.update(options))
    configure_sentry(Settings(sentry_dsn=None))
    assert given == {}
    configure_sentry(Settings(sentry_dsn="https://key@sentry.example/1"))  # type: ignore[arg-type]
    assert given["send_default_pii"] is False
    assert given["max_request_body_size"] == "never"
    assert given["include_local_variables"] is False
