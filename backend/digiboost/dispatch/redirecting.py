"""Somebody went away: what was offered to them is offered to others."""

from __future__ import annotations

from uuid import UUID

from digiboost.dispatch import repository, telling
from digiboost.dispatch.settings import settings_of
from digiboost.kernel.db.tx import Tx
from digiboost.requests import service as requests
from digiboost.requests.types import RequestState


def redirect(tx: Tx, provider_id: UUID) -> list[UUID]:
    """Takes a provider's open offers back, if the company wants that; the requests that are searched for anew because
    nobody else was being asked. Their clients hear of it."""
    if not settings_of(tx).auto_redirect:
        return []
    again = []
    for request_id in requests.withdraw_offers_of(tx, provider_id):
        request = repository.request(tx, request_id)
        if request is not None and request["state"] == RequestState.SEARCH:
            telling.redirected(tx, request)
            again.append(request_id)
    return again
