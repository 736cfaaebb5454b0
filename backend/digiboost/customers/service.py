"""Customers' door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from digiboost.customers import bulk, repository
from digiboost.customers.schemas import CustomerIn, CustomerPatch
from digiboost.customers.types import CUSTOMER
from digiboost.identity.service import company, record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.bulk import unreferenced
from digiboost.kernel.db.rows import find_row, insert_row, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.phone import normalise_phone
from digiboost.kernel.text import fold

__all__ = ["bulk"]

leaving: list[Callable[[Tx, UUID], None]] = []
"""What higher rooms do before a customer is deleted, joined by ``wiring``: one may refuse by raising, or forget
what it knows of the person."""

ERASED = {"fr": "Client supprimé", "en": "Deleted customer"}


def require_customer(tx: Tx, customer_id: UUID) -> None:
    """Raises NotFound. A deleted customer whose sales remain still counts: a sale made offline before the
    deletion must not be lost."""
    if not repository.exists(tx, customer_id):
        raise NotFound


def create_customer(tx: Tx, wanted: CustomerIn) -> UUID:
    """Raises Invalid for a phone that is none."""
    if wanted.credit_limit is not None:
        _require_credit_rights(tx)
    customer_id = wanted.id or new_id()
    values = _stored(tx, wanted.model_dump())
    insert_row(tx, "customers", {**values, "id": customer_id, "is_active": True, **search_fields(values)})
    feed.note(tx, CUSTOMER, [customer_id])
    record_audit(tx, "customer.created", "customer", customer_id)
    return customer_id


def edit_customer(tx: Tx, customer_id: UUID, wanted: CustomerPatch) -> None:
    """Raises NotFound, VersionConflict, Invalid."""
    row = _locked(tx, customer_id)
    changes = wanted.model_dump(exclude_unset=True)
    if changes.get("credit_limit", row["credit_limit"]) != row["credit_limit"]:
        _require_credit_rights(tx)
    if "name" in changes and changes["name"] is None:
        raise Invalid("name", "field.missing")
    changes = _stored(tx, changes)
    update_row(tx, "customers", customer_id, {**changes, **search_fields({**row, **changes})})
    feed.note(tx, CUSTOMER, [customer_id])
    record_audit(tx, "customer.edited", "customer", customer_id, fields=sorted(wanted.model_fields_set))


def _require_credit_rights(tx: Tx) -> None:
    """How much a customer may owe is for those who may also take a sale out of the books. Raises Forbidden."""
    if not tx.actor.may(Scope.SALES_CANCEL):
        raise Forbidden


def delete_customer(tx: Tx, customer_id: UUID) -> None:
    """Removes a customer. Where sales refer to them the row stays, with nothing personal left in it.

    Raises NotFound, VersionConflict, and what a higher room raises to keep them (``leaving``)."""
    _locked(tx, customer_id)
    for ask in leaving:
        ask(tx, customer_id)
    if not repository.delete(tx, customer_id, unreferenced(tx, "customers", "r")):
        nobody: dict[str, Any] = dict.fromkeys(("phone", "email", "address", "note", "code", "credit_limit"))
        nobody["name"] = ERASED.get(company(tx).language, ERASED["en"])
        update_row(tx, "customers", customer_id, {**nobody, **search_fields(nobody), "is_active": False})
    feed.note(tx, CUSTOMER, [customer_id])
    record_audit(tx, "customer.deleted", "customer", customer_id)


def search_fields(row: Mapping[str, Any]) -> dict[str, str]:
    parts = (row["name"], row.get("phone"), row.get("email"), row.get("code"))
    return {"name_key": fold(row["name"]), "search_text": fold(" ".join(part for part in parts if part))}


def _stored(tx: Tx, values: dict[str, Any]) -> dict[str, Any]:
    values.pop("id", None)
    if values.get("phone"):
        phone = normalise_phone(values["phone"], company(tx).country)
        if phone is None:
            raise Invalid("phone", "phone_invalid")
        values["phone"] = phone
    return values


def _locked(tx: Tx, customer_id: UUID) -> dict[str, Any]:
    row = find_row(tx, "customers", customer_id, lock=True)
    if row is None or not row["is_active"]:
        raise NotFound
    check_version(tx, row["version"])
    return row
