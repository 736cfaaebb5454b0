"""Puts the demo companies into the database, set-wise, through the doors of the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from digiboost.catalog.service import bulk as catalog
from digiboost.catalog.service import product_search_text, supplier_search_text
from digiboost.customers.service import bulk as customers
from digiboost.demo.books import write_books
from digiboost.demo.generate import DEMO_PASSWORD, TENANT_KEYS, generate, operator
from digiboost.demo.ids import stable_id
from digiboost.demo.missions import Missions, missions
from digiboost.demo.types import DemoTenant, DemoUser
from digiboost.identity import service as identity
from digiboost.identity.schemas import SignUp
from digiboost.identity.types import Half, Role
from digiboost.inventory import service as inventory
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.text import fold
from digiboost.providers.service import bulk as providers
from digiboost.providers.service import ready_made
from digiboost.requests.service import bulk as requests
from digiboost.tracking import service as tracking

Said = Callable[[str], None]
PLATFORM = "Digiboost"


def load(
    engine: Engine,
    seed: int,
    until: datetime,
    say: Said = lambda _: None,
    night: Iterable[Callable[[Tx], object]] = (),
    keys: Iterable[str] = TENANT_KEYS,
) -> list[dict[str, str]]:
    """Creates the demo companies of ``keys`` that are not there yet, with their trade up to ``until``, each in one
    transaction; the logins of all. ``night`` is the nightly work that their forecasts and classes come from, each in a
    transaction of its own.

    A company that exists is left alone: what people did in it is theirs.
    """
    logins: list[dict[str, str]] = []
    nightly = list(night)
    for key in keys:
        # The generator ends on the evening before its day: tomorrow's, cut off now, has this morning's sales.
        demo = _until(generate(key, seed, until.date() + timedelta(days=1)), until)
        sent_out = missions(demo, _districts(demo), until) if "services" in demo.company.halves else None
        with Tx(engine, system_actor(demo.company.id)) as tx:
            if identity.exists(tx):
                say(f"{demo.company.name}: there already")
                created = False
            else:
                _load(tx, demo)
                if sent_out is not None:
                    _load_missions(tx, sent_out)
                say(f"{demo.company.name}: {len(demo.products)} products, {len(demo.sales)} sales")
                created = True
        for work in nightly if created else ():
            with Tx(engine, system_actor(demo.company.id)) as tx:
                work(tx)
        users = [*demo.users, *(sent_out.users if sent_out is not None else ())]
        logins += [_login(demo.company.name, user) for user in users]
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
    receipts = tuple(one for one in demo.receipts if one.occurred_at <= moment)
    # An order whose goods are yet to come today is one that nobody wrote: what is open is what was left open.
    awaited = {one.order_id for one in demo.receipts} - {one.order_id for one in receipts}
    return replace(
        demo,
        sales=sales,
        returns=tuple(one for one in demo.returns if one.received_at <= moment and one.sale_id in known),
        movements=tuple(one for one in demo.movements if one.occurred_at <= moment),
        counts=tuple(one for one in demo.counts if one.occurred_at <= moment),
        missed_sales=tuple(one for one in demo.missed_sales if one.occurred_at <= moment),
        receipts=receipts,
        batches=tuple(one for one in demo.batches if one.received_at <= moment),
        orders=tuple(one for one in demo.orders if one.created_at <= moment and one.id not in awaited),
        charges=tuple(one for one in demo.charges if one.sale_id in known),
        payments=tuple(one for one in demo.payments if one.occurred_at <= moment),
        promises=tuple(one for one in demo.promises if one.occurred_at <= moment),
        cash_moves=tuple(one for one in demo.cash_moves if one.occurred_at <= moment),
        closings=tuple(one for one in demo.closings if one.closed_at <= moment),
    )


def _login(company: str, user: DemoUser) -> dict[str, str]:
    login = {"company": company, "role": user.role, "email": user.email, "password": DEMO_PASSWORD}
    return login if user.pin is None else login | {"pin": user.pin}


def _create_platform(tx: Tx, person: DemoUser) -> None:
    wanted = SignUp(company_name=PLATFORM, full_name=person.full_name, email=person.email, password=DEMO_PASSWORD)
    identity.create_company(tx, wanted, user_id=person.id, role=Role.OPERATOR, halves=())


def _load(tx: Tx, demo: DemoTenant) -> None:
    company = demo.company
    owner = next(user for user in demo.users if user.role == "owner")
    people = {
        owner.id: identity.create_company(
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
            halves=[Half(half) for half in company.halves],
            address=company.address,
        )
    }
    for user in demo.users:
        if user is not owner:
            people[user.id] = identity.add_user(
                tx, user.id, user.email, user.full_name, Role(user.role), user.language, DEMO_PASSWORD, user.phone
            )
    for user in demo.users:
        if user.pin is not None:
            identity.give_pin(tx, people[user.id], user.pin)
    _load_catalog(tx, demo)
    write_books(tx, demo)
    inventory.rebuild_days(tx, demo.first_day)


def _districts(demo: DemoTenant) -> list[dict[str, Any]]:
    """The districts of Douala, as a company takes them over with one tap."""
    city, districts = ready_made("douala")
    return [
        {
            **district,
            "id": stable_id(demo.seed, demo.key, "zone", district["name"]),
            "name_key": fold(district["name"]),
            "city": city,
            "is_active": True,
        }
        for district in districts
    ]


def _load_missions(tx: Tx, made: Missions) -> None:
    for user in made.users:
        identity.add_user(
            tx, user.id, user.email, user.full_name, Role(user.role), user.language, DEMO_PASSWORD, user.phone
        )
    providers.insert_providers(
        tx,
        services=made.services,
        zones=made.zones,
        providers=made.providers,
        skills=made.skills,
        provider_zones=made.provider_zones,
        hours=made.hours,
    )
    requests.insert_requests(tx, requests=made.requests, history=made.history, offers=made.offers, reviews=made.reviews)
    # Whatever is open is followed from now on: no event told tracking of it.
    tracking.tonight(tx)


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
    places = ((one.id, one.shelf) for one in demo.products)
    copy_into_temp(tx, "demo_places", catalog.PLACE_COLUMNS, places)
    catalog.place_products(tx, "demo_places")
    levels = ((one.id, one.min_stock, one.max_stock) for one in demo.products)
    copy_into_temp(tx, "demo_levels", inventory.LEVEL_COLUMNS, levels)
    inventory.bulk_open_levels(tx, "demo_levels", tracked=True)
    rows = (
        (
            one.id,
            None,
            one.name,
            fold(one.name),
            fold(f"{one.name} {one.phone}"),
            one.phone,
            demo.credit_limits.get(one.id),
        )
        for one in demo.customers
    )
    copy_into_temp(tx, "demo_customers", customers.CUSTOMER_COLUMNS, rows)
    customers.insert_customers(tx, "demo_customers", None)
