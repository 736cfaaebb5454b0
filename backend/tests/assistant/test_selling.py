"""A sale by message: proposed, confirmed, recorded once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from digiboost.channels import jobs as callbacks
from digiboost.channels import service as channels
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx, jsonb
from digiboost.kernel.jobs import worker_engine
from tests.assistant.chat import Phone, link, phone_of, product, sales_of
from tests.factories.people import Person
from tests.factories.trade import drift_of
from tests.invariants.kit import database

NBSP = "\u00a0"


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace("\u202f", " ")


@pytest.fixture
def phone(shop: Person) -> Phone:
    return phone_of(shop)


@pytest.fixture
def rice(shop: Person) -> str:
    return product(shop, "Riz brisé 25 kg", price=12_500, on_hand=12, min_stock=2)


def test_a_proposal_names_everything_and_a_yes_records_it(app: Any, shop: Person, phone: Phone, rice: str) -> None:
    asked = now() - timedelta(minutes=3)
    assert plain(phone.write("vente riz 3", at=asked)) == (
        "Vente à confirmer\nRiz brisé 25 kg : 3 sacs à 12 500 F = 37 500 F. Il en restera 9 sacs.\n"
        "Répondez OUI dans les 10 minutes pour enregistrer, NON pour annuler."
    )
    assert sales_of(shop) == []
    done = plain(phone.write("oui", at=asked + timedelta(minutes=1)))
    [sale] = sales_of(shop)
    assert done == (
        f"Vente enregistrée\n{sale['number']}. Riz brisé 25 kg : 3 sacs à 12 500 F = 37 500 F. Il en reste 9 sacs."
    )
    assert (sale["total"], sale["payment_method"], sale["user_id"]) == (37_500, "cash", shop.user_id)
    assert datetime.fromisoformat(sale["occurred_at"]) == asked
    assert phone.write("stock riz") == "Stock\nRiz brisé 25 kg : 9 sacs"
    entry = next(row for row in shop.get("/audit").json()["items"] if row["action"] == "sale.recorded")
    assert (entry["user_id"], entry["details"]) == (shop.user_id, {"lines": 1, "via": "whatsapp"})
    assert plain(phone.write("oui")) == (
        f"Déjà enregistrée\nLa vente {sale['number']} est déjà enregistrée : rien n'est ajouté."
    )
    assert len(sales_of(shop)) == 1
    assert drift_of(app, shop) == []


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("vente 2 riz", 25_000),
        ("vente 2 sacs de riz", 25_000),
        ("vente riz 2 à 11 000 F", 22_000),
        ("vante ris brisé 2", 25_000),
        ("sale rice 2", None),
        ("vente riz 1,5", 18_750),
        ("vente riz 25 kg 2", 25_000),
    ],
)
def test_it_may_be_said_in_several_ways(shop: Person, phone: Phone, rice: str, text: str, total: int | None) -> None:
    phone.write(text)
    phone.write("Oui !")
    assert [sale["total"] for sale in sales_of(shop)] == ([] if total is None else [total])


def test_more_than_there_is_is_said_and_sold(shop: Person, phone: Phone, rice: str) -> None:
    assert "Attention, il en reste 12 sacs." in phone.write("vente riz 20")
    assert "Il en reste -8 sacs (rupture)." in phone.write("oui")


def test_no_cancels(shop: Person, phone: Phone, rice: str) -> None:
    phone.write("vente riz 3")
    assert phone.write("non").startswith("Vente annulée")
    assert phone.write("oui").startswith("Rien à confirmer")
    assert phone.write("non").startswith("Rien à confirmer")
    assert sales_of(shop) == []


def test_ten_minutes_later_it_is_too_late(shop: Person, phone: Phone, rice: str) -> None:
    phone.write("vente riz 3")
    with database.transaction("app", shop.tenant_id) as connection:
        connection.execute("UPDATE chat_proposals SET expires_at = now() - interval '1 second'")
    assert phone.write("oui").startswith("Trop tard")
    assert sales_of(shop) == []


def test_a_yes_that_was_written_before_the_question_is_none(shop: Person, phone: Phone, rice: str) -> None:
    before = phone.said("oui", at=now() - timedelta(seconds=30))
    phone.write("vente riz 3")
    assert phone.hear(before).startswith("Vente\nCette proposition a été remplacée")
    assert sales_of(shop) == []
    phone.write("oui")
    assert len(sales_of(shop)) == 1


def test_the_last_proposal_is_the_one_that_is_open(shop: Person, phone: Phone, rice: str) -> None:
    phone.write("vente riz 3")
    phone.write("vente riz 5")
    phone.write("oui")
    assert [sale["total"] for sale in sales_of(shop)] == [62_500]


def test_an_unclear_product_is_chosen_by_its_number(shop: Person, phone: Phone, rice: str) -> None:
    product(shop, "Riz parfumé", price=20_000, on_hand=4)
    assert plain(phone.write("vente riz 2")) == (
        "Quel produit ?\n1. Riz brisé 25 kg (12 500 F)\n2. Riz parfumé (20 000 F)\nRépondez par le numéro."
    )
    assert phone.write("oui").startswith("Quel produit ?\nRépondez par un numéro de 1 à 2")
    assert phone.write("3").startswith("Quel produit ?\nRépondez par un numéro de 1 à 2")
    assert "Riz parfumé : 2 sacs" in phone.write("2")
    assert not phone.write("1").startswith("Vente à confirmer"), "the question is closed"
    phone.write("oui")
    assert [sale["total"] for sale in sales_of(shop)] == [40_000]
    phone.write("vente riz 2")
    assert "Riz brisé" in phone.write("choix 1")
    assert phone.write("choix 1").startswith("Rien à confirmer")


def test_the_exact_name_needs_no_choice(shop: Person, phone: Phone) -> None:
    product(shop, "Riz", price=500)
    product(shop, "Riz parfumé", price=20_000)
    assert "Riz : 2 sacs" in phone.write("vente riz 2")


def test_what_is_missing_is_asked_for(shop: Person, phone: Phone, rice: str) -> None:
    assert phone.write("vente riz").startswith("Vente\nCombien ?")
    assert phone.write("vente riz 25kg").startswith("Vente\nCombien ?"), "so a product is called"
    assert phone.write("vente").startswith("Vente\nÉcrivez le produit et la quantité")
    assert phone.write("vente ciment 3").startswith("Vente\nAucun produit ne ressemble à « ciment »")
    assert "Riz brisé 25 kg : 3 sacs" in phone.write("vente riz 3sacs")
    phone.write("non")
    assert phone.write("vente riz 3 à 12.5").startswith("Vente\nLe prix « 12.5 » n'est pas clair")
    assert phone.write("vente riz 999999999 à 900 000 000").startswith("Vente\nCe montant est trop grand")
    for letter in "abcdef":
        product(shop, f"Sucre {letter}")
    assert phone.write("vente sucre 3").startswith("Vente\n6 produits ressemblent à « sucre »")
    assert sales_of(shop) == []
    assert phone.write("oui").startswith("Rien à confirmer")


def test_the_company_s_currency_has_cents(client: Any) -> None:
    from tests.factories.people import open_company

    shop = open_company(client, currency="EUR")
    phone = phone_of(shop)
    product(shop, "Pain", price=120, unit="pièce")
    assert "2 pièces à 1,35 € = 2,70 €" in plain(phone.write("vente 2 pain à 1,35 €"))
    phone.write("oui")
    assert [sale["total"] for sale in sales_of(shop)] == [270]


def test_an_employee_sells_and_a_viewer_is_refused_politely(shop: Person, rice: str) -> None:
    viewer, seller = phone_of(shop.colleague("viewer")), phone_of(shop.colleague("employee"))
    assert viewer.write("vente riz 3").startswith("Pas pour votre rôle\nVotre rôle chez Boutique Awa")
    assert viewer.write("oui").startswith("Rien à confirmer")
    assert "Riz brisé 25 kg : 12 sacs" in viewer.write("stock riz")
    seller.write("vente riz 3")
    seller.write("oui")
    assert [sale["user_id"] for sale in sales_of(shop)] == [seller.person.user_id]


def test_who_lost_the_right_meanwhile_sells_nothing(shop: Person, rice: str) -> None:
    seller = shop.colleague("employee")
    phone = phone_of(seller)
    phone.write("vente riz 3")
    shop.patch(f"/users/{seller.user_id}", {"role": "viewer"})
    assert phone.write("oui").startswith("Pas pour votre rôle")
    assert sales_of(shop) == []


def test_two_people_have_a_proposal_each(shop: Person, rice: str) -> None:
    one, other = phone_of(shop), phone_of(shop.colleague("employee"))
    one.write("vente riz 1")
    other.write("vente riz 2")
    one.write("oui")
    assert [sale["total"] for sale in sales_of(shop)] == [12_500]
    other.write("oui")
    assert sorted(sale["total"] for sale in sales_of(shop)) == [12_500, 25_000]


def test_the_same_yes_heard_by_many_at_once_sells_once(app: Any, shop: Person, phone: Phone, rice: str) -> None:
    from digiboost.assistant.service import hear
    from tests.assistant.chat import open_tx

    phone.write("vente riz 3")
    yes = phone.said("oui")
    others = [phone.said("oui"), phone.said("ok")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda said: hear(open_tx, said), [yes, yes, *others, yes]))
    assert len(sales_of(shop)) == 1
    assert drift_of(app, shop) == []


def test_a_worker_that_dies_before_the_commit_leaves_nothing(
    shop: Person, phone: Phone, rice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digiboost.assistant import repository

    phone.write("vente riz 3")
    yes = phone.said("oui")

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(repository, "keep", dies)
        phone.hear(yes)
    assert sales_of(shop) == []
    assert phone.hear(yes).startswith("Vente enregistrée")
    assert len(sales_of(shop)) == 1


def test_a_worker_that_dies_after_the_commit_changes_nothing(shop: Person, phone: Phone, rice: str) -> None:
    """The sale is committed, and the callback still counts as not dealt with: it is heard again."""
    phone.write("vente riz 3")
    yes = phone.said("oui")
    for _ in range(3):
        with Tx(worker_engine(), None) as tx:
            channels.store(tx, [yes])
            tx.run("UPDATE channel_events SET state = 'waiting', body = %s::jsonb WHERE event_id = %s AND body IS NULL",
                   (jsonb({**asdict(yes), "at": yes.at.isoformat()}), yes.event_id))  # fmt: skip
        assert callbacks.hear(worker_engine(), yes.adapter, yes.event_id)
    assert len(sales_of(shop)) == 1
    assert len(phone.unread()) == 1


def test_costs_are_never_told(shop: Person) -> None:
    phone = phone_of(shop)
    product(shop, "Savon", price=900, purchase_price=777)
    said = "".join(phone.write(text) for text in ("stock savon", "vente savon 1", "oui"))
    assert "777" not in said


def test_a_neighbour_s_products_are_not_found(shop: Person, neighbour: Person, rice: str) -> None:
    assert "Aucun produit" in phone_of(neighbour).write("vente riz 3")
    assert link(neighbour) != ""
