"""Who may be asked for a service at a place, and how far they are."""

from __future__ import annotations

import math
from datetime import datetime
from uuid import UUID

from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.providers import repository
from digiboost.providers.presence import instant
from digiboost.providers.types import DETOUR, Candidate, Place, WhyNot

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""


def distance_km(a: Place, b: Place) -> float:
    """Along a great circle (haversine formula), times what streets add to it."""
    one, other = math.radians(a.latitude), math.radians(b.latitude)
    across = math.sin((other - one) / 2) ** 2
    along = math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(across + math.cos(one) * math.cos(other) * along))) * DETOUR


def candidates(tx: Tx, service_id: UUID, place: Place | None, zone_id: UUID | None, at: datetime) -> list[Candidate]:
    """Every active provider with the skill, by id, each with why they are not asked at ``at`` (None: they may be).
    Without a ``place`` the zone's middle is taken; how far is too far is the caller's business."""
    if place is None and zone_id is not None:
        zone = find_row(tx, "zones", zone_id)
        place = None if zone is None else Place(zone["latitude"], zone["longitude"])
    found = []
    for row in repository.candidates(tx, instant(tx, at), service_id, zone_id):
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        stars, why_not = row.pop("rating_sum"), row.pop("why_not")
        known = place is not None and latitude is not None
        found.append(
            Candidate(
                **row,
                distance_km=distance_km(place, Place(latitude, longitude)) if place is not None and known else None,
                rating=stars / row["rating_count"] if row["rating_count"] else None,
                why_not=None if why_not is None else WhyNot(why_not),
            )
        )
    return found
