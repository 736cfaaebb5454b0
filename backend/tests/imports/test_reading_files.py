"""What a file is, where its titles are, which column is which."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.imports.reading import errors
from digiboost.imports.reading.headers import guess_mapping, header_fingerprint
from digiboost.imports.reading.inspection import inspect
from digiboost.imports.reading.messages import TEXTS, message
from digiboost.imports.reading.types import FIELDS, Column, FileShape, Kind

LINES = "Date;Produit;Quantité;Prix\n03/02/2026;Riz parfumé;2;12 500\n04/02/2026;Thé;1,5;750\n"


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def write_workbook(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, encoding: str, found: str) -> None:
    shape = inspect(write(tmp_path / "a.csv", LINES, encoding))
    assert shape.encoding == found
    assert [c.name for c in shape.columns] == ["Date", "Produit", "Quantité", "Prix"]
    assert shape.columns[1].samples == ("Riz parfumé", "Thé")
    assert [c.nature for c in shape.columns] == ["date", "text", "decimal", "integer"]
    assert shape.rows_estimate == 2


def test_an_accent_after_the_first_megabyte_decides_too(tmp_path: Path) -> None:
    content = LINES.replace("é", "e").encode() * 30_000 + "05/02/2026;Thé;1;5\n".encode("cp1252")
    assert inspect(write(tmp_path / "a.csv", content)).encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = [["Date", "Produit", "Prix"], ["03/02/2026", 'Riz "long"; brisé, 5|kg', "5"], ["", "", ""]]
    text = end.join(delimiter.join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in rows)
    shape = inspect(write(tmp_path / "a.csv", text + end))
    assert shape.delimiter == delimiter
    assert shape.columns[1].samples == ('Riz "long"; brisé, 5|kg',)


def test_quotes_that_are_inches_are_not_believed(tmp_path: Path) -> None:
    lines = "".join(f'{n:02d}/02/2026;"Télé {n} pouces;2;500\n' for n in range(1, 29))
    shape = inspect(write(tmp_path / "a.csv", "Date;Produit;Quantité;Prix\n" + lines))
    assert not shape.quoted
    assert len(shape.columns) == 4


def test_the_name_of_the_file_is_not_asked(tmp_path: Path) -> None:
    packed = write(tmp_path / "ventes.xlsx", gzip.compress(LINES.encode()))
    assert inspect(packed).compressed
    book = write_workbook(tmp_path / "b.xlsx", ("A", [["Date", "Produit"], [datetime(2026, 1, 2), "Riz"]]))  # noqa: DTZ001
    assert inspect(book.rename(tmp_path / "b.csv")).form == "xlsx"


def test_titles_below_a_company_name_and_a_period(tmp_path: Path) -> None:
    above = "BOUTIQUE NDIAYE ET FRÈRES;;;\nVentes du 01/02/2026 au 28/02/2026;;;\n;;;\n\n"
    shape = inspect(write(tmp_path / "a.csv", above + LINES))
    assert shape.header_row == 4
    assert shape.columns[0].name == "Date"


def test_titles_nobody_knows(tmp_path: Path) -> None:
    shape = inspect(write(tmp_path / "a.csv", "Waxtu;Mbay;Limu\n03/02/2026;Ceeb;2\n04/02/2026;Soow;3\n"))
    assert [c.name for c in shape.columns] == ["Waxtu", "Mbay", "Limu"]
    mapping = guess_mapping("sales", shape.columns)
    assert (mapping["date"], mapping["product_name"], mapping["quantity"]) == ("Waxtu", "Mbay", "Limu")


def test_repeated_and_missing_titles_get_names(tmp_path: Path) -> None:
    shape = inspect(write(tmp_path / "a.csv", "Date,Prix,Prix,,\n03/02/2026,5,6,x,\n04/02/2026,5,6,y,\n"))
    assert [c.name for c in shape.columns] == ["Date", "Prix", "Prix (2)", "Colonne 4", "Colonne 5"]


def test_a_hint_for_excel_on_the_first_line(tmp_path: Path) -> None:
    shape = inspect(write(tmp_path / "a.csv", "sep=|\nDate|Produit|Prix\n03/02/2026|Riz, long|5\n"))
    assert (shape.delimiter, shape.header_row) == ("|", 1)


def test_the_first_sheet_that_holds_something(tmp_path: Path) -> None:
    rows = [["Ventes 2026"], [], ["Date", "Désignation", "Qté"], [datetime(2026, 1, 2), "Riz", 2]]  # noqa: DTZ001
    path = write_workbook(tmp_path / "a.xlsx", ("Vide", []), ("Ventes", rows), ("Clients", [["Nom", "Tél"], ["A", 1]]))
    shape = inspect(path)
    assert (shape.sheet, shape.other_sheets, shape.header_row) == ("Ventes", ("Vide", "Clients"), 2)
    assert shape.columns[0].nature == "date"
    assert inspect(path, "Clients").sheet == "Clients"
    with pytest.raises(errors.SheetUnknown):
        inspect(path, "Stock")


def test_a_shape_survives_json(tmp_path: Path) -> None:
    shape = inspect(write(tmp_path / "a.csv", LINES))
    assert FileShape.from_json(shape.to_json()) == shape


@given(st.binary(max_size=300))
def test_any_bytes_are_a_shape_or_a_named_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = write(tmp_path_factory.mktemp("any") / "a.csv", content)
    try:
        inspect(path)
    except errors.ReadingError as error:
        assert error.code in errors.BY_CODE


def columns(*names: str) -> list[Column]:
    return [Column(name, ("x",), "text") for name in names]


REAL: list[tuple[Kind, list[str], dict[str, str]]] = [
    ("sales", ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
    "CustomerID", "Country"],
     {"reference": "InvoiceNo", "product_code": "StockCode", "product_name": "Description",
     "quantity": "Quantity",
      "date": "InvoiceDate", "unit_price": "UnitPrice", "customer": "CustomerID"}),
    ("sales", ["Date vente", "N° facture", "Client", "Réf.", "Désignation", "Qté", "P.U. HT", "Montant",
    "Mode de paiement"],
     {"date": "Date vente", "reference": "N° facture", "customer": "Client", "product_code": "Réf.",
      "product_name": "Désignation", "quantity": "Qté", "unit_price": "P.U. HT", "amount": "Montant",
      "payment": "Mode de paiement"}),
    ("sales", ["DATE", "HEURE", "TICKET", "ARTICLE", "QTE", "PU (F CFA)", "TOTAL"],
     {"date": "DATE", "time": "HEURE", "reference": "TICKET", "product_name": "ARTICLE", "quantity": "QTE",
      "unit_price": "PU (F CFA)", "amount": "TOTAL"}),
    ("sales", ["Jour", "Produit", "Nombre", "Prix unitaire (FCFA)"],
     {"date": "Jour", "product_name": "Produit", "quantity": "Nombre", "unit_price": "Prix unitaire (FCFA)"}),
    ("products", ["Code", "Désignation", "Famille", "Fournisseur", "Unité", "Colisage", "Code-barres",
    "Prix d'achat",
                  "Prix de vente", "Stock mini", "Stock maxi", "Stock actuel"],
     {"code": "Code", "name": "Désignation", "category": "Famille", "supplier": "Fournisseur",
     "unit": "Unité",
      "pack_size": "Colisage", "barcode": "Code-barres", "purchase_price": "Prix d'achat",
      "sale_price": "Prix de vente", "min_stock": "Stock mini", "max_stock": "Stock maxi",
      "stock": "Stock actuel"}),
    ("products", ["SKU", "Name", "Description", "Category", "Cost", "Price", "Reorder level", "On hand"],
     {"code": "SKU", "name": "Name", "description": "Description", "category": "Category",
     "purchase_price": "Cost",
      "sale_price": "Price", "min_stock": "Reorder level", "stock": "On hand"}),
    ("products", ["Réf", "Libellé", "PA HT", "PV TTC", "Conditionnement", "Seuil d'alerte", "EAN"],
     {"code": "Réf", "name": "Libellé", "purchase_price": "PA HT", "sale_price": "PV TTC",
      "pack_size": "Conditionnement", "min_stock": "Seuil d'alerte", "barcode": "EAN"}),
    ("stock", ["Référence", "Article", "Qté comptée"],
     {"code": "Référence", "name": "Article", "quantity": "Qté comptée"}),
    ("stock", ["Produit", "Stock physique"], {"name": "Produit", "quantity": "Stock physique"}),
    ("suppliers", ["Code", "Fournisseur", "Contact", "Téléphone", "E-mail", "Délai (jours)",
    "Minimum de commande"],
     {"code": "Code", "name": "Fournisseur", "contact_name": "Contact", "phone": "Téléphone",
     "email": "E-mail",
      "lead_time_days": "Délai (jours)", "minimum_order": "Minimum de commande"}),
    ("suppliers", ["Supplier name", "Phone number", "Lead time", "Email"],
     {"name": "Supplier name", "phone": "Phone number", "lead_time_days": "Lead time", "email": "Email"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "names", "expected"), REAL)
def test_columns_are_recognised(kind: Kind, names: list[str], expected: dict[str, str]) -> None:
    for spelled in (names, [name.upper() for name in names], [f"  {name} :" for name in names]):
        found = guess_mapping(kind, columns(*spelled))
        back = dict(zip(spelled, names, strict=True))
        assert {f: back[n] for f, n in found.items() if n is not None} == expected
        assert tuple(found) == FIELDS[kind]


@given(st.lists(st.text(max_size=20), max_size=8, unique=True), st.sampled_from(sorted(FIELDS)))
def test_no_column_is_taken_twice(names: list[str], kind: Kind) -> None:
    found = [name for name in guess_mapping(kind, columns(*names)).values() if name is not None]
    assert len(found) == len(set(found))
    assert set(found) <= set(names)


def test_the_fingerprint_ignores_spelling_but_not_order() -> None:
    assert header_fingerprint(["Date", "Qté"]) == header_fingerprint(columns("DATE ", "qte"))
    assert header_fingerprint(["Date", "Qté"]) != header_fingerprint(["Qté", "Date"])


def test_every_code_has_a_sentence_in_both_languages() -> None:
    assert set(errors.BY_CODE) <= set(TEXTS)
    for code, (french, english) in TEXTS.items():
        assert french
        assert english
        assert message(code, "fr", {}) != message(code, "en", {})
