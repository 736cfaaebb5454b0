"""Puts the demo companies into the database, set-wise, through the doors of the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from digiboost.catalog.service import bulk as catalog
from digiboost.catalog.service import product_search_text, supplier_search_text
from digiboost.customers.service import bulk as customers
from digiboost.demo.generate import DEMO_PASSWORD, TENANT_KEYS, generate, operator
from digiboost.demo.types import DemoSale, DemoTenant, DemoUser
from digiboost.identity import service as identity
from digiboost.identity.schemas import SignUp
from digiboost.identity.types import Role
from digiboost.inventory import service as inventory
from digiboost.inventory.types import value_at
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.sales.service import bulk as sales

Said = Callable[[str], None]
PLATFORM = "Digiboost"


def load(engine: Engine, seed: int, until: datetime, say: Said = lambda _: None) -> list[dict[str, str]]:
    """Creates the demo companies that are not there yet, with their trade up to ``until``, each in one
    transaction; the logins of all.

    A company that exists is left alone: what people did in it is theirs.
    """
    logins: list[dict[str, str]] = []
    for key in TENANT_KEYS:
        # The generator ends on the evening before its day: tomorrow's, cut off now, has this morning's sales.
        demo = _until(generate(key, seed, until.date() + timedelta(days=1)), until)
        with Tx(engine, system_actor(demo.company.id)) as tx:
            if identity.exists(tx):
                say(f"{demo.company.name}: there already")
            else:
                _load(tx, demo)
                say(f"{demo.company.name}: {len(demo.products)} products, {len(demo.sales)} sales")
        logins += [_login(demo.company.name, user) for user in demo.users]
    person = operator(seed)
    with Tx(engine, None) as tx:
        if not identity.is_known(tx, person.email):
            _create_platform(tx, person)
    logins.append(_login(PLATFORM, person))
    return logins


def _until(demo: DemoTenant, moment: datetime) -> DemoTenant:
    """What had happened at ``moment``."""
    sales = tuple(one for one in demo.sales if one.received_at <= moment)
    known = {one.id for one in sales}
    return replace(
        demo,
        sales=sales,
        returns=tuple(one for one in demo.returns if one.received_at <= moment and one.sale_id in known),
        movements=tuple(one for one in demo.movements if one.occurred_at <= moment),
        counts=tuple(one for one in demo.counts if one.occurred_at <= moment),
        missed_sales=tuple(one for one in demo.missed_sales if one.occurred_at <= moment),
    )


def _login(company: str, user: DemoUser) -> dict[str, str]:
    return {"company": company, "role": user.role, "email": user.email, "password": DEMO_PASSWORD}


def _create_platform(tx: Tx, person: DemoUser) -> None:
    wanted = SignUp(company_name=PLATFORM, full_name=person.full_name, email=person.email, password=DEMO_PASSWORD)
    identity.create_company(tx, wanted, user_id=person.id, role=Role.OPERATOR, halves=())


def _load(tx: Tx, demo: DemoTenant) -> None:
    company = demo.company
    owner = next(user for user in demo.users if user.role == "owner")
    identity.create_company(
        tx,
        SignUp(
            company_name=company.name,
            ninea=company.ninea,
            country=company.country,
            currency=company.currency,
            language="fr",
            time_zone=company.time_zone,
            full_name=owner.full_name,
            email=owner.email,
            phone=owner.phone,
            password=DEMO_PASSWORD,
        ),
        tenant_id=company.id,
        user_id=owner.id,
        halves=company.halves,
        address=company.address,
    )
    for user in demo.users:
        if user is not owner:
            identity.add_user(
                tx, user.id, user.email, user.full_name, Role(user.role), user.language, DEMO_PASSWORD, user.phone
            )
    _load_catalog(tx, demo)
    _load_trade(tx, demo)
    inventory.rebuild_days(tx, demo.first_day)


def _load_catalog(tx: Tx, demo: DemoTenant) -> None:
    rows: Iterable[Any] = ((one.id, one.name, fold(one.name)) for one in demo.categories)
    copy_into_temp(tx, "demo_categories", catalog.CATEGORY_COLUMNS, rows)
    catalog.insert_categories(tx, "demo_categories", None)
    rows = (
        (
            one.id,
            one.code,
            one.name,
            supplier_search_text(
                {"code": one.code, "name": one.name, "contact_name": one.contact_name, "phone": one.phone}
            ),
            one.contact_name,
            one.phone,
            one.email,
            one.lead_time_days,
            one.minimum_order,
        )
        for one in demo.suppliers
    )
    copy_into_temp(tx, "demo_suppliers", catalog.SUPPLIER_COLUMNS, rows)
    catalog.insert_suppliers(tx, "demo_suppliers", None)
    rows = (
        (
            one.id,
            one.code,
            one.name,
            fold(one.name),
            product_search_text(one.code, one.name, one.barcode),
            None,
            one.category_id,
            one.supplier_id,
            one.unit,
            one.pack_size,
            one.barcode,
            one.purchase_price,
            one.sale_price,
        )
        for one in demo.products
    )
    copy_into_temp(tx, "demo_products", catalog.PRODUCT_COLUMNS, rows)
    catalog.insert_products(tx, "demo_products", None)
    levels = ((one.id, one.min_stock, one.max_stock) for one in demo.products)
    copy_into_temp(tx, "demo_levels", inventory.LEVEL_COLUMNS, levels)
    inventory.bulk_open_levels(tx, "demo_levels", tracked=True)
    rows = (
        (one.id, None, one.name, fold(one.name), fold(f"{one.name} {one.phone}"), one.phone) for one in demo.customers
    )
    copy_into_temp(tx, "demo_customers", customers.CUSTOMER_COLUMNS, rows)
    customers.insert_customers(tx, "demo_customers", None)


def _load_trade(tx: Tx, demo: DemoTenant) -> None:
    copy_into_temp(tx, "demo_movements", inventory.MOVEMENT_COLUMNS, _movements(demo))
    inventory.bulk_movements(tx, "demo_movements")
    counts = ((one.id, one.occurred_at, one.user_id, None) for one in demo.counts)
    copy_into_temp(tx, "demo_counts", inventory.COUNT_COLUMNS, counts)
    lines = (
        (
            one.id,
            line.product_id,
            line.expected,
            line.counted,
            value_at(line.counted - line.expected, line.average_cost),
        )
        for one in demo.counts
        for line in one.lines
    )
    copy_into_temp(tx, "demo_count_lines", inventory.COUNT_LINE_COLUMNS, lines)
    inventory.bulk_counts(tx, "demo_counts", "demo_count_lines")
    copy_into_temp(tx, "demo_sales", sales.STAGING_COLUMNS, _sale_lines(demo))
    sales.record(tx, "demo_sales", None)
    returned = ((line.id, back.id, line.line_id, back.sale_id) for back in demo.returns for line in back.lines)
    copy_into_temp(tx, "demo_returned", sales.RETURNED_COLUMNS, returned)
    sales.link_returns(tx, "demo_returned")
    rows = (
        (one.id, one.product_id, one.quantity, one.occurred_at, _day(demo, one.occurred_at), one.seller_id)
        for one in demo.missed_sales
    )
    copy_into_temp(tx, "demo_missed", sales.MISSED_COLUMNS, rows)
    sales.record_missed(tx, "demo_missed")


def _day(demo: DemoTenant, moment: datetime) -> date:
    return day_of(moment, demo.company.time_zone)


def _movements(demo: DemoTenant) -> Iterator[tuple[Any, ...]]:
    """The whole ledger: what the generator wrote itself, and what its sales and returns move."""
    for one in demo.movements:
        source_id = one.count_id
        yield (
            one.id, one.product_id, one.type, one.quantity, one.unit_cost, one.source, source_id, one.reference,
            one.reason, one.occurred_at, one.occurred_at, one.user_id,
        )  # fmt: skip
    for sale in demo.sales:
        for line in sale.lines:
            yield (
                new_id(), line.product_id, "EXIT", -line.quantity, None, "sale", sale.id, None, None,
                sale.occurred_at, sale.received_at, sale.seller_id,
            )  # fmt: skip
    for back in demo.returns:
        for returned in back.lines:
            yield (
                new_id(), returned.product_id, "ENTRY", returned.quantity, None, "return", back.id, None, back.reason,
                back.occurred_at, back.received_at, back.seller_id,
            )  # fmt: skip


def _sale_lines(demo: DemoTenant) -> Iterator[tuple[Any, ...]]:
    """Rows of ``sales.STAGING_COLUMNS``, the sales and then the returns."""
    by_line: dict[UUID, tuple[DemoSale, int]] = {}
    for sale in demo.sales:
        day = _day(demo, sale.occurred_at)
        for line in sale.lines:
            by_line[line.id] = (sale, line.unit_price)
            yield (
                sale.id, line.id, None, "SALE", sale.occurred_at, day, line.product_id, sale.customer_id,
                sale.payment_method, line.quantity, line.unit_price, line.discount, line.amount, line.cost,
                sale.seller_id,
            )  # fmt: skip
    for back in demo.returns:
        day = _day(demo, back.occurred_at)
        for returned in back.lines:
            sale, price = by_line[returned.line_id]
            yield (
                back.id, returned.id, None, "RETURN", back.occurred_at, day, returned.product_id, sale.customer_id,
                sale.payment_method, -returned.quantity, price, 0, -returned.amount, -returned.cost, back.seller_id,
            )  # fmt: skip
