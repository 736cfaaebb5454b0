"""One tap takes back what an import brought in, and keeps what was built on it."""

from __future__ import annotations

from typing import Any

from tests.factories.imports import BESIDE, Desk, rows_of
from tests.factories.people import Person
from tests.factories.trade import drift_of, level_of, sell, shelf
from tests.imports.test_lists import PRODUCTS, as_csv, levels_of, products_of
from tests.imports.test_sales import FRENCH, sales_of

LEDGER = BESIDE | {
    "stock_movements", "stock_counts", "stock_days", "stock_summaries", "sales_summaries", "products", "stock_levels",
    "sales_days",
}  # fmt: skip
"""What an undo writes on, as a ledger does: compensations, versions, days at nothing."""


def shown(person: Person) -> Any:
    """What a person sees of goods and stock."""
    products = {code: {**item, "version": 0, "updated_at": ""} for code, item in products_of(person).items()
                if item["is_active"]}  # fmt: skip
    levels = {code: {**item, "updated_at": ""} for code, item in levels_of(person).items() if code in products}
    return products, levels


def test_sales_into_an_empty_shop(app: Any, desk: Desk) -> None:
    before = rows_of(desk.person, beside=LEDGER)
    done = desk.taken("sales", FRENCH)
    undone = desk.undone(done["id"])
    assert undone["undone_at"] is not None
    assert rows_of(desk.person, beside=LEDGER) == before
    assert products_of(desk.person) == {}
    assert all(not row["revenue"] and not row["sales"] for row in rows_of(desk.person)["sales_days"])
    assert desk.person.get("/dashboards/overview?day=2026-02-14").json()["sales"]["days_30"]["revenue"] == 0
    assert drift_of(app, desk.person) == []
    refused = desk.person.post(f"/imports/{done['id']}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_not_now")


def test_sales_of_goods_on_the_shelf(app: Any, shop: Person) -> None:
    desk = Desk(shop)
    rice = shelf(app, shop, on_hand=10, name="Riz", code="R25", cost=300)
    sell(shop, (rice, 1, 500))
    before, seen = rows_of(shop, beside=LEDGER), shown(shop)
    done = desk.taken("sales", "date;code;quantité;prix\n01/02/2026;R25;3;500\n02/02/2026;R25;-1;500\n")
    assert level_of(app, shop, rice).on_hand == 7_000
    desk.undone(done["id"])
    assert level_of(app, shop, rice).on_hand == 9_000
    assert rows_of(shop, beside=LEDGER) == before
    seen[1]["R25"]["last_sale_at"] = shown(shop)[1]["R25"]["last_sale_at"]
    assert shown(shop) == seen
    assert drift_of(app, shop) == []


def test_the_same_file_can_come_again_afterwards(app: Any, desk: Desk) -> None:
    desk.undone(desk.taken("sales", FRENCH)["id"])
    again = desk.taken("sales", FRENCH)
    assert (again["accepted_rows"], again["duplicate_rows"], again["created_products"]) == (4, 0, 3)
    assert set(sales_of(desk.person)) == {"F-1", "F-2", "F-3"}
    assert drift_of(app, desk.person) == []


def test_what_was_returned_or_sold_since_keeps_what_it_needs(app: Any, desk: Desk) -> None:
    done = desk.taken("sales", FRENCH)
    sale = sales_of(desk.person)["F-2"]
    back = desk.person.post(
        f"/sales/{sale['id']}/returns", {"lines": [{"line_id": sale["lines"][0]["id"], "quantity": 4}]}
    )
    assert back.status_code == 201, back.text
    tea = next(item for item in products_of(desk.person).values() if item["name"] == "Thé vert")
    later = sell(desk.person, (tea["id"], 2, 800))
    desk.undone(done["id"])
    left = sales_of(desk.person)
    assert set(left) == {"F-2", back.json()["number"], later["number"]}
    assert left["F-2"]["total"] == 24 * 450
    assert {item["name"] for item in products_of(desk.person).values() if item["is_active"]} == {
        "Thé vert",
        "Lait Ninin",
    }
    assert drift_of(app, desk.person) == []


def test_a_catalogue_goes_as_it_came(app: Any, shop: Person) -> None:
    desk = Desk(shop)
    shelf(app, shop, on_hand=3, name="Riz", code="R25", cost=9_000, min_stock=2_000)
    before, seen = rows_of(shop, beside=LEDGER), shown(shop)
    done = desk.taken("products", as_csv(PRODUCTS))
    assert levels_of(shop)["R25"]["on_hand"] == 12
    desk.undone(done["id"])
    assert shown(shop) == seen
    left = rows_of(shop, beside=LEDGER)
    # What was counted keeps its ledger, so it stays, inactive, with its category and supplier.
    assert [row["name"] for row in left.pop("categories")] == ["Épicerie"]
    assert [row["name"] for row in left.pop("suppliers")] == ["Patisen"]
    assert left == {name: rows for name, rows in before.items() if name not in {"categories", "suppliers"}}
    assert drift_of(app, shop) == []


def test_what_a_person_changed_since_stays(app: Any, shop: Person) -> None:
    desk = Desk(shop)
    desk.taken("products", as_csv(PRODUCTS))
    done = desk.taken("products", "Réf;Désignation;Prix de vente;Stock mini;Stock maxi\nR25;Riz long;14000;8;50\n")
    rice = products_of(shop)["R25"]
    answer = shop.patch(f"/products/{rice['id']}", {"sale_price": 15_000, "min_stock": 9})
    assert answer.status_code == 200, answer.text
    desk.undone(done["id"])
    rice = products_of(shop)["R25"]
    assert (rice["name"], rice["sale_price"], rice["min_stock"], rice["max_stock"]) == (
        "Riz brisé 25 kg",
        15_000,
        9,
        40,
    )
    assert shop.get("/products?search=brise").json()["items"][0]["code"] == "R25"
    assert shop.get("/products?search=long").json()["items"] == []
    assert drift_of(app, shop) == []


def test_suppliers_go_as_they_came(app: Any, shop: Person) -> None:
    desk = Desk(shop)
    desk.taken("suppliers", "Code;Nom;Délai\nPAT;Patisen;9\n")
    before = rows_of(shop)["suppliers"]
    done = desk.taken("suppliers", "Code;Nom;Délai\nPAT;Patisen SA;4\nNEW;Nouveau;1\n")
    patisen = next(item for item in shop.get("/suppliers").json()["items"] if item["code"] == "PAT")
    assert (patisen["name"], patisen["lead_time_days"]) == ("Patisen SA", 4)
    desk.undone(done["id"])
    assert rows_of(shop)["suppliers"] == before


def test_a_stock_taking_and_a_sale_after_it(app: Any, shop: Person) -> None:
    rice = shelf(app, shop, on_hand=10, name="Riz", code="R25")
    desk = Desk(shop)
    done = desk.taken("stock", "Code;Quantité\nR25;4\n")
    sell(shop, (rice, 1))
    assert level_of(app, shop, rice).on_hand == 3_000
    desk.undone(done["id"])
    assert level_of(app, shop, rice).on_hand == 9_000
    assert drift_of(app, shop) == []
