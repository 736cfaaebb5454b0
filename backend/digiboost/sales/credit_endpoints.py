from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.pagination import Cursor, Limit, Page, Search
from digiboost.kernel.http.routing import allow, api_router
from digiboost.sales import credit_reading, service, statement
from digiboost.sales.credit_schemas import (
    AccountOut,
    CarnetOut,
    CorrectionIn,
    CorrectionOut,
    CreditSummaryOut,
    PaymentIn,
    PaymentOut,
    PromiseIn,
    PromiseOut,
    StatementOut,
)
from digiboost.sales.types import AccountSort

router = api_router(tags=["credit"])

Read = Annotated[Tx, allow(Scope.CUSTOMERS_READ)]


@router.get("/credit/accounts", response_model=Page[AccountOut])
def accounts(
    tx: Read,
    owing: Annotated[bool, Query(description="Only those who owe")] = False,
    late: Annotated[bool, Query(description="Only those whose day to pay is past")] = False,
    search: Search = None,
    sort: AccountSort = AccountSort.LARGEST,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> bytes:
    """Customers who bought on credit, paid or promised, those who owe most first."""
    return credit_reading.list_accounts(
        tx, owing=owing, late=late, search=search, sort=sort, limit=limit, cursor=cursor
    )


@router.get("/credit/summary")
def summary(tx: Read) -> CreditSummaryOut:
    """What all customers owe together."""
    return service.read_summary(tx)


@router.get("/credit/customers/{customer_id}", response_model=CarnetOut)
def carnet(tx: Read, customer_id: UUID, limit: Limit = 50, cursor: Cursor = None) -> bytes:
    """One customer's account and its entries, the latest first."""
    return credit_reading.read_carnet(tx, customer_id, limit=limit, cursor=cursor)


@router.get("/credit/customers/{customer_id}/statement")
def customer_statement(tx: Read, customer_id: UUID) -> StatementOut:
    """What the customer owes, as a text to be sent."""
    return statement.of_customer(tx, customer_id)


@router.post("/credit/payments", status_code=201)
def record_payment(tx: Annotated[Tx, allow(Scope.SALES_WRITE)], body: PaymentIn) -> PaymentOut:
    """Takes a payment; more than is owed becomes an advance. The same `id` again records nothing new."""
    return service.record_payment(tx, body)


@router.post("/credit/promises", status_code=201)
def promise(tx: Annotated[Tx, allow(Scope.SALES_WRITE)], body: PromiseIn) -> PromiseOut:
    """Notes when a customer will pay; the last promise counts."""
    return service.promise(tx, body)


@router.post("/credit/corrections", status_code=201)
def correct(tx: Annotated[Tx, allow(Scope.SALES_CANCEL)], body: CorrectionIn) -> CorrectionOut:
    """Writes into a carnet what no sale or payment explains: a debt from before, or one given up."""
    return service.correct(tx, body)
