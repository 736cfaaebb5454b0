"""The words of dispatch: what makes a provider the one to ask, and why somebody is not asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from uuid import UUID

from digiboost.providers.types import Candidate

VISIT, VISIT_QUEUE = "dispatch.visit", "messages"
"""The task that looks at a company's searches, and where it waits."""


class Factor(StrEnum):
    """What counts when providers are ranked."""

    SKILL = "skill"
    ZONE = "zone"
    DISTANCE = "distance"
    AVAILABILITY = "availability"
    """How many other offers wait for their answer."""
    LOAD = "load"
    RATING = "rating"
    ACCEPTANCE = "acceptance"
    FAIRNESS = "fairness"
    """Who had less work lately than the others comes first."""


class NotAsked(StrEnum):
    """Why a provider is not asked; the first seven are what the provider is, the others what dispatch sees."""

    INACTIVE = "inactive"
    NO_SKILL = "no_skill"
    TOO_FAR = "too_far"
    OFF = "off"
    AWAY = "away"
    ABSENT = "absent"
    OUT_OF_HOURS = "out_of_hours"
    FULL = "full"
    """Has as many missions as they take on at a time."""
    EXCLUDED = "excluded"
    """Declined this request, or gave it back."""
    WAITING = "waiting"
    """Has an offer of this request that is open."""


LASTING = frozenset({NotAsked.INACTIVE, NotAsked.NO_SKILL, NotAsked.TOO_FAR, NotAsked.EXCLUDED})
"""What waiting does not change: who is left out for one of these does not keep a search going."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each factor counts; a score is out of their sum."""

    skill: int = 20
    zone: int = 15
    distance: int = 20
    availability: int = 5
    load: int = 15
    rating: int = 10
    acceptance: int = 5
    fairness: int = 10

    def of(self, factor: Factor) -> int:
        return int(getattr(self, factor.value))

    def total(self) -> int:
        return sum(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Settings:
    """How a company searches. Durations in seconds and minutes, ``radius_km`` as one drives."""

    offer_seconds: int = 180
    urgent_offer_seconds: int = 90
    wave_size: int = 3
    """How many are asked at a time."""
    waves: int = 5
    """How often others are asked before the search is given up."""
    search_minutes: int = 30
    radius_km: float = 15.0
    weights: Weights = Weights()
    auto_redirect: bool = True
    """Whether the open offers of somebody who goes away are given to others at once."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """A candidate with what dispatch knows of them.

    ``load`` missions under way; ``open_offers`` other offers that wait; ``accepted`` of ``delivered`` offers that
    arrived, over the last month (one that never arrived counts for nobody); ``recent`` missions taken on in the last
    week.
    """

    candidate: Candidate
    load: int = 0
    open_offers: int = 0
    accepted: int = 0
    delivered: int = 0
    recent: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """``points`` of the score (which is out of 100) for ``code``, because of ``value`` (a level, kilometres, a
    number, a share); None where it is not known."""

    code: Factor
    points: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]
    """The weightiest first."""

    @property
    def provider_id(self) -> UUID:
        return self.candidate.provider_id


@dataclass(frozen=True, slots=True)
class LeftOut:
    candidate: Candidate
    why: NotAsked


class Outcome(StrEnum):
    """What a run of the search came to."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    """By somebody who takes what familiar clients ask for."""
    WAITING = "waiting"
    """Offers are open, or somebody may come back."""
    GIVEN_UP = "given_up"
    NOT_SEARCHING = "not_searching"
    """The request is with somebody, or over."""
