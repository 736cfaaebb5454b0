"""A second factor: the RFC's own figures, and that no guess, replay or race gets past it."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.identity import totp
from tests.factories.codes import number, sent_code
from tests.factories.people import PASSWORD, Person
from tests.factories.requests import field_problem, problem, refuses_nobody
from tests.invariants.kit import database

RFC_SECRET = b"12345678901234567890"


def now_step() -> int:
    return totp.step_of(datetime.now(UTC))


def begun(person: Person) -> bytes:
    answer = person.post("/me/second-factor", {"password": PASSWORD})
    assert answer.status_code == 201, answer.text
    shown = answer.json()["key"]
    return base64.b32decode(shown + "=" * (-len(shown) % 8))


def switched_on(person: Person) -> tuple[bytes, list[str]]:
    """The secret and the recovery codes; the code of the step before the present one is used up."""
    secret = begun(person)
    answer = person.post("/me/second-factor/confirm", {"totp": totp.code(secret, now_step() - 1)})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["codes"]


def log_in(client: Any, person: Person, **more: Any) -> Any:
    answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD, **more})
    client.cookies.clear()
    return answer


def forgive(person: Person) -> None:
    with database.connect("admin") as connection:
        connection.execute("UPDATE second_factors SET wrong = 0 WHERE user_id = %s", (person.user_id,))


# -- the algorithm --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_figures_of_rfc_6238(seconds: int, expected: str) -> None:
    assert totp.code(RFC_SECRET, seconds // 30, digits=8) == expected


@pytest.mark.parametrize(
    ("counter", "expected"),
    list(enumerate(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    )),
)  # fmt: skip
def test_the_figures_of_rfc_4226(counter: int, expected: str) -> None:
    assert totp.code(RFC_SECRET, counter) == expected


@given(st.binary(min_size=20, max_size=20), st.integers(10**8, 4 * 10**9), st.integers(-3, 3))
def test_a_clock_may_be_one_step_off(secret: bytes, seconds: int, off: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    step = totp.step_of(at) + off
    found = totp.matching_step(secret, totp.code(secret, step), at, 0)
    if abs(off) <= 1:
        # Two neighbouring steps have the same code once in a million: then the later one counts.
        assert found is not None and totp.code(secret, found) == totp.code(secret, step)
        assert totp.matching_step(secret, totp.code(secret, step), at, found) is None
    elif found is not None:
        assert totp.code(secret, found) == totp.code(secret, step)


@given(st.binary(min_size=20, max_size=20), st.text(max_size=40))
def test_what_is_shown_is_what_an_application_reads(secret: bytes, account: str) -> None:
    found = urlsplit(totp.uri(secret, account, "Digiboost"))
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    given_secret = parse_qs(found.query)["secret"][0]
    assert base64.b32decode(given_secret + "=" * (-len(given_secret) % 8)) == secret
    assert parse_qs(found.query)["issuer"] == ["Digiboost"]


# -- nobody, and everybody for themselves ---------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/confirm", "/end"])
def test_nobody_has_one(client: Any, path: str) -> None:
    refuses_nobody(client, "POST", f"/me/second-factor{path}", {})
    refuses_nobody(client, "GET", "/me/second-factor")


def test_it_is_one_s_own(client: Any, shop: Person, neighbour: Person) -> None:
    colleague = shop.colleague("employee")
    switched_on(shop)
    assert log_in(client, shop).status_code == 401
    assert log_in(client, colleague).status_code == 200
    assert log_in(client, neighbour).status_code == 200
    assert colleague.get("/me/second-factor").json() == {"on_since": None, "recovery_codes_left": 0}


@pytest.mark.parametrize("role", ["manager", "employee", "viewer"])
def test_every_role_may_have_one(shop: Person, role: str) -> None:
    assert len(switched_on(shop.colleague(role))[1]) == 10


# -- setting up -----------------------------------------------------------------------------------


def test_it_counts_once_it_was_confirmed(client: Any, shop: Person) -> None:
    assert field_problem(shop.post("/me/second-factor", {"password": "wrong"})) == ("password", "password_wrong")
    assert field_problem(shop.post("/me/second-factor", {})) == ("password", "password_wrong")
    assert problem(shop.post("/me/second-factor/confirm", {"totp": "123456"})) == (409, "second_factor_off")
    answer = shop.post("/me/second-factor", {"password": PASSWORD}).json()
    assert answer["uri"].startswith("otpauth://totp/Digiboost:")
    assert answer["qr_svg"].startswith("<svg ") and "<path" in answer["qr_svg"]
    assert log_in(client, shop).status_code == 200, "begun is not on"
    secret = begun(shop)
    assert problem(shop.post("/me/second-factor/confirm", {"totp": "000000"})) == (403, "second_factor_wrong")
    answer = shop.post("/me/second-factor/confirm", {"totp": totp.code(secret, now_step())})
    assert len(set(answer.json()["codes"])) == 10
    assert shop.get("/me").json()["user"]["second_factor_at"] is not None
    assert shop.get("/me/second-factor").json()["recovery_codes_left"] == 10
    assert problem(shop.post("/me/second-factor", {"password": PASSWORD})) == (409, "second_factor_on")
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert {"second_factor.begun", "second_factor.on", "second_factor.refused"} <= set(actions)


def test_nothing_readable_is_kept(shop: Person) -> None:
    secret, codes = switched_on(shop)
    with database.connect("admin") as connection:
        rows = connection.execute(
            "SELECT f.secret, r.code_hash FROM second_factors f JOIN recovery_codes r ON r.tenant_id = f.tenant_id"
            " AND r.user_id = f.user_id WHERE f.user_id = %s",
            (shop.user_id,),
        ).fetchall()
    kept = b"".join(bytes(value) for row in rows for value in row)
    assert secret not in kept
    assert all(code.encode() not in kept and code.replace("-", "").encode() not in kept for code in codes)


def test_it_ends_with_the_password_or_a_code(client: Any, shop: Person) -> None:
    assert problem(shop.post("/me/second-factor/end", {"password": PASSWORD})) == (409, "second_factor_off")
    secret, _ = switched_on(shop)
    assert field_problem(shop.post("/me/second-factor/end", {"password": "wrong"})) == ("password", "password_wrong")
    assert problem(shop.post("/me/second-factor/end", {"totp": "000000"})) == (403, "second_factor_wrong")
    assert shop.post("/me/second-factor/end", {"totp": totp.code(secret, now_step())}).status_code == 204
    assert log_in(client, shop).status_code == 200
    switched_on(shop)
    assert shop.post("/me/second-factor/end", {"password": PASSWORD}).status_code == 204
    assert shop.get("/me").json()["user"]["second_factor_at"] is None


# -- signing in -----------------------------------------------------------------------------------


def test_signing_in_asks_for_it_and_takes_a_code_once(client: Any, shop: Person) -> None:
    secret, _ = switched_on(shop)
    assert problem(log_in(client, shop)) == (401, "second_factor_required")
    wrong_password = client.post(
        "/api/v1/auth/login", json={"email": shop.email, "password": "wrong-one", "totp": "000000"}
    )
    assert problem(wrong_password) == (401, "invalid_credentials"), "a guesser learns nothing of it"
    code = totp.code(secret, now_step())
    assert log_in(client, shop, totp=f"{code[:3]} {code[3:]}").status_code == 200
    assert problem(log_in(client, shop, totp=code)) == (403, "second_factor_wrong"), "a code that was seen is worthless"
    before = totp.code(secret, now_step() - 1)
    assert problem(log_in(client, shop, totp=before)) == (403, "second_factor_wrong"), "nor an earlier one"


def test_a_recovery_code_opens_once(client: Any, shop: Person) -> None:
    _, codes = switched_on(shop)
    assert log_in(client, shop, totp=codes[0].upper()).status_code == 200
    assert problem(log_in(client, shop, totp=codes[0])) == (403, "second_factor_wrong")
    assert shop.get("/me/second-factor").json()["recovery_codes_left"] == 9


def test_five_guesses_in_a_quarter_of_an_hour(client: Any, shop: Person) -> None:
    secret, codes = switched_on(shop)
    for _ in range(5):
        assert problem(log_in(client, shop, totp="000000")) == (403, "second_factor_wrong")
    refused = log_in(client, shop, totp=totp.code(secret, now_step()))
    assert problem(refused) == (429, "second_factor_locked")
    assert refused.headers["retry-after"] == "900"
    assert problem(log_in(client, shop, totp=codes[0])) == (429, "second_factor_locked")
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE second_factors SET since = since - %s WHERE user_id = %s", (timedelta(minutes=16), shop.user_id)
        )
    assert log_in(client, shop, totp=totp.code(secret, now_step())).status_code == 200


def test_racing_with_one_code_opens_one_session(client: Any, shop: Person) -> None:
    secret, _ = switched_on(shop)
    code = totp.code(secret, now_step())
    body = {"email": shop.email, "password": PASSWORD, "totp": code}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.post("/api/v1/auth/login", json=body).status_code, range(20)))
    client.cookies.clear()
    assert answers.count(200) == 1
    assert set(answers) <= {200, 403, 429}


def test_a_code_by_telephone_asks_for_it_too(client: Any, shop: Person) -> None:
    secret, _ = switched_on(shop)
    phone = number()
    shop.patch("/me", {"phone": phone})
    body = {"phone": phone, "code": sent_code("sign_in", phone, client)}
    assert problem(client.post("/api/v1/auth/codes/verify", json=body)) == (401, "second_factor_required")
    wrong = client.post("/api/v1/auth/codes/verify", json={**body, "totp": "000000"})
    assert problem(wrong) == (403, "second_factor_wrong")
    right = client.post("/api/v1/auth/codes/verify", json={**body, "totp": totp.code(secret, now_step())})
    assert right.status_code == 200, "the code that was sent holds until a session is open"
    client.cookies.clear()
