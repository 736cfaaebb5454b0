"""So much money: what it protects, and that no other choice would protect more."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import product as every
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiboost.forecasting.ahead import unmet
from digiboost.forecasting.basket import Need, Pack, choose, need_of, packs_of
from digiboost.forecasting.schemas import BasketOut
from digiboost.kernel.ids import new_id
from tests.factories.buying import order, send, supplier
from tests.factories.requests import only_for, problem, refuses_nobody
from tests.forecasting.shop import past

PATH = "/forecasts/basket"


# -- what a pack protects -----------------------------------------------------------------------

CURVE = [(0.1, [1.0, 2.0, 3.0]), (0.5, [2.0, 4.0, 6.0]), (0.9, [4.0, 8.0, 12.0])]


def test_what_is_missing() -> None:
    # Nothing there, on the shelf at once: all that is asked for is missing.
    courses = need_of(CURVE, 3, 0, 1).courses
    assert [missing for _, missing in courses] == [3, 6, 12]
    assert [share for share, _ in courses] == pytest.approx([0.3, 0.4, 0.3])
    # From the third day on: what was lost on the first two is not won back.
    assert [missing for _, missing in need_of(CURVE, 3, 0, 3).courses] == [1, 2, 4]
    assert need_of(CURVE, 3, 0, 4).missing == 0
    need = need_of(CURVE, 3, 4, 1)
    assert need.missing == pytest.approx(0.4 * 2 + 0.3 * 8)
    assert need.sold(1) == pytest.approx(0.7)
    assert need.is_likely


curves = st.lists(st.lists(st.floats(0, 5), min_size=4, max_size=4), min_size=3, max_size=3).map(
    lambda days: [
        (p, [sum(sum(course[: d + 1]) for course in days[: n + 1]) for d in range(4)])
        for n, p in enumerate((0.1, 0.5, 0.9))
    ]
)


@settings(deadline=None)
@given(
    curves, st.integers(1, 6), st.floats(0, 30), st.integers(2, 6), st.floats(0, 20),
    st.lists(st.tuples(st.integers(-2, 7), st.floats(0, 9)), max_size=3),
)  # fmt: skip
def test_it_is_what_would_be_asked_for_in_vain_without_it(
    curve: Any, days: int, there: float, arrives: int, units: float, arrivals: list[tuple[int, float]]
) -> None:
    saved = unmet(curve, days, there, arrivals) - unmet(curve, days, there, [*arrivals, (arrives, units)])
    assert need_of(curve, days, there, arrives, arrivals).sold(units) == pytest.approx(saved, abs=1e-6)


def test_the_next_pack_protects_less() -> None:
    packs = packs_of(0, Need(((0.3, 3.0), (0.4, 6.0), (0.3, 12.0))), 3_000, 100, 50)
    assert [one.cost for one in packs] == [300] * 4
    # Three are sold for sure, three more with a chance of 0.7, the last six with one of 0.3.
    assert [one.gain for one in packs] == pytest.approx([150, 105, 45, 45])
    assert packs_of(0, Need(((0.3, 3.0),)), 3_000, 100, 0) == []
    # Of a great many packs several are one step.
    many = packs_of(0, Need(((1.0, 1_000.0),)), 1_000, 7, 2)
    assert (len(many), sum(one.units for one in many)) == (59, 59 * 17_000)


# -- choosing -----------------------------------------------------------------------------------

kinds = st.lists(
    st.tuples(st.integers(1, 40), st.lists(st.floats(0.5, 60), min_size=1, max_size=3)), min_size=1, max_size=4
)


def shelf_of(products: Sequence[tuple[int, list[float]]]) -> list[Pack]:
    """Packs of products whose next one never protects more."""
    return [
        Pack(n, 1000, cost, gain) for n, (cost, gains) in enumerate(products) for gain in sorted(gains, reverse=True)
    ]


def worth(chosen: Sequence[Pack]) -> float:
    return sum(one.gain for one in chosen)


def cost(chosen: Sequence[Pack]) -> int:
    return sum(one.cost for one in chosen)


@settings(deadline=None, max_examples=300)
@given(kinds, st.integers(1, 150))
def test_no_other_choice_protects_more(products: list[tuple[int, list[float]]], budget: int) -> None:
    packs = shelf_of(products)
    best = 0.0
    for counts in every(*(range(len(gains) + 1) for _, gains in products)):
        taken = [(c, sum(sorted(gains, reverse=True)[:n]), n) for n, (c, gains) in zip(counts, products, strict=True)]
        if sum(c * n for c, _, n in taken) <= budget:
            best = max(best, sum(gain for _, gain, _ in taken))
    chosen = choose(packs, budget)
    assert cost(chosen) <= budget
    assert worth(chosen) == pytest.approx(best)
    # Nothing that is left would still fit.
    left = list(packs)
    for one in chosen:
        left.remove(one)
    assert all(one.cost > budget - cost(chosen) for one in left)


@settings(deadline=None)
@given(kinds, st.integers(1, 150), st.integers(0, 60))
def test_more_money_never_protects_less(products: list[tuple[int, list[float]]], budget: int, more: int) -> None:
    packs = shelf_of(products)
    assert worth(choose(packs, budget)) <= worth(choose(packs, budget + more)) + 1e-9


def test_a_whole_catalogue_is_chosen_from_at_once() -> None:
    chance = random.Random(3)
    products = [(chance.randrange(5, 900) * 25, [chance.expovariate(1 / 3000) for _ in range(6)]) for _ in range(2_000)]
    packs = shelf_of(products)
    before = -1.0
    for budget in (300_000, 1_000_000, 3_000_000, 10_000_000):
        started = time.process_time()
        chosen = choose(packs, budget)
        assert time.process_time() - started < 3
        assert cost(chosen) <= budget
        assert worth(chosen) > before
        before = worth(chosen)


# -- the endpoint -------------------------------------------------------------------------------


def filled(person: Any, budget: int, **wanted: Any) -> dict[str, Any]:
    answer = person.post(PATH, {"budget": budget, **wanted})
    assert answer.status_code == 200, answer.text
    assert BasketOut.model_validate_json(answer.content)
    found: dict[str, Any] = answer.json()
    assert found["spent"] == sum(line["amount"] for line in found["lines"]) <= budget
    assert found["protects"] == sum(line["protects"] for line in found["lines"])
    return found


def test_who_may(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "POST", PATH, {"budget": 1})
    only_for(shop, {"manager"}, "POST", PATH, {})
    past(app, shop, [4.0] * 30, left=1, purchase_price=500, supplier_id=UUID(supplier(shop, lead_time_days=1)))
    assert filled(shop, 100_000)["lines"]
    theirs = filled(neighbour, 100_000)
    assert (theirs["lines"], theirs["everything"], theirs["left_out"]) == ([], 0, 0)
    seller = supplier(shop)
    assert problem(neighbour.post(PATH, {"budget": 1, "supplier_id": seller})) == (404, "not_found")
    assert problem(shop.post(PATH, {"budget": 1, "supplier_id": str(new_id())})) == (404, "not_found")


def test_the_basket(app: Any, shop: Any) -> None:
    near = UUID(supplier(shop, "Awa", lead_time_days=2, minimum_order=50_000))
    far = UUID(supplier(shop, "Loin", lead_time_days=20))
    # 60 are asked for within 15 days, 8 on the days before anything could come.
    rice = past(app, shop, [4.0] * 30, left=8, purchase_price=500, sale_price=600, pack_size=10_000, supplier_id=near)
    oil = past(app, shop, [2.0] * 30, left=0, purchase_price=500, sale_price=900, supplier_id=near)
    past(app, shop, [2.0] * 30, left=0, purchase_price=500, sale_price=900, supplier_id=far)
    past(app, shop, [2.0] * 30, left=0, purchase_price=500, sale_price=400, supplier_id=near)
    past(app, shop, [2.0] * 30, left=90, purchase_price=500, sale_price=900, supplier_id=near)
    unpriced = past(app, shop, [2.0] * 30, left=0, sale_price=900, supplier_id=near)
    found = filled(shop, 1_000_000)
    bought = {line["product_id"]: line for line in found["lines"]}
    assert set(bought) == {str(rice), str(oil)}
    # Two days of four go by before the oil comes; of six packs of rice the last brings two units.
    assert (bought[str(oil)]["quantity"], bought[str(oil)]["protects"]) == (26, 26 * 400)
    assert (bought[str(rice)]["quantity"], bought[str(rice)]["protects"]) == (60, 52 * 100)
    assert found["spent"] == 26 * 500 + 60 * 500
    assert found["everything"] == found["protects"] == 26 * 400 + 52 * 100
    assert found["left_out"] == 1, unpriced
    assert bought[str(rice)]["reason"] == (
        "Reste 8 : il en manquerait environ 52 en 15 j ; cet achat en fait vendre 52."
        " Commande sous le minimum du fournisseur (50\u00a0000\u00a0F)."
    )
    # With less the dearer margin comes first, and the rest of the money is not left lying.
    found = filled(shop, 18_200)
    assert [(line["product_id"], line["quantity"]) for line in found["lines"]] == [(str(oil), 26), (str(rice), 10)]
    assert (found["spent"], found["left_out"]) == (18_000, 1)
    found = filled(shop, 6_000)
    assert [(line["quantity"], line["per_franc"]) for line in found["lines"]] == [(12, 0.8)]
    assert found["left_out"] == 2
    assert filled(shop, 100)["lines"] == []
    assert filled(shop, 1_000_000, supplier_id=str(far))["lines"] == []
    (line,) = filled(shop, 1_000_000, supplier_id=str(far), days=25)["lines"]
    assert line["quantity"] == 10


def test_what_is_on_its_way_is_not_bought_again(app: Any, shop: Any) -> None:
    seller = supplier(shop, lead_time_days=2)
    oil = past(app, shop, [2.0] * 30, left=0, purchase_price=500, sale_price=900, supplier_id=UUID(seller))
    assert filled(shop, 100_000)["lines"][0]["quantity"] == 26
    send(shop, order(shop, seller, (str(oil), 20)))
    assert filled(shop, 100_000)["lines"][0]["quantity"] == 6
    assert filled(shop, 100_000)["lines"][0]["reason"].startswith("Reste 0")
