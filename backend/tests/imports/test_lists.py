"""Products, counted stock and suppliers from files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.imports import Desk, rows_of, workbook
from tests.factories.people import Person
from tests.factories.trade import drift_of, level_of, shelf

PRODUCTS = [
    ["Réf", "Désignation", "Famille", "Fournisseur", "Unité", "Code barres", "Prix d'achat", "Prix de vente",
     "Stock mini", "Stock maxi", "Stock"],
    ["R25", "Riz brisé 25 kg", "Épicerie", "CFAO Sénégal", "sac", "6034000000017", 10000, "12 500 F", 5, 40, 12],
    ["L1", "Lait Ninin 400 g", "Épicerie", "Patisen", "boîte", "6034000000024", "1 050,4", 1300, 10, 60, "2,5"],
    ["S1", "Savon", "Hygiène", "Patisen", "", "", 150, 200, "", "", ""],
]  # fmt: skip


def as_csv(rows: list[list[Any]], delimiter: str = ";") -> str:
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows)


def products_of(person: Person) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in person.get("/products?limit=100").json()["items"]}


def levels_of(person: Person) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in person.get("/stock/levels?limit=100").json()["items"]}


@pytest.mark.parametrize("form", ["xlsx", "csv", "cp1252", "tab"])
def test_a_catalogue_with_its_stock(app: Any, desk: Desk, form: str) -> None:
    content: Any = {
        "xlsx": lambda: workbook(*PRODUCTS),
        "csv": lambda: as_csv(PRODUCTS),
        "cp1252": lambda: as_csv(PRODUCTS).encode("cp1252"),
        "tab": lambda: as_csv(PRODUCTS, "\t"),
    }[form]()
    done = desk.taken("products", content, f"catalogue.{form}")
    assert (done["accepted_rows"], done["rejected_rows"], done["created_products"]) == (3, 0, 3)
    found = products_of(desk.person)
    rice = found["R25"]
    assert (rice["name"], rice["category_name"], rice["supplier_name"], rice["unit"], rice["barcode"]) == (
        "Riz brisé 25 kg", "Épicerie", "CFAO Sénégal", "sac", "6034000000017",
    )  # fmt: skip
    assert (rice["purchase_price"], rice["sale_price"], rice["min_stock"], rice["max_stock"]) == (10_000, 12_500, 5, 40)
    assert (found["L1"]["purchase_price"], found["S1"]["unit"]) == (1_050, "unité")
    assert {item["name"] for item in desk.person.get("/categories").json()["items"]} == {"Épicerie", "Hygiène"}
    assert {item["name"] for item in desk.person.get("/suppliers").json()["items"]} == {"CFAO Sénégal", "Patisen"}
    levels = levels_of(desk.person)
    assert {code: (level["on_hand"], level["status"]) for code, level in levels.items()} == {
        "R25": (12, "ok"), "L1": (2.5, "low"), "S1": (0, "rupture"),
    }  # fmt: skip
    assert levels["R25"]["value"] == 120_000
    assert desk.person.get("/products?search=brise").json()["items"][0]["code"] == "R25"
    assert drift_of(app, desk.person) == []


def test_an_english_catalogue_changes_what_it_names_and_leaves_the_rest(app: Any, desk: Desk) -> None:
    desk.taken("products", as_csv(PRODUCTS))
    before = products_of(desk.person)
    done = desk.taken("products", "SKU,Selling price,Reorder level\nR25,13000,6\nN1,500,\n", "prices.csv")
    assert (done["accepted_rows"], done["created_products"]) == (2, 1)
    after = products_of(desk.person)
    assert (after["R25"]["sale_price"], after["R25"]["min_stock"]) == (13_000, 6)
    for field in ("name", "category_id", "supplier_id", "barcode", "purchase_price", "max_stock", "unit"):
        assert after["R25"][field] == before["R25"][field], field
    assert after["L1"] == before["L1"]
    assert after["N1"]["name"] == "N1"
    assert drift_of(app, desk.person) == []


def test_a_price_list_does_not_create_what_it_must_not(app: Any, desk: Desk) -> None:
    desk.taken("products", as_csv(PRODUCTS))
    done = desk.taken("products", "Réf;Prix de vente\nR25;13000\nXX;500\n", create_missing=False)
    assert (done["accepted_rows"], done["rejected_rows"], done["created_products"]) == (1, 1, 0)
    assert [(row["Réf"], row["ligne"]) for row in desk.rejected(done["id"])] == [("XX", "3")]
    assert set(products_of(desk.person)) == {"R25", "L1", "S1"}


def test_a_barcode_belongs_to_one_product(app: Any, desk: Desk) -> None:
    desk.taken("products", as_csv(PRODUCTS))
    done = desk.taken(
        "products",
        "Réf;Désignation;Code barres\nA1;Sucre;6034000000017\nA2;Sel;777\nA3;Poivre;777\nR25;Riz;6034000000017\n",
    )
    assert (done["accepted_rows"], done["rejected_rows"]) == (2, 2)
    assert {row["Réf"] for row in desk.rejected(done["id"])} == {"A1", "A3"}
    assert products_of(desk.person)["R25"]["name"] == "Riz"


def test_the_same_catalogue_again_changes_nothing(app: Any, shop: Person) -> None:
    desk = Desk(shop)
    desk.taken("products", as_csv(PRODUCTS))
    rice = products_of(shop)["R25"]
    assert shop.post("/stock/movements", {"product_id": rice["id"], "type": "EXIT", "quantity": 2}).status_code == 201
    before = rows_of(shop)
    again = desk.checked("products", as_csv(PRODUCTS))
    assert (again["accepted_rows"], again["duplicate_rows"]) == (0, 3)
    assert shop.post(f"/imports/{again['id']}/confirm").json()["code"] == "import_nothing"
    assert rows_of(shop) == before


def test_a_stock_taking(app: Any, shop: Person) -> None:
    rice = shelf(app, shop, on_hand=10, name="Riz brisé", code="R25", cost=1_000)
    tea = shelf(app, shop, on_hand=0, name="Thé vert", code="T1", tracked=False)
    other = shelf(app, shop, on_hand=7, name="Savon", code="S1")
    done = Desk(shop).taken(
        "stock", workbook(["Article", "Quantité comptée"], ["riz brise", "8,5"], ["Thé vert", 3], ["Inconnu", 4])
    )
    assert (done["accepted_rows"], done["rejected_rows"]) == (2, 1)
    assert [row["Article"] for row in Desk(shop).rejected(done["id"])] == ["Inconnu"]
    assert [level_of(app, shop, item).on_hand for item in (rice, tea, other)] == [8_500, 3_000, 7_000]
    assert level_of(app, shop, tea).tracked
    assert drift_of(app, shop) == []


def test_suppliers(app: Any, desk: Desk) -> None:
    content = (
        "Code;Raison sociale;Contact;Téléphone;E-mail;Délai de livraison;Minimum de commande\n"
        "CFAO;CFAO Sénégal;Moussa Diop;77 123 45 67;contact@cfao.example;2 semaines;150 000 F\n"
        "PAT;Patisen;;;pas une adresse;3;\n"
    )
    done = desk.taken("suppliers", content.encode("cp1252"), "fournisseurs.csv")
    assert (done["accepted_rows"], done["rejected_rows"]) == (2, 0)
    found = {item["code"]: item for item in desk.person.get("/suppliers").json()["items"]}
    assert (found["CFAO"]["name"], found["CFAO"]["lead_time_days"], found["CFAO"]["minimum_order"]) == (
        "CFAO Sénégal", 14, 150_000,
    )  # fmt: skip
    assert (found["PAT"]["email"], found["PAT"]["lead_time_days"]) == (None, 3)
    desk.taken("suppliers", "Code;Nom;Délai\nPAT;Patisen;9\nNEW;Nouveau;\n")
    found = {item["code"]: item for item in desk.person.get("/suppliers").json()["items"]}
    assert (found["PAT"]["lead_time_days"], found["NEW"]["lead_time_days"], len(found)) == (9, 7, 3)


def test_formulas_stay_text_in_what_is_given_back(desk: Desk) -> None:
    rows = [["Article", "Quantité"], ["=cmd|'/c calc'!A1", 1], ["@SUM(A1)", 2], ["+221 77", 3], ["-2+3", 4]]
    found = desk.checked("stock", as_csv(rows))
    text = desk.person.get(f"/imports/{found['id']}/rejected.csv").content.decode("utf-8-sig")
    cells = [line.split(";")[0].strip('"') for line in text.splitlines()[1:]]
    assert cells == ["'=cmd|'/c calc'!A1", "'@SUM(A1)", "'+221 77", "'-2+3"]
