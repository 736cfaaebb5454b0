"""Products, counted stock and suppliers from a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digiboost.catalog.service import bulk as catalog
from digiboost.catalog.service import product_search_text, supplier_search_text
from digiboost.imports import repository
from digiboost.imports.matching import (
    Matches,
    Named,
    match_categories,
    match_products,
    match_supplier_names,
    match_suppliers,
)
from digiboost.imports.plan import Plan
from digiboost.imports.shapes import new_category_rows, new_supplier_name_rows
from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold


class PlanOfList(Plan):
    """The same file again is known by its content: it would set stocks back to what they were."""

    matches: Matches

    def match(self) -> None:
        if repository.was_imported_before(self.tx, self.import_id):
            self.duplicates = repository.drop_staged(self.tx)
        self.matches = Matches()
        if self.duplicates == 0:
            self.match_names()

    def match_names(self) -> None:
        raise NotImplementedError

    def staged_names(self) -> list[Named]:
        rows = repository.staged_names(self.tx)
        return [Named(row["code"], row["name"], row["code_given"], row["name_given"]) for row in rows]


class PlanOfProducts(PlanOfList):
    def match_names(self) -> None:
        self.matches = match_products(self.tx, self.staged_names(), create_missing=self.options.create_missing)
        self.refuse("code", self.matches.unknown, "product_unknown")
        self.refuse("code", repository.codes_with_taken_barcodes(self.tx, self._ids()), "barcode_taken")

    def created_products(self) -> int:
        return len(self.matches.new)

    def write(self, report: Callable[[float], None]) -> None:
        tx = self.tx
        self._write_parents()
        known = {row["id"]: row for row in repository.product_names(tx)}
        copy_into_temp(
            tx,
            "import_matches",
            {"code": "text", "id": "uuid", "is_new": "boolean", "name_key": "text", "search_text": "text"},
            (self._match_row(row, known) for row in repository.staged_products_to_name(tx)),
        )
        repository.build_products(tx)
        catalog.insert_products(tx, repository.NEW_PRODUCTS, self.import_id)
        columns, limits = [*catalog.PRODUCT_COLUMNS], [*inventory.LEVEL_COLUMNS]
        repository.save_changes(tx, self.import_id, "product", repository.CHANGED_PRODUCTS, "products", columns)
        catalog.update_products(tx, repository.CHANGED_PRODUCTS)
        repository.note_changes(tx, self.import_id, "product", "products", columns)
        repository.save_changes(tx, self.import_id, "limits", repository.LIMITS, "stock_levels", limits, "product_id")
        inventory.bulk_open_levels(tx, repository.LIMITS, tracked=True)
        repository.note_changes(tx, self.import_id, "limits", "stock_levels", limits, "product_id")
        repository.build_counts(tx, "stock_milli")
        inventory.bulk_count(tx, repository.COUNTS, new_id(), now(), import_id=self.import_id)

    def _write_parents(self) -> None:
        tx = self.tx
        categories = match_categories(tx, repository.staged_values(tx, "category"))
        copy_into_temp(tx, "new_categories", catalog.CATEGORY_COLUMNS, new_category_rows(categories.new))
        catalog.insert_categories(tx, "new_categories", self.import_id)
        suppliers = match_supplier_names(tx, repository.staged_values(tx, "supplier"))
        taken = {row["code"] for row in repository.supplier_names(tx)}
        rows = new_supplier_name_rows(suppliers.new, taken)
        copy_into_temp(tx, "new_suppliers", catalog.SUPPLIER_COLUMNS, rows)
        catalog.insert_suppliers(tx, "new_suppliers", self.import_id)
        for name, matches in (("import_categories", categories), ("import_suppliers", suppliers)):
            rows = ((key, named.id) for key, named in matches.by_key.items())
            copy_into_temp(tx, name, {"name": "text", "id": "uuid"}, rows)

    def _match_row(self, row: dict[str, Any], known: dict[Any, dict[str, Any]]) -> tuple[Any, ...]:
        named = self.matches.by_key[row["code"]]
        before = known.get(named.id)
        if before is None:
            search = product_search_text(named.code, named.name, row["barcode"])
            return (named.code, named.id, named.is_new, fold(named.name), search)
        # What the file does not say stays: the search text is made of the product as it will be.
        name = named.name if named.name_given else before["name_key"]
        search = product_search_text(before["code"], name, row["barcode"] or before["barcode"])
        return (named.code, named.id, named.is_new, fold(name), search)

    def _ids(self) -> dict[str, Any]:
        return {key: named.id for key, named in self.matches.by_key.items()}

    def undo(self) -> None:
        tx = self.tx
        inventory.undo_import(tx, self.import_id)
        columns, names = [*catalog.PRODUCT_COLUMNS], [*inventory.LEVEL_COLUMNS]
        limits = repository.values_to_restore(tx, self.import_id, "limits", "stock_levels", names, "product_id")
        rows = (_limits_row(row) for row in limits)
        copy_into_temp(tx, "old_limits", inventory.LEVEL_COLUMNS, rows)
        products = repository.values_to_restore(tx, self.import_id, "product", "products", columns)
        for row in products:
            row["name_key"] = fold(row["name"])
            row["search_text"] = product_search_text(row["code"], row["name"], row["barcode"])
        copy_into_temp(
            tx, "old_products", catalog.PRODUCT_COLUMNS, ([row[name] for name in columns] for row in products)
        )
        catalog.restore_products(tx, "old_products")
        inventory.restore_limits(tx, "old_limits")
        inventory.remove_imported_products(tx, self.import_id)
        for table in ("categories", "suppliers"):
            catalog.remove_imported(tx, table, self.import_id)


class PlanOfStock(PlanOfList):
    def match_names(self) -> None:
        self.matches = match_products(self.tx, self.staged_names(), create_missing=False)
        self.refuse("code", self.matches.unknown, "product_unknown")

    def write(self, report: Callable[[float], None]) -> None:
        rows = ((key, named.id) for key, named in self.matches.by_key.items() if named.id is not None)
        copy_into_temp(self.tx, "import_matches", {"code": "text", "id": "uuid"}, rows)
        repository.build_counts(self.tx, "counted_milli")
        inventory.bulk_count(self.tx, repository.COUNTS, new_id(), now(), import_id=self.import_id)

    def undo(self) -> None:
        inventory.undo_import(self.tx, self.import_id)


class PlanOfSuppliers(PlanOfList):
    def match_names(self) -> None:
        self.matches = match_suppliers(self.tx, self.staged_names(), create_missing=True)

    def write(self, report: Callable[[float], None]) -> None:
        tx = self.tx
        known = {row["id"]: row for row in repository.supplier_names(tx)}
        copy_into_temp(
            tx,
            "import_matches",
            {"code": "text", "id": "uuid", "is_new": "boolean", "search_text": "text"},
            (self._match_row(row, known) for row in repository.staged_suppliers(tx)),
        )
        repository.build_suppliers(tx)
        catalog.insert_suppliers(tx, repository.NEW_SUPPLIERS, self.import_id)
        columns = [*catalog.SUPPLIER_COLUMNS]
        repository.save_changes(tx, self.import_id, "supplier", repository.CHANGED_SUPPLIERS, "suppliers", columns)
        catalog.update_suppliers(tx, repository.CHANGED_SUPPLIERS)
        repository.note_changes(tx, self.import_id, "supplier", "suppliers", columns)

    def _match_row(self, row: dict[str, Any], known: dict[Any, dict[str, Any]]) -> tuple[Any, ...]:
        named = self.matches.by_key[row["code"]]
        said = {name: value for name, value in row.items() if value is not None}
        if not named.name_given:
            del said["name"]
        # What the file does not say stays, and is found by still.
        known_values = known.get(named.id) or {**row, "name": named.name}
        search = supplier_search_text({**known_values, **said, "code": known_values["code"]})
        return (named.code, named.id, named.is_new, search)

    def undo(self) -> None:
        columns = [*catalog.SUPPLIER_COLUMNS]
        saved = repository.values_to_restore(self.tx, self.import_id, "supplier", "suppliers", columns)
        for row in saved:
            row["search_text"] = supplier_search_text(row)
        rows = ([row[name] for name in columns] for row in saved)
        copy_into_temp(self.tx, "old_suppliers", catalog.SUPPLIER_COLUMNS, rows)
        catalog.restore_suppliers(self.tx, "old_suppliers")
        catalog.remove_imported(self.tx, "suppliers", self.import_id)


def _limits_row(row: dict[str, Any]) -> tuple[Any, ...]:
    """A minimum that somebody raised since may stand above the maximum of before: that one goes."""
    least, most = row["min_stock"], row["max_stock"]
    return (row["product_id"], least, None if most is not None and least is not None and most < least else most)
