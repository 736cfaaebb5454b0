"""What a generated demo tenant is made of: plain frozen values, free of any storage.

Money is an integer in the currency's minor unit (whole francs for XOF and XAF), a quantity an integer number
of thousandths of the product's unit, a moment an aware UTC datetime.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Role = Literal["owner", "manager", "employee", "viewer", "provider", "operator"]
PaymentMethod = Literal["cash", "mobile_money", "credit", "card"]
MovementType = Literal["ENTRY", "EXIT", "ADJUSTMENT"]
MovementSource = Literal["opening", "receipt", "manual", "count"]
PaidBy = Literal["cash", "mobile_money"]


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """The tenant itself."""

    id: UUID
    name: str
    ninea: str | None
    country: str
    currency: str
    currency_exponent: int
    language: str
    time_zone: str
    phone: str
    address: str
    halves: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A person who can sign in with the demo password, and take over a shared phone with `pin`."""

    id: UUID
    email: str
    full_name: str
    phone: str
    role: Role
    language: str
    created_at: datetime
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class DemoCategory:
    id: UUID
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class DemoSupplier:
    """A supplier; `minimum_order` in minor units, `lead_time_days` as it is promised, not as it is kept."""

    id: UUID
    code: str
    name: str
    contact_name: str
    phone: str
    email: str
    lead_time_days: int
    minimum_order: int


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    id: UUID
    name: str
    phone: str
    email: str | None
    address: str
    note: str | None


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product as it stands today: prices are today's, the history in the movements may be cheaper."""

    id: UUID
    code: str
    name: str
    category_id: UUID
    supplier_id: UUID
    unit: str
    pack_size: int
    barcode: str | None
    purchase_price: int
    sale_price: int
    min_stock: int | None
    max_stock: int | None
    shelf: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DemoMovement:
    """A line of the ledger that no sale and no return wrote; `quantity` is signed.

    `count_id` is set on the adjustment that a count wrote, `receipt_id` on what a receipt brought: its line has
    the same id.
    """

    id: UUID
    product_id: UUID
    type: MovementType
    source: MovementSource
    quantity: int
    unit_cost: int | None
    reference: str | None
    reason: str | None
    occurred_at: datetime
    user_id: UUID
    count_id: UUID | None
    receipt_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DemoCountLine:
    """`expected` is what the ledger said at that moment, `counted` what was on the shelf.

    `average_cost` is the weighted average cost of a unit, in thousandths of a minor unit.
    """

    product_id: UUID
    expected: int
    counted: int
    average_cost: int


@dataclass(frozen=True, slots=True)
class DemoCount:
    """A dated anchor, of the whole shop or of one `shelf`. Only lines with a difference have an adjustment among
    the movements."""

    id: UUID
    occurred_at: datetime
    user_id: UUID
    opening: bool
    shelf: str | None
    note: str | None
    lines: tuple[DemoCountLine, ...]


@dataclass(frozen=True, slots=True)
class DemoSaleLine:
    """`amount` is unit_price x quantity - discount, `cost` what the goods cost on average (minor units).

    `discount` is the line's share of the sale's.
    """

    id: UUID
    product_id: UUID
    quantity: int
    unit_price: int
    discount: int
    amount: int
    cost: int


@dataclass(frozen=True, slots=True)
class DemoSale:
    """`total` is the sum of the lines' amounts, after `discount`.

    `received_at` trails `occurred_at` when the phone was offline.
    """

    id: UUID
    customer_id: UUID | None
    seller_id: UUID
    payment_method: PaymentMethod
    occurred_at: datetime
    received_at: datetime
    discount: int
    total: int
    cost: int
    lines: tuple[DemoSaleLine, ...]


@dataclass(frozen=True, slots=True)
class DemoReturnLine:
    """Goods brought back: `line_id` is the sale's line, quantity and amounts are positive."""

    id: UUID
    line_id: UUID
    product_id: UUID
    quantity: int
    amount: int
    cost: int


@dataclass(frozen=True, slots=True)
class DemoReturn:
    id: UUID
    sale_id: UUID
    seller_id: UUID
    occurred_at: datetime
    received_at: datetime
    reason: str
    total: int
    lines: tuple[DemoReturnLine, ...]


@dataclass(frozen=True, slots=True)
class DemoMissedSale:
    """A customer left without goods, and the seller noted it."""

    id: UUID
    product_id: UUID
    seller_id: UUID
    quantity: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class DemoOrderLine:
    id: UUID
    product_id: UUID
    quantity: int
    pack_size: int
    unit_cost: int


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order to a supplier; a draft was never sent. Whether its goods came is told by the receipts."""

    id: UUID
    supplier_id: UUID
    user_id: UUID
    created_at: datetime
    sent_at: datetime | None
    sent_by: Literal["whatsapp", "phone"] | None
    expected_on: date | None
    note: str | None
    lines: tuple[DemoOrderLine, ...]


@dataclass(frozen=True, slots=True)
class DemoReceiptLine:
    """`id` is also that of the movement in the ledger."""

    id: UUID
    product_id: UUID
    order_line_id: UUID | None
    quantity: int
    unit_cost: int


@dataclass(frozen=True, slots=True)
class DemoReceipt:
    id: UUID
    order_id: UUID | None
    supplier_id: UUID
    occurred_at: datetime
    reference: str
    user_id: UUID
    lines: tuple[DemoReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class DemoBatch:
    """Goods of a receipt that expire; `id` is the receipt line's."""

    id: UUID
    product_id: UUID
    quantity: int
    expires_on: date
    lot: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DemoCharge:
    """What a sale on credit says beside the sale: when it is due, what was received at once."""

    sale_id: UUID
    due_on: date | None
    paid_now: int
    paid_by: PaidBy | None


@dataclass(frozen=True, slots=True)
class DemoPayment:
    """A customer pays what is owed, or in advance."""

    id: UUID
    customer_id: UUID
    amount: int
    method: PaidBy
    occurred_at: datetime
    user_id: UUID
    note: str | None


@dataclass(frozen=True, slots=True)
class DemoPromise:
    id: UUID
    customer_id: UUID
    promised_on: date
    amount: int | None
    occurred_at: datetime
    user_id: UUID


@dataclass(frozen=True, slots=True)
class DemoCashMove:
    """Money put into the till or taken out of it."""

    id: UUID
    type: Literal["IN", "OUT"]
    amount: int
    reason: str
    occurred_at: datetime
    user_id: UUID


@dataclass(frozen=True, slots=True)
class DemoClosing:
    """The whole shop's till, counted in the evening: `difference` is counted - expected, and what was expected
    follows from the day."""

    id: UUID
    day: date
    opening_float: int
    difference: int
    note: str | None
    closed_at: datetime
    user_id: UUID


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """Everything about one demo company, from its first day to the evening before `today`.

    `levels` is the stock on the shelf at the end, by product; it equals the ledger:
    movements - sold + returned. `credit_limits` names the customers who have a carnet.
    """

    key: str
    seed: int
    today: date
    first_day: date
    company: DemoCompany
    users: tuple[DemoUser, ...]
    categories: tuple[DemoCategory, ...]
    suppliers: tuple[DemoSupplier, ...]
    customers: tuple[DemoCustomer, ...]
    products: tuple[DemoProduct, ...]
    counts: tuple[DemoCount, ...]
    movements: tuple[DemoMovement, ...]
    sales: tuple[DemoSale, ...]
    returns: tuple[DemoReturn, ...]
    missed_sales: tuple[DemoMissedSale, ...]
    levels: Mapping[UUID, int]
    orders: tuple[DemoOrder, ...]
    receipts: tuple[DemoReceipt, ...]
    batches: tuple[DemoBatch, ...]
    credit_limits: Mapping[UUID, int]
    charges: tuple[DemoCharge, ...]
    payments: tuple[DemoPayment, ...]
    promises: tuple[DemoPromise, ...]
    cash_moves: tuple[DemoCashMove, ...]
    closings: tuple[DemoClosing, ...]
