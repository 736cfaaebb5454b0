"""Signing in by a code that is sent to a telephone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors

from digiboost.identity import codes, jobs
from digiboost.identity import service as identity
from digiboost.identity.types import Role
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.settings import get_settings
from digiboost.notifications import jobs as messages
from digiboost.notifications import service as notifications
from tests.factories.codes import ask, asked, number, sent_code, wrong
from tests.factories.people import PASSWORD, Person, open_company
from tests.factories.requests import field_problem, problem
from tests.invariants.kit import database

DOTS = "••••••"


def give_number(person: Person) -> str:
    phone = number()
    assert person.patch("/me", {"phone": phone}).status_code == 200
    return phone


def verify(client: Any, phone: str, code: str, **more: Any) -> Any:
    return client.post("/api/v1/auth/codes/verify", json={"phone": phone, "code": code, **more})


def signed_in(client: Any, phone: str) -> Person:
    answer = verify(client, phone, sent_code("sign_in", phone, client))
    assert answer.status_code == 200, answer.text
    return Person(client, answer.json(), "")


def work(purpose: str, phone: str) -> bool:
    """What a worker does with the code that was asked for last."""
    return jobs.send_code(worker_engine(), asked(purpose, phone))


def send_due(company_id: str) -> None:
    with database.connect("worker") as connection:
        rows = connection.execute(
            "SELECT subject_id FROM notification_queue WHERE company_id = %s AND what = 'send' AND next_at <= now()",
            (company_id,),
        ).fetchall()
    for (send_id,) in rows:
        messages.send(worker_engine(), UUID(company_id), send_id)


def later(company_id: str, seconds: float) -> None:
    """The company's queue as it is so much later."""
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE notification_queue SET next_at = next_at - %s WHERE company_id = %s",
            (timedelta(seconds=seconds), company_id),
        )


def age(phone: str, seconds: float) -> None:
    """The codes of a number as they are so much later."""
    by = timedelta(seconds=seconds)
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE login_codes SET since = since - %s, expires_at = expires_at - %s WHERE address = %s",
            (by, by, phone),
        )


def sends(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get("/notifications/messages").json()["items"]
    return [one for one in found if one["kind"] == "account"]


def stored(company_id: str) -> str:
    """Everything that is kept of the company's messages."""
    with database.connect("admin") as connection:
        rows = connection.execute(
            "SELECT n::text FROM notifications n WHERE tenant_id = %s AND kind = 'account'", (company_id,)
        ).fetchall()
    return "\n".join(row[0] for row in rows)


# -- nobody, the neighbour, the roles -------------------------------------------------------------


def test_nobody_s_number_gets_no_code_and_no_other_answer(client: Any, shop: Person) -> None:
    known, unknown = give_number(shop), number()
    answers = [ask(client, "sign_in", phone) for phone in (known, unknown)]
    assert [(one.status_code, one.text) for one in answers] == [(202, answers[0].text)] * 2
    assert answers[0].json() == {"digits": 6, "expires_in": 300, "again_in": 30}
    assert len({frozenset(one.headers) for one in answers}) == 1
    assert work("sign_in", known) is True
    assert work("sign_in", unknown) is False
    guesses = [verify(client, phone, wrong(codes.code_of(asked("sign_in", phone)))) for phone in (known, unknown)]
    assert [(one.status_code, one.text) for one in guesses] == [(401, guesses[0].text)] * 2
    assert guesses[0].json()["code"] == "code_wrong"
    assert problem(verify(client, unknown, codes.code_of(asked("sign_in", unknown)))) == (401, "code_over")


def test_the_neighbour_s_number_opens_the_neighbour_s_company(client: Any, shop: Person, neighbour: Person) -> None:
    give_number(shop)
    person = signed_in(client, give_number(neighbour))
    assert (person.tenant_id, person.user_id) == (neighbour.tenant_id, neighbour.user_id)
    answer = verify(client, number(), "123456", tenant_id=shop.tenant_id)
    assert problem(answer) == (401, "code_over")


@pytest.mark.parametrize("role", ["manager", "employee", "viewer"])
def test_every_role_signs_in_as_itself(client: Any, shop: Person, role: str) -> None:
    colleague = shop.colleague(role)
    person = signed_in(client, give_number(colleague))
    assert person.user_id == colleague.user_id
    assert person.get("/me").json()["user"]["role"] == role


def test_an_operator_of_the_platform_never_does(client: Any, shop: Person) -> None:
    operator = shop.colleague("viewer")
    phone = give_number(operator)
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE users SET role = 'operator' WHERE id = %s", (operator.user_id,))
    code = sent_code("sign_in", phone, client)
    assert work("sign_in", phone) is False
    assert problem(verify(client, phone, code)) == (401, "code_over")


# -- the session ----------------------------------------------------------------------------------


def test_a_session_by_code_lasts_thirty_days_from_each_use(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    answer = verify(client, phone, sent_code("sign_in", phone, client))
    assert answer.status_code == 200
    assert f"Max-Age={30 * 86400};" in answer.headers["set-cookie"]
    assert answer.json()["user"]["phone_verified_at"] is not None
    headers = {
        "Cookie": answer.headers["set-cookie"].split(";")[0], "Origin": "http://testserver", "X-Digiboost": "1",
    }  # fmt: skip
    client.cookies.clear()
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE device_sessions SET expires_at = expires_at - interval '20 days'"
            " WHERE tenant_id = %s AND days = 30",
            (shop.tenant_id,),
        )
    renewed = client.post("/api/v1/auth/refresh", headers=headers)
    assert f"Max-Age={30 * 86400};" in renewed.headers["set-cookie"]
    with database.connect("admin") as connection:
        [(left,)] = connection.execute(
            "SELECT expires_at FROM device_sessions WHERE tenant_id = %s AND days = 30", (shop.tenant_id,)
        ).fetchall()
    assert timedelta(days=29) < left - datetime.now(UTC) <= timedelta(days=30)
    client.cookies.clear()
    by_password = client.post("/api/v1/auth/login", json={"email": shop.email, "password": PASSWORD})
    assert f"Max-Age={7 * 86400};" in by_password.headers["set-cookie"]
    client.cookies.clear()


def test_a_session_by_code_is_a_device_that_can_be_revoked(client: Any, shop: Person) -> None:
    person = signed_in(client, give_number(shop))
    devices = shop.get("/devices").json()["items"]
    assert len(devices) == 2
    theirs = next(one["id"] for one in person.get("/devices").json()["items"] if one["current"])
    assert shop.delete(f"/devices/{theirs}").status_code == 204
    assert problem(person.get("/me")) == (401, "unauthenticated")
    client.cookies.clear()


def test_signing_in_proves_the_number(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    signed_in(client, phone)
    with Tx(worker_engine(), None) as tx:
        assert identity.owners_of(tx, phone) == [(UUID(shop.tenant_id), UUID(shop.user_id))]
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert {"phone.verified", "session.started"} <= set(actions)
    version = shop.get("/me").json()["user"]["version"]
    signed_in(client, phone)
    assert shop.get("/me").json()["user"]["version"] == version, "once"


def test_one_telephone_of_several_companies_chooses(client: Any, shop: Person, neighbour: Person) -> None:
    phone = give_number(shop)
    neighbour.patch("/me", {"phone": phone})
    code = sent_code("sign_in", phone, client)
    answer = verify(client, phone, code)
    assert problem(answer) == (409, "choose_tenant")
    assert {one["id"] for one in answer.json()["tenants"]} == {shop.tenant_id, neighbour.tenant_id}
    chosen = verify(client, phone, code, tenant_id=neighbour.tenant_id)
    assert chosen.json()["tenant"]["id"] == neighbour.tenant_id
    assert problem(verify(client, phone, code, tenant_id=shop.tenant_id)) == (401, "code_over")


def test_of_two_in_a_company_whoever_proved_the_number_signs_in(client: Any, shop: Person) -> None:
    seller = shop.colleague("employee")
    phone = give_number(shop)
    seller.patch("/me", {"phone": phone})
    assert signed_in(client, phone).user_id == shop.user_id, "who came first, while nobody proved it"
    seller.patch("/me", {"phone": number()})
    seller.patch("/me", {"phone": phone})
    assert signed_in(client, phone).user_id == shop.user_id


def test_another_number_and_leaving_end_it(client: Any, shop: Person) -> None:
    seller = shop.colleague("employee")
    first = give_number(seller)
    second = give_number(seller)
    assert problem(verify(client, first, sent_code("sign_in", first, client))) == (401, "code_over")
    assert signed_in(client, second).user_id == seller.user_id
    shop.patch(f"/users/{seller.user_id}", {"is_active": False})
    assert problem(verify(client, second, sent_code("sign_in", second, client))) == (401, "code_over")
    shop.patch(f"/users/{seller.user_id}", {"is_active": True})
    assert signed_in(client, second).user_id == seller.user_id


# -- guesses --------------------------------------------------------------------------------------


def test_five_guesses_and_no_more(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    for guess in range(4):
        answer = verify(client, phone, wrong(code, guess + 1))
        assert (answer.status_code, answer.json()["left"]) == (401, 4 - guess)
    assert problem(verify(client, phone, wrong(code, 9))) == (401, "code_over")
    assert problem(verify(client, phone, code)) == (401, "code_over"), "the right one comes too late"
    assert signed_in(client, phone).user_id == shop.user_id, "with the next code"


def test_a_code_opens_once_and_for_five_minutes(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    assert verify(client, phone, code).status_code == 200
    assert problem(verify(client, phone, code)) == (401, "code_over")
    code = sent_code("sign_in", phone, client)
    age(phone, 301)
    assert problem(verify(client, phone, code)) == (401, "code_over")
    client.cookies.clear()


def test_three_codes_in_a_quarter_of_an_hour(client: Any, shop: Person) -> None:
    for phone in (give_number(shop), number()):
        assert [ask(client, "sign_in", phone).status_code for _ in range(3)] == [202, 202, 202]
        refused = ask(client, "sign_in", phone)
        assert problem(refused) == (429, "codes_used_up")
        assert 0 < int(refused.headers["retry-after"]) <= 901
        assert ask(client, "recovery", phone).status_code == 202, "which is counted apart"
        age(phone, 901)
        assert ask(client, "sign_in", phone).status_code == 202


def test_the_next_code_ends_the_one_before(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    first = sent_code("sign_in", phone, client)
    ask(client, "sign_in", phone)
    second = codes.code_of(asked("sign_in", phone))
    assert first != second
    assert problem(verify(client, phone, first))[0] == 401
    assert verify(client, phone, second).status_code == 200
    client.cookies.clear()


@pytest.mark.parametrize("phone", ["", "12", "abc", "+221"])
def test_what_is_no_number_is_refused(client: Any, phone: str) -> None:
    assert ask(client, "sign_in", phone).status_code == 422
    assert verify(client, phone, "123456").status_code == 422


def test_a_number_is_read_as_it_is_dialled(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    local = phone.removeprefix("+221")
    assert ask(client, "sign_in", f" {local[:2]} {local[2:]} ").status_code == 202
    assert asked("sign_in", phone)
    assert field_problem(ask(client, "sign_in", "612345678900000", country="CM"))[0] == "phone"


@given(st.uuids())
def test_a_code_is_six_digits_and_follows_from_its_row_alone(one: UUID) -> None:
    assert len(codes.code_of(one)) == 6 and codes.code_of(one).isdigit()
    assert codes.code_of(one) == codes.code_of(UUID(str(one)))


# -- the message ----------------------------------------------------------------------------------


def test_the_code_comes_by_whatsapp_as_text_and_button(client: Any, shop: Person, whatsapp: Any, orange: Any) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    assert work("sign_in", phone) is True
    assert work("sign_in", phone) is False, "once"
    send_due(shop.tenant_id)
    assert whatsapp.accepted[0].to == phone
    body = whatsapp.accepted[0].details
    parts = body["template"]["components"]
    assert body["template"]["name"] == "digiboost_code_fr"
    assert [(part["type"], part.get("sub_type"), part["parameters"][0]["text"]) for part in parts] == [
        ("body", None, code), ("button", "url", code),
    ]  # fmt: skip
    assert orange.accepted == []


def test_what_is_not_delivered_in_thirty_seconds_goes_by_sms(
    client: Any, shop: Person, whatsapp: Any, orange: Any
) -> None:
    whatsapp.statuses = ["sent"]
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    work("sign_in", phone)
    send_due(shop.tenant_id)
    later(shop.tenant_id, 25)
    send_due(shop.tenant_id)
    assert orange.accepted == []
    later(shop.tenant_id, 6)
    send_due(shop.tenant_id)
    text = orange.accepted[0].text
    assert code in text and text.endswith(f"@testserver #{code}")


def test_an_asked_for_sms_goes_at_once_and_whatsapp_is_left_alone(
    client: Any, shop: Person, whatsapp: Any, orange: Any
) -> None:
    phone = give_number(shop)
    assert ask(client, "sign_in", phone, channel="sms", language="en").status_code == 202
    work("sign_in", phone)
    send_due(shop.tenant_id)
    assert whatsapp.accepted == []
    assert "is your sign-in code" in orange.accepted[0].text


def test_nothing_is_sent_after_five_minutes(client: Any, shop: Person, whatsapp: Any) -> None:
    phone = give_number(shop)
    sent_code("sign_in", phone, client)
    age(phone, 301)
    assert work("sign_in", phone) is False
    sent_code("sign_in", phone, client)
    work("sign_in", phone)
    with database.connect("admin") as connection:
        connection.execute(
            "UPDATE notifications SET expires_at = now() WHERE tenant_id = %s AND kind = 'account'", (shop.tenant_id,)
        )
    send_due(shop.tenant_id)
    assert whatsapp.accepted == []


def test_once_used_the_sms_that_waits_is_not_sent(client: Any, shop: Person, whatsapp: Any, orange: Any) -> None:
    whatsapp.statuses = ["sent"]
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    code_id = asked("sign_in", phone)
    work("sign_in", phone)
    send_due(shop.tenant_id)
    assert verify(client, phone, code).status_code == 200
    client.cookies.clear()
    jobs.end_code(worker_engine(), code_id)
    later(shop.tenant_id, 60)
    send_due(shop.tenant_id)
    assert orange.accepted == []
    assert {one["state"] for one in sends(shop) if one["channel"] == "sms"} == {"cancelled"}


# -- who may read it ------------------------------------------------------------------------------


def test_colleagues_never_read_a_code(client: Any, shop: Person, whatsapp: Any) -> None:
    seller = shop.colleague("employee")
    phone = give_number(seller)
    code = sent_code("sign_in", phone, client)
    work("sign_in", phone)
    send_due(shop.tenant_id)
    [shown] = sends(shop)
    assert DOTS in shown["body"]
    whole = shop.get(f"/notifications/messages/{shown['id']}").text
    for text in (whole, shop.get("/notifications/messages").text, shop.get("/audit").text):
        assert code not in text
    assert seller.get("/notifications").json()["items"] == [], "nor is it in an inbox, which a shared phone shows"


def test_without_any_channel_the_screen_shows_it_until_it_was_used(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    code_id = asked("sign_in", phone)
    work("sign_in", phone)
    [kept] = sends(shop)
    assert (kept["state"], code in kept["body"]) == ("kept", True)
    assert verify(client, phone, code).status_code == 200
    client.cookies.clear()
    jobs.end_code(worker_engine(), code_id)
    assert code not in shop.get("/notifications/messages").text
    assert code not in stored(shop.tenant_id)
    assert DOTS in stored(shop.tenant_id)


def test_in_production_not_even_then(client: Any, shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "environment", "production")
    phone = give_number(shop)
    with database.connect("admin") as connection:
        connection.execute("DELETE FROM login_codes WHERE address = %s", (phone,))
    assert ask(client, "sign_in", phone).status_code == 202
    work("sign_in", phone)
    code = codes.code_of(asked("sign_in", phone))
    assert [DOTS in one["body"] and code not in one["body"] for one in sends(shop)] == [True]


def test_nothing_is_left_of_a_code_that_is_over(client: Any, shop: Person, whatsapp: Any) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    work("sign_in", phone)
    assert code in stored(shop.tenant_id), "what is still to be sent is written from it"
    age(phone, 301)
    assert jobs.look_after_codes(worker_engine()) >= 1
    assert code not in stored(shop.tenant_id)
    with database.connect("admin") as connection:
        [(left,)] = connection.execute("SELECT code_hash FROM login_codes WHERE address = %s", (phone,)).fetchall()
    assert bytes(left) == b""
    age(phone, 901)
    jobs.look_after_codes(worker_engine())
    with database.connect("admin") as connection:
        assert database.count(connection, "login_codes", "address = %s", phone) == 0


def test_the_night_empties_what_everybody_forgot(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    work("sign_in", phone)
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        assert notifications.forget_secrets(tx, over_at=now()) == 0
        assert notifications.forget_secrets(tx, over_at=now() + timedelta(minutes=6)) == 1
        assert notifications.forget_secrets(tx, over_at=now() + timedelta(minutes=6)) == 0
    assert code not in stored(shop.tenant_id)


def test_a_forgotten_wake_up_is_found(client: Any, shop: Person, whatsapp: Any) -> None:
    phone = give_number(shop)
    sent_code("sign_in", phone, client)
    jobs.look_after_codes(worker_engine())
    send_due(shop.tenant_id)
    assert [one.to for one in whatsapp.accepted] == [phone]


# -- the walls ------------------------------------------------------------------------------------


def test_the_application_sees_what_was_presented_and_nothing_else(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    sent_code("sign_in", phone, client)
    for table in ("login_codes", "phone_logins"):
        with pytest.raises(errors.UndefinedObject), database.transaction("app", shop.tenant_id) as connection:
            connection.execute(f"SELECT * FROM {table}")
    with database.transaction("app") as connection:
        connection.execute("SET LOCAL app.address = '+221770000000'")
        connection.execute("SET LOCAL app.phone = '+221770000000'")
        assert connection.execute("SELECT * FROM login_codes").fetchall() == []
        assert connection.execute("SELECT * FROM phone_logins").fetchall() == []
    with pytest.raises(errors.InsufficientPrivilege), database.transaction("app") as connection:
        connection.execute(f"SET LOCAL app.address = '{phone}'")
        connection.execute("DELETE FROM login_codes")


def test_what_is_stored_is_no_code(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    code = sent_code("sign_in", phone, client)
    with database.connect("admin") as connection:
        [(row,)] = connection.execute("SELECT c::text FROM login_codes c WHERE address = %s", (phone,)).fetchall()
    assert code not in row.replace(phone, "")


# -- people without an e-mail ---------------------------------------------------------------------


def add(shop: Person, **changes: Any) -> UUID:
    whole: dict[str, Any] = {"phone": number(), "email": None, "role": Role.EMPLOYEE, **changes}
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        return identity.add_person(tx, full_name="Moussa Fall", language="fr", **whole)


def test_somebody_without_an_e_mail_works_like_everybody(client: Any, shop: Person) -> None:
    phone = number()
    user_id = add(shop, phone=phone)
    person = signed_in(client, phone)
    me = person.get("/me").json()["user"]
    assert (me["id"], me["email"], me["has_password"], me["role"]) == (str(user_id), None, False, "employee")
    row = next(one for one in shop.get("/users").json()["items"] if one["id"] == str(user_id))
    assert (row["email"], row["phone"]) == (None, phone)
    answer = person.post("/me/password", {"current_password": "", "new_password": PASSWORD})
    assert field_problem(answer)[0] == "current_password"
    assert person.put("/me/pin", {"pin": "2580"}).status_code == 204, "who has no password needs none"
    assert person.post("/me/phone-link").status_code == 201
    started = person.post("/me/second-factor", {})
    assert started.status_code == 201
    assert "Moussa" in started.json()["uri"] or phone.removeprefix("+") in started.json()["uri"]
    acted = shop.post("/auth/act", {"user_id": str(user_id), "password": "whatever"})
    assert field_problem(acted) == ("password", "password_wrong")
    told = person.post("/notifications/test", {"channel": "email"})
    assert field_problem(told) == ("channel", "no_address")


def test_a_number_is_one_active_person_s(shop: Person) -> None:
    from digiboost.identity.errors import AlreadyMember, PhoneTaken
    from digiboost.kernel.errors import Invalid

    phone = number()
    first = add(shop, phone=phone)
    with pytest.raises(PhoneTaken):
        add(shop, phone=f" {phone} ")
    with pytest.raises(Invalid):
        add(shop, phone="12")
    with pytest.raises(Invalid):
        add(shop, email="nobody")
    with pytest.raises(AlreadyMember):
        add(shop, email=shop.email.upper())
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        identity.set_person_active(tx, first, False)
    second = add(shop, phone=phone)
    with pytest.raises(PhoneTaken), Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        identity.set_person_active(tx, first, True)
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        identity.rename_person(tx, second, " Awa Sow ")
        identity.set_person_phone(tx, second, number())
        identity.set_person_active(tx, first, True)
    names = {one["id"]: one["full_name"] for one in shop.get("/users").json()["items"]}
    assert names[str(second)] == "Awa Sow"
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert actions.count("user.added") == 2
    assert phone not in shop.get("/audit").text


def test_nobody_adds_somebody_above_their_own_power(shop: Person) -> None:
    from digiboost.identity.errors import RoleNotYours
    from digiboost.kernel.auth import Actor

    manager = shop.colleague("manager")
    actor = Actor(UUID(shop.tenant_id), UUID(manager.user_id), "manager")
    with pytest.raises(RoleNotYours), Tx(worker_engine(), actor) as tx:
        identity.add_person(tx, full_name="X", phone=number(), email=None, role=Role.OWNER, language="fr")


def test_the_same_number_in_two_companies(client: Any, shop: Person, neighbour: Person) -> None:
    phone = number()
    ids = {str(add(one, phone=phone)) for one in (shop, neighbour)}
    code = sent_code("sign_in", phone, client)
    assert problem(verify(client, phone, code)) == (409, "choose_tenant")
    person = verify(client, phone, code, tenant_id=shop.tenant_id).json()["user"]["id"]
    assert person in ids


def test_a_company_that_signs_up_with_a_number_signs_in_by_it(client: Any) -> None:
    phone = number()
    owner = open_company(client, phone=phone)
    assert signed_in(client, phone).user_id == owner.user_id
