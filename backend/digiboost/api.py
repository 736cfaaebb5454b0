"""The routers of all rooms, under one version."""

from __future__ import annotations

from fastapi import APIRouter

from digiboost.identity.endpoints import router as identity

v1 = APIRouter(prefix="/api/v1")
for room in (identity,):
    v1.include_router(room)
