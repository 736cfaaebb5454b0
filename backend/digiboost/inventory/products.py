"""A product as a shop enters it: the catalogue's fields and the stock settings, in one transaction."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from digiboost.catalog import service as catalog
from digiboost.catalog.types import ProductFields
from digiboost.inventory import crossings, ledger, repository
from digiboost.inventory.schemas import ProductIn, ProductPatch
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.ids import new_id

SETTINGS = ("min_stock", "max_stock")
WATCHED = ("alerts", "category_id")
"""Fields besides the settings that say who is warned of a product, and of what."""
REQUIRED = ("code", "name", "unit", "pack_size", "sale_price", "alerts", "is_active")


def create_product(tx: Tx, wanted: ProductIn) -> UUID:
    """Raises what the catalogue raises, Invalid for a maximum under the minimum."""
    _check_range(wanted.min_stock, wanted.max_stock)
    product_id = wanted.id or new_id()
    fields = wanted.model_dump(exclude={"id", *SETTINGS}) | {"is_active": True}
    catalog.create_product(tx, product_id, cast(ProductFields, fields))
    ledger.open_level(tx, product_id, wanted.min_stock, wanted.max_stock, tracked=True)
    return product_id


def edit_product(tx: Tx, product_id: UUID, wanted: ProductPatch) -> None:
    """Also judges the level again where its settings, the product's activity or the cost that stands in for
    the average changed. Raises what the catalogue raises, Invalid."""
    changes: dict[str, Any] = wanted.model_dump(exclude_unset=True)
    for name in REQUIRED:
        if name in changes and changes[name] is None:
            raise Invalid(name, "field.missing")
    settings = {name: changes.pop(name) for name in SETTINGS if name in changes}
    edit = catalog.edit_product(tx, product_id, cast(ProductFields, changes), also=settings)
    active, price = edit.after["is_active"], edit.after["purchase_price"]
    if settings or active != edit.before["is_active"] or price != edit.before["purchase_price"]:
        _judge_again(tx, product_id, settings, active=active, price=price)
    if settings or any(edit.before[name] != edit.after[name] for name in WATCHED):
        crossings.look_again(tx, product_id)


def deactivate_product(tx: Tx, product_id: UUID) -> None:
    """Takes a product out of lists and counts; what it has been is kept. Raises NotFound."""
    edit = catalog.edit_product(tx, product_id, {"is_active": False})
    if edit.before["is_active"]:
        _judge_again(tx, product_id, {}, active=False, price=edit.after["purchase_price"])


def _judge_again(tx: Tx, product_id: UUID, settings: dict[str, int | None], *, active: bool, price: int | None) -> None:
    shelves = ledger.lock_shelves(tx, {product_id})
    shelf = shelves[product_id]
    if settings:
        shelf.min_stock = settings.get("min_stock", shelf.min_stock)
        shelf.max_stock = settings.get("max_stock", shelf.max_stock)
        _check_range(shelf.min_stock, shelf.max_stock)
        repository.update_settings(tx, product_id, shelf.min_stock, shelf.max_stock)
    if shelf.average_cost == 0 and price is not None:
        # Nothing was received at a known cost yet: the purchase price stands for it.
        shelf.average_cost = price * 1000
    shelf.judge_again(shelves.at, active=active)
    shelves.save()


def _check_range(min_stock: int | None, max_stock: int | None) -> None:
    if min_stock is not None and max_stock is not None and max_stock < min_stock:
        raise Invalid("max_stock", "max_below_min")
