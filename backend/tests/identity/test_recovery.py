"""A forgotten password: a code to the telephone or to the e-mail address, and a new one."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from digiboost.identity import codes, jobs
from digiboost.identity import service as identity
from digiboost.identity.types import Role
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.factories.codes import ask, asked, number, sent_code
from tests.factories.people import PASSWORD, Person
from tests.factories.requests import field_problem, problem
from tests.identity.test_codes import send_due, sends
from tests.identity.test_second_factor import now_step, switched_on

NEW = "Nouveau-mot-2026"


def recover(client: Any, code: str, **body: Any) -> Any:
    answer = client.post("/api/v1/auth/recovery/password", json={"code": code, "new_password": NEW, **body})
    client.cookies.clear()
    return answer


def log_in(client: Any, person: Person, password: str) -> int:
    answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": password})
    client.cookies.clear()
    return int(answer.status_code)


def give_number(person: Person) -> str:
    phone = number()
    assert person.patch("/me", {"phone": phone}).status_code == 200
    return phone


def test_known_and_unknown_answer_alike(client: Any, shop: Person) -> None:
    answers = [ask(client, "recovery", one) for one in (shop.email, "x" + shop.email, give_number(shop), number())]
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    codes_of = [codes.code_of(asked("recovery", one)) for one in ("x" + shop.email,)]
    assert problem(recover(client, codes_of[0], email="x" + shop.email)) == (401, "code_over")
    assert jobs.send_code(worker_engine(), asked("recovery", shop.email)) is True
    assert jobs.send_code(worker_engine(), asked("recovery", "x" + shop.email)) is False


def test_by_e_mail(client: Any, shop: Person, mail: Any) -> None:
    assert ask(client, "recovery", shop.email.upper()).status_code == 202
    jobs.send_code(worker_engine(), asked("recovery", shop.email))
    send_due(shop.tenant_id)
    assert mail.accepted[0].to == shop.email
    text = mail.accepted[0].message.get_body(("plain",)).get_content()
    [code] = re.findall(r"\b\d{6}\b", text)
    assert "http" not in text, "nothing to tap: such a link is what thieves send"
    answer = recover(client, code, email=shop.email)
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["id"] == shop.user_id
    assert (log_in(client, shop, PASSWORD), log_in(client, shop, NEW)) == (401, 200)
    fresh = Person(client, answer.json(), shop.email)
    assert "password.recovered" in [row["action"] for row in fresh.get("/audit").json()["items"]]
    assert sends(fresh)[0]["body"].startswith("••••••")


def test_by_telephone_which_is_proved_by_it(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    answer = recover(client, sent_code("recovery", phone, client), phone=phone)
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["phone_verified_at"] is not None
    assert log_in(client, shop, NEW) == 200


def test_the_other_sessions_end(client: Any, shop: Person) -> None:
    other = client.post("/api/v1/auth/login", json={"email": shop.email, "password": PASSWORD})
    cookie = other.headers["set-cookie"].split(";")[0]
    client.cookies.clear()
    assert recover(client, sent_code("recovery", shop.email, client), email=shop.email).status_code == 200
    headers = {"Cookie": cookie, "Origin": "http://testserver", "X-Digiboost": "1"}
    assert problem(client.post("/api/v1/auth/refresh", headers=headers)) == (401, "session_ended")
    client.cookies.clear()


def test_a_sign_in_code_sets_no_password_and_the_other_way_round(client: Any, shop: Person) -> None:
    phone = give_number(shop)
    sign_in = sent_code("sign_in", phone, client)
    assert recover(client, sign_in, phone=phone).status_code == 401
    recovery = sent_code("recovery", phone, client)
    if recovery != sign_in:
        answer = client.post("/api/v1/auth/codes/verify", json={"phone": phone, "code": recovery})
        assert problem(answer) == (401, "code_wrong")


def test_a_weak_password_costs_no_guess(client: Any, shop: Person) -> None:
    code = sent_code("recovery", shop.email, client)
    for _ in range(6):
        refused = recover(client, code, email=shop.email, new_password="motdepasse")
        assert field_problem(refused) == ("new_password", "password_weak")
    assert recover(client, code, email=shop.email).status_code == 200


def test_one_address_is_asked_for(client: Any, shop: Person) -> None:
    for body in ({}, {"email": shop.email, "phone": number()}):
        assert field_problem(client.post("/api/v1/auth/recovery", json=body))[1] == "one_address"


def test_who_has_several_companies_chooses(client: Any, shop: Person, neighbour: Person) -> None:
    phone = give_number(shop)
    neighbour.patch("/me", {"phone": phone})
    code = sent_code("recovery", phone, client)
    assert problem(recover(client, code, phone=phone)) == (409, "choose_tenant")
    answer = recover(client, code, phone=phone, tenant_id=neighbour.tenant_id)
    assert answer.json()["tenant"]["id"] == neighbour.tenant_id
    assert (log_in(client, shop, PASSWORD), log_in(client, neighbour, NEW)) == (200, 200)


def test_a_second_factor_is_asked_for(client: Any, shop: Person) -> None:
    from digiboost.identity import totp

    secret, _ = switched_on(shop)
    code = sent_code("recovery", shop.email, client)
    assert problem(recover(client, code, email=shop.email)) == (401, "second_factor_required")
    assert recover(client, code, email=shop.email, totp=totp.code(secret, now_step())).status_code == 200


def add(shop: Person, phone: str, email: str | None) -> None:
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        identity.add_person(tx, full_name="Awa", phone=phone, email=email, role=Role.EMPLOYEE, language="fr")


def test_without_an_e_mail_there_is_no_password_to_set(client: Any, shop: Person) -> None:
    phone = number()
    add(shop, phone, None)
    code = sent_code("recovery", phone, client)
    assert jobs.send_code(worker_engine(), asked("recovery", phone)) is False
    assert problem(recover(client, code, phone=phone)) == (409, "no_email")


def test_who_was_added_with_an_e_mail_gets_a_first_password_so(client: Any, shop: Person) -> None:
    phone, email = number(), f"awa-{number()[1:]}@example.com"
    add(shop, phone, email)
    answer = recover(client, sent_code("recovery", phone, client), phone=phone)
    assert answer.json()["user"]["has_password"] is True
    login = client.post("/api/v1/auth/login", json={"email": email, "password": NEW})
    assert login.status_code == 200
    client.cookies.clear()
