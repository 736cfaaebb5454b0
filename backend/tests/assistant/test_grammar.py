"""What people write, and what is understood of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digiboost.alerts.types import Answer
from digiboost.assistant.grammar import ANSWERS, COMMANDS, PHRASES, command, near_enough, price_of, read
from digiboost.assistant.types import Ask, Choose, Decide, Intent, Number, Plain, Reading, Said, Sell, Use, intent_of

WRITTEN: dict[str, Said] = {
    "1": Number(1),
    " 2. ": Number(2),
    "3️⃣": Number(3),
    "n°1": Number(1),
    "réponse 2": Number(2),
    "10": Number(10),
    "1 Commander": Decide(Answer.ORDER),
    "1 ignorer": Plain(Intent.UNKNOWN),
    "Commander": Decide(Answer.ORDER),
    "Plus  tard !": Decide(Answer.LATER),
    "IGNORER": Decide(Answer.IGNORE),
    "order": Decide(Answer.ORDER),
    "Later": Decide(Answer.LATER),
    "OUI !": Plain(Intent.YES),
    "oui merci": Plain(Intent.YES),
    "D’accord": Plain(Intent.YES),
    "👍🏾": Plain(Intent.YES),
    "yes": Plain(Intent.YES),
    "oui mais non": Plain(Intent.UNKNOWN),
    "oui ?": Plain(Intent.UNKNOWN),
    "ok riz 3": Plain(Intent.UNKNOWN),
    "non": Plain(Intent.NO),
    "non merci": Plain(Intent.NO),
    "annule": Plain(Intent.NO),
    "aide": Plain(Intent.HELP),
    "Bonjour": Plain(Intent.HELP),
    "bonjour Digiboost": Plain(Intent.HELP),
    "?": Plain(Intent.HELP),
    "STOP": Plain(Intent.STOP),
    "stop alertes": Plain(Intent.STOP),
    "désabonner": Plain(Intent.STOP),
    "reprendre": Plain(Intent.START),
    "START": Plain(Intent.START),
    "merci": Plain(Intent.THANKS),
    "alertes": Plain(Intent.ALERTS),
    "Allertes": Plain(Intent.ALERTS),
    "alerts": Plain(Intent.ALERTS),
    "choix 2": Choose(2),
    "Entreprise  Boutique Awa": Use("boutique awa"),
    "stock": Ask(""),
    "Stock RIZ brisé": Ask("riz brise"),
    "stok de riz ?": Ask("riz"),
    "stcok riz": Ask("riz"),
    "": Plain(Intent.UNKNOWN),
    "je passe demain chercher la clé": Plain(Intent.UNKNOWN),
    "\x00": Plain(Intent.UNKNOWN),
}

SOLD: dict[str, tuple[tuple[Reading, ...], str | None]] = {
    "vente riz 3": ((Reading(3000, "riz"),), None),
    "Vente 3 riz": ((Reading(3000, "riz"),), None),
    "vendu 3 sacs de riz": ((Reading(3000, "sacs riz"),), None),
    "vante riz 3": ((Reading(3000, "riz"),), None),
    "sold 3 rice": ((Reading(3000, "rice"),), None),
    "vente sucre 1,5": ((Reading(1500, "sucre"),), None),
    "vente sucre 0.250": ((Reading(250, "sucre"),), None),
    "vente ½ sucre": ((Reading(500, "sucre"),), None),
    "vente riz x 3": ((Reading(3000, "riz"),), None),
    "vente 3 x riz": ((Reading(3000, "riz"),), None),
    "vente riz 3 à 500": ((Reading(3000, "riz"),), "500"),
    "vente 3 riz à 12 500 F": ((Reading(3000, "riz"),), "12 500 f"),
    "vente riz 3 @500F": ((Reading(3000, "riz"),), "500f"),
    "vente riz 3 x 500": ((Reading(3000, "riz"),), "500"),
    "vente riz 25 kg 3": ((Reading(3000, "riz 25 kg"),), None),
    "vente 3 riz 25 kg": ((Reading(3000, "riz 25 kg"),), None),
    "vente 1664 6": ((Reading(1664000, "6"), Reading(6000, "1664")), None),
    "vente riz 25kg": ((Reading(25000, "riz", glued=True),), None),
    "vente riz 25kg 3": ((Reading(3000, "riz 25kg"),), None),
    "vente riz": ((), None),
    "vente": ((), None),
    "vente 3": ((), None),
    "vente riz 0": ((), None),
    "vente riz -3": ((), None),
    "vente riz 1/0": ((), None),
    "vente riz 0,0001": ((), None),
    "vente riz 9999999999999": ((), None),
}


@pytest.mark.parametrize(("text", "meant"), WRITTEN.items())
def test_what_is_written_is_understood(text: str, meant: Said) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(("text", "sold"), SOLD.items())
def test_a_sale_is_read_in_either_order(text: str, sold: tuple[tuple[Reading, ...], str | None]) -> None:
    found = read(text)
    assert isinstance(found, Sell)
    assert (found.readings, found.price) == sold


def test_a_button_says_more_than_its_label() -> None:
    message = uuid4()
    assert read("Commander", f"order:{message}") == Decide(Answer.ORDER, message)
    assert read("Autre", f"later:{message.hex}") == Decide(Answer.LATER, message)
    for odd in ("order:", f"delete:{message}", f"order:{'-' * 36}", "x" * 500, f"order:{message}:{message}"):
        assert read("plus tard", odd) == Decide(Answer.LATER)


@given(st.text(max_size=400), st.none() | st.text(max_size=60))
@example("vente " + "9" * 300, None)
@example("vente ٣ riz", None)
@example("²", None)
@example("vente riz à à à 1.1.1", None)
def test_any_text_has_a_meaning(text: str, payload: str | None) -> None:
    said = read(text, payload)
    assert intent_of(said) in Intent
    if isinstance(said, Sell):
        assert all(0 < one.quantity <= 10**12 and one.words for one in said.readings)
        if said.price is not None:
            for currency in ("XOF", "EUR"):
                price = price_of(said.price, currency)
                assert price is None or 0 <= price <= 10**12


WORDS = st.sampled_from(
    [
        *ANSWERS,
        *PHRASES,
        *COMMANDS,
        "riz",
        "3",
        "1,5",
        "à",
        "x",
        "@",
        "500",
        "F",
        "12",
        "25kg",
        "de",
        "sacs",
        "-3",
        "/",
        "é",
    ]
)


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_a_yes_is_only_ever_a_yes(text: str) -> None:
    said = read(text)
    if said == Plain(Intent.YES):
        assert not any(letter.isdigit() for letter in text)
        assert "non" not in text.split()


@given(st.integers(1, 10**9), st.sampled_from(["riz", "huile 5 l", "sucre en poudre"]), st.booleans())
def test_the_quantity_survives(quantity: int, product: str, first: bool) -> None:
    text = f"vente {quantity} {product}" if first else f"vente {product} {quantity}"
    found = read(text)
    assert isinstance(found, Sell)
    assert found.readings[0].quantity == quantity * 1000


@given(st.integers(0, 10**9))
def test_an_amount_is_read_as_it_is_written(amount: int) -> None:
    grouped = f"{amount:,}"
    for text in (str(amount), grouped.replace(",", " "), grouped.replace(",", "."), f"{amount} f cfa", f"{amount}f"):
        assert price_of(text, "XOF") == amount
        assert price_of(text.split("f")[0].strip(), "EUR") == amount * 100


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12,50 €", "EUR", 1250),
        ("1.250,5", "EUR", 125050),
        ("12.5", "XOF", None),
        ("500f/u", "XOF", 500),
        ("f", "XOF", None),
        ("12.50.1", "XOF", None),
        ("9" * 13, "XOF", None),
    ],
)
def test_an_amount_of_the_company_s_currency(text: str, currency: str, amount: int | None) -> None:
    assert price_of(text, currency) == amount


@given(st.text("abcde", max_size=9), st.text("abcde", max_size=9), st.integers(0, 3))
def test_near_enough_is_symmetric_and_grows(one: str, other: str, most: int) -> None:
    found = near_enough(one, other, most)
    assert found == near_enough(other, one, most)
    assert not found or near_enough(one, other, most + 1)
    assert near_enough(one, one, 0)


@pytest.mark.parametrize("word", ["older", "stop", "start", "riz", "oui", "merci", "store"])
def test_other_words_are_no_commands(word: str) -> None:
    assert command(word) not in {Intent.SALE, Intent.STOCK}
