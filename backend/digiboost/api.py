"""The routes of all rooms, under one version."""

from __future__ import annotations

from starlette.routing import BaseRoute

from digiboost.catalog.endpoints import router as catalog
from digiboost.customers.endpoints import router as customers
from digiboost.identity.endpoints import router as identity
from digiboost.imports.endpoints import router as imports
from digiboost.inventory.endpoints import router as inventory
from digiboost.purchasing.endpoints import router as purchasing
from digiboost.sales.closing_endpoints import router as closings
from digiboost.sales.credit_endpoints import router as credit
from digiboost.sales.endpoints import router as sales
from digiboost.statistics.endpoints import router as statistics
from digiboost.sync.endpoints import router as sync

# What is asked most comes first: a request is tried against one route after the other.
_ROOMS = (sync, statistics, inventory, sales, credit, closings, catalog, customers, purchasing, imports, identity)
ROUTES: list[BaseRoute] = [route for room in _ROOMS for route in room.routes]
