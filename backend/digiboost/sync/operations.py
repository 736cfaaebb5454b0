"""The one list of what can be done without a network.

An operation says what it carries, who may do it, what it will lock, and which room does it. Its payload may
change its form: then ``version`` goes up, and ``upgrades`` leads from each older form to the next, because
phones still hold operations that were made by an older application.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from digiboost.catalog import service as catalog
from digiboost.catalog.schemas import SupplierPatch
from digiboost.catalog.types import CATEGORY, PRODUCT, SUPPLIER
from digiboost.customers import service as customers
from digiboost.customers.schemas import CustomerPatch
from digiboost.customers.types import CUSTOMER
from digiboost.inventory import service as inventory
from digiboost.inventory.schemas import ProductPatch
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import from_milli
from digiboost.purchasing import service as purchasing
from digiboost.purchasing.types import ORDER
from digiboost.requests.types import REQUEST
from digiboost.sales import service as sales
from digiboost.sales.types import SALE
from digiboost.sync import field_operations, payloads, repository
from digiboost.sync.field_work import MISSION
from digiboost.sync.payloads import body
from digiboost.sync.types import OperationType, Touches

Payload = TypeVar("Payload", bound=BaseModel)
Result = dict[str, Any]
Raw = dict[str, Any]


@dataclass(frozen=True)
class Operation(Generic[Payload]):
    payload: type[Payload]
    scope: Scope
    act: Callable[[Tx, Payload], Result]
    """Calls the owning room; what it returns is JSON, shows no costs, and is kept as the answer."""
    touches: Callable[[Payload], Touches] = lambda _: Touches()
    subject: Callable[[Payload], tuple[str, UUID]] | None = None
    """The kind and the id of the row that a conflict is about."""
    version: int = 1
    upgrades: Mapping[int, Callable[[Raw], Raw]] = field(default_factory=dict)
    """From a version of the payload to the next."""

    def read(self, version: int, payload: Raw) -> Payload:
        """Raises ValidationError. ``version`` is at most the present one."""
        for number in range(version, self.version):
            payload = self.upgrades[number](payload)
        return self.payload.model_validate(payload)


# -- sales --------------------------------------------------------------------------------------


def _record_sale(tx: Tx, wanted: payloads.SaleRecord) -> Result:
    made = sales.record_sale(tx, wanted)
    return {
        "number": made.number,
        "total": made.total,
        "version": made.version,
        "over_limit": made.over_limit,
        "shortfalls": [
            {"product_id": str(one.product_id), "on_hand": from_milli(one.on_hand)}
            for one in sales.shortfalls(tx, made.id)
        ],
    }


def _return_sale(tx: Tx, wanted: payloads.SaleReturn) -> Result:
    made = sales.return_sale(tx, wanted.sale_id, wanted)
    return {"number": made.number, "total": made.total, "version": made.version}


def _cancel_sale(tx: Tx, wanted: payloads.SaleCancel) -> Result:
    made = sales.cancel_sale(tx, wanted.sale_id, wanted)
    return {"number": made.number, "total": made.total, "version": made.version}


def _record_missed_sale(tx: Tx, wanted: payloads.MissedSaleRecord) -> Result:
    sales.record_missed_sale(tx, wanted)
    return {}


def _pay_credit(tx: Tx, wanted: payloads.CreditPay) -> Result:
    return {"balance": sales.record_payment(tx, wanted).account.balance}


def _promise(tx: Tx, wanted: payloads.CreditPromise) -> Result:
    return {"balance": sales.promise(tx, wanted).account.balance}


def _move_cash(tx: Tx, wanted: payloads.CashMove) -> Result:
    sales.move_cash(tx, wanted)
    return {}


def _close_day(tx: Tx, wanted: payloads.DayClose) -> Result:
    made = sales.close_day(tx, wanted)
    return {"expected": made.expected, "counted": made.counted, "difference": made.difference}


# -- products and stock -------------------------------------------------------------------------


def _create_product(tx: Tx, wanted: payloads.ProductCreate) -> Result:
    inventory.create_product(tx, wanted)
    return repository.version_of(tx, "products", wanted.id, code=True)


def _edit_product(tx: Tx, wanted: payloads.ProductEdit) -> Result:
    inventory.edit_product(tx, wanted.product_id, body(ProductPatch, wanted))
    return repository.version_of(tx, "products", wanted.product_id)


def _move_stock(tx: Tx, wanted: payloads.StockMove) -> Result:
    inventory.record_manual_movement(tx, wanted)
    on_hand = inventory.levels(tx, [wanted.product_id])[wanted.product_id].on_hand
    return {"on_hand": from_milli(on_hand)}


def _count_stock(tx: Tx, wanted: payloads.StockCount) -> Result:
    counted = inventory.record_manual_count(tx, wanted)
    return {
        "lines": [
            {
                "product_id": str(line.product_id),
                "expected": from_milli(line.expected),
                "counted": from_milli(line.counted),
                "difference": from_milli(line.counted - line.expected),
            }
            for line in counted.lines
        ]
    }


# -- purchases ----------------------------------------------------------------------------------


def _create_order(tx: Tx, wanted: payloads.OrderCreate) -> Result:
    return _order(purchasing.create_order(tx, wanted))


def _send_order(tx: Tx, wanted: payloads.OrderSend) -> Result:
    return _order(purchasing.send_order(tx, wanted.order_id, wanted).order)


def _order(made: purchasing.OrderState) -> Result:
    return {"number": made.number, "status": made.status, "version": made.version}


def _record_receipt(tx: Tx, wanted: payloads.ReceiptRecord) -> Result:
    return {"order_status": purchasing.record_receipt(tx, wanted).order_status}


# -- names and addresses ------------------------------------------------------------------------


def _create_category(tx: Tx, wanted: payloads.CategoryCreate) -> Result:
    catalog.create_category(tx, wanted)
    return repository.version_of(tx, "categories", wanted.id)


def _create_supplier(tx: Tx, wanted: payloads.SupplierCreate) -> Result:
    catalog.create_supplier(tx, wanted)
    return repository.version_of(tx, "suppliers", wanted.id, code=True)


def _edit_supplier(tx: Tx, wanted: payloads.SupplierEdit) -> Result:
    catalog.edit_supplier(tx, wanted.supplier_id, body(SupplierPatch, wanted))
    return repository.version_of(tx, "suppliers", wanted.supplier_id)


def _create_customer(tx: Tx, wanted: payloads.CustomerCreate) -> Result:
    customers.create_customer(tx, wanted)
    return repository.version_of(tx, "customers", wanted.id)


def _edit_customer(tx: Tx, wanted: payloads.CustomerEdit) -> Result:
    customers.edit_customer(tx, wanted.customer_id, body(CustomerPatch, wanted))
    return repository.version_of(tx, "customers", wanted.customer_id)


# -- the list -----------------------------------------------------------------------------------

OPERATIONS: dict[OperationType, Operation[Any]] = {
    OperationType.SALE_RECORD: Operation(
        payloads.SaleRecord,
        Scope.SALES_WRITE,
        _record_sale,
        lambda p: Touches(claims=(f"sale/{p.id}",), levels=tuple(line.product_id for line in p.lines)),
        lambda p: (SALE, p.id),
    ),
    OperationType.SALE_RETURN: Operation(
        payloads.SaleReturn,
        Scope.SALES_WRITE,
        _return_sale,
        lambda p: Touches(claims=(f"sale/{p.id}",), sales=(p.sale_id,)),
        lambda p: (SALE, p.sale_id),
    ),
    OperationType.SALE_CANCEL: Operation(
        payloads.SaleCancel,
        Scope.SALES_CANCEL,
        _cancel_sale,
        lambda p: Touches(sales=(p.sale_id,)),
        lambda p: (SALE, p.sale_id),
    ),
    OperationType.MISSED_SALE_RECORD: Operation(
        payloads.MissedSaleRecord,
        Scope.SALES_WRITE,
        _record_missed_sale,
        lambda p: Touches(claims=(f"missed_sale/{p.id}",)),
    ),
    OperationType.CREDIT_PAY: Operation(
        payloads.CreditPay,
        Scope.SALES_WRITE,
        _pay_credit,
        lambda p: Touches(claims=(f"credit_entry/{p.id}",)),
        lambda p: (CUSTOMER, p.customer_id),
    ),
    OperationType.CREDIT_PROMISE: Operation(
        payloads.CreditPromise,
        Scope.SALES_WRITE,
        _promise,
        lambda p: Touches(claims=(f"credit_promise/{p.id}",)),
        lambda p: (CUSTOMER, p.customer_id),
    ),
    OperationType.CASH_MOVE: Operation(
        payloads.CashMove, Scope.SALES_WRITE, _move_cash, lambda p: Touches(claims=(f"cash_move/{p.id}",))
    ),
    OperationType.DAY_CLOSE: Operation(
        payloads.DayClose, Scope.SALES_WRITE, _close_day, lambda p: Touches(claims=(f"cash_closing/{p.id}",))
    ),
    OperationType.PRODUCT_CREATE: Operation(
        payloads.ProductCreate, Scope.CATALOG_WRITE, _create_product, subject=lambda p: (PRODUCT, p.id)
    ),
    OperationType.PRODUCT_EDIT: Operation(
        payloads.ProductEdit,
        Scope.CATALOG_WRITE,
        _edit_product,
        lambda p: Touches(products=(p.product_id,), levels=(p.product_id,)),
        lambda p: (PRODUCT, p.product_id),
    ),
    OperationType.STOCK_MOVE: Operation(
        payloads.StockMove,
        Scope.STOCK_WRITE,
        _move_stock,
        lambda p: Touches(levels=(p.product_id,)),
        lambda p: (PRODUCT, p.product_id),
    ),
    OperationType.STOCK_COUNT: Operation(
        payloads.StockCount,
        Scope.STOCK_WRITE,
        _count_stock,
        lambda p: Touches(levels=tuple(line.product_id for line in p.lines)),
    ),
    OperationType.ORDER_CREATE: Operation(
        payloads.OrderCreate,
        Scope.PURCHASES_WRITE,
        _create_order,
        lambda p: Touches(purchases=(f"order/{p.id}",)),
        lambda p: (ORDER, p.id),
    ),
    OperationType.ORDER_SEND: Operation(
        payloads.OrderSend,
        Scope.PURCHASES_WRITE,
        _send_order,
        lambda p: Touches(orders=(p.order_id,)),
        lambda p: (ORDER, p.order_id),
    ),
    OperationType.RECEIPT_RECORD: Operation(
        payloads.ReceiptRecord,
        Scope.STOCK_RECEIVE,
        _record_receipt,
        lambda p: Touches(
            purchases=(f"receipt/{p.id}",),
            orders=() if p.order_id is None else (p.order_id,),
            levels=tuple(line.product_id for line in p.lines),
        ),
    ),
    OperationType.CATEGORY_CREATE: Operation(
        payloads.CategoryCreate, Scope.CATALOG_WRITE, _create_category, subject=lambda p: (CATEGORY, p.id)
    ),
    OperationType.SUPPLIER_CREATE: Operation(
        payloads.SupplierCreate, Scope.CATALOG_WRITE, _create_supplier, subject=lambda p: (SUPPLIER, p.id)
    ),
    OperationType.SUPPLIER_EDIT: Operation(
        payloads.SupplierEdit, Scope.CATALOG_WRITE, _edit_supplier, subject=lambda p: (SUPPLIER, p.supplier_id)
    ),
    OperationType.CUSTOMER_CREATE: Operation(
        payloads.CustomerCreate, Scope.CUSTOMERS_WRITE, _create_customer, subject=lambda p: (CUSTOMER, p.id)
    ),
    OperationType.CUSTOMER_EDIT: Operation(
        payloads.CustomerEdit, Scope.CUSTOMERS_WRITE, _edit_customer, subject=lambda p: (CUSTOMER, p.customer_id)
    ),
    OperationType.REQUEST_OPEN: Operation(
        payloads.RequestOpen,
        Scope.REQUESTS_WRITE,
        field_operations.open_request,
        lambda p: Touches(opened=(p.id,)),
        lambda p: (REQUEST, p.id),
    ),
    OperationType.MISSION_STEP: Operation(
        payloads.MissionStep,
        Scope.MISSIONS,
        field_operations.take_step,
        lambda p: Touches(requests=(p.request_id,)),
        lambda p: (MISSION, p.request_id),
    ),
    OperationType.MISSION_NOTE: Operation(
        payloads.MissionNote,
        Scope.MISSIONS,
        field_operations.add_note,
        lambda p: Touches(requests=(p.request_id,)),
        lambda p: (MISSION, p.request_id),
    ),
    OperationType.MISSION_MATERIAL: Operation(
        payloads.MissionMaterial,
        Scope.MISSIONS,
        field_operations.add_material,
        lambda p: Touches(requests=(p.request_id,), levels=() if p.product_id is None else (p.product_id,)),
        lambda p: (MISSION, p.request_id),
    ),
    OperationType.MISSION_MATERIAL_REMOVE: Operation(
        payloads.MissionMaterialRemove,
        Scope.MISSIONS,
        field_operations.remove_material,
        lambda p: Touches(requests=(p.request_id,), materials=(p.material_id,)),
        lambda p: (MISSION, p.request_id),
    ),
    OperationType.MISSION_PHOTO: Operation(
        payloads.MissionPhoto,
        Scope.MISSIONS,
        field_operations.announce_photo,
        lambda p: Touches(requests=(p.request_id,)),
        lambda p: (MISSION, p.request_id),
    ),
    OperationType.AVAILABILITY_SET: Operation(
        payloads.AvailabilitySet, Scope.MISSIONS, field_operations.set_availability
    ),
}
