"""Lists: products, counted stock, suppliers. One row per thing; a thing that comes twice is refused the
second time, because nobody can know which row is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from digiboost.imports.reading.cells import Memo, Named, Reader, optional_text, picker
from digiboost.imports.reading.limits import MAX_NAME_CHARS, MAX_TEXT_CHARS
from digiboost.imports.reading.numbers import is_blank, parse_number, to_integer
from digiboost.imports.reading.quantities import parse_quantity
from digiboost.imports.reading.text import as_text, clean, identifier
from digiboost.imports.reading.types import Cell, Kind, Problem, ProductRow, Row, StockRow, SupplierRow

_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;.]{2,24}")
_SPREAD_BARCODE = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_DAYS_IN = {
    "semaine": 7,
    "semaines": 7,
    "sem": 7,
    "week": 7,
    "weeks": 7,
    "mois": 30,
    "month": 30,
    "months": 30,
}
_MAX_LEAD_DAYS = 730

Failed = list[tuple[int, list[Cell], Problem]]
Remarks = list[tuple[int, Problem]]


class ListReader:
    """Rows of a list of `kind`. `remarks` collects what was noticed on rows that were taken."""

    def __init__(self, reader: Reader, kind: Kind) -> None:
        self._reader = reader
        self.remarks: Remarks = []
        self._seen: dict[str, int] = {}
        self._supplier = kind == "suppliers"
        self._make: Callable[[int, list[Cell], Named], Row | Problem] = {
            "products": self._product,
            "stock": self._stock,
            "suppliers": self._supply,
        }[kind]
        self._pick_named, self._spread_named = picker([reader.index("code"), reader.index("name")])
        self._named = Memo(self._make_named)
        self._prices: dict[str, Memo[Any]] = {}
        self._quantities: dict[str, Memo[Any]] = {}

    def convert(self, rows: Iterable[tuple[int, list[Cell]]], accepted: list[Row], failed: Failed) -> None:
        """Append each row, as wide as the header, to `accepted` or to `failed`."""
        for number, row in rows:
            named = self._named[self._pick_named(row)]
            made = named.problem or self._make(number, row, named)
            if not isinstance(made, Problem):
                first = self._seen.setdefault(named.code, number)
                if first != number:
                    code = "supplier_repeated" if self._supplier else "product_repeated"
                    made = Problem(code, {"row": first})
            if isinstance(made, Problem):
                failed.append((number, row, made))
                while self.remarks and self.remarks[-1][0] == number:
                    self.remarks.pop()
            else:
                accepted.append(made)

    def _make_named(self, key: Any) -> Named:
        code, name = self._spread_named(key)
        missing = "supplier_missing" if self._supplier else "product_missing"
        return self._reader.named(code, name, missing, ("code", "name"))

    def _cell(self, row: list[Cell], field: str) -> Cell:
        index = self._reader.index(field)
        return "" if index is None else row[index]

    def _text(self, row: list[Cell], field: str, limit: int = MAX_NAME_CHARS) -> str | None:
        return optional_text(self._cell(row, field), limit)

    def _price(self, row: list[Cell], field: str) -> int | Problem | None:
        memo = self._prices.get(field)
        if memo is None:
            memo = self._prices[field] = Memo(lambda cell: self._reader.price(cell, field))
        found: int | Problem | None = memo[self._cell(row, field)]
        return found

    def _quantity(self, row: list[Cell], field: str, number: int, pack: Decimal | None) -> int | Problem | None:
        memo = self._quantities.get(field)
        if memo is None:
            memo = self._quantities[field] = Memo(lambda key: self._reader.quantity(key[0], field, key[1]))
        found = memo[self._cell(row, field), pack]
        if found is None or isinstance(found, Problem):
            return found
        milli, remark = found
        if remark is not None:
            self.remarks.append((number, remark))
        return int(milli)

    def _product(self, number: int, row: list[Cell], named: Named) -> Row | Problem:
        pack = self._reader.pack(self._cell(row, "pack_size"))
        if isinstance(pack, Problem):
            return pack
        amounts: list[int | None] = []
        for field in ("purchase_price", "sale_price"):
            price = self._price(row, field)
            if isinstance(price, Problem):
                return price
            amounts.append(price)
        for field in ("min_stock", "max_stock", "stock"):
            quantity = self._quantity(row, field, number, pack)
            if isinstance(quantity, Problem):
                return quantity
            if quantity is not None and quantity < 0 and field != "stock":
                return Problem("quantity_negative", {"value": clean(as_text(self._cell(row, field)))[:60]})
            amounts.append(quantity)
        purchase, sale, least, most, stock = amounts
        if least is not None and most is not None and least > most:
            self.remarks.append((number, Problem("min_above_max", {})))
            most = None
        return ProductRow(
            number, named.code, named.name, named.code_given, named.name_given,
            self._text(row, "description", MAX_TEXT_CHARS), self._text(row, "category"),
            self._text(row, "supplier"), self._text(row, "unit", 32),
            None if pack is None else to_integer(pack * 1000), self._barcode(row, number),
            purchase, sale, least, most, stock,
        )  # fmt: skip

    def _barcode(self, row: list[Cell], number: int) -> str | None:
        text = identifier(self._cell(row, "barcode")).replace(" ", "")
        if _SPREAD_BARCODE.fullmatch(text):
            self.remarks.append((number, Problem("barcode_damaged", {"value": text})))
            return None
        return text[:64] or None

    def _stock(self, number: int, row: list[Cell], named: Named) -> Row | Problem:
        pack = self._reader.pack(self._cell(row, "pack_size"))
        if isinstance(pack, Problem):
            return pack
        counted = self._quantity(row, "quantity", number, pack)
        if counted is None:
            return Problem("quantity_missing", {})
        if isinstance(counted, Problem):
            return counted
        if counted < 0:
            return Problem("quantity_negative", {"value": clean(as_text(self._cell(row, "quantity")))[:60]})
        return StockRow(number, named.code, named.name, named.code_given, named.name_given, counted)

    def _supply(self, number: int, row: list[Cell], named: Named) -> Row | Problem:
        lead_time = self._lead_time(self._cell(row, "lead_time_days"))
        if isinstance(lead_time, Problem):
            return lead_time
        minimum = self._price(row, "minimum_order")
        if isinstance(minimum, Problem):
            return minimum
        email = self._text(row, "email", 254)
        if email is not None:
            email = email.removeprefix("mailto:")
            if not _EMAIL.fullmatch(email):
                self.remarks.append((number, Problem("email_unreadable", {"value": email[:60]})))
                email = None
        return SupplierRow(
            number, named.code, named.name, named.code_given, named.name_given,
            self._text(row, "contact_name"), identifier(self._cell(row, "phone"))[:64] or None, email,
            lead_time, minimum,
        )  # fmt: skip

    def _lead_time(self, cell: Cell) -> int | Problem | None:
        """Whole days, rounded up: "7", "7 jours", "2 semaines"."""
        if is_blank(cell):
            return None
        number = parse_number(cell)
        days = None if number is None else number.value
        if days is None:
            found = parse_quantity(cell)
            if found is not None:
                words = clean(as_text(cell)).lower().split()
                days = found.number.value * _DAYS_IN.get(words[-1], 1)
        if days is None or not 0 <= days <= _MAX_LEAD_DAYS:
            params = {"value": clean(as_text(cell))[:60], "column": "lead_time_days"}
            return Problem("number_unreadable", params)
        return int(days.to_integral_value(rounding="ROUND_CEILING"))
