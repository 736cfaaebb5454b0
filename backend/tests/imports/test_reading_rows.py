"""Normalised and rejected rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.imports.reading import errors
from digiboost.imports.reading.headers import guess_mapping
from digiboost.imports.reading.inspection import inspect
from digiboost.imports.reading.rows import read
from digiboost.imports.reading.types import Kind, ReadOptions, Rejected

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
FRANCS = ReadOptions(0, "Africa/Dakar", NOW)
POUNDS = ReadOptions(2, "Europe/London", NOW)
EUROS = ReadOptions(2, "Africa/Dakar", NOW)


def read_all(
    path: Path, kind: Kind, options: ReadOptions, mapping: dict[str, str | None] | None = None
) -> tuple[list[Any], list[Rejected]]:
    shape = inspect(path)
    rows: list[Any] = []
    rejected: list[Rejected] = []
    for batch in read(path, shape, mapping or guess_mapping(kind, shape.columns), kind, options):
        rows += batch.rows
        rejected += batch.rejected
    return rows, rejected


def read_text(tmp_path: Path, text: str, kind: Kind = "sales", options: ReadOptions = FRANCS) -> Any:
    path = tmp_path / "a.csv"
    path.write_text(text)
    return read_all(path, kind, options)


def sales(tmp_path: Path, *lines: str, options: ReadOptions = FRANCS) -> Any:
    return read_text(
        tmp_path,
        "N° facture;Date;Réf.;Désignation;Qté;PU;Client\n" + "\n".join(lines) + "\n",
        options=options,
    )


def test_a_sale(tmp_path: Path) -> None:
    rows, rejected = sales(tmp_path, "F1;03/02/2026 14h05;R25;Riz parfumé;2,5;12 500 F;Awa", options=EUROS)
    assert not rejected
    (row,) = rows
    assert row.row == 2
    assert (row.reference, row.product_code, row.product_name, row.customer) == (
        "F1",
        "R25",
        "Riz parfumé",
        "Awa",
    )
    assert row.occurred_at == datetime(2026, 2, 3, 14, 5, tzinfo=UTC)
    assert (row.quantity_milli, row.unit_price_minor, row.amount_minor) == (2500, 1_250_000, 3_125_000)
    assert (row.kind, row.payment, row.code_given, row.name_given) == ("SALE", None, True, True)


def test_times_are_the_tenants(tmp_path: Path) -> None:
    rows, _ = sales(tmp_path, "1;2026-02-03 14:05;A;;1;5;", "2;2026-05-03 14:05;A;;1;5;", options=POUNDS)
    assert [row.occurred_at.hour for row in rows] == [14, 13]


def test_the_amount_comes_from_the_price_before_rounding(tmp_path: Path) -> None:
    rows, _ = sales(tmp_path, "1;2026-02-03;A;;1000;0.001;", "2;2026-02-03;A;;-5;0.1;", options=POUNDS)
    assert [(r.unit_price_minor, r.amount_minor, r.kind) for r in rows] == [
        (0, 100, "SALE"),
        (10, -50, "RETURN"),
    ]


def test_returns_and_cancelled_invoices(tmp_path: Path) -> None:
    rows, rejected = sales(
        tmp_path,
        "C1234;03/02/2026;A;Riz;-2;500;",
        "1234;03/02/2026;A;Riz;2;500;",
        "1235;03/02/2026;A;Riz;-1;0;",
    )
    assert not rejected
    assert [(r.kind, r.quantity_milli, r.amount_minor) for r in rows] == [
        ("RETURN", -2000, -1000), ("SALE", 2000, 1000), ("RETURN", -1000, 0),
    ]  # fmt: skip
    assert len({r.sale_key for r in rows}) == 3


def test_code_and_name_stand_in_for_each_other(tmp_path: Path) -> None:
    rows, _ = sales(
        tmp_path,
        "1;03/02/2026;A1;;1;5;",
        "1;03/02/2026;;Riz Parfumé 25 kg;1;5;",
        "1;03/02/2026;;RIZ parfume  25-KG;1;5;",
    )
    assert (rows[0].product_name, rows[0].name_given) == ("A1", False)
    assert (rows[1].product_code, rows[1].code_given) == ("RIZ-PARFUME-25-KG", False)
    assert rows[2].product_code == rows[1].product_code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1;;A;Riz;1;5;", "date_missing"), ("1;hier;A;Riz;1;5;", "date_unreadable"),
        ("1;31/02/2026;A;Riz;1;5;", "date_unreadable"), ("1;16/06/2026;A;Riz;1;5;", "date_in_future"),
        ("1;31/12/1989;A;Riz;1;5;", "date_too_old"), ("1;03/02/2026;;;1;5;", "product_missing"),
        ("1;03/02/2026;A;Riz;;5;", "quantity_missing"), ("1;03/02/2026;A;Riz;deux;5;", "quantity_unreadable"),
        ("1;03/02/2026;A;Riz;0;5;", "quantity_zero"),
        ("1;03/02/2026;A;Riz;9999999999999999;5;", "quantity_too_large"),
        ("1;03/02/2026;A;Riz;1;;", "price_missing"), ("1;03/02/2026;A;Riz;1;-5;", "price_negative"),
        ("1;03/02/2026;A;Riz;1;cinq;", "amount_unreadable"),
        ("1;03/02/2026;A;Riz;1;9999999999999999;", "amount_too_large"),
        ("1;03/02/2026;A;Riz;999999999;999999999;", "amount_too_large"),
        ("1;03/02/2026;A;Riz;1;5;Awa;6", "row_shifted"),
        (";;TOTAL;;12;;", "total_line"), ("1;03/02/2026;" + "A" * 70 + ";Riz;1;5;", "text_too_long"),
    ],
)  # fmt: skip
def test_a_row_is_rejected_with_its_reason(tmp_path: Path, line: str, code: str) -> None:
    rows, rejected = sales(tmp_path, "9;03/02/2026;B;Thé;1;5;", line, ";;;;;;", "  ; ;;;;;", "")
    assert len(rows) == 1
    (one,) = rejected
    assert (one.code, one.row) == (code, 3)
    assert one.cells[: len(line.split(";"))] == line.split(";")


def test_a_price_of_zero_is_a_price(tmp_path: Path) -> None:
    rows, rejected = sales(tmp_path, "1;03/02/2026;A;Riz;1;0;")
    assert not rejected
    assert (rows[0].unit_price_minor, rows[0].amount_minor) == (0, 0)


def prices(tmp_path: Path, options: ReadOptions, *written: str) -> list[int]:
    rows, rejected = sales(
        tmp_path, *(f"{n};03/02/2026;A;Riz;1;{text};" for n, text in enumerate(written)), options=options
    )
    assert not rejected
    return [row.unit_price_minor for row in rows]


def test_undecided_amounts_follow_the_column_then_the_currency(tmp_path: Path) -> None:
    assert prices(tmp_path, FRANCS, "12.500", "12,500 F") == [12500, 12500]
    assert prices(tmp_path, FRANCS, "12.500", "2,5") == [12500, 3]
    assert prices(tmp_path, FRANCS, "12.500", "1.234.567") == [12500, 1234567]
    assert prices(tmp_path, EUROS, "12.500", "2.55") == [1250, 255]
    assert prices(tmp_path, EUROS, "12,500", "2.55") == [1250000, 255]
    assert prices(tmp_path, EUROS, "12,500") == [1250000]
    assert prices(tmp_path, ReadOptions(3, "Africa/Tunis", NOW), "12,500") == [12500]
    assert prices(tmp_path, ReadOptions(2, "Africa/Dakar", NOW, decimal=","), "12,500") == [1250]


def test_undecided_quantities_follow_the_other_columns(tmp_path: Path) -> None:
    rows, _ = sales(tmp_path, "1;03/02/2026;A;Riz;1,500;2,5;")
    assert rows[0].quantity_milli == 1500
    rows, _ = sales(tmp_path, "1;03/02/2026;A;Riz;1,500;2.5;")
    assert rows[0].quantity_milli == 1_500_000
    rows, _ = sales(tmp_path, "1;03/02/2026;A;Riz;1,500;2;", "2;03/02/2026;A;Riz;2000;2;")
    assert rows[0].quantity_milli == 1500


def test_the_last_row_may_decide_for_the_first(tmp_path: Path) -> None:
    lines = [f"{n};03/04/2026;A;Riz;1;5;" for n in range(25_000)]
    rows, rejected = sales(tmp_path, *lines, "99999;02/25/2026;A;Riz;1;5;")
    assert not rejected
    assert {row.occurred_at.month for row in rows[:-1]} == {3}
    rows, rejected = sales(tmp_path, *lines, "99999;25/02/2026;A;Riz;1;5;")
    assert {row.occurred_at.month for row in rows[:-1]} == {4}


def test_cartons_are_multiplied_by_the_pack_size_of_the_row(tmp_path: Path) -> None:
    rows, _ = read_text(
        tmp_path,
        "Date;Produit;Qté;Colisage;PU\n03/02/2026;Eau;3 cartons;12;100\n03/02/2026;Eau;3;12;100\n"
        "03/02/2026;Eau;2 x 6;;100\n",
    )
    assert [row.quantity_milli for row in rows] == [36000, 3000, 12000]


def test_an_amount_without_price_gives_the_price(tmp_path: Path) -> None:
    rows, rejected = read_text(
        tmp_path,
        "Date;Produit;Qté;Montant\n03/02/2026;Eau;3;1000\n03/02/2026;Eau;-3;-1000\n04/02/2026;Eau;2;-5\n",
    )
    assert [(r.unit_price_minor, r.amount_minor) for r in rows] == [(333, 1000), (333, -1000)]
    assert [r.code for r in rejected] == ["price_negative"]


def test_payments(tmp_path: Path) -> None:
    words = {"Espèces": "cash", "Wave": "mobile_money", "ORANGE MONEY": "mobile_money", "à crédit": "credit",
             "carte de crédit": "card", "": None, "troc": None}  # fmt: skip
    text = "Date;Produit;Qté;Paiement\n" + "".join(f"03/02/2026;Eau;1;{word}\n" for word in words)
    rows, rejected = read_text(tmp_path, text)
    assert not rejected
    assert [row.payment for row in rows] == list(words.values())
    assert {(row.unit_price_minor, row.amount_minor) for row in rows} == {(None, None)}


def test_keys_do_not_depend_on_form_order_or_what_else_is_exported(tmp_path: Path) -> None:
    lines = ["F1;03/02/2026;A;Riz;2;500;Awa", "F1;03/02/2026;B;Thé;1;750;Awa",
    "F1;03/02/2026;A;Riz;2;500;Awa",
             ";04/02/2026;A;Riz;1;500;", ";04/02/2026;A;Riz;1;500;",
             "F2;05/02/2026;A;Riz;1;500;Modou"]  # fmt: skip
    first, _ = sales(tmp_path, *lines)
    keys = [row.line_key for row in first]
    assert len(set(keys)) == 6
    again, _ = sales(tmp_path, "F0;01/02/2026;A;Riz;9;500;", *reversed(lines))
    assert {row.line_key for row in again} > set(keys)
    spelled, _ = sales(tmp_path, " F1 ;2026-02-03;A;RIZ;2,0;500 F;Awa")
    assert spelled[0].line_key == keys[0]
    assert len({row.sale_key for row in first[:3]}) == 1
    assert first[3].sale_key != first[4].sale_key, "without reference, time or customer each line is a sale"
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["N° facture", "Date", "Réf.", "Désignation", "Qté", "PU", "Client"])
    sheet.append(["F1", date(2026, 2, 3), "A", "Riz", 2, 500.0, "Awa"])
    sheet.append(["F1", datetime(2026, 2, 3), "B", "Thé", 1.0, 750, "Awa"])  # noqa: DTZ001
    book.save(path)
    assert [row.line_key for row in read_all(path, "sales", FRANCS)[0]] == keys[:2]


def test_sales_without_reference_are_grouped_by_moment_or_customer(tmp_path: Path) -> None:
    rows, _ = sales(
        tmp_path, ";03/02/2026 10:05;A;;1;5;", ";03/02/2026 10:05;B;;1;5;", ";03/02/2026 10:06;B;;1;5;",
        ";03/02/2026;A;;1;5;Awa", ";03/02/2026;B;;1;5;Awa", ";03/02/2026;B;;1;5;Modou",
    )  # fmt: skip
    keys = [row.sale_key for row in rows]
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == keys[4] != keys[5]


def test_a_numbering_that_restarts_is_another_sale(tmp_path: Path) -> None:
    rows, _ = sales(tmp_path, "1;03/02/2026;A;;1;5;", "1;04/02/2026;A;;1;5;", "1;03/02/2026 10:00;B;;1;5;")
    assert rows[0].sale_key != rows[1].sale_key
    assert rows[0].sale_key == rows[2].sale_key


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 28), st.sampled_from("AB"), st.integers(1, 3)),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_an_overlapping_export_gives_the_same_keys(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, int, str, int]], data: st.DataObject
) -> None:
    tmp_path = tmp_path_factory.mktemp("overlap")
    written = [f"F{ref};{day:02d}/02/2026;{code};;{quantity};5;" for ref, day, code, quantity in lines]
    rows, _ = sales(tmp_path, *written)
    kept = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1)))
    part, _ = sales(tmp_path, *(written[index] for index in kept))
    assert {row.line_key for row in part} <= {row.line_key for row in rows}
    assert len({row.line_key for row in rows}) == len(rows)


def test_times_of_a_workbook_in_a_column_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["Ventes"], [], ["Date", "Heure", "Produit",
    "Qté"], [date(2026, 2, 3), time(14, 5), "Riz", 2], [],
                [46056, 0.25, "Thé", 1]):  # fmt: skip
        sheet.append(row)
    book.save(path)
    rows, rejected = read_all(path, "sales", FRANCS)
    assert not rejected
    assert [(r.row, r.occurred_at.hour, r.occurred_at.minute) for r in rows] == [(4, 14, 5), (6, 6, 0)]


def test_products(tmp_path: Path) -> None:
    rows, rejected = read_text(
        tmp_path,
        "Code;Désignation;Famille;Fournisseur;Unité;Colisage;Code-barres;Prix d'achat;PV;Stock mini;"
        "Stock maxi;Stock\n"
        "R25;Riz 25 kg;Céréales;Sodima;sac;;6.04E+12;11 000;12 500 F;5;40;-3\n"
        ";Eau 1,5 l;Boissons;;bouteille;carton de 6;6041234567890;;350;2 cartons;1;3 cartons\n"
        "R25;Riz;;;;;;;;;;\nX;;;;;;;-5;;;;\nY;;;;;0;;;;;;\nZ;Sel;;;;;;;;-1;;\nTOTAL;;;;;;;;;;;99\n",
        "products",
    )
    first, second = rows
    assert (first.code, first.name, first.category, first.supplier, first.unit) == (
        "R25", "Riz 25 kg", "Céréales", "Sodima", "sac",
    )  # fmt: skip
    assert (first.barcode, first.purchase_price_minor, first.sale_price_minor, first.stock_milli) == (
        None, 11000, 12500, -3000,
    )  # fmt: skip
    assert (second.code, second.code_given, second.pack_size_milli, second.barcode) == (
        "EAU-1-5-L", False, 6000, "6041234567890",
    )  # fmt: skip
    assert (second.min_stock_milli, second.max_stock_milli, second.stock_milli) == (12000, None, 18000)
    assert [one.code for one in rejected] == [
        "product_repeated", "price_negative", "number_unreadable", "quantity_negative", "total_line",
    ]  # fmt: skip


def test_counted_stock(tmp_path: Path) -> None:
    rows, rejected = read_text(tmp_path, "Réf;Qté comptée\nA;12\nB;0\nC;\nD;-1\nA;3\n", "stock")
    assert [(r.code, r.counted_milli) for r in rows] == [("A", 12000), ("B", 0)]
    assert [one.code for one in rejected] == ["quantity_missing", "quantity_negative", "product_repeated"]


def test_suppliers(tmp_path: Path) -> None:
    rows, rejected = read_text(
        tmp_path,
        "Fournisseur;Contact;Téléphone;E-mail;Délai (jours);Minimum de commande\n"
        "Sodima;M. Fall;+221 77 123 45 67;ventes@sodima.sn;7;50 000 F\n"
        "Patisen;;338001122;pas d'adresse;2 semaines;\n"
        "Satrec;;;;bientôt;\n;;77;;;\n",
        "suppliers",
    )
    assert [(r.code, r.phone, r.email, r.lead_time_days, r.minimum_order_minor) for r in rows] == [
        ("SODIMA", "+221 77 123 45 67", "ventes@sodima.sn", 7, 50000),
        ("PATISEN", "338001122", None, 14, None),
    ]  # fmt: skip
    assert [one.code for one in rejected] == ["number_unreadable", "supplier_missing"]


@pytest.mark.parametrize(
    "options",
    [
        ReadOptions(0, "Mars/Olympus", NOW), ReadOptions(9, "Africa/Dakar", NOW),
        ReadOptions(0, "Africa/Dakar", NOW, decimal=";"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_options_out_of_range(tmp_path: Path, options: ReadOptions) -> None:
    with pytest.raises(errors.OptionInvalid):
        sales(tmp_path, "1;03/02/2026;A;Riz;1;5;", options=options)


def test_a_file_without_rows_says_so(tmp_path: Path) -> None:
    blank = ";;;;;;\n" * 40_000
    with pytest.raises(errors.NoRows):
        sales(tmp_path, blank)
