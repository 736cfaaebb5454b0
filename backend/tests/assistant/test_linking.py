"""A telephone that nobody proved: the code, wrong codes, and how strangers are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from digiboost.assistant import linking
from digiboost.channels.types import Channel
from digiboost.kernel.cache import redis_client
from digiboost.kernel.settings import get_settings
from tests.assistant.chat import Phone, number, replies
from tests.factories.people import Person
from tests.kit.whatsapp import WhatsApp


@pytest.fixture
def whatsapp(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[WhatsApp]:
    with WhatsApp() as running:
        for name, value in running.settings().items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        yield running
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def a_new_day(stack: Any) -> None:
    redis_client().delete("rate:assistant:strangers")


def heard(service: WhatsApp, phone: Phone, text: str) -> list[str]:
    """What the telephone of a stranger receives for a message."""
    before = len(service.accepted)
    service.window[phone.number.removeprefix("+")] = 4e9
    phone.write(text)
    return [one.text for one in service.accepted[before:]]


def test_a_code_links_the_telephone_and_greets_its_person(shop: Person) -> None:
    phone = Phone(number(), shop)
    code = shop.post("/me/phone-link").json()["code"]
    said = phone.said(f"Digiboost {code.lower()}")
    assert phone.hear(said).startswith("Téléphone relié\nBonjour Awa Ndiaye, ce téléphone est maintenant le vôtre chez")
    assert shop.get("/me").json()["user"]["phone"] == phone.number
    assert shop.get("/me").json()["user"]["phone_verified_at"] is not None
    assert phone.hear(said) == "", "heard before"
    assert [(row["channel"], row["address"]) for row in replies(shop)] == [("whatsapp", phone.number)]
    [row] = shop.get("/assistant/messages").json()["items"]
    assert (row["intent"], row["text"]) == ("link", linking.HIDDEN_CODE), "a code is not kept"
    entry = next(row for row in shop.get("/audit").json()["items"] if row["action"] == "phone.verified")
    assert (entry["user_id"], entry["details"]) == (shop.user_id, {"via": "whatsapp"})
    assert phone.write("aide") != ""


def test_a_stranger_is_told_how_once_a_day(shop: Person, whatsapp: WhatsApp) -> None:
    phone = Phone(number(), shop)
    [text] = heard(whatsapp, phone, "stock riz")
    assert "Nous ne connaissons pas encore ce téléphone" in text
    assert [heard(whatsapp, phone, text) for text in ("bonjour", "1", "")] == [[], [], []]
    assert len(heard(whatsapp, Phone(number(), shop), "vente riz 3")) == 1
    assert whatsapp.broken == []


def test_all_strangers_together_are_bounded(shop: Person, whatsapp: WhatsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "STRANGERS_A_DAY", 2)
    assert [len(heard(whatsapp, Phone(number(), shop), "?")) for _ in range(4)] == [1, 1, 0, 0]


def test_a_stranger_on_a_channel_that_nobody_configured_hears_nothing(shop: Person, whatsapp: WhatsApp) -> None:
    phone = Phone(number(), shop, channel=Channel.SMS, adapter="orange")
    assert heard(whatsapp, phone, "stock riz") == []


def test_wrong_codes_are_counted(shop: Person, whatsapp: WhatsApp) -> None:
    phone = Phone(number(), shop)
    codes = [f"ABCDEF{place}3" for place in (2, 4, 5, 6, 7)]
    told = [heard(whatsapp, phone, code) for code in codes]
    assert [len(one) for one in told] == [1, 1, 1, 0, 0]
    assert "Ce code est faux ou n'est plus valable" in told[0][0]
    right = shop.post("/me/phone-link").json()["code"]
    assert heard(whatsapp, phone, right) == [], "five tries an hour, and this is the sixth"
    assert shop.get("/me").json()["user"]["phone_verified_at"] is None
    other = Phone(number(), shop)
    assert other.write(right).startswith("Téléphone relié"), "the code itself is not used up by that"


def test_a_code_of_somebody_who_left_greets_nobody(shop: Person, whatsapp: WhatsApp) -> None:
    seller, phone = shop.colleague("employee"), Phone(number(), shop)
    code = seller.post("/me/phone-link").json()["code"]
    shop.patch(f"/users/{seller.user_id}", {"is_active": False})
    [text] = heard(whatsapp, phone, code)
    assert "Ce code est faux" in text
