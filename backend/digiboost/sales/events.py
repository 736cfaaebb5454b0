"""What sales tell higher rooms. Payloads hold ids, days and sums, never a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SaleRecorded(Event):
    """A sale or a return: {sale_id, number, kind, day, total, customer_id, product_ids}."""

    type: ClassVar[str] = "sale.recorded"


@dataclass(frozen=True, kw_only=True)
class SaleWasCancelled(Event):
    """{sale_id, number, kind, day, total, product_ids}."""

    type: ClassVar[str] = "sale.cancelled"


@dataclass(frozen=True, kw_only=True)
class SaleMissed(Event):
    """Somebody asked and it was not there: {missed_sale_id, product_id, quantity (thousandths), day}."""

    type: ClassVar[str] = "sale.missed"


@dataclass(frozen=True, kw_only=True)
class CreditLimitExceeded(Event):
    """A sale on credit left a customer above their limit: {customer_id, sale_id, balance, credit_limit}."""

    type: ClassVar[str] = "credit.limit_exceeded"


@dataclass(frozen=True, kw_only=True)
class CreditPaid(Event):
    """{payment_id, customer_id, amount, method, day}."""

    type: ClassVar[str] = "credit.paid"


@dataclass(frozen=True, kw_only=True)
class CreditPromised(Event):
    """{promise_id, customer_id, promised_on, amount (null: all of it)}."""

    type: ClassVar[str] = "credit.promised"


@dataclass(frozen=True, kw_only=True)
class DayClosed(Event):
    """A till was counted: {closing_id, day, user_id (null: the whole shop), expected, counted, difference}."""

    type: ClassVar[str] = "day.closed"
