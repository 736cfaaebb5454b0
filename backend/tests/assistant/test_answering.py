"""1, 2 or 3 under a message about alerts: by a number, a word, a button, a quote; once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from digiboost.channels import service as channels
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.assistant.chat import Phone, link, number, open_tx, phone_of
from tests.factories.alerts import alerts, stock, work
from tests.factories.buying import goods, supplier
from tests.factories.people import Person
from tests.factories.requests import every_item
from tests.factories.trade import sell
from tests.invariants.kit import database

RICE, SUGAR = "Riz brisé 25 kg", "Sucre 1 kg"


@pytest.fixture
def at_once(shop: Person) -> Person:
    """Each alert is a message of its own."""
    assert shop.patch("/alerts/settings", {"group_minutes": 0}).status_code == 200
    return shop


def rupture(shop: Person, name: str = RICE, *, bought: bool = True) -> str:
    """A product that was just sold out, and whose alert was told."""
    supplier_id = supplier(shop, f"Dakar Gros {uuid4().hex[:6]}") if bought else None
    product = goods(shop, supplier_id, name=name)
    stock(shop, product, 3)
    sell(shop, (product, 3))
    work(shop)
    assert alerts(shop)["rupture", name]["told_at"] is not None
    return product


def messages(shop: Person) -> list[dict[str, Any]]:
    """What was told about alerts, the oldest first."""
    with database.transaction("app", shop.tenant_id) as connection:
        rows = connection.execute(
            "SELECT m.id, m.user_id, s.id, m.answer FROM alert_messages m JOIN notification_sends s ON s.tenant_id ="
            " m.tenant_id AND s.notification_id = m.notification_id ORDER BY m.created_at, m.id"
        ).fetchall()
    return [{"id": row[0], "user_id": str(row[1]), "send_id": row[2], "answer": row[3]} for row in rows]


def as_sent(shop: Person, message: dict[str, Any]) -> str:
    """The service's name of a message that it took."""
    provider_id = f"wamid.{uuid4().hex}"
    with Tx(worker_engine(), None) as tx:
        channels.remember(tx, "whatsapp", provider_id, UUID(shop.tenant_id), message["send_id"])
    return provider_id


def orders(shop: Person) -> list[dict[str, Any]]:
    return every_item(shop, "/purchase-orders")


def state(shop: Person, name: str = RICE) -> str:
    return str(alerts(shop)["rupture", name]["state"])


def test_one_orders_a_draft_once(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop)
    said = phone.said("1")
    reply = phone.hear(said)
    [draft] = orders(shop)
    assert reply.startswith(f"Commande préparée\n{draft['number']} pour Dakar Gros")
    assert reply.endswith("(1 produit), en brouillon\nVérifiez-la et envoyez-la dans Digiboost.")
    assert draft["status"] == "draft"
    assert state(shop) == "acknowledged"
    assert phone.hear(said) == "", "heard before"
    assert phone.write("1").startswith("Déjà répondu\nVous aviez répondu « commander »")
    assert phone.write("commander").startswith("Déjà répondu")
    assert phone.write("3").startswith("Déjà répondu\nVous aviez répondu « commander » à ce message. Pour changer")
    assert len(orders(shop)) == 1
    entry = next(row for row in shop.get("/audit").json()["items"] if row["action"] == "alerts.answered")
    assert (entry["user_id"], entry["details"]["via"]) == (shop.user_id, "whatsapp")


@pytest.mark.parametrize(
    ("text", "reply", "after"),
    [
        ("2", "C'est noté\nNous vous le rappelons demain.", "snoozed"),
        ("plus tard", "C'est noté\nNous vous le rappelons demain.", "snoozed"),
        ("3", "C'est noté\nPlus de rappel", "acknowledged"),
        ("IGNORER", "C'est noté\nPlus de rappel", "acknowledged"),
        ("later", "C'est noté\nNous", "snoozed"),
    ],
)
def test_two_and_three_and_words(at_once: Person, text: str, reply: str, after: str) -> None:
    phone = phone_of(at_once)
    rupture(at_once)
    assert phone.write(text).startswith(reply)
    assert state(at_once) == after
    assert orders(at_once) == []


def test_without_a_message_nothing_is_answered(shop: Person) -> None:
    phone = phone_of(shop)
    for text in ("1", "2", "3", "commander"):
        assert phone.write(text).startswith("Alertes\nAucun message n'attend de réponse")
    assert phone.write("7").startswith("Alertes\nRépondez 1 (commander)")
    assert phone.write("x", payload=f"order:{uuid4()}").startswith("Alertes\nAucun message")


def test_a_product_of_nobody_is_said_to_have_no_supplier(at_once: Person) -> None:
    phone = phone_of(at_once)
    rupture(at_once, bought=False)
    reply = phone.write("1")
    assert reply.startswith("Rien de plus à commander")
    assert "Produits sans fournisseur : 1, à commander vous-même." in reply
    assert orders(at_once) == []


def test_a_button_a_quote_and_a_number_each_find_their_message(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop, RICE)
    rupture(shop, SUGAR)
    rupture(shop, "Huile 5 L")
    rice, sugar, oil = messages(shop)
    phone.write("Commander", payload=f"order:{rice['id']}")
    assert [state(shop, name) for name in (RICE, SUGAR, "Huile 5 L")] == ["acknowledged", "firing", "firing"]
    phone.write("2", reply_to=as_sent(shop, sugar))
    assert state(shop, SUGAR) == "snoozed"
    phone.write("3")
    assert state(shop, "Huile 5 L") == "acknowledged"
    assert [one["answer"] for one in messages(shop)] == ["order", "later", "ignore"]
    assert phone.write("2", reply_to=as_sent(shop, rice)).startswith("Déjà répondu\nVous aviez répondu « commander »")
    assert oil["answer"] is None


def test_the_same_number_twice_in_a_row_is_one_answer(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop, RICE)
    rupture(shop, SUGAR)
    phone.write("3")
    assert state(shop, SUGAR) == "acknowledged"
    assert phone.write("3").startswith("Déjà répondu")
    assert state(shop, RICE) == "firing", "a slip of the thumb answers no older message"
    with database.transaction("admin") as connection:
        connection.execute(
            "UPDATE alert_messages SET answered_at = answered_at - interval '3 minutes' WHERE tenant_id = %s",
            (shop.tenant_id,),
        )
    phone.write("3")
    assert state(shop, RICE) == "acknowledged", "later it is the older one's turn"


def test_an_answer_that_comes_late_is_to_what_was_there_when_it_was_written(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop, RICE)
    written = now()
    with database.transaction("admin") as connection:
        connection.execute(
            "UPDATE alert_messages SET created_at = created_at - interval '1 minute' WHERE tenant_id = %s",
            (shop.tenant_id,),
        )
    rupture(shop, SUGAR)
    with database.transaction("admin") as connection:
        connection.execute(
            "UPDATE alert_messages SET created_at = created_at + interval '1 minute' WHERE tenant_id = %s"
            " AND created_at > %s",
            (shop.tenant_id, written),
        )
    phone.write("3", at=written)
    assert (state(shop, RICE), state(shop, SUGAR)) == ("acknowledged", "firing")


def test_after_two_days_a_number_is_about_nothing(at_once: Person) -> None:
    phone = phone_of(at_once)
    rupture(at_once)
    assert phone.write("1", at=now() + timedelta(hours=49)).startswith("Alertes\nAucun message")


def test_who_may_not_order_is_told(at_once: Person) -> None:
    seller = phone_of(at_once.colleague("employee"))
    rule = next(one for one in every_item(at_once, "/alerts/rules") if one["type"] == "rupture")
    at_once.patch(f"/alerts/rules/{rule['id']}", {"roles": ["employee"]})
    work(at_once)
    rupture(at_once)
    assert seller.write("1").startswith("Pas pour votre rôle")
    assert "Rupture (1) : Riz brisé 25 kg" in seller.write("alertes")
    assert orders(at_once) == []


def test_racing_answers_order_once(at_once: Person) -> None:
    from digiboost.assistant.service import hear

    shop, phone = at_once, phone_of(at_once)
    rupture(shop)
    [message] = messages(shop)
    said = [phone.said("1"), phone.said("1", payload=f"order:{message['id']}"), phone.said("commander")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: hear(open_tx, one), [*said, *said]))
    assert len(orders(shop)) == 1


def test_a_yes_to_a_warning_is_no_yes_to_a_sale(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop)
    goods(shop, name="Savon")
    phone.write("vente savon 2")
    assert phone.write("oui", reply_to=as_sent(shop, messages(shop)[0])).startswith("Alertes\nRépondez 1 (commander)")
    assert len(every_item(shop, "/sales")) == 1, "the one that emptied the shelf"
    assert state(shop) == "firing"


# -- a telephone that was not proved --------------------------------------------------------------


def test_who_was_written_to_may_answer_that_message_without_a_proof(at_once: Person) -> None:
    shop, phone = at_once, Phone(number(), at_once)
    assert shop.patch("/me", {"phone": phone.number}).status_code == 200
    rupture(shop)
    [message] = messages(shop)
    quoted = as_sent(shop, message)
    assert phone.write("1") == "", "a bare number of an unknown telephone is about nothing"
    assert phone.write("stock riz", reply_to=quoted) == "", "nor may it ask"
    assert phone.write("oui", reply_to=quoted) == ""
    other = Phone(number(), shop)
    assert other.write("1", reply_to=quoted) == "", "the message went to another number"
    assert phone.write("1", reply_to=quoted).startswith("Commande préparée")
    assert len(orders(shop)) == 1


def test_who_was_written_to_may_stop_it_without_a_proof(at_once: Person) -> None:
    shop, phone = at_once, Phone(number(), at_once)
    shop.patch("/me", {"phone": phone.number})
    rupture(shop)
    assert phone.write("stop", reply_to=as_sent(shop, messages(shop)[0])).startswith("C'est arrêté")
    kinds = shop.get("/notifications/preferences").json()["kinds"]
    assert next(one["frequency"] for one in kinds if one["kind"] == "alert") == "never"


# -- a number between two questions ---------------------------------------------------------------


def test_a_number_is_the_choice_while_the_question_is_open(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    rupture(shop, RICE)
    goods(shop, name="Riz parfumé")
    assert phone.write("vente riz 2").startswith("Quel produit ?")
    assert "Riz parfumé : 2" in phone.write("2")
    assert state(shop) == "firing", "the number chose the product"
    phone.write("oui")
    phone.write("2")
    assert state(shop) == "snoozed", "the question is closed: the number is the alert's again"


def test_where_an_alert_came_after_the_question_nothing_is_guessed(at_once: Person) -> None:
    shop, phone = at_once, phone_of(at_once)
    for name in ("Riz long", "Riz rond"):
        goods(shop, name=name)
    phone.write("vente riz 2")
    rupture(shop, SUGAR)
    assert phone.write("1") == (
        "Pour quoi ?\n« 1 » est-il le choix du produit, ou la réponse à l'alerte ? Écrivez « choix 1 »,"
        " ou « commander »."
    )
    assert orders(shop) == []
    phone.write("2", reply_to=as_sent(shop, messages(shop)[0]))
    assert state(shop, SUGAR) == "snoozed", "a quote says which"
    assert "Riz long : 2" in phone.write("choix 1")


# -- several companies ----------------------------------------------------------------------------


def test_an_answer_goes_to_the_company_that_asked(shop: Person, neighbour: Person) -> None:
    shared = link(shop)
    link(neighbour, shared)
    for person in (shop, neighbour):
        person.patch("/alerts/settings", {"group_minutes": 0})
    Phone(shared, neighbour).write("entreprise voisin")
    rupture(shop)
    assert Phone(shared, shop).write("3").startswith("Boutique Awa · C'est noté"), "the only one that asked"
    rupture(neighbour, SUGAR)
    rupture(shop, SUGAR)
    [*_, mine] = messages(shop)
    Phone(shared, shop).write("Ignorer", payload=f"ignore:{mine['id']}")
    assert (state(shop, SUGAR), state(neighbour, SUGAR)) == ("acknowledged", "firing")
    [theirs] = messages(neighbour)
    Phone(shared, neighbour).write("2", reply_to=as_sent(neighbour, theirs))
    assert state(neighbour, SUGAR) == "snoozed"
