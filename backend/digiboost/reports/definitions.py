"""Every report that there is."""

from __future__ import annotations

from digiboost.reports.papers import closing, credit, monthly, order
from digiboost.reports.sheets import sales_analysis, stock_inventory
from digiboost.reports.types import Definition, Format, Period, ReportType

DEFINITIONS: dict[ReportType, Definition] = {
    one.type: one
    for one in (
        Definition(
            ReportType.STOCK_INVENTORY, (Format.XLSX,), Period.NOW, None, subject_required=False, schedulable=True,
            make=stock_inventory.make,
        ),
        Definition(
            ReportType.MONTHLY_SYNTHESIS, (Format.PDF,), Period.MONTH, None, subject_required=False, schedulable=True,
            make=monthly.make,
        ),
        Definition(
            ReportType.SALES_ANALYSIS, (Format.XLSX,), Period.SPAN, None, subject_required=False, schedulable=True,
            make=sales_analysis.make,
        ),
        Definition(
            ReportType.CREDIT_STATEMENT, (Format.PDF,), Period.SPAN, "customer", subject_required=True,
            schedulable=False, make=credit.make,
        ),
        Definition(
            ReportType.PURCHASE_ORDER, (Format.PDF,), Period.NOW, "order", subject_required=True, schedulable=False,
            make=order.make,
        ),
        Definition(
            ReportType.DAILY_CLOSING, (Format.PDF, Format.RECEIPT), Period.DAY, "closing", subject_required=False,
            schedulable=True, make=closing.make,
        ),
    )
}  # fmt: skip
