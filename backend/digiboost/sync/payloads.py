"""What operations carry: the bodies of the REST operations, with ids that the phone makes."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from digiboost.catalog.schemas import CategoryIn, SupplierIn, SupplierPatch
from digiboost.customers.schemas import CustomerIn, CustomerPatch
from digiboost.inventory.schemas import CountIn, MovementWanted, ProductIn, ProductPatch
from digiboost.kernel.http.fields import In, Moment
from digiboost.providers.schemas import AvailabilityIn
from digiboost.purchasing.schemas import OrderIn, ReceiptIn, SendIn
from digiboost.requests.schemas import MaterialIn, MissionNoteIn, RequestIn, RequestPhotoIn, StepIn
from digiboost.sales.closing_schemas import CashMoveIn, ClosingIn
from digiboost.sales.credit_schemas import PaymentIn, PromiseIn
from digiboost.sales.schemas import CancelIn, MissedSaleIn, ReturnIn, SaleIn

Body = TypeVar("Body", bound=BaseModel)


class SaleRecord(SaleIn):
    id: UUID


class SaleReturn(ReturnIn):
    id: UUID
    sale_id: UUID


class SaleCancel(CancelIn):
    sale_id: UUID


class MissedSaleRecord(MissedSaleIn):
    id: UUID


class ProductCreate(ProductIn):
    id: UUID


class ProductEdit(ProductPatch):
    product_id: UUID


class CustomerCreate(CustomerIn):
    id: UUID


class CustomerEdit(CustomerPatch):
    customer_id: UUID


class StockMove(MovementWanted):
    id: UUID


class StockCount(CountIn):
    id: UUID


class CategoryCreate(CategoryIn):
    id: UUID


class SupplierCreate(SupplierIn):
    id: UUID


class SupplierEdit(SupplierPatch):
    supplier_id: UUID


class CreditPay(PaymentIn):
    id: UUID


class CreditPromise(PromiseIn):
    id: UUID


class CashMove(CashMoveIn):
    id: UUID


class DayClose(ClosingIn):
    id: UUID


class OrderCreate(OrderIn):
    id: UUID


class OrderSend(SendIn):
    order_id: UUID


class ReceiptRecord(ReceiptIn):
    id: UUID


class RequestOpen(RequestIn):
    id: UUID


class MissionStep(StepIn):
    """``occurred_at`` and ``sent_at`` are what the phone's clock showed, as the operation says."""

    request_id: UUID
    occurred_at: Moment | None = None  # type: ignore[assignment]


class MissionNote(MissionNoteIn):
    """As a step."""

    request_id: UUID
    occurred_at: Moment | None = None  # type: ignore[assignment]
    sent_at: Moment | None = None


class MissionMaterial(MaterialIn):
    request_id: UUID
    occurred_at: Moment | None = None
    sent_at: Moment | None = None


class MissionMaterialRemove(In):
    request_id: UUID
    material_id: UUID


class MissionPhoto(RequestPhotoIn):
    """Says which picture comes; its bytes follow in parts (``/missions/{id}/photos/{id}/upload``)."""

    request_id: UUID


class AvailabilitySet(AvailabilityIn):
    pass


def body(model: type[Body], payload: BaseModel) -> Body:
    """The part of a checked payload that is ``model``, with the fields that were given and no others."""
    given: dict[str, Any] = {
        name: getattr(payload, name) for name in model.model_fields if name in payload.model_fields_set
    }
    return model.model_construct(set(given), **given)
