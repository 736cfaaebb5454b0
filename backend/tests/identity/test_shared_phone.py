"""One phone, several sellers: who may act, who must prove it, and what every earlier token is worth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from digiboost.kernel.clock import now
from tests.factories.people import PASSWORD, Person
from tests.invariants.kit.database import transaction

OURS = {"Origin": "http://testserver", "X-Digiboost": "1"}
PIN = "2580"


@dataclass
class Phone:
    """A device that is signed in: its cookie, and the person whose token it holds."""

    client: Any
    cookie: str
    holder: Person

    def act(self, user_id: str, **proof: str) -> Any:
        answer = self.holder.post("/auth/act", {"user_id": user_id, **proof})
        if answer.status_code == 200:
            self.holder = replace(self.holder, session=answer.json())
        return answer

    def refresh(self, **headers: str) -> Any:
        answer = self.client.post("/api/v1/auth/refresh", headers={**OURS, "Cookie": self.cookie, **headers})
        self.client.cookies.clear()
        if answer.status_code == 200:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
            self.holder = replace(self.holder, session={**self.holder.session, **answer.json()})
        return answer


@pytest.fixture
def sign_in(client: Any) -> Any:
    def opened(person: Person) -> Phone:
        answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
        client.cookies.clear()
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"].split(";")[0]
        return Phone(client, cookie, Person(client, answer.json(), person.email))

    return opened


def set_pin(person: Person, pin: str = PIN) -> None:
    assert person.put("/me/pin", {"password": PASSWORD, "pin": pin}).status_code == 204


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_without_a_session_nobody_acts(client: Any, shop: Any) -> None:
    for method, path, body in (
        ("POST", "/auth/act", {"user_id": shop.user_id}),
        ("PUT", "/me/pin", {"password": PASSWORD, "pin": PIN}),
        ("DELETE", "/me/pin", None),
        ("GET", "/people", None),
    ):
        answer = client.request(method, f"/api/v1{path}", json=body)
        assert code_of(answer) == (401, "unauthenticated")


def test_a_neighbour_is_nobody(shop: Any, neighbour: Any) -> None:
    set_pin(neighbour)
    for proof in ({}, {"pin": PIN}, {"password": PASSWORD}):
        theirs = shop.post("/auth/act", {"user_id": neighbour.user_id, **proof})
        unknown = shop.post("/auth/act", {"user_id": str(uuid4()), **proof})
        assert (theirs.status_code, theirs.json()) == (unknown.status_code, unknown.json())
        assert code_of(theirs) == (404, "not_found")
    assert neighbour.user_id not in shop.get("/people").text


def test_one_sets_and_removes_one_s_own_pin(shop: Any) -> None:
    assert shop.get("/me").json()["user"]["has_pin"] is False
    refused = shop.put("/me/pin", {"password": "wrong", "pin": PIN})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "password_wrong")
    for weak in ("0000", "1234", "987654"):
        assert shop.put("/me/pin", {"password": PASSWORD, "pin": weak}).json()["errors"][0]["code"] == "pin_weak"
    for odd in ("12a4", "123", "1234567", "٢٥٨٠", ""):
        assert shop.put("/me/pin", {"password": PASSWORD, "pin": odd}).json()["code"] == "validation"
    set_pin(shop)
    assert shop.get("/me").json()["user"]["has_pin"] is True
    assert [row["has_pin"] for row in shop.get("/users").json()["items"]] == [True]
    assert shop.get("/people").json()["items"] == [
        {"id": shop.user_id, "name": "Awa Ndiaye", "role": "owner", "has_pin": True}
    ]
    with transaction("app", shop.tenant_id) as connection:
        stored = connection.execute("SELECT pin_hash FROM users").fetchone()[0]
    assert stored.startswith("$argon2id$")
    assert PIN not in stored
    assert shop.delete("/me/pin").status_code == 204
    assert shop.get("/me").json()["user"]["has_pin"] is False


def test_everybody_sees_who_may_take_over(shop: Any) -> None:
    seller = shop.colleague("employee")
    left = shop.colleague("viewer")
    shop.patch(f"/users/{left.user_id}", {"is_active": False})
    assert [(row["name"], row["role"]) for row in seller.get("/people").json()["items"]] == [
        ("Awa Ndiaye", "owner"), ("Employee", "employee"),
    ]  # fmt: skip


def test_going_down_needs_no_proof_and_hides_the_costs(shop: Any, sign_in: Any) -> None:
    seller = shop.colleague("employee")
    wanted = {"code": "S1", "name": "Savon", "sale_price": 500, "purchase_price": 300}
    product = shop.post("/products", wanted).json()["id"]
    phone = sign_in(shop)
    earlier = phone.holder
    assert earlier.get(f"/products/{product}").json()["purchase_price"] == 300
    answer = phone.act(seller.user_id)
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == seller.user_id
    assert answer.json()["opened_by"] == {"id": shop.user_id, "name": "Awa Ndiaye"}
    assert "costs:read" not in answer.json()["permissions"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert phone.holder.get("/me").json()["opened_by"]["id"] == shop.user_id
    assert code_of(earlier.get(f"/products/{product}")) == (401, "unauthenticated")
    assert phone.holder.get(f"/products/{product}").json()["purchase_price"] is None
    for _ in range(3):
        renewed = phone.refresh()
        assert renewed.json()["user"]["id"] == seller.user_id
        assert "costs:read" not in renewed.json()["permissions"]
        assert phone.holder.get(f"/products/{product}").json()["purchase_price"] is None
        assert phone.holder.get("/users").status_code == 403
    # Another device of the opener is not this one.
    assert shop.get(f"/products/{product}").json()["purchase_price"] == 300


def test_going_up_needs_the_pin_or_the_password(shop: Any, sign_in: Any) -> None:
    seller = shop.colleague("employee")
    phone = sign_in(shop)
    phone.act(seller.user_id)
    assert code_of(phone.act(shop.user_id)) == (403, "pin_required")
    assert code_of(phone.act(shop.user_id, pin=PIN)) == (403, "pin_required"), "there is none yet"
    wrong = phone.act(shop.user_id, password="wrong")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "password_wrong")
    assert phone.holder.get("/me").json()["user"]["id"] == seller.user_id
    set_pin(shop)
    assert code_of(phone.act(shop.user_id)) == (403, "pin_required")
    refused = phone.act(shop.user_id, pin="9182")
    assert (*code_of(refused), refused.json()["left"]) == (403, "pin_wrong", 4)
    assert phone.act(shop.user_id, pin=PIN).status_code == 200
    assert phone.refresh().json()["user"]["id"] == shop.user_id
    phone.act(seller.user_id)
    assert phone.act(shop.user_id, password=PASSWORD).status_code == 200


def test_sideways_needs_no_proof_but_a_wrong_pin_is_one(shop: Any, sign_in: Any) -> None:
    first, second = shop.colleague("employee"), shop.colleague("employee")
    set_pin(second)
    phone = sign_in(first)
    assert code_of(phone.act(second.user_id, pin="1379")) == (403, "pin_wrong")
    assert phone.act(second.user_id).status_code == 200
    assert phone.act(first.user_id).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "employee", "manager"])
def test_nobody_reaches_more_rights_by_detours(shop: Any, sign_in: Any, role: str) -> None:
    people = {one: shop.colleague(one) for one in ("viewer", "employee", "manager")}
    phone = sign_in(people[role])
    above = [one for one in ("employee", "manager") if list(people).index(one) > list(people).index(role)]
    for person in [*(people[one] for one in above), shop]:
        assert code_of(phone.act(person.user_id)) == (403, "pin_required")
    phone.act(people["viewer"].user_id)
    for person in (people["employee"], people["manager"], shop):
        assert code_of(phone.act(person.user_id)) == (403, "pin_required"), "not even back to the opener"


def test_five_wrong_pins_lock_until_the_window_passes(shop: Any, sign_in: Any) -> None:
    set_pin(shop)
    phone = sign_in(shop.colleague("employee"))
    lefts = [phone.act(shop.user_id, pin="9182").json()["left"] for _ in range(5)]
    assert lefts == [4, 3, 2, 1, 0]
    locked = phone.act(shop.user_id, pin=PIN)
    assert code_of(locked) == (429, "pin_locked")
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert phone.holder.get("/me").json()["user"]["role"] == "employee"
    refresh = phone.refresh()
    assert refresh.json()["user"]["role"] == "employee"
    assert code_of(phone.act(shop.user_id, pin=PIN)) == (429, "pin_locked")
    with transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE pin_guesses SET since = %s", (now() - timedelta(minutes=15, seconds=1),))
    assert phone.act(shop.user_id, pin=PIN).status_code == 200


def test_the_password_opens_what_wrong_pins_locked(shop: Any, sign_in: Any) -> None:
    set_pin(shop)
    seller = shop.colleague("employee")
    phone = sign_in(seller)
    for _ in range(5):
        phone.act(shop.user_id, pin="9182")
    assert code_of(phone.act(shop.user_id, pin=PIN)) == (429, "pin_locked")
    assert phone.act(shop.user_id, password=PASSWORD).status_code == 200
    phone.act(seller.user_id)
    assert phone.act(shop.user_id, pin=PIN).status_code == 200


def test_new_sessions_do_not_bring_new_guesses_without_end(shop: Any, sign_in: Any) -> None:
    set_pin(shop)
    seller = shop.colleague("employee")
    answers = []
    for _ in range(6):
        phone = sign_in(seller)
        answers += [phone.act(shop.user_id, pin="9182").json()["code"] for _ in range(5)]
    assert answers.count("pin_wrong") == 20
    assert answers[20:] == ["pin_locked"] * 10


def test_of_racing_guesses_five_are_judged(shop: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.identity import passwords

    set_pin(shop)
    phone = sign_in(shop.colleague("employee"))
    judged: list[str] = []
    judge = passwords.verify_pin
    monkeypatch.setattr(passwords, "verify_pin", lambda *given: judged.append(given[1]) or judge(*given))
    guesses = [f"{number:04}" for number in range(3000, 3040)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda pin: phone.holder.post("/auth/act", {"user_id": shop.user_id, "pin": pin}), guesses)
        )
    codes = [answer.json()["code"] for answer in answers]
    assert len(judged) == codes.count("pin_wrong") == 5
    assert codes.count("pin_locked") == 35


def test_a_logout_ends_it_whoever_acts(client: Any, shop: Any, sign_in: Any) -> None:
    seller = shop.colleague("employee")
    phone = sign_in(shop)
    phone.act(seller.user_id)
    out = client.post("/api/v1/auth/logout", headers={**OURS, "Cookie": phone.cookie})
    client.cookies.clear()
    assert out.status_code == 204
    assert code_of(phone.holder.get("/me")) == (401, "unauthenticated")
    assert code_of(phone.refresh()) == (401, "session_ended")
    assert seller.get("/me").status_code == 200, "their own device goes on"


@pytest.mark.parametrize("who", ["opener", "acting"])
def test_deactivating_either_ends_it(app: Any, shop: Any, sign_in: Any, who: str) -> None:
    people = {"opener": shop.colleague("manager"), "acting": shop.colleague("employee")}
    phone = sign_in(people["opener"])
    phone.act(people["acting"].user_id)
    assert shop.patch(f"/users/{people[who].user_id}", {"is_active": False}).status_code == 200
    app.state.edge.sessions._known.clear()
    assert code_of(phone.holder.get("/me")) == (401, "unauthenticated")
    assert code_of(phone.refresh()) == (401, "session_ended")
    assert code_of(shop.post("/auth/act", {"user_id": people[who].user_id})) == (404, "not_found")


def test_a_new_role_of_whoever_acts_is_effective(app: Any, shop: Any, sign_in: Any) -> None:
    manager = shop.colleague("manager")
    phone = sign_in(shop)
    phone.act(manager.user_id)
    assert phone.holder.get("/users").status_code == 200
    shop.patch(f"/users/{manager.user_id}", {"role": "employee"})
    app.state.edge.sessions._known.clear()
    assert phone.holder.get("/users").status_code == 403
    assert code_of(phone.act(shop.colleague("manager").user_id)) == (403, "pin_required")
    assert "users:read" not in phone.refresh().json()["permissions"]


def test_an_operator_of_the_platform_is_nobody_here(shop: Any, sign_in: Any) -> None:
    person = shop.colleague("viewer")
    set_pin(person)
    with transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE users SET role = 'operator' WHERE id = %s", (person.user_id,))
    assert code_of(sign_in(shop).act(person.user_id, pin=PIN)) == (404, "not_found")


def test_the_journal_says_who_acted_on_whose_phone(shop: Any, sign_in: Any) -> None:
    seller = shop.colleague("employee")
    phone = sign_in(shop)
    phone.act(seller.user_id)
    assert phone.holder.post("/customers", {"name": "Moussa"}).status_code == 201
    made, switched = shop.get("/audit").json()["items"][:2]
    assert (made["action"], made["user_id"]) == ("customer.created", seller.user_id)
    assert made["details"]["opened_by"] == shop.user_id
    assert (switched["action"], switched["user_id"]) == ("session.switched", shop.user_id)
    assert switched["details"] == {"to": seller.user_id}
    assert "opened_by" not in shop.get("/audit").json()["items"][-1]["details"]


def test_an_answer_with_a_token_is_never_stored(shop: Any) -> None:
    headers = {"Idempotency-Key": f"once-{uuid4()}"}
    for _ in range(2):
        answer = shop.post("/auth/act", {"user_id": shop.user_id}, headers=headers)
        assert answer.status_code == 200
        assert "idempotent-replay" not in answer.headers
    with transaction("app", shop.tenant_id) as connection:
        assert connection.execute("SELECT count(*) FROM idempotency_keys").fetchone()[0] == 0


def test_phones_are_told_that_people_changed(shop: Any) -> None:
    seller = shop.colleague("employee")

    def seq() -> dict[str, int]:
        with transaction("app", shop.tenant_id) as connection:
            rows = connection.execute("SELECT entity_id::text, seq FROM changes WHERE kind = 'person'").fetchall()
        return dict(rows)

    before = seq()
    assert set(before) == {shop.user_id, seller.user_id}
    for change in (
        lambda: set_pin(seller),
        lambda: seller.delete("/me/pin"),
        lambda: seller.patch("/me", {"full_name": "Fatou Sow"}),
        lambda: shop.patch(f"/users/{seller.user_id}", {"role": "viewer"}),
        lambda: shop.patch(f"/users/{seller.user_id}", {"is_active": False}),
    ):
        change()
        after = seq()
        assert after[seller.user_id] > before[seller.user_id]
        assert after[shop.user_id] == before[shop.user_id]
        before = after


def test_a_profile_that_the_phone_holds_is_not_sent_again(shop: Any, sign_in: Any) -> None:
    seller = shop.colleague("employee")
    phone = sign_in(shop)
    tag = phone.holder.session["profile"]
    short = phone.refresh(**{"X-Profile": tag})
    assert set(short.json()) == {"access_token", "expires_in"}
    assert phone.holder.get("/me").status_code == 200
    assert set(phone.refresh(**{"X-Profile": "another"}).json()) == set(phone.holder.session)
    shop.patch("/me", {"full_name": "Awa Diop"})
    longer = phone.refresh(**{"X-Profile": tag}).json()
    assert longer["user"]["full_name"] == "Awa Diop"
    assert longer["profile"] != tag
    phone.act(seller.user_id)
    assert phone.refresh(**{"X-Profile": longer["profile"]}).json()["user"]["id"] == seller.user_id
