"""From one cell, or a few, to a value or a problem; each distinct value is worked out once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from digiboost.imports.reading.copy_text import copy_values
from digiboost.imports.reading.dates import parse_moment, parse_time
from digiboost.imports.reading.decisions import Decisions
from digiboost.imports.reading.limits import (
    MAX_CODE_CHARS,
    MAX_MINOR,
    MAX_NAME_CHARS,
    MEMO_ENTRIES,
)
from digiboost.imports.reading.numbers import is_blank, parse_number, to_integer, to_minor
from digiboost.imports.reading.quantities import parse_quantity
from digiboost.imports.reading.text import as_text, clean, code_from_name, fold, identifier, is_total
from digiboost.imports.reading.types import Cell, FileShape, Problem, ReadOptions

V = TypeVar("V")
_OLDEST = date(1990, 1, 1)
_SHOWN = 60


class Memo(dict[Any, V], Generic[V]):
    """A dict that works out a missing value, and starts again when it has grown too large."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> V:
        if len(self) >= MEMO_ENTRIES:
            self.clear()
        value = self[key] = self._make(key)
        return value


def picker(indexes: Sequence[int | None]) -> tuple[Callable[[list[Cell]], Any], Callable[[Any], list[Cell]]]:
    """(pick, spread): `pick(row)` is a hashable key of the cells at `indexes`; `spread(key)` gives them back
    one by one, "" where the index is None. Picking is a single call into C."""
    present = [index for index in indexes if index is not None]
    if not present:
        return (lambda row: None), (lambda key: [""] * len(indexes))
    if len(present) == 1:
        return itemgetter(present[0]), lambda key: ["" if index is None else key for index in indexes]

    def spread(key: Any) -> list[Cell]:
        cells = iter(key)
        return ["" if index is None else next(cells) for index in indexes]

    return itemgetter(*present), spread


class Instant:
    """When a sale took place. `local` is what the file says, as text; it enters the line's key."""

    __slots__ = ("day", "has_time", "local", "problem", "utc")

    def __init__(self, problem: Problem | None, utc: datetime, local: datetime, has_time: bool) -> None:
        self.problem = problem
        self.utc = utc
        self.local = local.replace(tzinfo=None).isoformat()
        self.day = local.date().isoformat()
        self.has_time = has_time


class Named:
    """A product or supplier: code and name, each made from the other when missing. `copied` is its COPY
    text."""

    __slots__ = ("code", "code_given", "copied", "name", "name_given", "problem")

    def __init__(self, problem: Problem | None, code: str = "", name: str = "") -> None:
        self.problem = problem
        self.code_given = bool(code)
        self.name_given = bool(name)
        self.code = code or code_from_name(name)
        self.name = name or code
        self.copied = copy_values(self.code, self.name, self.code_given, self.name_given)


class Reader:
    """Everything the cells of one file need: the columns, the tenant's circumstances, the decisions."""

    def __init__(
        self, shape: FileShape, indexes: Mapping[str, int], options: ReadOptions, decisions: Decisions
    ) -> None:
        self.indexes = indexes
        self.decisions = decisions
        self._names = {field: shape.columns[index].name for field, index in indexes.items()}
        self._exponent = options.currency_exponent
        self._zone = ZoneInfo(options.time_zone)
        self._today = options.now.astimezone(self._zone).date()

    def index(self, field: str) -> int | None:
        return self.indexes.get(field)

    def instant(self, day_cell: Cell, time_cell: Cell) -> Instant:
        problem: Problem | None = None
        local = _NEVER
        has_time = False
        if is_blank(day_cell):
            problem = Problem("date_missing", {})
        else:
            moment = parse_moment(day_cell, self._today)
            value = None
            if moment is not None:
                undecided = moment.other is not None or moment.proves is not None
                value = self.decisions.moment(moment) if undecided else moment.value
                has_time = moment.has_time
            if value is None:
                problem = Problem("date_unreadable", {"value": _show(day_cell)})
            else:
                local = value
        if problem is None and not has_time and not is_blank(time_cell):
            clock = parse_time(time_cell)
            if clock is None:
                problem = Problem("date_unreadable", {"value": _show(time_cell)})
            else:
                local = datetime.combine(local.date(), clock, local.tzinfo)
                has_time = clock != time()
        local = local.astimezone(self._zone) if local.tzinfo else local.replace(tzinfo=self._zone)
        if problem is None and local.date() > self._today:
            problem = Problem("date_in_future", {"value": _show(day_cell)})
        if problem is None and local.date() < _OLDEST:
            problem = Problem("date_too_old", {"value": _show(day_cell)})
        return Instant(problem, local.astimezone(UTC) if problem is None else _NEVER, local, has_time)

    def named(self, code_cell: Cell, name_cell: Cell, missing: str, fields: tuple[str, str]) -> Named:
        """`missing`: the problem's code when both cells are empty; `fields`: of the code and of the name."""
        code, name = identifier(code_cell), clean(as_text(name_cell))
        if not code and not name:
            return Named(Problem(missing, {}))
        if is_total(code) or (not code and is_total(name)):
            return Named(Problem("total_line", {}))
        for field, text, limit in ((fields[0], code, MAX_CODE_CHARS), (fields[1], name, MAX_NAME_CHARS)):
            if len(text) > limit:
                return Named(Problem("text_too_long", {"column": self._names[field], "limit": limit}))
        return Named(None, code, name)

    def decimal(self, cell: Cell, field: str) -> Decimal | Problem | None:
        """The number in a cell of `field`, unrounded; None for an empty cell."""
        if is_blank(cell):
            return None
        number = parse_number(cell)
        if number is None:
            return Problem("amount_unreadable", {"value": _show(cell), "column": self._names[field]})
        return self.decisions.number(number, field, cell)

    def price(self, cell: Cell, field: str) -> int | Problem | None:
        """A price in minor units."""
        value = self.decimal(cell, field)
        if value is None or isinstance(value, Problem):
            return value
        if value < 0:
            return Problem("price_negative", {"value": _show(cell)})
        return self.minor(value, cell)

    def minor(self, value: Decimal, cell: Cell) -> int | Problem:
        minor = to_minor(value, self._exponent) if abs(value) < MAX_MINOR else MAX_MINOR + 1
        return minor if abs(minor) <= MAX_MINOR else Problem("amount_too_large", {"value": _show(cell)})

    def quantity(
        self, cell: Cell, field: str, pack: Decimal | None = None
    ) -> tuple[int, Problem | None] | Problem | None:
        """(thousandths, remark), None for an empty cell. `pack` multiplies cartons."""
        if is_blank(cell):
            return None
        found = parse_quantity(cell)
        if found is None:
            return Problem("quantity_unreadable", {"value": _show(cell)})
        value = self.decisions.number(found.number, field, cell) * found.factor
        remark: Problem | None = None
        if found.packed and pack is not None:
            value *= pack
        elif found.packed:
            remark = Problem("pack_unknown", {"value": _show(cell)})
        if abs(value) >= MAX_MINOR:
            return Problem("quantity_too_large", {"value": _show(cell)})
        milli = to_integer(value * 1000)
        if abs(milli) > MAX_MINOR:
            return Problem("quantity_too_large", {"value": _show(cell)})
        return milli, remark

    def pack(self, cell: Cell) -> Decimal | Problem | None:
        """Units in a pack: "12", "carton de 12", "12 x 50 cl" (12). None for an empty cell."""
        if is_blank(cell):
            return None
        found = parse_quantity(cell)
        if found is not None:
            value = self.decisions.number(found.number, "pack_size", cell)
        else:
            figures = _FIGURES.search(as_text(cell))
            value = Decimal(figures[0]) if figures else Decimal(0)
        if not 0 < value <= 1_000_000:
            return Problem("number_unreadable", {"value": _show(cell), "column": self._names["pack_size"]})
        return value


_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_FIGURES = re.compile(r"[0-9]{1,7}")


def _show(cell: Cell) -> str:
    text = clean(as_text(cell))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def optional_text(cell: Cell, limit: int) -> str | None:
    """Cleaned text cut to `limit` characters, None when empty."""
    return clean(as_text(cell))[:limit].rstrip() or None


_PAYMENTS: dict[str, tuple[str, ...]] = {
    "mobile_money": (
        "wave", "orange", "om", "mtn", "momo", "moov", "free", "mobile", "airtel", "mpesa", "yas", "wizall",
        "wari", "kpay", "flooz", "tmoney",
    ),
    "credit": (
        "credit", "dette", "differe", "ardoise", "compte", "echeance", "account", "terme", "impaye", "debt",
    ),
    "card": ("cb", "visa", "mastercard", "tpe", "gim"),
    "cash": ("espece", "especes", "cash", "comptant", "liquide", "caisse", "esp", "numeraire"),
}  # fmt: skip


def payment_of(cell: Cell) -> str | Problem | None:
    """cash, mobile_money, credit or card; None for an empty cell."""
    text = clean(as_text(cell))
    if not text:
        return None
    words = set(fold(text).split())
    if words & {"carte", "card", "bancaire"}:
        return "card"  # "carte de crédit" is a card
    for method, known in _PAYMENTS.items():
        if words.intersection(known):
            return method
    return Problem("payment_unknown", {"value": _show(text)})
