from __future__ import annotations

from digiboost.kernel.http.routing import api_router

router = api_router(tags=["notifications"])
