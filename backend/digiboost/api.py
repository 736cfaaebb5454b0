"""The routers of all rooms, under one version."""

from __future__ import annotations

from fastapi import APIRouter

from digiboost.catalog.endpoints import router as catalog
from digiboost.customers.endpoints import router as customers
from digiboost.identity.endpoints import router as identity
from digiboost.inventory.endpoints import router as inventory

v1 = APIRouter(prefix="/api/v1")
for room in (identity, catalog, customers, inventory):
    v1.include_router(room)
