"""The whole way: file, child process, COPY text, rejected.csv, report."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.imports.reading.copying import COPY_COLUMNS
from digiboost.imports.reading.headers import guess_mapping
from digiboost.imports.reading.parent import Progress, ReadOrder, inspect_file, run_child
from digiboost.imports.reading.rows import read
from digiboost.imports.reading.safe_csv import safe_cell
from digiboost.imports.reading.types import Kind, ReadOptions, Summary

OPTIONS = ReadOptions(0, "Africa/Dakar", datetime(2026, 6, 15, tzinfo=UTC))


def through_child(
    path: Path, kind: Kind = "sales", options: ReadOptions = OPTIONS, language: str = "fr"
) -> tuple[list[list[str | None]], Summary, list[Progress], list[list[str]]]:
    """(COPY rows with None for null, report, progress, rows of rejected.csv)."""
    shape = inspect_file(path)
    rejected = path.with_name("rejected.csv")
    order = ReadOrder(path, shape, guess_mapping(kind, shape.columns), kind, options, rejected, language)
    pieces: list[bytes] = []
    progress = list(run_child(order, pieces.append))
    summary = progress[-1].summary
    assert summary is not None
    written = path.with_name("rows.copy")
    assert list(run_child(order, written))[-1].summary == summary
    assert written.read_bytes() == b"".join(pieces)
    assert list(run_child(order, None))[-1].summary == summary
    lines = b"".join(pieces).decode().split("\n")
    assert lines.pop() == ""
    rows = [[None if v == "\\N" else v for v in line.split("\t")] for line in lines]
    with rejected.open(encoding="utf-8-sig", newline="") as stream:
        return rows, summary, progress, list(csv.reader(stream, delimiter=";"))


def test_sales_from_file_to_copy_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Facture;Date;Réf;Désignation;Qté;PU;Client;Paiement;Montant\n"
        "1;03/02/2026 10:00;A\\B;Riz \\N;2;500;Awa;Wave;1000\n"
        "C2;04/02/2026;A;;-1;500;;troc;-499\n"
        "3;05/02/2026;A;Riz;x;500;;;\n"
        '4;06/02/2026;A;"=HYPERLINK(""http://x"")";1;-5;;;\n',
    )
    rows, summary, progress, rejected = through_child(path)
    assert len(rows) == 2
    named = [dict(zip(COPY_COLUMNS["sales"], row, strict=True)) for row in rows]
    assert named[0]["product_code"] == "A\\\\B"
    assert named[0]["product_name"] == "Riz \\\\N"
    assert named[0]["occurred_at"] == "2026-02-03 10:00:00+00"
    assert (named[0]["payment"], named[0]["customer"], named[0]["name_given"]) == ("mobile_money", "Awa", "t")
    assert (named[1]["kind"], named[1]["quantity_milli"], named[1]["amount_minor"]) == (
        "RETURN",
        "-1000",
        "-500",
    )
    assert (named[1]["customer"], named[1]["payment"], named[1]["name_given"]) == (None, None, "f")
    assert (summary.total_rows, summary.accepted_rows, summary.rejected_rows) == (4, 2, 2)
    assert (summary.sales, summary.returns, summary.amount_minor, summary.product_codes) == (1, 1, 500, 2)
    assert (summary.first_day, summary.last_day) == ("2026-02-03", "2026-02-04")
    assert Counter((p.code, p.severity, p.first_row) for p in summary.problems) == Counter(
        [
            ("quantity_unreadable", "rejected", 4), ("price_negative", "rejected", 5),
            ("amount_differs", "warning", 3), ("payment_unknown", "warning", 3),
            ("date_ambiguous", "warning", None),
        ]
    )  # fmt: skip
    assert summary.decisions == {"date": "dmy"}
    assert [one["line_key"] for one in summary.sample] == [row[1] for row in rows]
    assert progress[-1].share == 1.0
    assert rejected[0][-2:] == ["ligne", "raison"]
    assert rejected[1] == [
        "3",
        "05/02/2026",
        "A",
        "Riz",
        "x",
        "500",
        "",
        "",
        "",
        "4",
        "« x » n'est pas une quantité.",
    ]
    assert rejected[2][3].startswith("'=")
    assert rejected[2][5] == "-5"


def test_copy_text_is_what_read_gives(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"F{n % 700};{n % 28 + 1:02d}/02/2026 10:{n % 60:02d};P{n % 50};;{n % 9 - 1};{n % 100}.25;C{n % 10}"
        for n in range(23_456)
    ]
    path.write_text("Facture;Date;Code;Désignation;Qté;PU;Client\n" + "\n".join(lines))
    options = ReadOptions(2, "Europe/Paris", datetime(2026, 6, 15, tzinfo=UTC))
    rows, summary, progress, rejected = through_child(path, options=options)
    shape = inspect_file(path)
    plain = [
        row
        for batch in read(path, shape, guess_mapping("sales", shape.columns), "sales", options)
        for row in batch.rows
    ]
    assert len(progress) == 4
    assert [p.rows for p in progress] == sorted(p.rows for p in progress)
    assert len(rejected) - 1 == summary.rejected_rows == sum(1 for n in range(23_456) if n % 9 == 1)
    for written, row in zip(rows, plain, strict=True):
        expected = [
            None if v is None else "t" if v is True else "f" if v is False
            else v.strftime("%Y-%m-%d %H:%M:%S+00") if isinstance(v, datetime) else str(v)
            for v in row
        ]  # fmt: skip
        assert written == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("products", "Code;Désignation;PV;Stock\nA;Riz;500;3\nB;Thé;750;\n;;;\nA;Riz;1;1\n"),
        ("stock", "Code;Qté\nA;3\nB;0\nC;x\n"),
        ("suppliers", "Fournisseur;Tél\nSodima;77 1\nPatisen;\n;12\n"),
    ],
)
def test_lists_from_file_to_copy_text(tmp_path: Path, kind: Kind, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    rows, summary, _, rejected = through_child(path, kind, language="en")
    assert {len(row) for row in rows} == {len(COPY_COLUMNS[kind])}
    assert (summary.accepted_rows, summary.rejected_rows) == (2, 1)
    assert summary.product_codes == (0 if kind == "suppliers" else 2)
    assert rejected[0][-2:] == ["row", "reason"]


FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "=HYPERLINK(\"http://x\")", "-2+3+cmd|",
    "=IMPORTXML(\"http://x\")", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", " =1+1",
    "\u00a0=1+1",
    "=DDE(\"cmd\")", "=WEBSERVICE(\"http://x\")", "-A1", "-1-1", "--1", "+A1", "=A1", "@A1", "-1e5",
    "-(1)", "+33 6 12",
    "=\"a\"&\"b\"", "-=1", "+=1", "@=1", "\n=1", "=SUM(1,2)", "-SUM(1)", "-1;=1", "-1\t=1", "=1;2",
    "＝1+1", "＋1", "－1",
    "＠A1", "\ufeff=1", "\u200b=1", "=RAND()", "@@", "++1", "-1%", "-1*2", "-1/0", "=NOW()", "-\"a\"",
]  # fmt: skip


def test_no_exported_cell_becomes_a_formula(tmp_path: Path) -> None:
    assert len(FORMULAS) == 50
    for payload in FORMULAS:
        assert safe_cell(payload) == "'" + payload
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(
            [["Date", "Produit", "Qté"], *(["03/02/2026", payload, "x"] for payload in ["Riz", *FORMULAS])]
        )
    *_, rejected = through_child(path)
    assert len(rejected) == 52
    dangerous = tuple("=+-@\t\r\n")
    assert not [cell for row in rejected for cell in row if cell.startswith(dangerous)]


@pytest.mark.parametrize("number", ["-500", "-1 234,56", "-0.5", "-12\u00a0500", "500", "", "Riz", "a=b"])
def test_numbers_and_words_are_exported_as_they_are(number: str) -> None:
    assert safe_cell(number) == number


@given(st.text(max_size=30))
def test_an_exported_cell_is_text_or_a_plain_number(text: str) -> None:
    safe = safe_cell(text)
    assert safe in (text, "'" + text)
    if safe.startswith(("=", "+", "-", "@", "\t", "\r")):
        assert Decimal(safe.replace(",", ".").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")) <= 0


@pytest.mark.real_data
@pytest.mark.heavy
def test_a_real_year_of_invoices(tmp_path: Path, online_retail: Path) -> None:
    """Line by line against plain csv and Decimal."""
    path = tmp_path / "transactions.csv.gz"
    path.symlink_to(online_retail)
    options = ReadOptions(2, "Europe/London", datetime(2026, 6, 15, tzinfo=UTC))
    shape = inspect_file(path)
    order = ReadOrder(path, shape, guess_mapping("sales", shape.columns), "sales", options, tmp_path / "rejected.csv")
    copied = tmp_path / "rows.copy"
    summary = list(run_child(order, copied))[-1].summary
    assert summary is not None
    expected = 0
    with gzip.open(path) as packed, copied.open(encoding="utf-8", newline="\n") as lines:
        for row in csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8", newline="")):
            price, quantity = Decimal(row["UnitPrice"]), Decimal(row["Quantity"])
            if price < 0:
                continue
            line = dict(zip(COPY_COLUMNS["sales"], next(lines).rstrip("\n").split("\t"), strict=True))
            amount = int((price * quantity * 100).quantize(Decimal(1), "ROUND_HALF_UP"))
            assert (line["reference"], line["product_code"]) == (row["InvoiceNo"], row["StockCode"])
            assert (int(line["quantity_milli"]), int(line["amount_minor"])) == (int(quantity * 1000), amount)
            expected += amount
        assert not lines.read()
    assert (summary.accepted_rows, summary.rejected_rows, summary.amount_minor) == (541_907, 2, expected)
    assert summary.product_codes == 4_070
