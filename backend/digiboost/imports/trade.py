"""Sales from a file."""

from __future__ import annotations

from collections.abc import Callable

from digiboost.catalog.service import bulk as catalog
from digiboost.customers.service import bulk as customers
from digiboost.identity.service import company
from digiboost.imports import repository
from digiboost.imports.matching import Matches, best_names, match_customers, match_products
from digiboost.imports.plan import Plan
from digiboost.imports.shapes import new_customer_rows, new_product_rows
from digiboost.inventory import service as inventory
from digiboost.kernel.db.bulk import copy_into_temp
from digiboost.sales.service import bulk as sales


class PlanOfSales(Plan):
    products: Matches
    customers: Matches

    def match(self) -> None:
        tx, create = self.tx, self.options.create_missing
        self.duplicates = repository.count_known_lines(tx)
        self.products = match_products(tx, best_names(repository.staged_products(tx)), create_missing=create)
        self.refuse("product_code", self.products.unknown, "product_unknown")
        self.customers = match_customers(tx, repository.staged_customers(tx), create_missing=create)

    def created_products(self) -> int:
        return len(self.products.new)

    def write(self, report: Callable[[float], None]) -> None:
        tx = self.tx
        prices = repository.last_prices(tx)
        new = self.products.new
        copy_into_temp(tx, "new_products", catalog.PRODUCT_COLUMNS, new_product_rows(new, prices))
        catalog.insert_products(tx, "new_products", self.import_id)
        # What a sales file brings in has no known stock: untracked until it is counted or received.
        levels = ((named.id, None, None) for named in new)
        copy_into_temp(tx, "new_levels", inventory.LEVEL_COLUMNS, levels)
        inventory.bulk_open_levels(tx, "new_levels", tracked=False)
        copy_into_temp(tx, "new_customers", customers.CUSTOMER_COLUMNS, new_customer_rows(self.customers.new))
        customers.insert_customers(tx, "new_customers", self.import_id)
        self._resolve(prices)
        report(0.05)
        repository.build_sales(tx, company(tx).time_zone, tx.actor.user_id)
        report(0.3)
        recorded = sales.record(tx, repository.SALES_STAGING, self.import_id)
        report(0.9)
        if self.options.move_stock:
            repository.build_sale_movements(tx, "import_movements")
            inventory.bulk_movements(tx, "import_movements", balances=False)
            if recorded.first_day is not None:
                inventory.rebuild_days(tx, recorded.first_day)

    def _resolve(self, prices: dict[str, int]) -> None:
        """The file's names and what they mean, as tables that the staged rows join."""
        known_prices = repository.catalogue_prices(self.tx)
        copy_into_temp(
            self.tx,
            "import_products",
            {"code": "text", "product_id": "uuid", "price": "bigint"},
            (
                (key, named.id, known_prices.get(named.id, prices.get(key, 0)))
                for key, named in self.products.by_key.items()
                if named.id is not None
            ),
        )
        copy_into_temp(
            self.tx,
            "import_customers",
            {"name": "text", "customer_id": "uuid"},
            ((key, named.id) for key, named in self.customers.by_key.items() if named.id is not None),
        )

    def undo(self) -> None:
        tx = self.tx
        repository.list_undoable_sales(tx, "undone_sales", self.import_id)
        inventory.undo_import(tx, self.import_id, "undone_sales")
        sales.undo(tx, self.import_id)
        inventory.remove_imported_products(tx, self.import_id)
        customers.remove_imported(tx, self.import_id)
