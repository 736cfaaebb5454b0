"""The routes of all rooms, under one version."""

from __future__ import annotations

from starlette.routing import BaseRoute

from digiboost.alerts.endpoints import router as alerts
from digiboost.assistant.endpoints import router as assistant
from digiboost.catalog.endpoints import router as catalog
from digiboost.channels.endpoints import router as channels
from digiboost.customers.endpoints import router as customers
from digiboost.dispatch.endpoints import router as dispatch
from digiboost.forecasting.endpoints import router as forecasting
from digiboost.identity.code_endpoints import router as codes
from digiboost.identity.endpoints import router as identity
from digiboost.imports.endpoints import router as imports
from digiboost.inventory.endpoints import router as inventory
from digiboost.notifications.endpoints import router as notifications
from digiboost.providers.endpoints import router as providers
from digiboost.providers.own_endpoints import router as own_provider
from digiboost.purchasing.endpoints import router as purchasing
from digiboost.reports.endpoints import router as reports
from digiboost.requests.endpoints import router as requests
from digiboost.requests.mission_endpoints import router as missions
from digiboost.requests.mission_endpoints import staff_router as request_photos
from digiboost.requests.public_endpoints import router as public_requests
from digiboost.sales.closing_endpoints import router as closings
from digiboost.sales.credit_endpoints import router as credit
from digiboost.sales.endpoints import router as sales
from digiboost.statistics.endpoints import router as statistics
from digiboost.sync.endpoints import router as sync
from digiboost.tracking.analytics_endpoints import router as mission_figures
from digiboost.tracking.endpoints import router as tracking
from digiboost.tracking.page_endpoints import router as pages

# What is asked most comes first: a request is tried against one route after the other.
_ROOMS = (
    # Before the missions: `/missions/summary` is no mission's id.
    mission_figures,
    sync, statistics, inventory, sales, credit, closings, notifications, alerts, catalog, customers, purchasing,
    missions, requests, request_photos, dispatch, tracking, forecasting, reports, imports, own_provider, providers,
    identity, codes, channels, public_requests, pages, assistant,
)  # fmt: skip
ROUTES: list[BaseRoute] = [route for room in _ROOMS for route in room.routes]
