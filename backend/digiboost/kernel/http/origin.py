"""Endpoints that act on a cookie: the exact Origin and a header that no form can send."""

from __future__ import annotations

from fastapi import Depends, Request

from digiboost.kernel.errors import DomainError
from digiboost.kernel.settings import get_settings


class OriginRefused(DomainError):
    status, code = 403, "origin_refused"


async def _same_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    if request.headers.get("x-digiboost") != "1" or origin not in get_settings().origins:
        raise OriginRefused


same_origin = Depends(_same_origin)
