"""The routers of all rooms, under one version."""

from __future__ import annotations

from fastapi import APIRouter

from digiboost.identity.endpoints import router as identity
from digiboost.sales.endpoints import router as sales
from digiboost.statistics.endpoints import router as statistics

v1 = APIRouter(prefix="/api/v1")
for room in (identity, sales, statistics):
    v1.include_router(room)
