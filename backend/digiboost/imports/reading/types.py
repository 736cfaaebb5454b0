"""Shapes that the reading half hands over. Plain values only: they cross a process boundary as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

Cell = str | float | int | bool | datetime | date | time | timedelta
"""What a CSV file (text only) or a workbook (typed) holds; an empty cell is ""."""

Kind = Literal["products", "sales", "stock", "suppliers"]
Nature = Literal["empty", "text", "integer", "decimal", "date"]
Mapping = dict[str, str | None]
"""Field of `FIELDS[kind]` -> name of a column of the file, or None."""

FIELDS: dict[Kind, tuple[str, ...]] = {
    "sales": (
        "reference", "date", "time", "product_code", "product_name", "quantity", "pack_size",
        "unit_price", "amount", "customer", "payment",
    ),
    "products": (
        "code", "name", "description", "category", "supplier", "unit", "pack_size", "barcode",
        "purchase_price", "sale_price", "min_stock", "max_stock", "stock",
    ),
    "stock": ("code", "name", "quantity", "pack_size"),
    "suppliers": ("code", "name", "contact_name", "phone", "email", "lead_time_days", "minimum_order"),
}  # fmt: skip

REQUIRED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "sales": (("date",), ("product_code", "product_name"), ("quantity",)),
    "products": (("name", "code"),),
    "stock": (("code", "name"), ("quantity",)),
    "suppliers": (("name", "code"),),
}
"""Each group needs a column for at least one of its fields."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the user sees it. `samples`: up to 5 distinct values, as text."""

    name: str
    samples: tuple[str, ...] = ()
    nature: Nature = "text"


@dataclass(frozen=True, slots=True)
class FileShape:
    """How to read a file; made by `inspect`, kept with the import, given back to `read`.

    `header_row` is 0-based among the records of the file (blank ones count), so the first data row is the
    spreadsheet's row `header_row + 2`. `rows_estimate` counts lines under the header, blanks included.
    """

    form: Literal["csv", "xlsx"]
    columns: tuple[Column, ...]
    header_row: int
    rows_estimate: int
    size: int
    compressed: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    quoted: bool = True
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> FileShape:
        known = dict(value)
        known["columns"] = tuple(Column(c["name"], tuple(c["samples"]), c["nature"]) for c in value["columns"])
        known["other_sheets"] = tuple(value["other_sheets"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The tenant's circumstances and the user's own choices.

    `currency_exponent`: digits after the decimal mark (XOF 0, EUR 2). `time_zone`: IANA name; naive dates in
    the file are in it. `now`: aware; a later day than today there is a problem. `date_order` ("dmy", "mdy")
    and `decimal` (",", ".") override what the columns say.
    """

    currency_exponent: int
    time_zone: str
    now: datetime
    date_order: Literal["dmy", "mdy"] | None = None
    decimal: Literal[",", "."] | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "now": self.now.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> ReadOptions:
        return cls(**{**value, "now": datetime.fromisoformat(value["now"])})


class Problem(NamedTuple):
    """What is wrong with a cell. `params` fill the message of `code`."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its number as a spreadsheet shows it, its cells as text, the reason."""

    row: int
    cells: list[str]
    code: str
    params: dict[str, Any]


class SalesRow(NamedTuple):
    """One line of a sale. A return has kind RETURN, a negative quantity and a negative (or zero) amount.

    Keys are UUIDs as 32 hex digits. Quantities in thousandths, money in minor units. `unit_price_minor` and
    `amount_minor` are None when the file has neither a price nor an amount: the catalogue's price is then
    taken by the importer. `code_given` is False when the code was generated from the name, `name_given` is
    False when the name repeats the code.
    """

    row: int
    line_key: str
    sale_key: str
    reference: str | None
    occurred_at: datetime
    customer: str | None
    payment: str | None
    product_code: str
    product_name: str
    code_given: bool
    name_given: bool
    kind: Literal["SALE", "RETURN"]
    quantity_milli: int
    unit_price_minor: int | None
    amount_minor: int | None


class ProductRow(NamedTuple):
    """A product. Prices in minor units, quantities in thousandths, None where the file says nothing."""

    row: int
    code: str
    name: str
    code_given: bool
    name_given: bool
    description: str | None
    category: str | None
    supplier: str | None
    unit: str | None
    pack_size_milli: int | None
    barcode: str | None
    purchase_price_minor: int | None
    sale_price_minor: int | None
    min_stock_milli: int | None
    max_stock_milli: int | None
    stock_milli: int | None


class StockRow(NamedTuple):
    """A counted quantity, in thousandths."""

    row: int
    code: str
    name: str
    code_given: bool
    name_given: bool
    counted_milli: int


class SupplierRow(NamedTuple):
    """A supplier. `minimum_order_minor` is money; `phone` is as written."""

    row: int
    code: str
    name: str
    code_given: bool
    name_given: bool
    contact_name: str | None
    phone: str | None
    email: str | None
    lead_time_days: int | None
    minimum_order_minor: int | None


Row = SalesRow | ProductRow | StockRow | SupplierRow
ROW_TYPES: dict[Kind, type[Row]] = {
    "sales": SalesRow,
    "products": ProductRow,
    "stock": StockRow,
    "suppliers": SupplierRow,
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows and rejections of one stretch of the file, in file order. `share`: of the bytes, 0 to 1."""

    rows: list[Row]
    rejected: list[Rejected]
    rows_seen: int
    share: float


@dataclass(slots=True)
class ProblemCount:
    """One line of the check's report; `severity` "rejected" (rows lost) or "warning" (rows kept)."""

    code: str
    severity: Literal["rejected", "warning"]
    count: int
    first_row: int | None
    params: dict[str, Any]


@dataclass(slots=True)
class Summary:
    """What a reading found. Dates are the tenant's days, ISO text. `sample`: first rows as plain values."""

    total_rows: int = 0
    accepted_rows: int = 0
    rejected_rows: int = 0
    product_codes: int = 0
    sales: int = 0
    returns: int = 0
    first_day: str | None = None
    last_day: str | None = None
    amount_minor: int = 0
    problems: list[ProblemCount] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    decisions: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Summary:
        return cls(**{**value, "problems": [ProblemCount(**p) for p in value["problems"]]})
