from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["products", "sales", "stock", "suppliers"]
Status = Literal["uploaded", "checking", "checked", "importing", "done", "failed", "undoing", "undone", "cancelled"]


class ImportOptions(BaseModel):
    """``create_missing``: unknown products, categories, suppliers and customers are created.
    ``move_stock``: sold goods leave the stock, unless they were sold before the last count.
    ``date_order`` and ``decimal`` override what the columns themselves say."""

    model_config = ConfigDict(extra="forbid")

    create_missing: bool = True
    move_stock: bool = True
    date_order: Literal["dmy", "mdy"] | None = None
    decimal: Literal[",", "."] | None = None


class MappingIn(BaseModel):
    """Which column gives which field; a field that is not named is not read."""

    model_config = ConfigDict(extra="forbid")

    mapping: dict[str, str | None] = Field(max_length=40)
    options: ImportOptions = ImportOptions()


class ColumnOut(BaseModel):
    name: str
    samples: list[str]


class FieldOut(BaseModel):
    """A field that a file of this kind may give. Of each ``group`` at least one must have a column."""

    name: str
    group: int | None


class ProblemOut(BaseModel):
    """``severity``: "rejected" rows are left out, "warning" rows are taken."""

    code: str
    severity: Literal["rejected", "warning"]
    message: str
    count: int
    first_row: int | None


class ImportSummary(BaseModel):
    id: UUID
    kind: Kind
    file_name: str
    file_bytes: int
    status: Status
    total_rows: int
    accepted_rows: int
    rejected_rows: int
    duplicate_rows: int
    created_products: int
    progress: float
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    version: int


class ImportOut(ImportSummary):
    columns: list[ColumnOut]
    fields: list[FieldOut]
    mapping: dict[str, str | None]
    options: ImportOptions
    sample: list[dict[str, Any]]
    """The first rows as they would be taken: money in minor units, quantities in units."""
    problems: list[ProblemOut]
    error: dict[str, Any] | None
