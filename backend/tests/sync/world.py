"""A model shop: intents become operations of a phone, and what a company has become is read in one look.

Whatever order the operations arrive in, only what ``depends_on`` says is kept: so an edit depends on the edit
before it, a return on the sale, and goods enter at the price that stands for their cost, because an average
cost is one of its order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.sync.phone import operation, push, sale

VERBS = (
    *["sell"] * 6, *["sell_to"] * 2, *["give_back"] * 2, "cancel", "miss", "enter", "take_out", "adjust", "count",
    "new_product", "edit_product", "edit_product", "new_customer", "edit_customer", "new_category", "new_supplier",
    "edit_supplier", "pay", "pay", "promise", "move_cash", "receive",
)  # fmt: skip
Intent = tuple[str, int, int, int]
BYTE = st.integers(0, 255)


def intents(least: int, most: int) -> st.SearchStrategy[list[Intent]]:
    return st.lists(st.tuples(st.sampled_from(VERBS), BYTE, BYTE, BYTE), min_size=least, max_size=most)


@dataclass
class Sold:
    operation_id: str
    sale_id: str
    lines: list[tuple[str, int]]
    """Line and how many of it can still come back."""
    returned: bool = False
    cancelled: bool = False


def _printed(a: int, b: int) -> dict[str, Any]:
    """What stands on every other pack: when it expires, and its lot."""
    if a % 2:
        return {}
    return {"expires_on": (now() + timedelta(days=b)).date().isoformat(), **({} if b % 2 else {"lot": f"L{b}"})}


@dataclass
class Model:
    """What the phone believes, while it makes its operations in the order in which things happened."""

    operations: list[dict[str, Any]] = field(default_factory=list)
    products: list[tuple[str, str, int]] = field(default_factory=list)
    """Id, the operation to depend on, price."""
    customers: list[tuple[str, str]] = field(default_factory=list)
    suppliers: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, str]] = field(default_factory=list)
    sales: list[Sold] = field(default_factory=list)
    edits: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Of an entity: the last operation on its fields, and the version that this left."""
    start: datetime = field(default_factory=lambda: now() - timedelta(days=4))

    def made(self, wanted: list[Intent]) -> list[dict[str, Any]]:
        for _ in range(3):
            self.new_product(0, 0, 0)
        for verb, a, b, c in wanted:
            getattr(self, verb)(a, b, c)
        return self.operations

    def do(self, type_: str, payload: dict[str, Any], *depends_on: str, **more: Any) -> str:
        at = self.start + timedelta(seconds=97 * len(self.operations))
        made = operation(type_, payload, at=at, depends_on=list(depends_on), **more)
        self.operations.append(made)
        return str(made["id"])

    # -- goods ----------------------------------------------------------------------------------

    def new_product(self, a: int, b: int, c: int) -> None:
        id, price, number = str(new_id()), 100 + a, len(self.products)
        wanted: dict[str, Any] = {
            "id": id, "code": f"M-{number:04d}", "name": f"Produit {number}", "sale_price": 2 * price,
            "purchase_price": price, "min_stock": b % 10,
        }  # fmt: skip
        needed = []
        for name, known, luck in (("category_id", self.categories, b), ("supplier_id", self.suppliers, c)):
            if known and luck % 2:
                wanted[name], other = known[luck % len(known)]
                needed.append(other)
        made = self.do("product.create", wanted, *needed)
        self.products.append((id, made, price))
        self.edits[id] = (made, 1)

    def edit_product(self, a: int, b: int, c: int) -> None:
        id, _, _ = self.products[a % len(self.products)]
        change: dict[str, Any] = [{"sale_price": 500 + b}, {"min_stock": b % 20}, {"is_active": bool(b % 2)}][c % 3]
        self._edit("product.edit", "product_id", id, change)

    def enter(self, a: int, b: int, c: int) -> None:
        id, made, price = self.products[a % len(self.products)]
        moved = {"id": str(new_id()), "product_id": id, "type": "ENTRY", "quantity": (1 + b) / 4, "unit_cost": price}
        self.do("stock.move", moved | _printed(b, c), made)

    def take_out(self, a: int, b: int, c: int) -> None:
        id, made, _ = self.products[a % len(self.products)]
        moved = {"id": str(new_id()), "product_id": id, "type": "EXIT", "quantity": 1 + b % 5, "reason": "cassé"}
        self.do("stock.move", moved, made)

    def adjust(self, a: int, b: int, c: int) -> None:
        id, made, _ = self.products[a % len(self.products)]
        moved = {"id": str(new_id()), "product_id": id, "type": "ADJUSTMENT", "quantity": (b - 128 or 1) / 8}
        self.do("stock.move", moved, made)

    def count(self, a: int, b: int, c: int) -> None:
        chosen = {self.products[n % len(self.products)] for n in (a, b)}
        lines = [{"product_id": id, "counted": (a + c) / 2} for id, _, _ in sorted(chosen)]
        self.do("stock.count", {"id": str(new_id()), "lines": lines}, *(made for _, made, _ in sorted(chosen)))

    # -- sales ----------------------------------------------------------------------------------

    def sell(self, a: int, b: int, c: int, **wanted: Any) -> None:
        needed = [wanted.pop("needed")] if "needed" in wanted else []
        chosen = [self.products[n % len(self.products)] for n in (a, b)[: 1 + c % 2]]
        sold = sale(*((id, 1 + (a + b) % 4, 3 * price) for id, _, price in chosen), discount=c % 50, **wanted)
        made = self.do("sale.record", sold, *dict.fromkeys([*needed, *(one for _, one, _ in chosen)]))
        self.sales.append(Sold(made, sold["id"], [(line["id"], line["quantity"]) for line in sold["lines"]]))

    def sell_to(self, a: int, b: int, c: int) -> None:
        if self.customers:
            id, made = self.customers[a % len(self.customers)]
            self.sell(a, b, c, customer_id=id, payment_method="credit", needed=made)

    def give_back(self, a: int, b: int, c: int) -> None:
        open_ = [one for one in self.sales if not one.cancelled and any(left for _, left in one.lines)]
        if not open_:
            return
        sold = open_[a % len(open_)]
        at = next(n for n, (_, left) in enumerate(sold.lines) if left)
        line, left = sold.lines[at]
        quantity = 1 + b % left
        sold.lines[at] = (line, left - quantity)
        lines = [{"line_id": line, "quantity": quantity}]
        sold.operation_id = self.do(
            "sale.return", {"id": str(new_id()), "sale_id": sold.sale_id, "lines": lines}, sold.operation_id
        )
        sold.returned = True

    def cancel(self, a: int, b: int, c: int) -> None:
        open_ = [one for one in self.sales if not one.cancelled and not one.returned]
        if open_:
            sold = open_[a % len(open_)]
            sold.cancelled = True
            self.do("sale.cancel", {"sale_id": sold.sale_id, "reason": "erreur"}, sold.operation_id)

    def miss(self, a: int, b: int, c: int) -> None:
        id, made, _ = self.products[a % len(self.products)]
        self.do("missed_sale.record", {"id": str(new_id()), "product_id": id, "quantity": 1 + b % 3}, made)

    # -- names ----------------------------------------------------------------------------------

    def new_customer(self, a: int, b: int, c: int) -> None:
        id = str(new_id())
        made = self.do("customer.create", {"id": id, "name": f"Client {len(self.customers)}"})
        self.customers.append((id, made))
        self.edits[id] = (made, 1)

    def edit_customer(self, a: int, b: int, c: int) -> None:
        if self.customers:
            id, _ = self.customers[a % len(self.customers)]
            self._edit("customer.edit", "customer_id", id, {"note": f"carnet {b}", "name": f"Client {c}"})

    def new_category(self, a: int, b: int, c: int) -> None:
        id = str(new_id())
        self.categories.append((id, self.do("category.create", {"id": id, "name": f"Rayon {len(self.categories)}"})))

    def new_supplier(self, a: int, b: int, c: int) -> None:
        id, number = str(new_id()), len(self.suppliers)
        made = self.do("supplier.create", {"id": id, "name": f"Grossiste {number}", "code": f"G-{number}"})
        self.suppliers.append((id, made))
        self.edits[id] = (made, 1)

    def edit_supplier(self, a: int, b: int, c: int) -> None:
        if self.suppliers:
            id, _ = self.suppliers[a % len(self.suppliers)]
            self._edit("supplier.edit", "supplier_id", id, {"lead_time_days": b, "contact_name": f"Agent {c}"})

    # -- money and deliveries -------------------------------------------------------------------

    def pay(self, a: int, b: int, c: int) -> None:
        if self.customers:
            id, made = self.customers[a % len(self.customers)]
            paid = {"id": str(new_id()), "customer_id": id, "amount": 1 + b, "method": ("cash", "mobile_money")[c % 2]}
            self.do("credit.pay", paid, made)

    def promise(self, a: int, b: int, c: int) -> None:
        if self.customers:
            id, made = self.customers[a % len(self.customers)]
            day = (now() + timedelta(days=b % 30)).date().isoformat()
            self.do("credit.promise", {"id": str(new_id()), "customer_id": id, "promised_on": day}, made)

    def move_cash(self, a: int, b: int, c: int) -> None:
        moved = {"id": str(new_id()), "type": ("IN", "OUT")[a % 2], "amount": 1 + b, "reason": "monnaie"}
        self.do("cash.move", moved)

    def receive(self, a: int, b: int, c: int) -> None:
        id, made, price = self.products[a % len(self.products)]
        line = {"id": str(new_id()), "product_id": id, "quantity": 1 + b % 24, "unit_cost": price} | _printed(b, c)
        self.do("receipt.record", {"id": str(new_id()), "lines": [line]}, made)

    def _edit(self, type_: str, name: str, id: str, change: dict[str, Any]) -> None:
        before, version = self.edits[id]
        made = self.do(type_, {name: id, **change}, before, base_version=version)
        self.edits[id] = (made, version + 1)


# -- the phone and its bad line -----------------------------------------------------------------


@dataclass
class Line:
    """A connection of which ``cuts`` are cut: half of them before the request arrives, half before the answer."""

    person: Person
    chance: Random
    cuts: float
    requests: int = 0
    cut: int = 0

    def push(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """The verdicts, or None where the phone heard nothing."""
        self.requests += 1
        luck = self.chance.random()
        self.cut += luck < self.cuts
        if luck < self.cuts / 2:
            return None
        answer = push(self.person, *batch)
        assert answer.status_code == 200, answer.text
        if luck < self.cuts:
            return None
        verdicts: list[dict[str, Any]] = answer.json()["verdicts"]
        return verdicts


def send_all(line: Line, operations: list[dict[str, Any]], *, shuffled: bool) -> list[dict[str, Any]]:
    """Sends until nothing is left to send; every verdict that was heard. Nothing may be refused."""
    left = {one["id"]: one for one in operations}
    heard: list[dict[str, Any]] = []
    while left:
        size = line.chance.randint(1, 50) if shuffled else 50
        ids = line.chance.sample(list(left), min(size, len(left))) if shuffled else list(left)[:size]
        for verdict in line.push([left[id] for id in ids]) or []:
            heard.append(verdict)
            assert verdict["status"] in {"applied", "repeated", "waiting"}, verdict
            if verdict["status"] != "waiting":
                del left[verdict["id"]]
    return heard


# -- what a company has become ------------------------------------------------------------------

_SEEN = {
    "products": "SELECT id, code, name, category_id, supplier_id, sale_price, purchase_price, is_active, version"
    " FROM products WHERE tenant_id = %s",
    "levels": "SELECT product_id, on_hand, min_stock, max_stock, tracked, status, average_cost, value, counted_at,"
    " last_sale_at FROM stock_levels WHERE tenant_id = %s",
    # What a count corrects depends on what had arrived; with what counts, the sum is the level (see below).
    "ledger": "SELECT product_id, type, quantity, unit_cost, source, source_id, reason, occurred_at"
    " FROM stock_movements WHERE tenant_id = %s AND source <> 'count'",
    "sums": "SELECT l.product_id, l.on_hand, coalesce(sum(m.quantity) FILTER (WHERE m.counts), 0)::bigint AS moved"
    " FROM stock_levels l LEFT JOIN stock_movements m ON m.tenant_id = l.tenant_id AND m.product_id = l.product_id"
    " WHERE l.tenant_id = %s GROUP BY l.product_id, l.on_hand",
    "counts": "SELECT c.id, c.occurred_at, l.product_id, l.counted FROM stock_counts c JOIN stock_count_lines l"
    " ON l.tenant_id = c.tenant_id AND l.count_id = c.id WHERE c.tenant_id = %s",
    "stock": "SELECT products, ruptures, low, ok, untracked, value FROM stock_summaries WHERE tenant_id = %s",
    "sales": "SELECT id, kind, status, original_sale_id, customer_id, payment_method, occurred_at, day, total,"
    " discount, cost, line_count, version FROM sales WHERE tenant_id = %s",
    "lines": "SELECT sale_id, position, product_id, quantity, unit_price, discount, amount, cost, original_line_id"
    " FROM sale_lines WHERE tenant_id = %s",
    "missed": "SELECT id, product_id, quantity, occurred_at, day FROM missed_sales WHERE tenant_id = %s",
    "days": "SELECT day, revenue, cost, costed_revenue, sales, returns, units, missed_units, missed FROM sales_days"
    " WHERE tenant_id = %s",
    "product days": "SELECT product_id, day, units, revenue, cost, missed_units FROM product_days WHERE tenant_id = %s",
    "product weeks": "SELECT product_id, week, units, revenue FROM product_weeks WHERE tenant_id = %s",
    # The entry of a sale has an id of its own, and a cancellation happens when the server hears of it.
    "carnet": "SELECT CASE WHEN sale_id IS NULL THEN id END AS id, customer_id, type, amount, sale_id, method, due_on,"
    " CASE WHEN type <> 'CORRECTION' THEN occurred_at END AS occurred_at FROM credit_entries WHERE tenant_id = %s",
    "accounts": "SELECT customer_id, balance, oldest_due, promised_on, promised_amount FROM credit_accounts"
    " WHERE tenant_id = %s",
    "till": "SELECT id, type, amount, reason, occurred_at, day FROM cash_moves WHERE tenant_id = %s",
    "receipts": "SELECT r.id, r.occurred_at, l.product_id, l.quantity, l.unit_cost FROM receipts r JOIN receipt_lines l"
    " ON l.tenant_id = r.tenant_id AND l.receipt_id = r.id WHERE r.tenant_id = %s",
    # How much of a batch there can be depends on what had arrived when goods came that expire sooner.
    "batches": "SELECT id, product_id, expires_on, lot, received_at FROM stock_batches WHERE tenant_id = %s",
    "customers": "SELECT id, name, note, version FROM customers WHERE tenant_id = %s",
    "suppliers": "SELECT id, code, name, lead_time_days, contact_name, version FROM suppliers WHERE tenant_id = %s",
    "categories": "SELECT id, name, version FROM categories WHERE tenant_id = %s",
    "operations": "SELECT id, type, occurred_at FROM sync_operations WHERE tenant_id = %s",
}


def state_of(app: Any, person: Person) -> dict[str, list[str]]:
    with transaction(app, person.tenant_id) as tx:
        found = {
            name: sorted(repr(sorted(row.items())) for row in tx.rows(query, (tx.tenant_id,)))
            for name, query in _SEEN.items()
        }
        wrong = [row for row in tx.rows(_SEEN["sums"], (tx.tenant_id,)) if row["on_hand"] != row["moved"]]
        assert wrong == []
        numbers = tx.rows("SELECT number FROM sales WHERE tenant_id = %s", (tx.tenant_id,))
        assert sorted(int(row["number"][2:]) for row in numbers) == list(range(1, len(numbers) + 1))
    return found
