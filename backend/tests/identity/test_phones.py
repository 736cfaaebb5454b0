"""Whose telephone it is: a code that arrives from it proves it, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors

from digiboost.identity import service as identity
from digiboost.identity.types import Role
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.factories.people import Person
from tests.factories.requests import refuses_nobody
from tests.factories.stock import transaction
from tests.invariants.kit import database


def number() -> str:
    return f"+2217{uuid4().int % 10**8:08d}"


def code_for(person: Person) -> str:
    answer = person.post("/me/phone-link")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def confirm(code: str, phone: str) -> UUID | None:
    with Tx(worker_engine(), None) as tx:
        user = identity.confirm_phone(tx, code, phone)
        return None if user is None else user.id


def owners(phone: str) -> list[tuple[str, str]]:
    with Tx(worker_engine(), None) as tx:
        return [(str(company), str(user)) for company, user in identity.owners_of(tx, phone)]


def link(person: Person, phone: str) -> None:
    assert confirm(code_for(person), phone) == UUID(person.user_id)


def me(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = person.get("/me").json()["user"]
    return found


def test_nobody_asks_for_a_link(client: Any) -> None:
    refuses_nobody(client, "POST", "/me/phone-link")


def test_everybody_may_link_their_own_telephone(shop: Any) -> None:
    for role in ("manager", "employee", "viewer"):
        assert shop.colleague(role).post("/me/phone-link").status_code == 201


def test_a_message_with_the_code_proves_the_telephone(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.kernel.settings import get_settings

    monkeypatch.setattr(get_settings(), "whatsapp_number", "+221338001122")
    monkeypatch.setattr(get_settings(), "sms_number", "+221338001123")
    answer = shop.post("/me/phone-link").json()
    code = answer["code"]
    assert answer["whatsapp_url"] == f"https://wa.me/221338001122?text=Digiboost%20{code}"
    assert answer["sms_number"] == "+221338001123"
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert me(shop)["phone_verified_at"] is None
    phone = number()
    before = me(shop)["version"]
    assert confirm(code, phone) == UUID(shop.user_id)
    shown = me(shop)
    assert (shown["phone"], shown["version"]) == (phone, before + 1)
    assert shown["phone_verified_at"] is not None
    assert [row["phone_verified_at"] for row in shop.get("/users").json()["items"]] == [shown["phone_verified_at"]]
    assert owners(phone) == [(shop.tenant_id, shop.user_id)]
    assert confirm(code, number()) is None, "a code is used up"
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert {"phone.verified", "phone.link_asked"} <= set(actions)
    assert phone not in shop.get("/audit").text


def test_without_numbers_of_ours_there_is_the_code_alone(shop: Any) -> None:
    answer = shop.post("/me/phone-link").json()
    assert (answer["whatsapp_url"], answer["sms_number"]) == (None, None)


def test_a_code_that_is_over_or_was_never_given_proves_nothing(shop: Any) -> None:
    code, phone = code_for(shop), number()
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE phone_links SET expires_at = now() - interval '1 second' WHERE user_id = %s", (shop.user_id,)
        )
    assert confirm(code, phone) is None
    assert confirm("ABCD2345", phone) is None
    assert owners(phone) == []
    with Tx(worker_engine(), None) as tx:
        identity.forget_links(tx)
    with database.connect("admin") as connection:
        assert database.count(connection, "phone_links", "user_id = %s", shop.user_id) == 0


def test_the_application_reads_no_code_and_only_the_telephone_that_it_names(shop: Any) -> None:
    phone = number()
    link(shop, phone)
    code_for(shop)
    with pytest.raises(errors.InsufficientPrivilege), database.transaction("app", shop.tenant_id) as connection:
        connection.execute("SELECT * FROM phone_links")
    with pytest.raises(errors.UndefinedObject), database.transaction("app", shop.tenant_id) as connection:
        connection.execute("SELECT * FROM phone_owners")
    with database.transaction("worker") as connection:
        connection.execute("SET LOCAL app.phone = '+221770000000'")
        assert connection.execute("SELECT * FROM phone_owners").fetchall() == []
    with database.connect("admin") as connection:
        stored = connection.execute("SELECT code_hash FROM phone_links WHERE user_id = %s", (shop.user_id,)).fetchall()
    assert [len(row[0]) for row in stored] == [32]


def test_another_number_must_be_proved_again(shop: Any) -> None:
    phone = number()
    link(shop, phone)
    assert shop.patch("/me", {"phone": phone, "full_name": "Awa"}).json()["user"]["phone_verified_at"] is not None
    assert owners(phone) != []
    changed = shop.patch("/me", {"phone": number()}).json()["user"]
    assert changed["phone_verified_at"] is None
    assert owners(phone) == []


def test_proving_another_number_gives_the_first_up(shop: Any) -> None:
    first, second = number(), number()
    link(shop, first)
    link(shop, second)
    assert owners(first) == []
    assert owners(second) == [(shop.tenant_id, shop.user_id)]
    link(shop, second)
    assert owners(second) == [(shop.tenant_id, shop.user_id)]


def test_who_leaves_speaks_no_more(shop: Any) -> None:
    seller, phone = shop.colleague("employee"), number()
    link(seller, phone)
    code = code_for(seller)
    assert shop.patch(f"/users/{seller.user_id}", {"is_active": False}).status_code == 200
    assert owners(phone) == []
    assert confirm(code, phone) is None, "nor with a code from before"
    back = shop.patch(f"/users/{seller.user_id}", {"is_active": True}).json()
    assert back["phone_verified_at"] is None


def test_a_telephone_is_one_person_s_in_a_company_and_may_be_in_several_companies(shop: Any, neighbour: Any) -> None:
    seller, phone = shop.colleague("employee"), number()
    link(shop, phone)
    link(neighbour, phone)
    link(seller, phone)
    assert set(owners(phone)) == {(shop.tenant_id, seller.user_id), (neighbour.tenant_id, neighbour.user_id)}
    assert me(shop)["phone_verified_at"] is None
    assert me(neighbour)["phone_verified_at"] is not None
    entry = next(row for row in shop.get("/audit").json()["items"] if row["action"] == "phone.taken_over")
    assert (entry["subject_id"], entry["details"]) == (shop.user_id, {"by": seller.user_id})


CODE = st.text("ABCDEFGHJKMNPQRSTVWXYZ23456789", min_size=8, max_size=8)


@given(
    CODE.filter(lambda code: not code.isalpha() and not code.isdigit()),
    st.sampled_from(["", "Digiboost ", " digiboost: "]),
)
def test_a_code_is_found_however_it_is_written(code: str, before: str) -> None:
    assert identity.code_in(f"{before}{code.lower()} .") == code


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_none(text: str) -> None:
    found = identity.code_in(text)
    assert found is None or len(found) == 8


@pytest.mark.parametrize(
    "text", ["", "stock riz", "DEMANDEZ", "22345678", "digiboost", "vente riz 3", "Digiboost ABCD234O"]
)
def test_what_is_no_code(text: str) -> None:
    assert identity.code_in(text) is None


# -- whom a company tells something ---------------------------------------------------------------


def test_people_to_tell_are_the_active_ones_of_a_role_or_named(app: Any, shop: Any, neighbour: Any) -> None:
    manager, seller, left = shop.colleague("manager"), shop.colleague("employee"), shop.colleague("manager")
    operator = shop.colleague("viewer")
    shop.patch(f"/users/{left.user_id}", {"is_active": False})
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE users SET role = 'operator' WHERE id = %s", (operator.user_id,))
    shop.patch("/me", {"phone": "77 123 45 67", "language": "en"})
    named = [UUID(one.user_id) for one in (shop, seller, left, operator, neighbour)]
    with transaction(app, shop.tenant_id) as tx:
        told = identity.people_to_tell(tx, [Role.OWNER, Role.MANAGER], named)
        assert {str(one.user_id) for one in told} == {shop.user_id, manager.user_id, seller.user_id}
        assert len(told) == 3
        owner = next(one for one in told if str(one.user_id) == shop.user_id)
        assert (owner.name, owner.language, owner.time_zone) == ("Awa Ndiaye", "en", "Africa/Dakar")
        assert (owner.phone, owner.email) == ("+221771234567", shop.email)
        assert identity.people_to_tell(tx, [], []) == []
        assert identity.people_to_tell(tx, ["operator"], []) == []
