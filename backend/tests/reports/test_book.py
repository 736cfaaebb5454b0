"""The workbook's own rules: any text stays a text, any product is rounded as the stock rounds it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digiboost.inventory.types import value_of
from digiboost.reports.sheets.book import Book, Column, Firm, Formula, serial, units
from digiboost.reports.sheets.exact import worth
from digiboost.reports.sheets.text import LONGEST, code_text, plain
from tests.reports.payloads import PAYLOADS
from tests.reports.workbooks import compare, needs_office, opened

AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
patient = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="=+-@|'\"!;,(){}[]_x0041&<>/\\\t\r\n \x00\x01\x1f", max_size=30),
    st.sampled_from("=+-@\t\r").flatmap(lambda first: st.text(max_size=30).map(lambda rest: first + rest)),
)


def firm(exponent: int = 0, name: str = "Boutique Awa") -> Firm:
    return Firm(name, (), "XOF" if exponent == 0 else "EUR", exponent, "Africa/Dakar")


@patient
@given(st.lists(texts, min_size=1, max_size=30), texts)
@example(PAYLOADS, "=1+1&P")
def test_any_text_is_a_text(found: list[str], name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "texts.xlsx"
        with Book(path, firm(name=name), "fr", f"Titre {name}", AT) as book:
            sheet = book.sheet("Textes")
            sheet.columns(0, (Column("A", "text", 20), Column("B", "shrunk", 20)))
            for row, text in enumerate(found, start=1):
                sheet.put(row, 0, text)
                sheet.put(row, 1, text, "label", "strong")
            quick = book.sheet("Vite")
            quick.columns(0, (Column("A", "text", 20), Column("B", "shrunk", 20)))
            for row, text in enumerate(found, start=1):
                quick.quick_line(row, (text, text))
            sheet.paper()
            quick.paper()
        read = opened(path)
        for sheet_read in read.worksheets:
            for row, text in enumerate(found, start=2):
                for cell in (sheet_read.cell(row, 1), sheet_read.cell(row, 2)):
                    assert cell.data_type in {"s", "n"}
                    assert cell.hyperlink is None
                    if plain(text):
                        assert isinstance(cell.value, str)
                        assert spelt(cell.value) == spelt(plain(text))
                    else:
                        assert not cell.value
        read.close()


def spelt(text: str) -> str:
    """Files write a literal ``_x0041_`` as ``_x005F_x0041_``, and XML has one line end."""
    return text.replace("_x005F_", "_").replace("\r\n", "\n").replace("\r", "\n")


@given(st.text())
def test_a_text_fits_a_cell_and_xml(text: str) -> None:
    found = plain(text)
    found.encode()
    assert len(found.encode("utf-16-le")) // 2 <= LONGEST
    assert plain(found) == found
    assert not any(char < " " and char not in "\t\n" for char in found)


@given(st.text(alphabet="ab&", max_size=200))
def test_a_foot_obeys_no_orders(text: str) -> None:
    assert "&" not in code_text(text).replace("&&", "")
    assert len(code_text(text).replace("&&", "&")) <= 80


def test_a_long_text_ends_where_a_cell_does() -> None:
    assert plain("x" * 40_000) == "x" * (LONGEST - 1) + "…"
    assert plain("🧴" * 20_000) == "🧴" * ((LONGEST - 1) // 2) + "…"
    assert plain("x" * LONGEST) == "x" * LONGEST


def evaluated(formula: str, quantity: float, price: float, exponent: int) -> Decimal:
    """What a program makes of one of our two formulas, in binary numbers, rounding a half away from zero."""
    if "1000000" in formula:
        milli, micro = Decimal(round(max(quantity, 0) * 1000)), Decimal(round(price * 1000 * 10**exponent))
        return (milli * micro / 1_000_000).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-exponent)
    product = Decimal(max(quantity, 0) * price)
    return product.quantize(Decimal(1).scaleb(-exponent), ROUND_HALF_UP)


@given(st.integers(-(10**6), 10**8), st.integers(0, 10**9), st.sampled_from([0, 2]))
@example(1_005, 100_000, 0)
@example(1_500, 333_000, 0)
@example(2_500, 1_000, 2)
@example(1_005, 1_000_000, 2)
def test_a_product_is_rounded_as_the_stock_rounds_it(milli: int, price: int, exponent: int) -> None:
    formula, minor = worth("A1", "B1", milli, price, exponent)
    assert minor == value_of(milli, price)
    found = evaluated(formula, milli / 1000, price / 1000 / 10**exponent, exponent)
    assert found == Decimal(minor).scaleb(-exponent)


@needs_office
def test_libreoffice_rounds_products_as_the_stock_does(tmp_path: Path) -> None:
    """Halves above all: whatever the quantity and the price, the franc is the same."""
    pairs = [
        (milli, price) for milli in (1, 125, 333, 1_005, 2_500, 7_375, 999_999) for price in range(500, 60_000, 1_733)
    ]
    pairs += [(2 * n + 1, 500_000 * (2 * n + 3)) for n in range(200)]
    for exponent in (0, 2):
        path, folder = tmp_path / f"{exponent}.xlsx", tmp_path / str(exponent)
        folder.mkdir()
        with Book(path, firm(exponent), "fr", "Produits", AT) as book:
            sheet = book.sheet("Produits")
            for row, (milli, price) in enumerate(pairs):
                formula, minor = worth(f"A{row + 1}", f"B{row + 1}", milli, price, exponent)
                sheet.put(row, 0, units(milli), "quantity")
                sheet.put(row, 1, price / 1000 / 10**exponent, "cost")
                sheet.put(row, 2, Formula(formula, book.firm.money(minor)), "money")
        assert compare(path, folder) == len(pairs)


def test_days_are_days_and_moments_are_the_companys(tmp_path: Path) -> None:
    path = tmp_path / "days.xlsx"
    dakar = Firm("A", (), "XOF", 0, "Asia/Tokyo")
    with Book(path, dakar, "fr", "Jours", AT) as book:
        sheet = book.sheet("Jours")
        sheet.put(0, 0, date(2026, 2, 28), "day")
        sheet.put(1, 0, book.made, "moment")
        sheet.put(2, 0, date(1850, 1, 1), "day")
    read = opened(path).worksheets[0]
    assert read["A1"].value == datetime(2026, 2, 28)  # noqa: DTZ001 - cells know no time zones
    assert read["A2"].value == datetime(2026, 3, 5, 8, 30)  # noqa: DTZ001
    assert read["A3"].value == "1850-01-01"
    assert serial(date(1900, 3, 1)) == 61


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    def half() -> None:
        with Book(tmp_path / "half.xlsx", firm(), "fr", "Moitié", AT) as book:
            book.sheet("Une").put(0, 0, "a")
            raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_try_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    left: Any = tmp_path / "again.xlsx.rows"
    left.mkdir()
    (left / "tmp123").write_text("rows")
    with Book(tmp_path / "again.xlsx", firm(), "en", "Again", AT) as book:
        book.sheet("One").put(0, 0, "a")
    assert [one.name for one in tmp_path.iterdir()] == ["again.xlsx"]
