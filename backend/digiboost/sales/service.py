"""The door of sales: sales, returns, cancellations, missed sales; the carnet; closings; bulk loads; the drift check."""

from __future__ import annotations

from digiboost.kernel.db.tx import Tx
from digiboost.sales import bulk, closing_bulk, credit_bulk, credit_repository, summaries
from digiboost.sales.closing import close_day, move_cash, preview, read_closing
from digiboost.sales.credit import correct, let_customer_go, promise, read_account, read_summary, record_payment
from digiboost.sales.giving_back import cancel_sale, return_sale
from digiboost.sales.holding import hold, hold_numbers
from digiboost.sales.missing import record_missed_sale
from digiboost.sales.reading import list_sales, read_sale
from digiboost.sales.selling import record_sale, shortfalls

bulk_record = bulk.record
bulk_undo = bulk.undo
credit_join = credit_repository.FEED_JOIN
"""Joins the account to rows ``c`` of customers, for lists of theirs."""
credit_columns = credit_repository.FEED_COLUMNS
"""What a phone holds of an account: name -> SQL beside ``credit_join``."""
fill_costs = summaries.fill_costs
__all__ = [
    "bulk",
    "bulk_record",
    "bulk_undo",
    "cancel_sale",
    "close_day",
    "closing_bulk",
    "correct",
    "credit_bulk",
    "credit_columns",
    "credit_join",
    "drift",
    "fill_costs",
    "hold",
    "hold_numbers",
    "let_customer_go",
    "list_sales",
    "move_cash",
    "preview",
    "promise",
    "read_account",
    "read_closing",
    "read_sale",
    "read_summary",
    "record_missed_sale",
    "record_payment",
    "record_sale",
    "return_sale",
    "shortfalls",
]


def drift(tx: Tx) -> list[str]:
    """Where sums and accounts differ from what they are made of; each line tells one place."""
    return [*summaries.drift(tx), *credit_repository.drift(tx)]
