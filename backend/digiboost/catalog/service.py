"""The catalogue's door: products, categories, suppliers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from digiboost.catalog import bulk, repository
from digiboost.catalog.errors import BarcodeTaken, CategoryInUse, CodeTaken, NameTaken
from digiboost.catalog.schemas import CategoryIn, CategoryPatch, SupplierIn, SupplierPatch
from digiboost.catalog.types import CATEGORY, PRODUCT, SUPPLIER, ProductEdit, ProductFacts, ProductFields, SupplierFacts
from digiboost.identity.service import company, record_audit
from digiboost.kernel import changes as feed
from digiboost.kernel.db.bulk import unreferenced
from digiboost.kernel.db.rows import find_row, insert_row, refusing_duplicates, update_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.phone import normalise_phone
from digiboost.kernel.text import fold

__all__ = ["bulk"]

PRODUCT_KEYS = {"uq_products_tenant_id_code": CodeTaken, "uq_products_barcode": BarcodeTaken}
SUPPLIER_KEYS = {"uq_suppliers_tenant_id_code": CodeTaken}
CATEGORY_KEYS = {"uq_categories_tenant_id_name_key": NameTaken}


# -- products -----------------------------------------------------------------------------------


def require_products(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, ProductFacts]:
    """These products, active or not. Raises NotFound when one is missing."""
    wanted = set(ids)
    found = {row["id"]: ProductFacts(**row) for row in repository.product_facts(tx, sorted(wanted))}
    if len(found) != len(wanted):
        raise NotFound
    return found


def create_product(tx: Tx, product_id: UUID, wanted: ProductFields) -> None:
    """A new product; its level is opened by inventory. Raises CodeTaken, BarcodeTaken, NotFound (category
    or supplier)."""
    values: dict[str, Any] = {"id": product_id, **wanted}
    if not values.get("code"):
        values["code"] = repository.next_code(tx, "products", "P-")
    _require_parents(tx, values)
    values["name_key"] = fold(values["name"])
    values["search_text"] = product_search_text(values["code"], values["name"], values.get("barcode"))
    with refusing_duplicates(PRODUCT_KEYS):
        insert_row(tx, "products", values)
    feed.note(tx, PRODUCT, [product_id])
    record_audit(tx, "product.created", "product", product_id, fields=sorted(wanted))


def edit_product(tx: Tx, product_id: UUID, changes: ProductFields, *, also: Iterable[str] = ()) -> ProductEdit:
    """Changes the fields that are given and moves the version on; ``also`` names fields that the caller
    keeps itself, for the audit. Raises NotFound, VersionConflict, CodeTaken, BarcodeTaken."""
    before = find_row(tx, "products", product_id, lock=True)
    if before is None:
        raise NotFound
    check_version(tx, before["version"])
    values: dict[str, Any] = {**changes}
    _require_parents(tx, values)
    after = {**before, **values}
    if {"code", "name", "barcode"} & values.keys():
        values["name_key"] = fold(after["name"])
        values["search_text"] = product_search_text(after["code"], after["name"], after["barcode"])
    with refusing_duplicates(PRODUCT_KEYS):
        update_row(tx, "products", product_id, values)
    feed.note(tx, PRODUCT, [product_id])
    record_audit(tx, "product.edited", "product", product_id, fields=sorted({*changes, *also}))
    return ProductEdit(before, after)


def product_search_text(code: str, name: str, barcode: str | None) -> str:
    return fold(f"{code} {name} {barcode or ''}")


def _require_parents(tx: Tx, values: Mapping[str, Any]) -> None:
    for field, table in (("category_id", "categories"), ("supplier_id", "suppliers")):
        parent = values.get(field)
        if parent is not None and not repository.exists(tx, table, parent):
            raise NotFound


# -- categories ---------------------------------------------------------------------------------


def require_category(tx: Tx, category_id: UUID) -> None:
    """Raises NotFound."""
    if not repository.exists(tx, "categories", category_id):
        raise NotFound


def create_category(tx: Tx, wanted: CategoryIn) -> UUID:
    """Raises NameTaken."""
    category_id = wanted.id or new_id()
    with refusing_duplicates(CATEGORY_KEYS):
        insert_row(
            tx,
            "categories",
            {
                "id": category_id,
                "name": wanted.name,
                "name_key": fold(wanted.name),
                "description": wanted.description,
            },
        )
    feed.note(tx, CATEGORY, [category_id])
    record_audit(tx, "category.created", "category", category_id)
    return category_id


def edit_category(tx: Tx, category_id: UUID, wanted: CategoryPatch) -> None:
    """Raises NotFound, VersionConflict, NameTaken."""
    changes = given(wanted.model_dump(exclude_unset=True), "name")
    row = _locked(tx, "categories", category_id)
    if "name" in changes:
        changes["name_key"] = fold(changes["name"])
    with refusing_duplicates(CATEGORY_KEYS):
        update_row(tx, "categories", row["id"], changes)
    feed.note(tx, CATEGORY, [category_id])
    record_audit(tx, "category.edited", "category", category_id, fields=sorted(wanted.model_fields_set))


def delete_category(tx: Tx, category_id: UUID) -> None:
    """Raises NotFound, CategoryInUse."""
    _locked(tx, "categories", category_id)
    if repository.products_in_category(tx, category_id):
        raise CategoryInUse
    repository.delete(tx, "categories", category_id)
    feed.note(tx, CATEGORY, [category_id])
    record_audit(tx, "category.deleted", "category", category_id)


# -- suppliers ----------------------------------------------------------------------------------


def require_suppliers(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, SupplierFacts]:
    """These suppliers, active or not. Raises NotFound when one is missing."""
    wanted = set(ids)
    found = {row["id"]: SupplierFacts(**row) for row in repository.supplier_facts(tx, sorted(wanted))}
    if len(found) != len(wanted):
        raise NotFound
    return found


def create_supplier(tx: Tx, wanted: SupplierIn) -> UUID:
    """Raises CodeTaken, Invalid for a phone that is none."""
    supplier_id = wanted.id or new_id()
    values = wanted.model_dump() | {"id": supplier_id}
    values["code"] = wanted.code or repository.next_code(tx, "suppliers", "S-")
    values["phone"] = phone_of(tx, wanted.phone)
    values["search_text"] = supplier_search_text(values)
    with refusing_duplicates(SUPPLIER_KEYS):
        insert_row(tx, "suppliers", values)
    feed.note(tx, SUPPLIER, [supplier_id])
    record_audit(tx, "supplier.created", "supplier", supplier_id)
    return supplier_id


def edit_supplier(tx: Tx, supplier_id: UUID, wanted: SupplierPatch) -> None:
    """Raises NotFound, VersionConflict, CodeTaken, Invalid."""
    changes = given(wanted.model_dump(exclude_unset=True), "code", "name", "lead_time_days", "is_active")
    row = _locked(tx, "suppliers", supplier_id)
    if "phone" in changes:
        changes["phone"] = phone_of(tx, changes["phone"])
    changes["search_text"] = supplier_search_text({**row, **changes})
    with refusing_duplicates(SUPPLIER_KEYS):
        update_row(tx, "suppliers", supplier_id, changes)
    feed.note(tx, SUPPLIER, [supplier_id])
    record_audit(tx, "supplier.edited", "supplier", supplier_id, fields=sorted(wanted.model_fields_set))


def delete_supplier(tx: Tx, supplier_id: UUID) -> None:
    """Removes a supplier, or deactivates one that something refers to. Raises NotFound."""
    _locked(tx, "suppliers", supplier_id)
    if repository.delete(tx, "suppliers", supplier_id, unreferenced(tx, "suppliers", "r")):
        feed.note(tx, SUPPLIER, [supplier_id])
        record_audit(tx, "supplier.deleted", "supplier", supplier_id)
        return
    update_row(tx, "suppliers", supplier_id, {"is_active": False})
    feed.note(tx, SUPPLIER, [supplier_id])
    record_audit(tx, "supplier.deactivated", "supplier", supplier_id)


def supplier_search_text(row: Mapping[str, Any]) -> str:
    # The name first: lists are sorted by this text.
    parts = (row["name"], row["code"], row["contact_name"], row["phone"])
    return fold(" ".join(part for part in parts if part))


# -- shared -------------------------------------------------------------------------------------


def given(changes: dict[str, Any], *required: str) -> dict[str, Any]:
    """The changes. Raises Invalid when a field that must have a value is emptied."""
    for name in required:
        if name in changes and changes[name] is None:
            raise Invalid(name, "field.missing")
    return changes


def phone_of(tx: Tx, text: str | None) -> str | None:
    """The number in E.164, read as dialled in the tenant's country. Raises Invalid."""
    if not text:
        return None
    phone = normalise_phone(text, company(tx).country)
    if phone is None:
        raise Invalid("phone", "phone_invalid")
    return phone


def _locked(tx: Tx, table: str, row_id: UUID) -> dict[str, Any]:
    row = find_row(tx, table, row_id, lock=True)
    if row is None:
        raise NotFound
    check_version(tx, row["version"])
    return row
