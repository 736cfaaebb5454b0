"""What the API of dispatch takes and gives."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.dispatch.types import Factor, NotAsked, Outcome
from digiboost.kernel.http.fields import In
from digiboost.requests.types import RequestState

Weight = Annotated[int, Field(ge=0, le=100)]


class WeightsOut(BaseModel):
    """What each factor counts; a score is out of their sum."""

    skill: Weight
    zone: Weight
    distance: Weight
    availability: Weight
    load: Weight
    rating: Weight
    acceptance: Weight
    fairness: Weight


class WeightsIn(In):
    skill: Weight
    zone: Weight
    distance: Weight
    availability: Weight
    load: Weight
    rating: Weight
    acceptance: Weight
    fairness: Weight


class SettingsOut(BaseModel):
    """Durations in seconds and minutes; ``wave_size`` providers are asked at a time, at most ``waves`` times."""

    offer_seconds: int
    urgent_offer_seconds: int
    wave_size: int
    waves: int
    search_minutes: int
    radius_km: float
    weights: WeightsOut
    auto_redirect: bool
    version: int


class SettingsIn(In):
    offer_seconds: Annotated[int, Field(ge=30, le=3600)] | None = None
    urgent_offer_seconds: Annotated[int, Field(ge=30, le=3600)] | None = None
    wave_size: Annotated[int, Field(ge=1, le=20)] | None = None
    waves: Annotated[int, Field(ge=1, le=50)] | None = None
    search_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    radius_km: Annotated[float, Field(gt=0, le=200)] | None = None
    weights: WeightsIn | None = None
    auto_redirect: bool | None = None


class ReasonOut(BaseModel):
    """``points`` of a score out of 100, because of ``value``; null where it is not known."""

    code: Factor
    points: float
    value: float | None


class RankedOut(BaseModel):
    """``times_asked`` counts the offers of this request that they let pass; who was not asked comes first."""

    provider_id: UUID
    name: str
    rank: int
    score: float
    distance_km: float | None
    load: int
    capacity: int
    times_asked: int
    is_next: bool
    """Whether the next wave asks them."""
    reasons: list[ReasonOut]


class NotAskedOut(BaseModel):
    provider_id: UUID
    name: str
    why: NotAsked


class PreviewOut(BaseModel):
    request_id: UUID
    state: RequestState
    wave: int
    items: list[RankedOut]
    not_asked: list[NotAskedOut]


class RunOut(BaseModel):
    """What a run of the search came to: ``offers`` is how many were made."""

    request_id: UUID
    outcome: Outcome
    state: RequestState
    wave: int
    offers: int
