"""The predictions' tag, what it is made of, and what is judged before anybody looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from digiboost.forecasting import predicting
from digiboost.forecasting import service as forecasting
from digiboost.inventory import service as inventory
from digiboost.kernel.http.kept import Kept
from tests.factories.buying import order, send, supplier
from tests.factories.stock import movement, transaction
from tests.factories.trade import sell
from tests.forecasting.shop import past

PATH = "/dashboards/predictions"


def shown(person: Any, **headers: str) -> dict[str, Any]:
    answer = person.get(PATH, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    found.pop("as_of")
    return found


def anew(person: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """As a process says it that was asked for the first time."""
    monkeypatch.setattr(predicting, "KEPT", Kept())
    return shown(person)


def test_the_tag_moves_with_whatever_the_predictions_say(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seller = supplier(shop, "Dakar Gros")
    item = past(app, shop, [4.0] * 30, left=20, supplier_id=UUID(seller), purchase_price=700, sale_price=1000)
    drafts: list[str] = []

    def night() -> None:
        with transaction(app, shop.tenant_id) as tx:
            forecasting.refresh(tx)

    def edit(path: str, body: dict[str, Any]) -> None:
        version = shop.get(path).json()["version"]
        answer = shop.patch(path, body, headers={"If-Match": f'"{version}"'})
        assert answer.status_code == 200, answer.text

    events: dict[str, Callable[[], Any]] = {
        "a sale": lambda: sell(shop, (str(item), 1)),
        "a draft": lambda: drafts.append(order(shop, seller, (str(item), 20))),
        "an order": lambda: send(shop, drafts[0]),
        "a supplier": lambda: edit(f"/suppliers/{seller}", {"lead_time_days": 12}),
        "a product": lambda: edit(f"/products/{item}", {"name": "Riz"}),
        "a minimum": lambda: edit(f"/products/{item}", {"min_stock": 100}),
        "the settings": lambda: edit("/forecasts/settings", {"review_days": 21}),
        "the horizon": lambda: edit("/forecasts/settings", {"horizon_days": 30}),
        "a night": night,
        "a new product": lambda: past(app, shop, [4.0] * 30, left=1),
    }
    for name, happens in events.items():
        shown(shop)
        tag = shop.get(PATH).headers["etag"]
        assert shop.get(PATH, headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304, name
        before = shown(shop)
        happens()
        changed = shop.get(PATH, headers={"If-None-Match": tag})
        assert changed.status_code == 200, name
        after = shown(shop)
        if name not in {"a night", "the settings"}:
            assert after != before, name
        # What was kept is what is made.
        assert after == anew(shop, monkeypatch), name


def test_what_is_kept_is_one_person_s_view(app: Any, shop: Any, neighbour: Any) -> None:
    for one in (shop, neighbour):
        past(app, one, [4.0] * 30, left=10, purchase_price=700)
    employee = shop.colleague("employee")
    tags = {
        person.get(PATH, headers={"Accept-Language": language}).headers["etag"]
        for person in (shop, neighbour, employee)
        for language in ("fr", "en")
    }
    assert len(tags) == 6
    (line,) = shown(employee)["advice"][0]["lines"]
    assert line["unit_cost"] is None
    assert shown(shop)["advice"][0]["lines"][0]["unit_cost"] == 700


def test_those_that_nobody_asks_for_go_first() -> None:
    kept = Kept(most_bytes=25)
    for key in (0, 1):
        kept.put(key, "a", b"0123456789")
    assert kept.get(0, "a") == b"0123456789"
    kept.put(2, "a", b"0123456789")
    assert [kept.get(key, "a") for key in range(3)] == [b"0123456789", None, b"0123456789"]
    # The same one again takes the place of what it was.
    kept.put(0, "b", b"0123456789abcde")
    assert (kept.get(0, "a"), kept.get(0, "b"), kept.get(2, "a")) == (None, b"0123456789abcde", b"0123456789")
    kept.put(1, "a", b"0" * 30)
    assert [kept.get(key, tag) for key, tag in ((0, "b"), (1, "a"), (2, "a"))] == [None] * 3


@pytest.mark.parametrize("horizon", [15, 30, 7])
def test_what_was_judged_is_what_one_would_judge_now(
    app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch, horizon: int
) -> None:
    """Made at the night, and worked out from the curves by who looks: the same, for every kind of shelf."""
    for n, (sold, left) in enumerate(
        [
            ([4.0] * 30, 18.0), ([2.0] * 30, 0.0), ([4.0] * 30, 400.0), (([0.0] * 9 + [10.0]) * 8, 15.0),
            (([0.0] * 6 + [12.0]) * 8, 24.0), ([1.0] * 20 + [0.0] * 65, 5.0), ([3.0] * 5, 2.0),
            ([1.0, 0.0, 2.0, 0.0] * 20, 14.0), ([4.0] * 30, 62.0),
        ]
    ):  # fmt: skip
        past(app, shop, sold, left=left, name=f"Article {n}", sale_price=100 * (n + 1))
    if horizon != 15:
        version = shop.get("/forecasts/settings").json()["version"]
        shop.patch("/forecasts/settings", {"horizon_days": horizon}, headers={"If-Match": f'"{version}"'})
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
    judged = anew(shop, monkeypatch)
    assert judged["stock_outs"]
    assert any(line["stock_out_on"] for group in judged["advice"] for line in group["lines"])
    with transaction(app, shop.tenant_id) as tx:
        assert tx.value("SELECT count(*) FROM product_outlooks WHERE tenant_id = %s AND ahead_days = %s",
                        (tx.tenant_id, horizon)) == 9  # fmt: skip
        tx.run(
            "UPDATE product_outlooks SET ahead_days = NULL, ahead_asked = NULL, ahead_chance = NULL, ahead_day = NULL,"
            " ahead_unmet = NULL,"
            " is_asked = NULL WHERE tenant_id = %s",
            (tx.tenant_id,),
        )
    assert anew(shop, monkeypatch) == judged


def test_a_level_that_moved_is_judged_by_who_looks(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [past(app, shop, [4.0] * 30, left=left) for left in (18.0, 300.0, 0.0)]
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
    shown(shop)
    with transaction(app, shop.tenant_id) as tx:
        inventory.record_movements(
            tx, [movement(one, quantity) for one, quantity in zip(items, (282_000, -290_000, 9_000), strict=True)]
        )
    found = {one["product_id"]: one for one in shown(shop)["stock_outs"]}
    assert found.keys() == {str(items[1]), str(items[2])}
    assert (found[str(items[1])]["on_hand"], found[str(items[2])]["on_hand"]) == (10, 9)
    with transaction(app, shop.tenant_id) as tx:
        forecasting.refresh(tx)
    again = {one["product_id"]: one for one in shown(shop)["stock_outs"]}
    assert {one: date.fromisoformat(row["stock_out_on"]) for one, row in again.items()} == {
        one: date.fromisoformat(row["stock_out_on"]) for one, row in found.items()
    }
