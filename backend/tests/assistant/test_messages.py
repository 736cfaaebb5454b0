"""The list of what people wrote."""

from __future__ import annotations

from typing import Any

from tests.assistant.chat import phone_of
from tests.factories.people import Person
from tests.factories.requests import every_item, only_for, refuses_nobody
from tests.invariants.kit import database

PATH = "/assistant/messages"


def test_nobody_reads_it(client: Any) -> None:
    refuses_nobody(client, "GET", PATH)


def test_a_neighbour_reads_their_own_alone(shop: Person, neighbour: Person) -> None:
    phone_of(shop).write("aide")
    assert neighbour.get(PATH).json() == {"items": [], "next_cursor": None}
    assert neighbour.get(PATH, params={"user_id": shop.user_id}).json()["items"] == []


def test_only_who_may_read_messages(shop: Person) -> None:
    only_for(shop, {"manager"}, "GET", PATH)


def test_what_people_wrote_the_latest_first(shop: Person) -> None:
    seller = shop.colleague("employee")
    mine, theirs = phone_of(shop), phone_of(seller)
    mine.write("aide")
    theirs.write("stock riz")
    mine.write("Il pleut\x00 " + "é" * 2000)
    items = every_item(shop, PATH, limit=2)
    assert [(one["user_name"], one["intent"], one["channel"]) for one in items] == [
        ("Awa Ndiaye", "unknown", "whatsapp"), ("Employee", "stock", "whatsapp"), ("Awa Ndiaye", "help", "whatsapp"),
    ]  # fmt: skip
    assert items[0]["text"] == ("Il pleut  " + "é" * 2000)[:1000]
    assert set(items[0]) == {"id", "user_id", "user_name", "channel", "text", "intent", "received_at"}
    assert [one["text"] for one in every_item(shop, PATH, user_id=seller.user_id)] == ["stock riz"]


def test_the_night_forgets_what_is_old(app: Any, shop: Person) -> None:
    from digiboost.assistant import service as assistant
    from tests.factories.stock import transaction

    phone = phone_of(shop)
    phone.write("aide")
    phone.write("stock riz")
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE chat_messages SET received_at = now() - interval '91 days' WHERE intent = 'help'")
    with transaction(app, shop.tenant_id) as tx:
        assert assistant.forget(tx) == []
    assert [one["intent"] for one in every_item(shop, PATH)] == ["stock"]
