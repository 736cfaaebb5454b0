"""Questions by message: what is left, what is wrong, help, fewer messages, another company."""

from __future__ import annotations

from typing import Any

import pytest

from digiboost.channels.types import Channel
from tests.assistant.chat import Phone, link, number, phone_of, product, replies
from tests.factories.people import Person
from tests.invariants.kit import database


@pytest.fixture
def phone(shop: Person) -> Phone:
    return phone_of(shop)


def text(title: str, *lines: str) -> str:
    return "\n".join((title, *lines))


def test_stock_tells_what_is_left_with_its_unit_and_state(shop: Person, phone: Phone) -> None:
    product(shop, "Riz brisé 25 kg", on_hand=12, min_stock=5)
    product(shop, "Riz parfumé", on_hand=1, min_stock=2)
    product(shop, "Riz gluant", on_hand=0)
    product(shop, "Riz en vrac", on_hand=1.5, unit="kg")
    unknown = product(shop, "Riz du voisin", on_hand=None)
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute(
            "UPDATE stock_levels SET tracked = false, status = 'untracked' WHERE product_id = %s", (unknown,)
        )
    product(shop, "Huile 5 L", on_hand=3)
    assert phone.write("stock riz") == text(
        "Stock",
        "Riz brisé 25 kg : 12 sacs",
        "Riz du voisin : stock non suivi",
        "Riz en vrac : 1,5 kg",
        "Riz gluant : 0 sac (rupture)",
        "Riz parfumé : 1 sac (stock bas)",
    )
    assert "Riz brisé 25 kg : 12 sacs" in phone.write("STOCK  Rizz BRISE")
    assert phone.write("stok huille") == text("Stock", "Huile 5 L : 3 sacs")
    assert phone.write("stock") == text("Stock", "De quel produit ? Écrivez par exemple : stock riz")
    assert "Aucun produit ne ressemble à « ciment »" in phone.write("stock ciment")


def test_more_than_five_products_ask_for_more_words(shop: Person, phone: Phone) -> None:
    for letter in "abcdefg":
        product(shop, f"Sucre {letter}", on_hand=2)
    lines = phone.write("stock sucre").split("\n")
    assert lines[1:6] == [f"Sucre {letter} : 2 sacs" for letter in "abcde"]
    assert lines[6] == "… 7 produits en tout : précisez le nom."


def test_words_begin_words(shop: Person, phone: Phone) -> None:
    product(shop, "Riz")
    product(shop, "Frizzante")
    assert "Frizzante" not in phone.write("stock riz")
    assert "Frizzante" in phone.write("stock zant")


def test_a_person_reads_their_own_language(shop: Person) -> None:
    shop.patch("/me", {"language": "en"})
    phone = phone_of(shop)
    product(shop, "Rice", on_hand=0)
    assert phone.write("stock rice") == text("Stock", "Rice: 0 sac (out of stock)")
    assert phone.write("alertes").startswith("Alerts\nAll is well")
    assert phone.write("aide").startswith("What you can write")


def test_unknown_words_get_a_short_reply_and_thanks_none(shop: Person, phone: Phone) -> None:
    assert phone.write("il pleut ce matin au marché").startswith("Pas compris")
    assert phone.write("").startswith("Pas compris"), "a picture has no words"
    assert phone.write("Bonjour").startswith("Ce que vous pouvez écrire")
    assert phone.write("merci beaucoup") == ""
    assert [row["intent"] for row in chat(shop)] == ["thanks", "help", "unknown", "unknown"]


def chat(person: Person) -> list[dict[str, Any]]:
    answer = person.get("/assistant/messages")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_the_reply_goes_out_where_it_was_asked(shop: Person) -> None:
    phone = phone_of(shop, channel=Channel.SMS, adapter="twilio")
    shop.patch("/me", {"full_name": "Awa"})
    phone.write("aide")
    [row] = replies(shop)
    assert (row["channel"], row["address"]) == ("sms", phone.number)


def test_stop_leaves_the_inbox_alone_and_start_brings_it_back(shop: Person, phone: Phone) -> None:
    def wishes() -> dict[str, tuple[list[str], str]]:
        kinds = shop.get("/notifications/preferences").json()["kinds"]
        return {one["kind"]: (one["channels"], one["frequency"]) for one in kinds}

    body = {**shop.get("/notifications/preferences").json(), "tone": "formal"}
    body.pop("version")
    body["kinds"] = [{"kind": "alert", "channels": ["sms", "email"], "frequency": "hourly"}]
    assert shop.put("/notifications/preferences", body).status_code == 200
    before = wishes()
    assert phone.write("STOP").startswith("C'est arrêté")
    after = wishes()
    assert after["alert"] == (["sms", "email"], "never")
    assert after["digest"] == (before["digest"][0], "never")
    assert {kind: after[kind] for kind in ("report", "account")} == {
        kind: before[kind] for kind in ("report", "account")
    }
    assert shop.get("/notifications/preferences").json()["tone"] == "formal"
    assert phone.write("stock riz") != "", "who asks is answered"
    assert phone.write("reprendre").startswith("C'est reparti")
    assert wishes()["alert"] == (["sms", "email"], "immediate")
    assert wishes()["digest"] == before["digest"]
    entry = next(row for row in shop.get("/audit").json()["items"] if row["action"] == "notifications.preferences")
    assert entry["details"] == {"via": "whatsapp"}


# -- several companies on one telephone -----------------------------------------------------------


def test_several_companies_share_a_telephone(shop: Person, neighbour: Person) -> None:
    shared = link(shop)
    link(neighbour, shared)
    awa, voisin = Phone(shared, shop), Phone(shared, neighbour)
    product(shop, "Riz", on_hand=1)
    product(neighbour, "Riz", on_hand=2)
    assert awa.write("entreprise boutique") == "Boutique Awa\nVous écrivez maintenant pour Boutique Awa."
    assert awa.write("stock riz") == "Boutique Awa · Stock\nRiz : 1 sac"
    assert voisin.write("entreprise VOISIN") == "Le voisin\nVous écrivez maintenant pour Le voisin."
    assert voisin.write("stock riz") == "Le voisin · Stock\nRiz : 2 sacs"
    assert awa.write("stock riz") == "", "the neighbour was asked"
    assert voisin.unread() != []
    asked = voisin.write("entreprise rien")
    assert "entreprise Boutique Awa\nentreprise Le voisin" in asked
    for text, frequency in (("stop", "never"), ("reprendre", "immediate")):
        voisin.write(text)
        for person in (shop, neighbour):
            kinds = person.get("/notifications/preferences").json()["kinds"]
            assert {one["frequency"] for one in kinds if one["kind"] in {"alert", "digest"}} == {frequency}
    with database.connect("admin") as connection:
        assert database.count(connection, "conversations", "phone = %s", shared) == 2, "the 24 hours are open in both"


# -- limits ---------------------------------------------------------------------------------------


def test_a_flood_is_answered_thirty_times_then_once_then_not(shop: Person, phone: Phone) -> None:
    answers = [phone.write("alertes") for _ in range(33)]
    assert all(answer.startswith("Alertes") for answer in answers[:30])
    assert answers[30].startswith("Trop de messages\nVous avez écrit 30 messages")
    assert answers[31:] == ["", ""]
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE chat_messages SET received_at = received_at - interval '61 minutes'")
    assert phone.write("alertes").startswith("Alertes")


def test_who_left_is_not_answered(shop: Person) -> None:
    seller = shop.colleague("employee")
    phone = phone_of(seller)
    said = phone.said("stock riz")
    shop.patch(f"/users/{seller.user_id}", {"is_active": False})
    assert phone.hear(said) == ""


def test_the_same_message_is_answered_once(shop: Person, phone: Phone) -> None:
    said = phone.said("aide")
    assert phone.hear(said) != ""
    assert phone.hear(said) == ""
    assert len(chat(shop)) == 1


def test_a_number_of_nobody_is_no_company_s(shop: Person) -> None:
    phone = Phone(number(), shop)
    assert phone.write("stock riz") == ""
    assert chat(shop) == []
