"""Builds a demo tenant from a seed and a day."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from digiboost.demo.buying import Buyer, Shelf
from digiboost.demo.carnets import Carnets
from digiboost.demo.catalog import Article, Shelves, shelves
from digiboost.demo.expiry import batches
from digiboost.demo.ids import ean13, stable_id
from digiboost.demo.papers import Papers
from digiboost.demo.people import DOMAIN, customers, phones, slug
from digiboost.demo.seasons import weather
from digiboost.demo.tenants import PROFILES, Profile
from digiboost.demo.tills import tills
from digiboost.demo.trade import Trade
from digiboost.demo.types import DemoCategory, DemoCompany, DemoProduct, DemoSupplier, DemoTenant, DemoUser

TENANT_KEYS = tuple(PROFILES)
DEMO_PASSWORD = "Teranga-2026!"  # noqa: S105 - it is printed in the user guide: demo data protects nothing
_MILLI = 1000
# The two later counts, as shares of the simulated time.
_COUNTED_AT = (0.42, 0.79)
# The evenings on which a shelf was counted, in open days from the end.
_SHELVES_COUNTED = (3, 8, 12, 17, 23, 28)


def operator(seed: int) -> DemoUser:
    """The person who runs the platform; belongs to no demo company."""
    return DemoUser(
        id=stable_id(seed, "platform", "operator"), email=f"exploitation@{DOMAIN}", full_name="Marième Sall",
        phone="+221770000001", role="operator", language="fr",
        created_at=datetime(2024, 1, 1, 8, tzinfo=UTC),
    )  # fmt: skip


def generate(tenant_key: str, seed: int, today: date) -> DemoTenant:
    """The demo company `tenant_key` (one of TENANT_KEYS) with its history up to the evening before `today`.

    The same (seed, today) gives the same values; identifiers of the company, its people and its goods depend
    on the seed alone. Raises KeyError for an unknown key.
    """
    profile = PROFILES[tenant_key]
    last = today - timedelta(days=1)
    first = _months_before(today, profile.months)
    # The company's own features (what is popular, who its customers are) stay when `today` moves on.
    character = Random(f"{seed}/{tenant_key}")  # noqa: S311 - repeatable, not secret
    random = Random(f"{seed}/{tenant_key}/{today.isoformat()}")  # noqa: S311 - repeatable, not secret
    goods = shelves(profile.goods, profile.cover_days, character, first, last)
    numbers = phones(profile.country, character)
    founded = _morning(first - timedelta(days=3), profile)
    company = DemoCompany(
        id=stable_id(seed, tenant_key), name=profile.name, ninea=profile.ninea, country=profile.country,
        currency=profile.currency, currency_exponent=0, language="fr", time_zone=profile.time_zone,
        phone=next(numbers), address=profile.address, halves=profile.halves, created_at=founded,
    )  # fmt: skip
    users = tuple(
        DemoUser(
            stable_id(seed, tenant_key, "user", slug(person.full_name)), f"{slug(person.full_name)}@{DOMAIN}",
            person.full_name, next(numbers), person.role, "fr", founded + timedelta(minutes=7 * place), person.pin,
        )
        for place, person in enumerate(profile.staff)
    )  # fmt: skip
    people = customers(profile, numbers, character, seed)
    state = _stock(profile, goods, seed, random, first, last)
    days = weather(profile.year, first, last)
    open_days = [day for day, mood in days.items() if mood.trade > 0]
    buyer = Buyer(state, goods.suppliers, open_days, random)
    papers = Papers(profile, goods, state, users, seed, _dice(seed, tenant_key, today, "papers"))
    trade = Trade(profile, goods, state, buyer, users, people, random, (first, last), papers)
    trade.open_books(first)
    for place, shelf in enumerate(state):
        if shelf.launched_on is not None:
            buyer.first_delivery(shelf.launched_on, place)
    counted_on = {open_days[round(share * (len(open_days) - 1))] for share in _COUNTED_AT}
    shelf_counts = _shelf_counts(goods, open_days, counted_on, _dice(seed, tenant_key, today, "shelves"))
    for day, mood in days.items():
        # A quiet or stormy day here and there: no two Mondays are alike.
        trade.run(day, type(mood)(mood.trade * random.lognormvariate(0, 0.09), mood.categories))
        if day in counted_on:
            trade.count(day)
        elif day in shelf_counts:
            trade.count(day, shelf_counts[day])
        buyer.learn()
        if mood.trade > 0:
            buyer.order(day)
    papers.leave_open(last)
    companies = [customer.id for customer, company in people if company]
    carnets = Carnets(profile, trade.carnets, companies, users, last, _dice(seed, tenant_key, today, "carnets"))
    carnets.write(trade.sales, trade.returns, (day for day, mood in days.items() if mood.trade <= 0))
    levels = {shelf.product_id: shelf.level for shelf in state}
    dated = batches(papers.receipts, levels, today, _dice(seed, tenant_key, today, "dates")) if profile.dates else ()
    zone = ZoneInfo(profile.time_zone)
    cash: Counter[date] = Counter()
    for sale in trade.sales:
        if sale.payment_method == "cash":
            cash[sale.occurred_at.astimezone(zone).date()] += sale.total
    cash_moves, closings = tills(profile, users, open_days, cash, _dice(seed, tenant_key, today, "tills"))
    return DemoTenant(
        key=tenant_key,
        seed=seed,
        today=today,
        first_day=first,
        company=company,
        users=users,
        categories=tuple(
            DemoCategory(
                stable_id(seed, tenant_key, "category", row["code"]), row["name"], row["description"]
            )
            for row in goods.categories
        ),
        suppliers=tuple(
            DemoSupplier(
                stable_id(seed, tenant_key, "supplier", row["code"]), row["code"], row["name"],
                row["contact"], next(numbers), f"commandes.{row['code'].lower()}@{DOMAIN}", row["lead"],
                row["minimum"],
            )
            for row in goods.suppliers
        ),
        customers=tuple(customer for customer, _ in people),
        products=_products(profile, goods, state, seed, founded),
        counts=tuple(trade.counts),
        movements=tuple(trade.movements),
        sales=tuple(trade.sales),
        returns=tuple(trade.returns),
        missed_sales=tuple(trade.missed),
        levels=levels,
        orders=tuple(papers.orders),
        receipts=tuple(papers.receipts),
        batches=dated,
        credit_limits=carnets.limits,
        charges=tuple(carnets.charges),
        payments=tuple(carnets.payments),
        promises=tuple(carnets.promises),
        cash_moves=cash_moves,
        closings=closings,
    )  # fmt: skip


def _dice(seed: int, tenant_key: str, today: date, what: str) -> Random:
    """Chance of its own for what stands beside the trade, so that the trade does not change with it."""
    return Random(f"{seed}/{tenant_key}/{today.isoformat()}/{what}")  # noqa: S311 - repeatable, not secret


def _shelf_counts(goods: Shelves, open_days: Sequence[date], counted_on: set[date], random: Random) -> dict[date, str]:
    """Which shelf is counted on which evening of the last weeks: never the same twice."""
    sizes = Counter(article.shelf for article in goods.articles)
    names = [name for name, size in sizes.items() if size >= 6]
    evenings = [day for day in (open_days[-back] for back in _SHELVES_COUNTED) if day not in counted_on]
    return dict(zip(evenings, random.sample(names, min(len(names), len(evenings))), strict=False))


def _morning(day: date, profile: Profile) -> datetime:
    """Seven o'clock of a local day."""
    return datetime.combine(day, time(7), ZoneInfo(profile.time_zone)).astimezone(UTC)


def _months_before(day: date, months: int) -> date:
    """The same day some months earlier (the 28th at most, which every month has)."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, min(day.day, 28))


def _stock(profile: Profile, goods: Shelves, seed: int, random: Random, first: date, last: date) -> tuple[Shelf, ...]:
    """The shelves on the opening morning, with what will go wrong with some of them."""
    length = (last - first).days
    busy = (profile.tickets * profile.basket_mean + profile.jobs * 1.75) * sum(profile.year.weekdays) / 7
    result = []
    for article in goods.articles:
        expected = busy * article.pull * article.mean_quantity
        lead = goods.suppliers[article.supplier]["lead"]
        reserve = expected * (lead + article.cover / 4) * random.lognormvariate(-0.1, 0.25)
        floor = max(_MILLI, math.ceil(reserve / _MILLI) * _MILLI)
        roof = max(expected * (lead + article.cover) * 1.6, floor + article.pack)
        shelf = Shelf(
            article=article, product_id=stable_id(seed, profile.key, "product", article.code),
            pace=expected * random.lognormvariate(0, 0.25), care=random.lognormvariate(0.2, 0.25),
            floor=None if random.random() < 0.06 else floor,
            ceiling=None if random.random() < 0.3 else -int(-roof // article.pack) * article.pack,
        )  # fmt: skip
        pack = article.pack
        wanted = expected * (lead + article.cover) * random.uniform(0.5, 1.2)
        step = pack if wanted > pack / 2 else _MILLI
        level = max(1, round(wanted / step)) * step
        shelf.receive(level, article.cost_at(0.0, random))
        result.append(shelf)
    _misfortunes(profile, result, random, first, last, length)
    return tuple(result)


def _misfortunes(
    profile: Profile, state: Sequence[Shelf], random: Random, first: date, last: date, length: int
) -> None:
    """Goods that stop selling, goods that come new, goods that no supplier can bring for a while."""
    ranked = sorted(range(len(state)), key=lambda place: -state[place].article.pull)
    slow = ranked[len(ranked) * 2 // 3 :]
    dead = random.sample(slow, profile.dead)
    for place in dead:
        shelf = state[place]
        alive = random.randint(0, max(1, min(length - 100, round(length * 0.5))))
        shelf.dead_from = first + timedelta(days=alive)
        # Bought in a fit of optimism, or with a rebate on the lot: more than will ever be asked for.
        shelf.level = (random.randint(4, 9) + math.ceil(shelf.pace * alive * 2.5 / _MILLI)) * _MILLI
    rest = [place for place in ranked if place not in set(dead)]
    new = random.sample(rest[len(rest) // 10 : len(rest) // 2], profile.launched)
    for place in new:
        state[place].launched_on = last - timedelta(days=random.randint(6, 24))
        state[place].level = state[place].average = 0
    usual = [place for place in rest if place not in set(new)]
    for place in random.choices(usual, k=profile.past_shortages):
        start = first + timedelta(days=random.randrange(max(1, length - 60)))
        state[place].shortages.append((start, start + timedelta(days=random.randint(12, 40))))
    missing = random.sample(usual[len(usual) // 40 : len(usual) // 2], profile.present_shortages)
    for place in missing:
        start = last - timedelta(days=profile.cover_days + random.randint(10, 40))
        state[place].shortages.append((start, last))


def _products(
    profile: Profile, goods: Shelves, state: Sequence[Shelf], seed: int, founded: datetime
) -> tuple[DemoProduct, ...]:
    key = profile.key
    barcodes = Random(f"{seed}/{key}/barcodes")  # noqa: S311 - repeatable, not secret
    taken = barcodes.sample(range(10**7), len(state))
    result = []
    for place, shelf in enumerate(state):
        article = shelf.article
        created = founded + timedelta(minutes=60 + place)
        if shelf.launched_on is not None:
            created = _morning(shelf.launched_on, profile)
        result.append(
            DemoProduct(
                id=shelf.product_id, code=article.code, name=article.name,
                category_id=stable_id(seed, key, "category", goods.categories[article.category]["code"]),
                supplier_id=stable_id(seed, key, "supplier", goods.suppliers[article.supplier]["code"]),
                unit=article.unit, pack_size=article.pack,
                barcode=ean13(taken[place]) if _labelled(article, profile, barcodes) else None,
                purchase_price=article.purchase_price, sale_price=article.sale_price, min_stock=shelf.floor,
                max_stock=shelf.ceiling, shelf=article.shelf, created_at=created,
            )
        )  # fmt: skip
    return tuple(result)


def _labelled(article: Article, profile: Profile, random: Random) -> bool:
    """What is cut or weighed carries no label."""
    return random.random() < profile.barcodes and article.unit not in ("m", "kg", "m²", "barre", "feuille")
