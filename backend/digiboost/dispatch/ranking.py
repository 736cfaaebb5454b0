"""Who is asked first: a score out of 100, with its reasons. Pure: the same facts give the same order.

Each factor is a share between 0 and 1, weighed as the company says. None of them looks at the others, but for
fairness, which compares with who had least; so whoever is better in one factor and worse in none never stands behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from digiboost.dispatch.types import Factor, Facts, Ranked, Reason, Weights

SKILL = {1: 0.4, 2: 0.8, 3: 1.0}
"""Who learns can do it; who teaches it does it a little better than who does it."""
UNKNOWN_DISTANCE = 0.5
"""Where either place is unknown: neither near nor far."""
MEAN_RATING, RATING_WEIGHT = 4.0, 5
"""Before reviews everybody is worth 4 stars; they weigh as much as five reviews (a Bayesian mean)."""
MEAN_ACCEPTANCE, ACCEPTANCE_WEIGHT = 0.7, 5
EVEN = 10
"""So many missions more than who had least in the week, and fairness gives nothing."""


def rank(facts: Iterable[Facts], weights: Weights, radius_km: float) -> list[Ranked]:
    """The best first; equal scores by who had less work, then by id, so that the order never depends on the
    database's."""
    given = list(facts)
    least = min((one.recent for one in given), default=0)
    ranked = [(_ranked(one, weights, radius_km, least), one) for one in given]
    ranked.sort(key=lambda pair: (-pair[0].score, pair[1].recent, pair[0].provider_id))
    return [one for one, _ in ranked]


def shares(facts: Facts, radius_km: float, least: int) -> dict[Factor, tuple[float, float | None]]:
    """Each factor as (share between 0 and 1, the value that it comes from)."""
    one = facts.candidate
    near = UNKNOWN_DISTANCE if one.distance_km is None else max(0.0, 1.0 - one.distance_km / max(radius_km, 0.1))
    stars = ((one.rating or MEAN_RATING) * one.rating_count + MEAN_RATING * RATING_WEIGHT) / (
        one.rating_count + RATING_WEIGHT
    )
    said_yes = (facts.accepted + MEAN_ACCEPTANCE * ACCEPTANCE_WEIGHT) / (facts.delivered + ACCEPTANCE_WEIGHT)
    return {
        Factor.SKILL: (SKILL[one.skill_level], one.skill_level),
        Factor.ZONE: (float(one.in_zone), float(one.in_zone)),
        Factor.DISTANCE: (near, one.distance_km),
        Factor.AVAILABILITY: (1.0 / (1 + facts.open_offers), facts.open_offers),
        Factor.LOAD: (max(0.0, 1.0 - facts.load / max(1, one.capacity)), facts.load),
        Factor.RATING: ((stars - 1.0) / 4.0, one.rating),
        Factor.ACCEPTANCE: (min(1.0, said_yes), facts.accepted / facts.delivered if facts.delivered else None),
        Factor.FAIRNESS: (1.0 - min(max(0, facts.recent - least), EVEN) / EVEN, facts.recent),
    }


def _ranked(facts: Facts, weights: Weights, radius_km: float, least: int) -> Ranked:
    total = weights.total()
    found = shares(facts, radius_km, least)
    reasons = [
        Reason(factor, round(100.0 * weights.of(factor) * share / total, 2), value)
        for factor, (share, value) in found.items()
        if weights.of(factor)
    ]
    # Not the sum of what was rounded: a difference that is there must stay there.
    score = 100.0 * sum(weights.of(factor) * share for factor, (share, _) in found.items()) / total
    order = {factor: place for place, factor in enumerate(Factor)}
    reasons.sort(key=lambda reason: (-reason.points, order[reason.code]))
    return Ranked(facts.candidate, round(min(score, 100.0), 6), tuple(reasons))


def unasked_first(ranked: Iterable[Ranked], times_asked: Mapping[UUID, int]) -> list[Ranked]:
    """Who was not asked for this request yet, then who let an offer of it pass, in their order."""
    return sorted(ranked, key=lambda one: times_asked.get(one.provider_id, 0))
