"""What time alone changes: mornings on each company's own clock, figures of a day, and the net under everything."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from digiboost.alerts import jobs, repository, rules, sweeping
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.factories.alerts import alerts, history, stock, told, visit, work
from tests.factories.alerts import rules as rules_of
from tests.factories.buying import goods
from tests.factories.people import Person, open_company
from tests.factories.stock import transaction
from tests.factories.trade import sell


def low(shop: Person, name: str = "Riz brisé 25 kg", **wanted: Any) -> str:
    """A product at its minimum, judged."""
    item = goods(shop, name=name, min_stock=10, **wanted)
    stock(shop, item, 5)
    work(shop)
    return item


@pytest.mark.parametrize(
    ("time_zone", "before", "after"),
    [
        ("Africa/Dakar", (7, 29), (7, 31)), ("Africa/Douala", (6, 29), (6, 31)), ("Indian/Reunion", (3, 29), (3, 31)),
        ("America/Martinique", (11, 29), (11, 31)),
    ],
)  # fmt: skip
def test_each_company_s_own_morning(
    client: Any, app: Any, time_zone: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    shop = open_company(client, time_zone=time_zone)
    low(shop)
    tomorrow = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    next_at = visit(app, shop, tomorrow.replace(hour=before[0], minute=before[1]) - timedelta(days=1))
    assert told(shop) == [] or len(told(shop)) == 1
    told_before = len(told(shop))
    visit(app, shop, tomorrow.replace(hour=before[0], minute=before[1]))
    assert len(told(shop)) in (told_before, told_before + 1)
    visit(app, shop, tomorrow.replace(hour=after[0], minute=after[1]))
    days = {one["details"]["kind"] for one in history(shop, "told") + history(shop, "repeated")}
    assert days == {"digest"}
    assert next_at.astimezone(UTC).minute == 30


def test_the_next_morning() -> None:
    def morning(at: datetime, digest_day: str | None, zone: str = "Africa/Dakar") -> datetime:
        return sweeping.next_morning({"digest_at": rules.DIGEST_AT, "digest_day": digest_day}, zone, at)

    assert morning(datetime(2026, 11, 25, 6, tzinfo=UTC), "2026-11-24") == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert morning(datetime(2026, 11, 25, 9, tzinfo=UTC), "2026-11-25") == datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
    late = morning(datetime(2026, 11, 25, 9, tzinfo=UTC), "2026-11-24")
    assert late == datetime(2026, 11, 25, 7, 30, tzinfo=UTC), "a morning that was missed is due at once"
    # Half past eleven at night in Paris is the day after in Réunion.
    assert morning(datetime(2026, 11, 25, 22, 30, tzinfo=UTC), None, "Indian/Reunion") == datetime(
        2026, 11, 26, 3, 30, tzinfo=UTC
    )
    # Paris turns its clocks back in the night to 25 October 2026.
    assert morning(datetime(2026, 10, 24, 20, tzinfo=UTC), "2026-10-24", "Europe/Paris") == datetime(
        2026, 10, 25, 6, 30, tzinfo=UTC
    )


def test_one_digest_even_when_two_look_at_once(app: Any, shop: Any) -> None:
    low(shop)
    at = now().replace(hour=8, minute=0) + timedelta(days=1)
    racers = [threading.Thread(target=visit, args=(app, shop, at)) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [one["kind"] for one in told(shop)] == ["digest"]
    assert len(history(shop, "told")) == 1


def test_two_judges_at_once_fire_once(app: Any, shop: Any) -> None:
    items = []
    for n in range(5):
        items.append(goods(shop, name=f"Produit {n}"))
        stock(shop, items[-1], 2)
    work(shop)
    sell(shop, *((item, 2) for item in items))

    def judge(order: int) -> None:
        with transaction(app, shop.tenant_id) as tx:
            from digiboost.alerts import service

            service.judge_products(tx, [UUID(item) for item in items[:: order or 1]])
            service.tell(tx)

    racers = [threading.Thread(target=judge, args=(1 if n % 2 else -1,)) for n in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    work(shop)
    assert len(history(shop, "fired")) == 5
    assert len(history(shop, "told")) == 5
    assert len(told(shop)) == 1


def test_companies_whose_moment_has_come(app: Any, shop: Any, neighbour: Any) -> None:
    for one in (shop, neighbour):
        low(one)
    moment = now()
    with Tx(worker_engine(), None) as tx:
        tx.run("UPDATE alert_watch SET next_at = %s", (moment + timedelta(days=1),))
        tx.run("UPDATE alert_watch SET next_at = %s WHERE company_id = %s", (moment, shop.tenant_id))
    with Tx(worker_engine(), None) as tx:
        assert repository.WATCH.take_due(tx, moment, moment + jobs.LEASE, 10) == [UUID(shop.tenant_id)]
        assert repository.WATCH.take_due(tx, moment, moment + jobs.LEASE, 10) == [], "somebody is on it"
        assert repository.WATCH.take_due(tx, moment + jobs.LEASE, moment + 2 * jobs.LEASE, 10) == [UUID(shop.tenant_id)]
    jobs.visit(worker_engine(), UUID(shop.tenant_id))
    with Tx(worker_engine(), None) as tx:
        next_at = tx.value("SELECT next_at FROM alert_watch WHERE company_id = %s", (shop.tenant_id,))
    assert next_at.minute == 30 and next_at > moment, "nothing is due before the morning"


# -- figures ------------------------------------------------------------------------------------


def sold(app: Any, shop: Person, revenues: dict[date, int]) -> None:
    with transaction(app, shop.tenant_id) as tx:
        for day, revenue in revenues.items():
            tx.run(
                "INSERT INTO sales_days (tenant_id, day, revenue, cost, costed_revenue, sales, returns, units,"
                " missed_units, missed) VALUES (%s, %s, %s, 0, 0, 1, 0, 1000, 0, 0) ON CONFLICT (tenant_id, day)"
                " DO UPDATE SET revenue = excluded.revenue",
                (tx.tenant_id, day, revenue),
            )


def test_unusual_sales_are_told_the_morning_after(app: Any, shop: Any) -> None:
    rules_of(shop)
    at = now().replace(hour=8, minute=0, second=0) + timedelta(days=1)
    yesterday = at.date() - timedelta(days=1)
    sold(app, shop, {yesterday - timedelta(weeks=week): 100_000 + week * 1000 for week in range(1, 6)})
    sold(app, shop, {yesterday: 20_000})
    visit(app, shop, at.replace(hour=1))
    assert alerts(shop) == {}, "phones send in the morning what they sold in the evening"
    visit(app, shop, at)
    [message] = told(shop)
    assert "moins que d'habitude" in message["body"]
    assert alerts(shop)["sales_anomaly", None]["value"] == 20_000
    sold(app, shop, {yesterday + timedelta(days=1): 0})
    visit(app, shop, at + timedelta(days=1))
    assert alerts(shop) == {}, "the next day's weekday is not known yet"


def test_revenue_above_an_amount_is_told_at_once(app: Any, shop: Any) -> None:
    body = {"type": "revenue", "params": {"amount": 50_000, "direction": "above"}, "delivery": "now"}
    assert shop.post("/alerts/rules", body).status_code == 201
    work(shop)
    item = goods(shop, name="Téléviseur", sale_price=60_000)
    stock(shop, item, 10)
    work(shop)
    sell(shop, (item, 1))
    next_at = visit(app, shop, now())
    [message] = told(shop)
    assert message["title"].startswith("Chiffre d'affaires du ")
    assert message["title"].endswith("60\u00a0000\u00a0F")
    assert message["body"] == "Au-dessus de 50\u00a0000\u00a0F."
    assert next_at - now() < timedelta(seconds=61), "it is looked at every minute"
    visit(app, shop, now() + timedelta(minutes=2))
    assert len(told(shop)) == 1
    visit(app, shop, now() + timedelta(days=1))
    assert alerts(shop) == {}, "another day"


def test_revenue_below_an_amount_is_told_when_its_period_is_over(app: Any, shop: Any) -> None:
    body = {"type": "revenue", "params": {"amount": 50_000, "period": "week"}, "delivery": "now"}
    assert shop.post("/alerts/rules", body).status_code == 201
    work(shop)
    assert alerts(shop) == {}, "the week before was over before anybody asked"
    monday = (now() - timedelta(days=now().weekday())).replace(hour=8, minute=0) + timedelta(weeks=1)
    visit(app, shop, monday - timedelta(days=1))
    assert alerts(shop) == {}
    visit(app, shop, monday)
    alert = alerts(shop)["revenue", None]
    assert (alert["value"], alert["threshold"]) == (0, 50_000)
    sold(app, shop, {(monday + timedelta(days=2)).date(): 60_000})
    visit(app, shop, monday + timedelta(days=3))
    assert ("revenue", None) in alerts(shop), "until the next week is over"
    visit(app, shop, monday + timedelta(weeks=1))
    assert alerts(shop) == {}


def test_a_missed_sale_lowers_the_service_rate_at_once(app: Any, shop: Any) -> None:
    item = goods(shop)
    stock(shop, item, 40)
    sell(shop, (item, 18))
    work(shop)
    assert shop.post("/missed-sales", {"product_id": item, "quantity": 2}).status_code == 201
    work(shop)
    alert = alerts(shop)["service_rate", None]
    assert (alert["value"], alert["threshold"], alert["product_id"]) == (0.9, 0.95, None)
    sell(shop, (item, 22))
    visit(app, shop, now() + timedelta(hours=1))
    assert alerts(shop)["service_rate", None]["value"] == pytest.approx(40 / 42), "within the point above 95 %"
    stock(shop, item, 40)
    sell(shop, (item, 20))
    visit(app, shop, now() + timedelta(hours=2))
    assert alerts(shop) == {}


def test_messages_that_do_not_arrive(app: Any, shop: Any) -> None:
    body = {"type": "failure_rate", "params": {"percent": 30}, "delivery": "digest"}
    assert shop.post("/alerts/rules", body).status_code == 201
    work(shop)
    for _ in range(2):
        low(shop)
        visit(app, shop, now())
    rule = rules_of(shop)["rupture"]["id"]
    for _ in range(6):
        shop.post(f"/alerts/rules/{rule}/test")
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE notification_sends SET state = 'sent' WHERE tenant_id = %s", (tx.tenant_id,))
        tx.run(
            "UPDATE notification_sends SET state = 'dead' WHERE tenant_id = %s AND id IN (SELECT id"
            " FROM notification_sends WHERE tenant_id = %s LIMIT 3)",
            (tx.tenant_id, tx.tenant_id),
        )
    visit(app, shop, now())
    assert alerts(shop)["failure_rate", None]["value"] == 0.5


# -- the net ------------------------------------------------------------------------------------


def disagrees(shop: Person) -> bool:
    with Tx(worker_engine(), None) as tx:
        return UUID(shop.tenant_id) in repository.disagreeing(tx, [UUID(shop.tenant_id)])


def test_the_net_finds_what_no_event_told(app: Any, shop: Any, stack: Any) -> None:
    assert disagrees(shop), "a company that nobody ever judged"
    item = goods(shop, min_stock=10)
    jobs.visit(worker_engine(), UUID(shop.tenant_id), everything=True)
    assert not disagrees(shop), "what never came is not missing"
    stock(shop, item, 30)
    work(shop)
    assert not disagrees(shop)
    admin = stack.environment()["DIGIBOOST_ADMIN_DATABASE_URL"].replace("+psycopg", "")

    def lose(on_hand: int, status: str) -> None:
        """The level moves and its event is lost."""
        with psycopg.connect(admin) as connection:
            connection.execute(
                "UPDATE stock_levels SET on_hand = %s, status = %s WHERE tenant_id = %s",
                (on_hand, status, shop.tenant_id),
            )

    for on_hand, status, wanted in (
        (10_000, "low", {"low_stock"}), (0, "rupture", {"low_stock", "rupture"}), (12_000, "ok", set[str]()),
    ):  # fmt: skip
        lose(on_hand, status)
        with Tx(worker_engine(), None) as tx:
            found = repository.disagreeing(tx, [UUID(shop.tenant_id)])
        assert found == {UUID(shop.tenant_id): [UUID(item)]}
        jobs.visit(worker_engine(), UUID(shop.tenant_id), products=[UUID(item)])
        assert {kind for kind, _ in alerts(shop)} == wanted
        assert not disagrees(shop)
    lose(11_000, "ok")
    assert not disagrees(shop), "above the minimum, and nothing stands"
    shop.patch(f"/products/{item}", {"alerts": False})
    work(shop)
    lose(0, "rupture")
    assert not disagrees(shop), "nobody wants to be warned of it"


def test_a_company_that_traded_before_there_were_rules(app: Any, shop: Any) -> None:
    item = goods(shop)
    stock(shop, item, 5)
    sell(shop, (item, 5))
    with Tx(worker_engine(), None) as tx:
        assert repository.disagreeing(tx, [UUID(shop.tenant_id)]) == {UUID(shop.tenant_id): None}
        tx.run("UPDATE deliveries SET state = 'done' WHERE company_id = %s", (shop.tenant_id,))
    assert len(rules_of(shop)) == 7, "somebody looks at the rules before the net comes round"
    work(shop)
    assert [*alerts(shop)] == [("rupture", "Riz brisé 25 kg")]
