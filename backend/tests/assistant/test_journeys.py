"""A real server, a real worker, and WhatsApp beside them: what is written there is done here, and answered there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from digiboost.channels import jobs as callbacks
from digiboost.kernel.jobs import worker_engine
from tests.assistant.chat import number, product, sales_of
from tests.factories.buying import goods, supplier
from tests.factories.people import Person, open_company
from tests.factories.requests import every_item
from tests.factories.trade import sell
from tests.invariants.kit import database
from tests.invariants.kit.server import Program, Server, serving
from tests.kit.service import Accepted
from tests.kit.whatsapp import WhatsApp

pytestmark = pytest.mark.alone

CALLBACK = "/api/v1/channels/whatsapp/callback"


@pytest.fixture(scope="module")
def whatsapp(stack: Any) -> Iterator[WhatsApp]:
    with WhatsApp() as running:
        yield running


@pytest.fixture(scope="module")
def server(stack: Any, whatsapp: WhatsApp) -> Iterator[Server]:
    with serving(DIGIBOOST_RATE_LIMITS="false", **whatsapp.settings()) as running:
        whatsapp.callback_url = running.url + CALLBACK
        yield running


@pytest.fixture(scope="module")
def worker(server: Server, whatsapp: WhatsApp) -> Iterator[Program]:
    running = Program("worker", **whatsapp.settings())
    until(lambda: " ready." in running.said())
    yield running
    running.stop()
    running.output.close()


@pytest.fixture
def awa(server: Server, worker: Program) -> Iterator[Person]:
    with server.client() as web:
        yield open_company(web)


class Chat:
    """Somebody's WhatsApp."""

    def __init__(self, service: WhatsApp, person: Person) -> None:
        self.service, self.person, self.number = service, person, number()
        self.seen = 0

    def link(self) -> None:
        code = self.person.post("/me/phone-link").json()
        assert code["whatsapp_url"].startswith("https://wa.me/221338000000?text=Digiboost%20")
        assert self.write(f"Digiboost {code['code']}").startswith("*Téléphone relié*")

    def write(self, text: str, **given: Any) -> str:
        """Writes to us, and waits for the reply."""
        self.service.hear(self.number, text, **given)
        return self.next().text

    def next(self) -> Accepted:
        """The next message that this telephone receives."""
        self.seen += 1
        return until(lambda: self.received()[self.seen - 1 :])[0]

    def received(self) -> list[Accepted]:
        with self.service.lock:
            return [one for one in self.service.accepted if one.to == self.number]


def until(found: Callable[[], Any], patience: float = 120.0) -> Any:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen")


@pytest.fixture
def chat(whatsapp: WhatsApp, awa: Person) -> Chat:
    made = Chat(whatsapp, awa)
    made.link()
    return made


def settled(service: WhatsApp) -> None:
    """Every callback was posted, and a worker has dealt with it."""
    service.calls.wait()

    def nothing_waits() -> bool:
        with database.connect("worker") as connection:
            return database.count(connection, "channel_events", "state = 'waiting'") == 0

    until(nothing_waits)


def test_a_question_is_answered_where_it_was_asked(chat: Chat) -> None:
    product(chat.person, "Riz brisé 25 kg", on_hand=12)
    assert chat.write("stock riz") == "*Stock*\nRiz brisé 25 kg : 12 sacs"
    sent = [row for row in every_item(chat.person, "/notifications/messages") if row["kind"] == "reply"]
    assert sent and all(row["channel"] == "whatsapp" for row in sent)
    assert chat.service.broken == []


def test_a_sale_that_arrives_three_times_is_one_sale(chat: Chat) -> None:
    product(chat.person, "Riz brisé 25 kg", price=12_500, on_hand=12)
    assert chat.write("vente riz 3", message_id=f"wamid.ask-{chat.number}").startswith("*Vente à confirmer*")
    for _ in range(2):
        chat.service.hear(chat.number, "vente riz 3", message_id=f"wamid.ask-{chat.number}")
    for _ in range(3):
        chat.service.hear(chat.number, "oui", message_id=f"wamid.yes-{chat.number}")
    assert chat.next().text.startswith("*Vente enregistrée*")
    settled(chat.service)
    [sale] = sales_of(chat.person)
    assert (sale["total"], sale["user_id"]) == (37_500, chat.person.user_id)
    time.sleep(0.5)
    assert len(chat.received()) == chat.seen, "nor is it answered twice"


def test_one_makes_the_draft_of_an_order(chat: Chat) -> None:
    shop = chat.person
    rice = goods(shop, supplier(shop), name="Riz brisé 25 kg")
    shop.post("/stock/movements", {"product_id": rice, "type": "ENTRY", "quantity": 3})
    sell(shop, (rice, 3))
    alert = chat.next()
    assert "Riz brisé 25 kg" in alert.text
    assert chat.write("1", reply_to=alert.id).startswith("*Commande préparée*")
    [draft] = every_item(shop, "/purchase-orders")
    assert (draft["status"], draft["supplier_name"]) == ("draft", "Dakar Gros")
    assert chat.write("1", reply_to=alert.id).startswith("*Déjà répondu*")
    assert len(every_item(shop, "/purchase-orders")) == 1


def test_a_button_of_a_template_answers_without_a_proved_telephone(awa: Person, whatsapp: WhatsApp) -> None:
    chat = Chat(whatsapp, awa)
    assert awa.patch("/me", {"phone": chat.number}).status_code == 200
    rice = goods(awa, supplier(awa), name="Riz brisé 25 kg")
    awa.post("/stock/movements", {"product_id": rice, "type": "ENTRY", "quantity": 3})
    sell(awa, (rice, 3))
    alert = chat.next()
    assert alert.details["type"] == "template", "nobody wrote within the last day"
    buttons = [part for part in alert.details["template"]["components"] if part["type"] == "button"]
    payloads = [part["parameters"][0]["payload"] for part in buttons]
    assert [one.split(":")[0] for one in payloads] == ["order", "later", "ignore"]
    assert chat.write("plus tard", payload=payloads[1], reply_to=alert.id).startswith("*C'est noté*")
    [found] = [one for one in every_item(awa, "/alerts") if one["type"] == "rupture"]
    assert found["state"] == "snoozed"


def test_what_nobody_signed_is_heard_by_nobody(chat: Chat, server: Server) -> None:
    raw, headers = chat.service.signed(
        {"messages": [{"from": chat.number[1:], "id": "wamid.forged", "type": "text", "text": {"body": "stop"}}]}
    )
    for signature in ("sha256=" + "0" * 64, "", headers["X-Hub-Signature-256"][:-1] + "0"):
        if signature == headers["X-Hub-Signature-256"]:
            continue
        answer = httpx.post(
            server.url + CALLBACK, content=raw, headers={**headers, "X-Hub-Signature-256": signature}, timeout=10
        )
        assert answer.status_code == 403
    with database.connect("worker") as connection:
        assert database.count(connection, "channel_events", "event_id = 'wamid.forged'") == 0
    assert [row["intent"] for row in every_item(chat.person, "/assistant/messages")] == ["link"]


def test_a_worker_that_is_killed_in_the_middle_leaves_one_sale(
    server: Server, worker: Program, awa: Person, whatsapp: WhatsApp
) -> None:
    import digiboost.worker  # noqa: F401 - connects the broker

    chat = Chat(whatsapp, awa)
    chat.link()
    product(awa, "Riz brisé 25 kg", price=12_500, on_hand=50)
    assert chat.write("vente riz 1").startswith("*Vente à confirmer*")
    # What the service says of that answer is no business of the sweep below.
    settled(chat.service)
    with database.connect("worker", autocommit=True) as turn:
        turn.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (f"assistant:{chat.number}",))
        chat.service.hear(chat.number, "oui")
        until(lambda: waits_for_its_turn(turn))
        worker.kill()
    assert sales_of(awa) == []
    with database.connect("worker") as connection:
        connection.execute("UPDATE channel_events SET next_at = now() WHERE state = 'waiting'")
    assert callbacks.sweep(worker_engine()) == 1
    another = Program("worker", **whatsapp.settings())
    try:
        assert chat.next().text.startswith("*Vente enregistrée*")
        settled(whatsapp)
    finally:
        another.stop()
        another.output.close()
    assert [sale["total"] for sale in sales_of(awa)] == [12_500]


def waits_for_its_turn(connection: Any) -> bool:
    return database.count(connection, "pg_locks", "locktype = 'advisory' AND NOT granted") > 0
