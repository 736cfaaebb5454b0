"""What a column as a whole decides for its undecided cells: day or month first, "12,500" thousands or not.

Most files never ask. The first cell that needs a decision makes one pass over the file, which settles every
column; cells that are clear by themselves read the same whatever is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from digiboost.imports.reading import dates, numbers
from digiboost.imports.reading.dates import DateOrder, Moment
from digiboost.imports.reading.limits import MEMO_ENTRIES
from digiboost.imports.reading.numbers import Evidence, Mark, Number, parse_number
from digiboost.imports.reading.quantities import parse_quantity
from digiboost.imports.reading.table import Table
from digiboost.imports.reading.types import Cell, Problem, ReadOptions

QUANTITY_FIELDS = frozenset({"quantity", "pack_size", "min_stock", "max_stock", "stock"})
AMOUNT_FIELDS = frozenset({"unit_price", "amount", "purchase_price", "sale_price", "minimum_order"})


class Decisions:
    """`indexes`: position of the column of each mapped field."""

    def __init__(self, table: Table, options: ReadOptions, indexes: Mapping[str, int]) -> None:
        self._table = table
        self._options = options
        self._indexes = {
            field: index
            for field, index in indexes.items()
            if field == "date" or field in QUANTITY_FIELDS or field in AMOUNT_FIELDS
        }
        self._numbers: dict[str, Evidence] | None = None
        self._order: DateOrder | None = options.date_order
        self.remarks: list[Problem] = []
        """What had to be guessed, one per column."""
        self.taken: dict[str, str] = {}
        """Field -> decision, for the record: {"date": "dmy", "unit_price": "."}."""

    def moment(self, found: Moment) -> Any:
        """The date (datetime) of an undecided cell, None when it does not exist under the column's order."""
        if self._order is None:
            self._scan()
        assert self._order is not None  # noqa: S101 - set by the scan
        self.taken["date"] = self._order
        return found.settled(self._order)

    def number(self, found: Number, field: str, cell: Cell) -> Decimal:
        """The value of a number, undecided or not."""
        if found.other is None or found.mark is None:
            return found.value
        mark = self._options.decimal or self._mark(field)
        if mark is None:
            mark = self._last_resort(found.mark, field)
            settled = found.settled(mark)
            guess = field in QUANTITY_FIELDS or self._options.currency_exponent > 0
            if guess and field not in self.taken:
                chosen = format(settled.normalize(), "f")
                self.remarks.append(
                    Problem("number_ambiguous", {"column": self._name(field), "value": cell, "chosen": chosen})
                )
            self.taken.setdefault(field, mark)
            return settled
        self.taken.setdefault(field, mark)
        return found.settled(mark)

    def _last_resort(self, written: Mark, field: str) -> Mark:
        other: Mark = "," if written == "." else "."
        assert self._numbers is not None  # noqa: S101 - _mark has scanned
        if field in QUANTITY_FIELDS and self._numbers[field].bare:
            return written
        return written if self._options.currency_exponent >= 3 else other

    def _mark(self, field: str) -> Mark | None:
        if self._numbers is None:
            self._scan()
        assert self._numbers is not None  # noqa: S101 - set by the scan
        own = self._numbers[field]
        if own.dot or own.comma:
            return own.mark
        return sum(self._numbers.values(), Evidence()).mark

    def _scan(self) -> None:
        values: dict[str, set[Cell]] = {field: set() for field in self._indexes}
        for _, rows in self._table.batches():
            for field, index in self._indexes.items():
                seen = values[field]
                if len(seen) < MEMO_ENTRIES:
                    seen.update([row[index] for row in rows if index < len(row)])
        self._numbers = {
            field: numbers.gather(_numbers(field, seen)) for field, seen in values.items() if field != "date"
        }
        if self._order is None:
            self._decide_order(values.get("date", set()))

    def _decide_order(self, seen: set[Cell]) -> None:
        evidence = dates.gather(seen, self._options.now.date())
        self._order = evidence.order
        params = {"column": self._name("date"), "chosen": self._order}
        if evidence.day_first and evidence.month_first:
            self.remarks.append(Problem("date_contradictory", params))
        elif evidence.undecided and not evidence.day_first and not evidence.month_first:
            self.remarks.append(Problem("date_ambiguous", params))

    def _name(self, field: str) -> str:
        return self._table.shape.columns[self._indexes[field]].name


def _numbers(field: str, cells: Iterable[Cell]) -> Iterable[Number | None]:
    if field in AMOUNT_FIELDS:
        return (parse_number(cell) for cell in cells)
    quantities = (parse_quantity(cell) for cell in cells)
    return (None if quantity is None else quantity.number for quantity in quantities)
