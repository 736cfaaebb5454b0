"""Whatever is sold on credit, paid, returned, cancelled and promised, in whatever order it arrives: accounts are the
sum of their entries, and what is open is what a simple model says."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.ids import new_id
from digiboost.sales import service as sales
from digiboost.sales.credit_schemas import AccountOut, CorrectionIn, PaymentIn, PromiseIn
from digiboost.sales.errors import ReturnTooMuch, SaleCancelled, SaleHasReturns
from digiboost.sales.schemas import CancelIn, ReturnIn, SaleIn
from tests.factories.credit import account, buyer, lend, pay
from tests.factories.people import open_company
from tests.factories.stock import product, transaction
from tests.factories.trade import customer, drift_of, sale_of, sell, shelf

ZONE = "Africa/Dakar"
TERM = 30
days = st.integers(0, 120)
amount = st.sampled_from([1, 99, 500, 1000, 12_500])
operation = st.one_of(
    st.tuples(st.just("sale"), st.integers(1, 4), amount, days, st.one_of(st.none(), days), st.integers(0, 100)),
    st.tuples(st.just("payment"), amount, days),
    st.tuples(st.just("correction"), st.sampled_from([-500, 300, 7000]), days),
    st.tuples(st.just("return"), st.integers(0, 99), st.integers(1, 3), days),
    st.tuples(st.just("cancel"), st.integers(0, 99)),
    st.tuples(st.just("promise"), st.integers(0, 9), st.integers(0, 20)),
)


class Document:
    def __init__(self, at: datetime, amount: int, due: Any = None) -> None:
        self.at, self.amount = at, amount
        self.day = day_of(at, ZONE)
        self.due = due or self.day + timedelta(days=TERM)


def open_of(documents: Iterable[Document]) -> list[tuple[Document, int]]:
    """Pays the charges one after the other, the oldest first, out of one purse."""
    known = list(documents)
    purse = -sum(one.amount for one in known if one.amount < 0)
    found = []
    for one in sorted((one for one in known if one.amount > 0), key=lambda one: one.at):
        paid = min(purse, one.amount)
        purse -= paid
        if paid < one.amount:
            found.append((one, one.amount - paid))
    return found


class Carnet:
    """A customer beside the model of what they owe."""

    def __init__(self, app: Any, tenant_id: str, person: UUID, item: UUID) -> None:
        self.app, self.tenant_id, self.person, self.item = app, tenant_id, person, item
        self.start = now()
        self.documents: dict[UUID, Document] = {}
        self.promises: list[tuple[datetime, int, Any]] = []
        self.sold: list[Any] = []
        self.back: dict[UUID, int] = {}

    def ago(self, number: int) -> datetime:
        """Never twice the same moment: the model need not know how ties are broken."""
        return self.start - timedelta(days=number, seconds=len(self.documents) + len(self.promises))

    def tx(self) -> Any:
        return transaction(self.app, self.tenant_id)

    def sale(self, pieces: int, price: int, age: int, due: int | None, percent: int) -> None:
        at, total = self.ago(age), pieces * price
        due_on = None if due is None else day_of(at, ZONE) + timedelta(days=due)
        wanted = {
            "payment_method": "credit", "customer_id": self.person, "occurred_at": at, "due_on": due_on,
            "paid_now": total * percent // 100,
            "lines": [{"product_id": self.item, "quantity": pieces, "unit_price": price}],
        }  # fmt: skip
        with self.tx() as tx:
            made = sales.record_sale(tx, SaleIn.model_validate(wanted))
        self.sold.append(made)
        self.documents[made.id] = Document(at, total - total * percent // 100, due_on)

    def payment(self, paid: int, age: int) -> None:
        at, wanted_id = self.ago(age), new_id()
        with self.tx() as tx:
            sales.record_payment(
                tx, PaymentIn(id=wanted_id, customer_id=self.person, amount=paid, method="cash", occurred_at=at)
            )
        self.documents[wanted_id] = Document(at, -paid)

    def correction(self, change: int, age: int) -> None:
        at, wanted_id = self.ago(age), new_id()
        with self.tx() as tx:
            sales.correct(
                tx, CorrectionIn(id=wanted_id, customer_id=self.person, amount=change, occurred_at=at, note="x")
            )
        self.documents[wanted_id] = Document(at, change)

    def return_(self, which: int, pieces: int, age: int) -> None:
        if not self.sold:
            return
        sold, at = self.sold[which % len(self.sold)], self.ago(age)
        body = {"lines": [{"line_id": sold.lines[0].id, "quantity": pieces}], "occurred_at": at}
        if sold.kind != "SALE":
            return
        try:
            with self.tx() as tx:
                made = sales.return_sale(tx, sold.id, ReturnIn.model_validate(body))
        except (ReturnTooMuch, SaleCancelled):
            return
        self.sold.append(made)
        self.back[sold.id] = self.back.get(sold.id, 0) + 1
        self.documents[made.id] = Document(at, -pieces * sold.lines[0].unit_price)

    def cancel(self, which: int) -> None:
        if not self.sold:
            return
        sold = self.sold[which % len(self.sold)]
        try:
            with self.tx() as tx:
                sales.cancel_sale(tx, sold.id, CancelIn(reason="erreur"))
        except SaleHasReturns:
            assert self.back[sold.id] > 0
            return
        if self.documents[sold.id].amount and sold.original_sale_id is not None:
            self.back[sold.original_sale_id] -= 1
        self.documents[sold.id].amount = 0

    def promise(self, ahead: int, age: int) -> None:
        at = self.ago(age)
        with self.tx() as tx:
            on = day_of(at, ZONE) + timedelta(days=ahead)
            sales.promise(tx, PromiseIn(customer_id=self.person, promised_on=on, amount=5, occurred_at=at))
        self.promises.append((at, len(self.promises), on))

    def do(self, wanted: tuple[Any, ...]) -> None:
        {
            "sale": self.sale, "payment": self.payment, "correction": self.correction, "return": self.return_,
            "cancel": self.cancel, "promise": self.promise,
        }[wanted[0]](*wanted[1:])  # fmt: skip

    def check(self) -> None:
        with self.tx() as tx:
            found: AccountOut = sales.read_account(tx, self.person)
            together = sales.read_summary(tx)
            assert sales.drift(tx) == []
        balance = sum(one.amount for one in self.documents.values())
        still_open = open_of(self.documents.values())
        today = day_of(now(), ZONE)
        buckets = dict.fromkeys(("days_0_30", "days_31_60", "days_61_90", "days_over_90"), 0)
        for one, rest in still_open:
            age = (today - one.day).days
            name = "days_over_90" if age > 90 else list(buckets)[max(0, (age - 1) // 30)]
            buckets[name] += rest
        assert found.balance == balance
        assert found.ageing.model_dump() == together.ageing.model_dump() == buckets
        assert (together.owed, together.advances) == (max(balance, 0), max(-balance, 0))
        assert sum(buckets.values()) == max(balance, 0)
        due = min((one.due for one, _ in still_open), default=None)
        assert found.oldest_due == due
        promised = None
        if self.promises and still_open:
            at, _, on = max(self.promises)
            promised = on if at >= min(one.at for one, _ in still_open) else None
        assert found.promised_on == promised
        assert found.late == (bool(still_open) and (promised or due) < today)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(operation, min_size=3, max_size=30))
def test_any_history(app: Any, client: Any, history: list[tuple[Any, ...]]) -> None:
    shop = open_company(client)
    person = UUID(customer(app, shop))
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
    tried = Carnet(app, shop.tenant_id, person, item)
    for wanted in history:
        tried.do(wanted)
    tried.check()


def test_a_cancelled_return_of_long_ago_is_no_charge_of_today(app: Any, client: Any) -> None:
    """Its credit note lies before everything that is open; what takes it back is dated today."""
    shop = open_company(client)
    person = UUID(customer(app, shop))
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
    tried = Carnet(app, shop.tenant_id, person, item)
    for wanted in (("sale", 1, 1, 0, None, 0), ("sale", 1, 1, 31, None, 0), ("return", 0, 1, 33), ("cancel", 2)):
        tried.do(wanted)
    tried.check()


def test_many_at_once(app: Any, shop: Any) -> None:
    """Payments, sales, returns, cancellations and promises of the same few customers: no deadlock, no drift."""
    items = [shelf(app, shop, on_hand=1000) for _ in range(3)]
    people = [buyer(shop) for _ in range(3)]
    sold = [lend(shop, items[n % 3], people[n % 3], 1000) for n in range(6)]
    chance = Random(7)
    plans = [(chance.random(), chance.sample(items, 2), chance.choice(people)) for _ in range(150)]

    def act(number: int) -> Any:
        luck, chosen, person = plans[number]
        if luck < 0.35:
            return shop.post("/credit/payments", {"customer_id": person, "amount": 100, "method": "cash"})
        if luck < 0.70:
            lines = [(one, 1, 500) for one in chosen]
            return shop.post("/sales", sale_of(*lines, payment_method="credit", customer_id=person, paid_now=200))
        if luck < 0.80:
            promised = {"customer_id": person, "promised_on": "2030-01-01"}
            return shop.post("/credit/promises", promised)
        if luck < 0.90:
            target = sold[number % len(sold)]
            line = {"line_id": target["lines"][0]["id"], "quantity": 0.1}
            return shop.post(f"/sales/{target['id']}/returns", {"lines": [line]})
        made = lend(shop, chosen[0], person, 300)
        return shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"})

    with ThreadPoolExecutor(8) as pool:
        found = [answer.status_code for answer in pool.map(act, range(len(plans)))]
    assert set(found) <= {200, 201}, found
    assert drift_of(app, shop) == []
    balances = sum(account(shop, person)["balance"] for person in people)
    kinds = [0 if luck < 0.35 else 1 if luck < 0.70 else 2 if luck < 0.80 else 3 if luck < 0.90 else 4
             for luck, _, _ in plans]  # fmt: skip
    assert balances == 6000 - 100 * kinds.count(0) + 800 * kinds.count(1) - 100 * kinds.count(3)


def test_a_payment_sent_many_times_is_one(app: Any, shop: Any) -> None:
    person = buyer(shop)
    body = {"id": str(new_id()), "customer_id": person, "amount": 100, "method": "cash"}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: shop.post("/credit/payments", body), range(24)))
    assert {answer.status_code for answer in found} == {201}
    assert account(shop, person)["balance"] == -100
    assert drift_of(app, shop) == []


def test_the_check_sees_a_difference(app: Any, shop: Any) -> None:
    person = buyer(shop)
    item = shelf(app, shop)
    lend(shop, item, person, 1000)
    pay(shop, person, 400)
    sell(shop, (item, 1))
    for damage in (
        "UPDATE credit_accounts SET balance = balance + 1",
        "UPDATE credit_accounts SET oldest_due = NULL",
        "DELETE FROM credit_accounts",
    ):
        try:
            with transaction(app, shop.tenant_id) as tx:
                tx.run(f"{damage} WHERE tenant_id = %s", (tx.tenant_id,))
                assert len(sales.drift(tx)) == 1, damage
                raise InterruptedError
        except InterruptedError:
            pass
    assert drift_of(app, shop) == []
