"""The ranking by itself: no database, any facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.dispatch.ranking import rank, unasked_first
from digiboost.dispatch.types import Factor, Facts, Weights
from digiboost.providers.types import Candidate

RADIUS = 15.0


def candidate(number: int, **wanted: object) -> Candidate:
    values: dict[str, object] = {
        "provider_id": UUID(int=number), "user_id": None, "name": f"P{number}", "phone": "+221770000000",
        "skill_level": 2, "in_zone": True, "distance_km": 3.0, "rating": 4.5, "rating_count": 10, "capacity": 3,
        "auto_accepts_familiar": False, "why_not": None, **wanted,
    }  # fmt: skip
    return Candidate(**values)  # type: ignore[arg-type]


weights = st.builds(Weights, *(st.integers(0, 100) for _ in Factor)).filter(lambda one: one.total() > 0)


@st.composite
def facts(draw: st.DrawFn, number: int = 1) -> Facts:
    delivered = draw(st.integers(0, 50))
    count = draw(st.integers(0, 30))
    one = candidate(
        number,
        skill_level=draw(st.integers(1, 3)),
        in_zone=draw(st.booleans()),
        distance_km=draw(st.none() | st.floats(0, 60)),
        rating=draw(st.floats(1, 5)) if count else None,
        rating_count=count,
        capacity=draw(st.integers(1, 6)),
    )
    return Facts(
        one,
        load=draw(st.integers(0, 6)),
        open_offers=draw(st.integers(0, 4)),
        delivered=delivered,
        accepted=draw(st.integers(0, delivered)),
        recent=draw(st.integers(0, 30)),
    )


def better(one: Facts) -> dict[Factor, Facts]:
    """The same provider, better in one factor alone."""
    was = one.candidate
    near = 0.0 if was.distance_km is None else was.distance_km / 2
    return {
        Factor.SKILL: replace(one, candidate=replace(was, skill_level=3)),
        Factor.ZONE: replace(one, candidate=replace(was, in_zone=True)),
        Factor.DISTANCE: replace(one, candidate=replace(was, distance_km=near)),
        Factor.AVAILABILITY: replace(one, open_offers=0),
        Factor.LOAD: replace(one, load=max(0, one.load - 1)),
        Factor.RATING: replace(one, candidate=replace(was, rating=5.0, rating_count=was.rating_count + 1)),
        Factor.ACCEPTANCE: replace(one, accepted=one.accepted + 1, delivered=one.delivered + 1),
        Factor.FAIRNESS: replace(one, recent=max(0, one.recent - 1)),
    }


@given(facts(), weights)
def test_a_score_is_out_of_100_and_its_reasons_add_up_to_it(one: Facts, given_weights: Weights) -> None:
    [found] = rank([one], given_weights, RADIUS)
    assert 0 <= found.score <= 100
    assert abs(sum(reason.points for reason in found.reasons) - found.score) < 0.1
    assert {reason.code for reason in found.reasons} == {factor for factor in Factor if given_weights.of(factor)}
    points = [reason.points for reason in found.reasons]
    assert points == sorted(points, reverse=True)


@given(facts(), facts(number=2), weights, st.sampled_from(Factor))
def test_whoever_is_better_in_one_factor_never_scores_less(
    one: Facts, other: Facts, given_weights: Weights, factor: Factor
) -> None:
    """Beside anybody else, whatever counts."""
    least = replace(other, recent=0)
    before = {found.provider_id: found.score for found in rank([one, least], given_weights, RADIUS)}
    after = {found.provider_id: found.score for found in rank([better(one)[factor], least], given_weights, RADIUS)}
    assert after[one.candidate.provider_id] >= before[one.candidate.provider_id] - 1e-6
    assert after[other.candidate.provider_id] == before[other.candidate.provider_id]


@given(st.lists(facts(), min_size=1, max_size=8), weights, st.randoms())
def test_the_order_does_not_depend_on_the_order_in_which_they_come(
    given_facts: list[Facts], given_weights: Weights, chance: object
) -> None:
    everybody = [
        replace(one, candidate=replace(one.candidate, provider_id=UUID(int=number)))
        for number, one in enumerate(given_facts, 1)
    ]
    shuffled = list(everybody)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(everybody, given_weights, RADIUS) == rank(shuffled, given_weights, RADIUS)


@settings(deadline=None)
@given(st.integers(2, 8), st.integers(1, 60))
def test_among_equals_the_work_is_spread(people: int, requests: int) -> None:
    """One after the other takes what is offered to the best: nobody has two more than anybody else."""
    done: Counter[int] = Counter()
    for _ in range(requests):
        everybody = [Facts(candidate(number), recent=done[number]) for number in range(1, people + 1)]
        done[rank(everybody, Weights(), RADIUS)[0].provider_id.int] += 1
    counts = [done[number] for number in range(1, people + 1)]
    assert max(counts) - min(counts) <= 1


@settings(deadline=None)
@given(st.integers(2, 6))
def test_who_is_a_little_nearer_does_not_get_everything(people: int) -> None:
    done: Counter[int] = Counter()
    for _ in range(12 * people):
        everybody = [
            Facts(candidate(number, distance_km=2.0 + 0.3 * number), recent=done[number])
            for number in range(1, people + 1)
        ]
        done[rank(everybody, Weights(), RADIUS)[0].provider_id.int] += 1
    assert all(done[number] for number in range(1, people + 1))
    assert done[1] >= done[people], "and still the nearest has the most"


def test_an_offer_that_never_arrived_counts_against_nobody() -> None:
    asked_in_vain = Facts(candidate(1), accepted=4, delivered=4)
    asked = Facts(candidate(2), accepted=4, delivered=8)
    assert [one.provider_id.int for one in rank([asked, asked_in_vain], Weights(), RADIUS)] == [1, 2]


def test_who_was_not_asked_yet_comes_before_who_let_an_offer_pass() -> None:
    ranked = rank([Facts(candidate(1, distance_km=0.5)), Facts(candidate(2, distance_km=9.0))], Weights(), RADIUS)
    again = unasked_first(ranked, {UUID(int=1): 1})
    assert [one.provider_id.int for one in again] == [2, 1]
