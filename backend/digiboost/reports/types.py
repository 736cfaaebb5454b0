"""What can be reported, and how it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language


class ReportType(StrEnum):
    STOCK_INVENTORY = "stock_inventory"
    MONTHLY_SYNTHESIS = "monthly_synthesis"
    SALES_ANALYSIS = "sales_analysis"
    CREDIT_STATEMENT = "credit_statement"
    PURCHASE_ORDER = "purchase_order"
    DAILY_CLOSING = "daily_closing"


class Format(StrEnum):
    XLSX = "xlsx"
    PDF = "pdf"
    """A4."""
    RECEIPT = "receipt"
    """A PDF for paper of 80 mm."""

    @property
    def suffix(self) -> str:
        return "xlsx" if self is Format.XLSX else "pdf"

    @property
    def media_type(self) -> str:
        if self is Format.XLSX:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "application/pdf"


class ReportPeriod(StrEnum):
    """Which days a report speaks of."""

    NOW = "now"
    """The moment at which it is made: no days are asked for."""
    DAY = "day"
    MONTH = "month"
    SPAN = "span"
    """From any day to any day, at most 400 days."""


Period = ReportPeriod
"""Inside the room; in the API's document others have a Period too."""


class ReportFrequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ReportState(StrEnum):
    QUEUED = "queued"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """One report as it is wanted.

    ``first`` and ``last`` are days of the tenant's clock, both included; None where the type's period is ``NOW``.
    ``subject_id`` is the customer of a credit statement, the order of a purchase order, the closing of a daily
    closing (None there: the whole day); None for the others.
    """

    type: ReportType
    format: Format
    language: Language
    first: date | None = None
    last: date | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: the name without folder and suffix under which a person gets it (``inventaire-2026-11-26``), its
    title as lists and messages show it, and how many lines or pages it has."""

    name: str
    title: str
    size: int
    """Lines of a workbook, pages of a PDF."""


Progress = Callable[[float], None]
"""Told how far it is, 0 to 1; cheap to call often."""

Maker = Callable[[Tx, Asked, Path, Progress], Made]
"""Writes the file of a report to a path that does not exist yet. It reads through the transaction, which sees one
moment (repeatable read), and gives it back (``tx.release()``) before it draws where drawing takes time. Raises
NotFound for a subject that is not there; every other exception is a fault."""


@dataclass(frozen=True, slots=True)
class Definition:
    type: ReportType
    formats: tuple[Format, ...]
    """The first is the usual one."""
    period: Period
    subject: str | None
    """What ``subject_id`` names: customer, order, closing."""
    subject_required: bool
    schedulable: bool
    make: Maker
