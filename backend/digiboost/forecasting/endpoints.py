from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from digiboost.forecasting import service
from digiboost.forecasting.schemas import (
    AdviceOrderIn,
    AdviceOrdersOut,
    BasketIn,
    BasketOut,
    CalendarEntryOut,
    CalendarEventIn,
    CalendarEventPatch,
    CalendarOut,
    ForecastSettingsOut,
    ForecastSettingsPatch,
    PredictionsOut,
)
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.routing import allow, api_router, known_tags, tagged

router = api_router(tags=["forecasting"])

Read = Annotated[Tx, allow(Scope.STOCK_READ)]
Write = Annotated[Tx, allow(Scope.PURCHASES_WRITE)]


@router.get("/dashboards/predictions", tags=["dashboards"], response_model=PredictionsOut)
def predictions(tx: Read) -> Response:
    """What will run out within the horizon and when, what to order from whom, and how good the forecasts were.

    With `If-None-Match` an unchanged one answers 304 before anything but its versions is read; `as_of` does not count.
    """
    return tagged(*service.tagged_predictions(tx, known_tags(tx)))


@router.post("/forecasts/basket")
def basket(tx: Annotated[Tx, allow(Scope.COSTS_READ)], body: BasketIn) -> BasketOut:
    """What to buy with so much money: the units that protect most margin for each franc."""
    return service.basket(tx, body)


@router.post("/forecasts/orders", status_code=201)
def order_advice(tx: Write, body: AdviceOrderIn) -> AdviceOrdersOut:
    """Drafts of purchase orders, one for each supplier."""
    return service.order_advice(tx, body)


@router.get("/forecasts/calendar")
def calendar(
    tx: Read,
    year: Annotated[int | None, Query(ge=2000, le=2199, description="The coming 12 months when absent")] = None,
) -> CalendarOut:
    """Feasts, school, pay and the shop's own days, with what past sales show around them."""
    return service.calendar(tx, year)


@router.post("/forecasts/calendar", status_code=201)
def add_event(tx: Write, body: CalendarEventIn) -> CalendarEntryOut:
    """A day of the shop's own, or the true days of a feast in a year: a single day is the feast itself, and the days
    around it on which it is felt are added."""
    return service.add_event(tx, body)


@router.patch("/forecasts/calendar/{event_id}")
def edit_event(tx: Write, event_id: UUID, body: CalendarEventPatch) -> CalendarEntryOut:
    """The next night's forecast follows it."""
    return service.edit_event(tx, event_id, body)


@router.delete("/forecasts/calendar/{event_id}", status_code=204)
def delete_event(tx: Write, event_id: UUID) -> None:
    """A feast falls back to its computed days."""
    service.delete_event(tx, event_id)


@router.get("/forecasts/settings")
def settings(tx: Read) -> ForecastSettingsOut:
    """`version` is 0 until somebody changed anything."""
    return service.settings_out(tx)


@router.patch("/forecasts/settings")
def edit_settings(tx: Write, body: ForecastSettingsPatch) -> ForecastSettingsOut:
    """`If-Match` states the version that was seen."""
    return service.edit_settings(tx, body)
