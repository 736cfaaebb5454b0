"""Lines of sales.

Kind: a negative quantity is a RETURN, and so is every line of a cancelled invoice (a reference "C" and
figures, with negative quantities). A unit price is never negative; zero is a price. The amount is quantity
times price *before* the price is rounded to minor units, halves away from zero, and has the sign of the
quantity. A file with amounts but no prices gives amount / quantity as the price, and keeps its amount.

Keys. They are computed from what the file says, so that the same file twice, or a later export that
overlaps, gives the same keys:

- `line_key`: reference, moment, customer, product code, quantity, unrounded price (or the amount that gave
  it), and a rank among the lines
  of this file that agree in all of these (the first is 0).
- `sale_key`: with a reference, (kind, reference, day): shops restart their numbering, but not within a day,
  and an invoice typed across a minute stays one sale. Without a reference: (kind, moment, customer, payment)
  when the file gives a time of day or a customer; else every line is a sale of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Literal

from digiboost.imports.reading.cells import Instant, Memo, Named, Reader, payment_of, picker
from digiboost.imports.reading.copy_text import copy_values
from digiboost.imports.reading.limits import MAX_CODE_CHARS, MAX_NAME_CHARS
from digiboost.imports.reading.numbers import is_blank
from digiboost.imports.reading.text import as_text, clean, identifier
from digiboost.imports.reading.types import Cell, Problem, SalesRow

Line = tuple[int, str, str, "Head", Named, "Money"]
"""(row, line key, sale key, head, product, money); lines share the parts that they have in common."""


class Head:
    """What the lines of one invoice have in common. `keyed` is its part of a line's key, `copied` its COPY
    text."""

    __slots__ = (
        "copied", "customer", "instant", "keyed", "payment", "problem", "reference", "remarks", "return_key",
        "sale_key",
    )  # fmt: skip

    def __init__(self, reference: str | None, instant: Instant, customer: str | None, payment: str | None) -> None:
        self.problem = instant.problem
        self.reference = reference
        self.instant = instant
        self.customer = customer
        self.payment = payment
        self.remarks: list[Problem] = []
        self.copied = copy_values(reference, instant.utc, customer, payment)
        self.keyed = f"{reference or ''}\x1f{instant.local}\x1f{customer or ''}\x1f"
        # "" until the first line of that kind; None where each line is a sale of its own.
        alone = not reference and not instant.has_time and not customer
        self.sale_key: str | None = None if alone else ""
        self.return_key: str | None = None if alone else ""


class Money:
    """Quantity, price and amount of a line, with the remarks that they call for. `keyed` is their part of the
    line's key, `copied` their COPY text."""

    __slots__ = ("amount", "copied", "keyed", "kind", "problem", "quantity", "remarks", "unit_price")

    def __init__(self, problem: Problem | None = None) -> None:
        self.problem = problem
        self.quantity = 0
        self.unit_price: int | None = None
        self.amount: int | None = None
        self.kind: Literal["SALE", "RETURN"] = "SALE"
        self.keyed = ""
        self.copied = ""
        self.remarks: list[Problem] = []


class SalesReader:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        index = reader.index
        self._pick_product, self._spread_product = picker([index("product_code"), index("product_name")])
        self._pick_money, self._spread_money = picker(
            [index("quantity"), index("pack_size"), index("unit_price"), index("amount")]
        )
        self._pick_head, self._spread_head = picker(
            [index("date"), index("time"), index("reference"), index("customer"), index("payment")]
        )
        self._priced = index("unit_price") is not None or index("amount") is not None
        self._instants = Memo(lambda key: reader.instant(*key))
        self._products = Memo(self._make_product)
        self._moneys = Memo(self._make_money)
        self._heads = Memo(self._make_head)
        self._seen: set[bytes] = set()
        self._repeats: Counter[bytes] = Counter()
        self._sales_seen: set[str] = set()
        self.counts: Counter[str] = Counter()
        """Distinct sales by kind."""

    def convert(
        self,
        rows: Iterable[tuple[int, list[Cell]]],
        accepted: list[Line],
        failed: list[tuple[int, list[Cell], Problem]],
    ) -> None:
        """Append each row, as wide as the header, to `accepted` or to `failed`."""
        heads, products, moneys = self._heads, self._products, self._moneys
        pick_head, pick_product, pick_money = self._pick_head, self._pick_product, self._pick_money
        seen, repeats, digest_of = self._seen, self._repeats, blake2b
        distinct = len(seen)
        for number, row in rows:
            product = products[pick_product(row)]
            head = heads[pick_head(row)]
            money = moneys[pick_money(row)]
            problem = product.problem or head.problem or money.problem
            if problem is not None:
                failed.append((number, row, problem))
                continue
            digest = digest_of((head.keyed + product.code + money.keyed).encode(), digest_size=15).digest()
            seen.add(digest)
            if len(seen) > distinct:
                distinct += 1
            else:
                repeats[digest] += 1
                digest = digest_of(b"%b\x1f%d" % (digest, repeats[digest]), digest_size=15).digest()
            text = digest.hex()
            line_key = f"{text[:12]}8{text[12:15]}a{text[15:]}"
            sale_key = head.sale_key if money.quantity > 0 else head.return_key
            accepted.append((number, line_key, sale_key or self._sale_key(head, money, line_key), head, product, money))

    def _sale_key(self, head: Head, money: Money, line_key: str) -> str:
        kind = money.kind
        if head.sale_key is None:
            self.counts[kind] += 1
            return _key("line", line_key)
        if head.reference:
            made = _key(kind, head.reference, head.instant.day)
        else:
            made = _key(kind, "", head.instant.local, head.customer or "", head.payment or "")
        if made not in self._sales_seen:
            self._sales_seen.add(made)
            self.counts[kind] += 1
        if kind == "SALE":
            head.sale_key = made
        else:
            head.return_key = made
        return made

    def _make_head(self, key: Any) -> Head:
        day, clock, reference, customer, payment = self._spread_head(key)
        method = payment_of(payment)
        head = Head(
            identifier(reference)[:MAX_CODE_CHARS] or None,
            self._instants[day, clock],
            identifier(customer)[:MAX_NAME_CHARS] or None,
            None if isinstance(method, Problem) else method,
        )
        if isinstance(method, Problem):
            head.remarks.append(method)
        return head

    def _make_product(self, key: Any) -> Named:
        code, name = self._spread_product(key)
        return self._reader.named(code, name, "product_missing", ("product_code", "product_name"))

    def _make_money(self, key: Any) -> Money:
        quantity_cell, pack_cell, price_cell, amount_cell = self._spread_money(key)
        reader = self._reader
        pack = reader.pack(pack_cell)
        if isinstance(pack, Problem):
            return Money(pack)
        counted = reader.quantity(quantity_cell, "quantity", pack)
        if counted is None:
            return Money(Problem("quantity_missing", {}))
        if isinstance(counted, Problem):
            return Money(counted)
        money = Money()
        money.quantity, remark = counted
        if remark is not None:
            money.remarks.append(remark)
        if money.quantity == 0:
            return Money(Problem("quantity_zero", {}))
        if money.quantity < 0:
            money.kind = "RETURN"
        money.keyed = f"\x1f{money.quantity}\x1f"
        problem = self._price(money, price_cell, amount_cell) if self._priced else None
        money.copied = copy_values(money.kind, money.quantity, money.unit_price, money.amount)
        return money if problem is None else Money(problem)

    def _price(self, money: Money, price_cell: Cell, amount_cell: Cell) -> Problem | None:
        """Fill in price and amount."""
        reader = self._reader
        price = reader.decimal(price_cell, "unit_price")
        amount = reader.decimal(amount_cell, "amount")
        if isinstance(price, Problem):
            return price
        if isinstance(amount, Problem):
            return amount if price is None else self._finish(money, price, price_cell)
        if price is None and amount is None:
            return Problem("price_missing", {})
        quantity = Decimal(money.quantity) / 1000
        if price is None:
            assert amount is not None  # noqa: S101 - one of the two is there
            if amount < 0 < quantity:
                return Problem("price_negative", {"value": clean(as_text(amount_cell))[:60]})
            return self._finish(money, abs(amount) / abs(quantity), amount_cell, abs(amount))
        problem = self._finish(money, price, price_cell)
        if problem is None and amount is not None and not is_blank(amount_cell):
            stated = reader.minor(abs(amount), amount_cell)
            if stated != abs(money.amount or 0):
                money.remarks.append(Problem("amount_differs", {}))
        return problem

    def _finish(self, money: Money, price: Decimal, cell: Cell, amount: Decimal | None = None) -> Problem | None:
        if price < 0:
            return Problem("price_negative", {"value": clean(as_text(cell))[:60]})
        unit_price = self._reader.minor(price, cell)
        exact = price * abs(money.quantity) / 1000 if amount is None else amount
        total = self._reader.minor(exact, cell)
        if isinstance(unit_price, Problem):
            return unit_price
        if isinstance(total, Problem):
            return total
        money.unit_price = unit_price
        money.amount = total if money.quantity > 0 else -total
        money.keyed += format((price if amount is None else amount).normalize(), "f")
        return None


def to_row(line: Line) -> SalesRow:
    number, line_key, sale_key, head, product, money = line
    return SalesRow(
        number, line_key, sale_key, head.reference, head.instant.utc, head.customer, head.payment,
        product.code, product.name, product.code_given, product.name_given,
        money.kind, money.quantity, money.unit_price, money.amount,
    )  # fmt: skip


def _key(*parts: str) -> str:
    """A UUID (version 8, RFC 9562, as 32 hex digits) of the parts."""
    text = blake2b("\x1f".join(parts).encode(), digest_size=15, person=b"digiboost").hexdigest()
    return f"{text[:12]}8{text[12:15]}a{text[15:]}"
