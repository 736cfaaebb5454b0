"""The words of providers, and what other rooms learn of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

PROVIDER = "provider"
"""The word of a provider in the feed of changes."""
SERVICE = "service"
"""The word of a service in the feed of changes."""
ZONE = "zone"
"""The word of a zone in the feed of changes."""
DETOUR = 1.3
"""How much longer a way through a city is than the crow's; of the order that studies of road networks find."""


class City(StrEnum):
    """Cities whose districts come ready-made."""

    DAKAR = "dakar"
    DOUALA = "douala"
    YAOUNDE = "yaounde"
    ABIDJAN = "abidjan"


class Sound(StrEnum):
    """What a phone plays for an offer."""

    BELL = "bell"
    HORN = "horn"
    NONE = "none"


class WhyNot(StrEnum):
    """Why a provider is not asked now."""

    INACTIVE = "inactive"
    NO_SKILL = "no_skill"
    TOO_FAR = "too_far"
    OFF = "off"
    """Switched to unavailable."""
    AWAY = "away"
    ABSENT = "absent"
    OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider as dispatch weighs them for one service and place.

    ``skill_level`` 1 to 3; ``distance_km`` along a great circle times the detour factor, None where either place is
    unknown; ``rating`` 1 to 5 or None before the first review; ``capacity`` missions at a time. ``why_not`` is None
    for who may be asked now.
    """

    provider_id: UUID
    user_id: UUID | None
    name: str
    phone: str
    skill_level: int
    in_zone: bool
    distance_km: float | None
    rating: float | None
    rating_count: int
    capacity: int
    auto_accepts_familiar: bool
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """What a client may see of who comes."""

    provider_id: UUID
    name: str
    phone: str
    rating: float | None
    rating_count: int
    has_photo: bool
