"""Every model, in one place: what Alembic compares the database with."""

from digiboost.catalog import models as catalog
from digiboost.customers import models as customers
from digiboost.identity import models as identity
from digiboost.imports import models as imports
from digiboost.inventory import models as inventory
from digiboost.kernel import models as kernel
from digiboost.kernel.db.base import Base
from digiboost.purchasing import models as purchasing
from digiboost.sales import models as sales
from digiboost.sync import models as sync

__all__ = [
    "catalog",
    "customers",
    "identity",
    "imports",
    "inventory",
    "kernel",
    "metadata",
    "purchasing",
    "sales",
    "sync",
]

metadata = Base.metadata
