"""Sales from files: what shops really bring, and what becomes of it."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.imports import Desk, rows_of, workbook
from tests.factories.people import Person
from tests.factories.trade import drift_of, level_of, sell, shelf

FRENCH = (
    "N° Facture;Date;Heure;Désignation;Qté;Conditionnement;PU TTC;Client;Mode de paiement\n"
    "F-1;03/02/2026;09:15;Riz brisé 25 kg;2;1;12 500 F;Awa Sow;Espèces\n"
    "F-1;03/02/2026;09:15;Thé vert;1,5;1;750;Awa Sow;Espèces\n"
    "F-2;13/02/2026;18:40;Lait Ninin;2 cartons;12;450 FCFA;;Orange Money\n"
    "F-3;14/02/2026;10:00;Thé vert;-0,5;1;750;Awa Sow;Espèces\n"
)


# A workbook's moments have no time zone: they are the shop's.
NIGHT, MORNING = datetime(2025, 7, 1, 0, 30), datetime(2025, 7, 2, 9, 41)  # noqa: DTZ001


def sales_of(person: Person) -> dict[str, dict[str, Any]]:
    found = person.get("/sales?limit=100").json()["items"]
    return {sale["number"]: person.get(f"/sales/{sale['id']}").json() for sale in found}


def products_of(person: Person) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in person.get("/products?limit=100").json()["items"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_french_till_s_export(app: Any, desk: Desk, encoding: str, delimiter: str) -> None:
    done = desk.taken("sales", FRENCH.replace(";", delimiter).encode(encoding), "ventes février.csv")
    assert (done["total_rows"], done["accepted_rows"], done["rejected_rows"]) == (4, 4, 0)
    assert (done["created_products"], done["progress"]) == (3, 1.0)
    sales = sales_of(desk.person)
    assert {name: (sale["kind"], sale["total"], sale["payment_method"]) for name, sale in sales.items()} == {
        "F-1": ("SALE", 2 * 12_500 + 1_125, "cash"),
        "F-2": ("SALE", 24 * 450, "mobile_money"),
        "F-3": ("RETURN", -375, "cash"),
    }
    assert sales["F-1"]["occurred_at"] == "2026-02-03T09:15:00Z"
    assert sales["F-1"]["customer_name"] == "Awa Sow"
    assert {line["product_name"]: (line["quantity"], line["unit_price"], line["amount"])
            for line in sales["F-1"]["lines"]} == {
        "Riz brisé 25 kg": (2, 12_500, 25_000), "Thé vert": (1.5, 750, 1_125)}  # fmt: skip
    assert [line["quantity"] for line in sales["F-2"]["lines"]] == [24]
    assert products_of(desk.person)["Lait Ninin"]["sale_price"] == 450
    assert drift_of(app, desk.person) == []


def test_a_workbook_in_english_in_pence(app: Any, british: Desk) -> None:
    done = british.taken(
        "sales",
        workbook(
            ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
            ["536365", "85123A", "WHITE HANGING HEART", 6, NIGHT, 2.55, 17850],
            ["536365", 71053, "WHITE METAL LANTERN", 6, NIGHT, 3.39, 17850],
            ["C536379", "D", "Discount", -1, MORNING, 27.5, 14527],
        ),
        "Online Retail.xlsx",
    )
    assert (done["accepted_rows"], done["rejected_rows"], done["created_products"]) == (3, 0, 3)
    sales = sales_of(british.person)
    assert (sales["536365"]["total"], sales["536365"]["kind"]) == (6 * 255 + 6 * 339, "SALE")
    # Half past midnight in London's summer is the evening before in UTC; the day is London's.
    assert sales["536365"]["occurred_at"] == "2025-06-30T23:30:00Z"
    assert (sales["C536379"]["total"], sales["C536379"]["kind"]) == (-2750, "RETURN")
    days = {row["day"]: (row["revenue"], row["sales"], row["returns"]) for row in rows_of(british.person)["sales_days"]}
    assert days == {date(2025, 7, 1): (3564, 1, 0), date(2025, 7, 2): (-2750, 0, 1)}
    assert {item["code"] for item in products_of(british.person).values()} == {"85123A", "71053", "D"}
    assert drift_of(app, british.person) == []


def test_products_and_customers_are_recognised(app: Any, shop: Person) -> None:
    rice = shelf(app, shop, on_hand=10, name="Riz brisé", code="R25", sale_price=12_000)
    tea = shelf(app, shop, on_hand=10, name="Thé vert", code="T1", sale_price=700)
    desk = Desk(shop)
    done = desk.taken("sales", "date;produit;quantité\n01/02/2026;RIZ BRISE;3\n01/02/2026;thé  vert;1\n")
    assert (done["accepted_rows"], done["created_products"]) == (2, 0)
    # Without a price in the file the catalogue's is taken; goods sold before the entry leave the shelf too.
    found = {line["product_id"]: line["amount"] for sale in sales_of(shop).values() for line in sale["lines"]}
    assert found == {rice: 36_000, tea: 700}
    assert (level_of(app, shop, rice).on_hand, level_of(app, shop, tea).on_hand) == (7_000, 9_000)
    assert drift_of(app, shop) == []


def test_the_stock_stays_when_it_is_not_to_move(app: Any, shop: Person) -> None:
    rice = shelf(app, shop, on_hand=10, name="Riz", code="R25")
    Desk(shop).taken("sales", "date;code;quantité;prix\n01/02/2026;R25;3;500\n", move_stock=False)
    assert level_of(app, shop, rice).on_hand == 10_000
    assert drift_of(app, shop) == []


def test_sales_before_a_count_leave_the_counted_quantity(app: Any, shop: Person) -> None:
    rice = shelf(app, shop, on_hand=10, name="Riz", code="R25")
    assert shop.post("/stock/counts", {"lines": [{"product_id": rice, "counted": 8}]}).status_code == 201
    Desk(shop).taken("sales", "date;code;quantité;prix\n01/02/2026;R25;3;500\n")
    assert level_of(app, shop, rice).on_hand == 8_000
    assert drift_of(app, shop) == []


def test_unknown_products_are_given_back_as_they_were(app: Any, shop: Person) -> None:
    shelf(app, shop, name="Riz", code="R25")
    desk = Desk(shop)
    content = (
        "Date;Réf;Qté;PU\n01/02/2026;R25;1;500\n02/02/2026;XX9;2;1 500 F\n32/13/2026;R25;1;500\n03/02/2026;=A1;1;5\n"
    )
    found = desk.checked("sales", content, create_missing=False)
    assert (found["total_rows"], found["accepted_rows"], found["rejected_rows"]) == (4, 1, 3)
    refused = {problem["code"]: problem["count"] for problem in found["problems"] if problem["severity"] == "rejected"}
    assert refused == {"product_unknown": 2, "date_unreadable": 1}
    assert [problem["first_row"] for problem in found["problems"] if problem["code"] == "product_unknown"] == [3]
    done = desk.confirm(found["id"])
    assert (done["accepted_rows"], done["rejected_rows"], done["created_products"]) == (1, 3, 0)
    rejected = desk.rejected(found["id"])
    assert [(row["Réf"], row["PU"], row["ligne"]) for row in rejected] == [
        ("XX9", "1 500 F", "3"), ("R25", "500", "4"), ("'=A1", "5", "5"),
    ]  # fmt: skip
    assert all(row["raison"] for row in rejected)
    assert len(products_of(shop)) == 1


def test_a_dry_run_changes_nothing(app: Any, shop: Person) -> None:
    shelf(app, shop, name="Thé vert", code="T1")
    desk = Desk(shop)
    before = rows_of(shop)
    found = desk.checked("sales", FRENCH)
    assert (found["status"], found["accepted_rows"], found["created_products"]) == ("checked", 4, 2)
    assert [(row["product_name"], row["quantity"], row["unit_price"]) for row in found["sample"]][:2] == [
        ("Riz brisé 25 kg", 2, 12_500), ("Thé vert", 1.5, 750),
    ]  # fmt: skip
    assert rows_of(shop) == before


def test_the_same_file_twice_changes_nothing(app: Any, desk: Desk) -> None:
    desk.taken("sales", FRENCH)
    before = rows_of(desk.person)
    again = desk.checked("sales", gzip.compress(FRENCH.encode()), "encore.csv.gz")
    assert (again["accepted_rows"], again["duplicate_rows"], again["created_products"]) == (0, 4, 0)
    refused = desk.person.post(f"/imports/{again['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_nothing")
    assert rows_of(desk.person) == before


def test_an_overlapping_export_adds_what_is_new(app: Any, desk: Desk) -> None:
    desk.taken("sales", FRENCH)
    more = FRENCH.splitlines(keepends=True)
    more = [more[0], *more[2:], "F-3;14/02/2026;10:00;Lait Ninin;-1;1;450;Awa Sow;Espèces\n",
            "F-4;15/02/2026;10:00;Thé vert;1;1;750;;Espèces\n"]  # fmt: skip
    done = desk.taken("sales", "".join(more))
    assert (done["total_rows"], done["accepted_rows"], done["duplicate_rows"]) == (5, 2, 3)
    sales = sales_of(desk.person)
    assert {name: (sale["total"], sale["line_count"]) for name, sale in sales.items()} == {
        "F-1": (26_125, 2), "F-2": (10_800, 1), "F-3": (-825, 2), "F-4": (750, 1),
    }  # fmt: skip
    assert drift_of(app, desk.person) == []


def test_a_mapping_is_guessed_edited_and_remembered(desk: Desk) -> None:
    content = "Quand;Quoi;Date;Qté;Combien\n{0};Riz;01/01/2020;2;500\n"
    made = desk.upload("sales", content.format("01/02/2026"))
    assert made["mapping"]["date"] == "Date"
    assert {field["name"] for field in made["fields"] if field["group"] == 1} == {"product_code", "product_name"}
    wanted = {**made["mapping"], "date": "Quand", "product_name": "Quoi", "unit_price": "Combien"}
    # The dry run of the guess has not begun yet; what it finds is of no use any more.
    answer = desk.person.put(f"/imports/{made['id']}/mapping", {"mapping": wanted, "options": {"move_stock": False}})
    assert (answer.status_code, answer.json()["status"]) == (200, "checking")
    desk.work()
    found = desk.get(made["id"])
    assert (found["status"], found["sample"][0]["occurred_at"][:10]) == ("checked", "2026-02-01")
    desk.confirm(made["id"])
    following = desk.upload("sales", content.format("02/02/2026"))
    assert following["status"] == "checking"
    assert following["mapping"] == wanted
    assert following["options"]["move_stock"] is False
    desk.work()
    assert desk.get(following["id"])["accepted_rows"] == 1


def test_a_file_that_lacks_what_is_needed_waits_for_its_mapping(desk: Desk) -> None:
    made = desk.upload("sales", "Jour;X\nlundi;=2\nmardi;=3\n")
    assert made["status"] == "uploaded"
    refused = desk.person.post(f"/imports/{made['id']}/check")
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping_incomplete")
    refused = desk.person.post(f"/imports/{made['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_not_now")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"date": "Date", "product_name": "Produit"}, "mapping_incomplete"),
        ({"date": "Date", "product_name": "Produit", "quantity": "Autre"}, "mapping_unknown"),
        ({"date; DROP TABLE sales": "Date"}, "mapping_unknown"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(desk: Desk, mapping: dict[str, str], code: str) -> None:
    made = desk.checked("sales", "Date;Produit;Qté\n01/02/2026;Riz;2\n")
    answer = desk.person.put(f"/imports/{made['id']}/mapping", {"mapping": mapping})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert desk.get(made["id"])["status"] == "checked"


def test_the_order_of_dates_can_be_said(desk: Desk) -> None:
    content = "Date;Produit;Qté;PU\n03/02/2026;Riz;1;500\n"
    found = desk.checked("sales", content, date_order="mdy")
    assert found["sample"][0]["occurred_at"].startswith("2026-03-02")


def test_the_overview_counts_what_was_brought(desk: Desk) -> None:
    before = desk.person.get("/dashboards/overview?day=2026-02-14")
    desk.taken("sales", FRENCH)
    answer = desk.person.get("/dashboards/overview?day=2026-02-14", headers={"If-None-Match": before.headers["etag"]})
    assert answer.status_code == 200
    figures = answer.json()["sales"]
    assert (figures["today"]["revenue"], figures["days_7"]["revenue"], figures["days_30"]["revenue"]) == (
        -375, 10_800 - 375, 26_125 + 10_800 - 375,
    )  # fmt: skip


def test_later_sales_take_up_the_numbering(app: Any, shop: Person) -> None:
    goods = shelf(app, shop, name="Riz", code="R25")
    desk = Desk(shop)
    desk.taken("sales", "date;code;quantité;prix\n01/02/2026;R25;1;500\n02/02/2026;R25;1;500\n")
    numbers = {sale["number"] for sale in shop.get("/sales").json()["items"]}
    assert len(numbers) == 2
    assert sell(shop, (goods, 1))["number"] not in numbers
