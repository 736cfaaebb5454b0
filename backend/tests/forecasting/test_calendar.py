"""The calendar as a company keeps it, and what the night makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from digiboost.forecasting import service as forecasting
from digiboost.forecasting.calendar import entries, felt, occasions
from digiboost.forecasting.planning import own_key
from digiboost.forecasting.schemas import CalendarEntryOut, CalendarOut
from digiboost.kernel.ids import new_id
from tests.factories.requests import field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import transaction
from tests.forecasting.shop import today
from tests.forecasting.test_nights import DAYS, busy_shop

PATH = "/forecasts/calendar"


def listed(person: Any, year: int | None = 2027) -> list[dict[str, Any]]:
    answer = person.get(PATH, params={} if year is None else {"year": year})
    assert answer.status_code == 200, answer.text
    assert CalendarOut.model_validate_json(answer.content)
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def add(person: Any, **body: Any) -> dict[str, Any]:
    answer = person.post(PATH, body)
    assert answer.status_code == 201, answer.text
    assert CalendarEntryOut.model_validate_json(answer.content)
    made: dict[str, Any] = answer.json()
    return made


def of(key: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in found if one["key"] == key]


def test_who_may(client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "GET", PATH)
    for method, path in (("POST", PATH), ("PATCH", f"{PATH}/{new_id()}"), ("DELETE", f"{PATH}/{new_id()}")):
        refuses_nobody(client, method, path, {})
        only_for(shop, {"manager"}, method, path, {"first": "x"} if method == "PATCH" else {})
    made = add(shop, name="Foire", first="2027-11-03", last="2027-11-09")
    hides(neighbour, "PATCH", f"{PATH}/{{id}}", made["id"], {"is_active": False})
    hides(neighbour, "DELETE", f"{PATH}/{{id}}", made["id"])
    assert of("own-foire", listed(neighbour)) == []
    for role in ("manager", "employee", "viewer"):
        assert of("own-foire", listed(shop.colleague(role))) == [made]


def test_a_year_and_the_coming_months(shop: Any) -> None:
    found = listed(shop)
    assert {date.fromisoformat(one["day"]).year for one in found} == {2027}
    assert len(of("pay", found)) == 12
    (tabaski,) = of("tabaski", found)
    assert (tabaski["id"], tabaski["name"], tabaski["version"], tabaski["is_active"]) == (None, None, None, True)
    day, first, last = (date.fromisoformat(tabaski[name]) for name in ("day", "first", "last"))
    assert ((day - first).days, (last - day).days) == felt("tabaski")
    coming = listed(shop, None)
    assert all(date.fromisoformat(one["last"]) >= today() for one in coming)
    assert {one["key"] for one in coming} >= {"korite", "tabaski", "magal", "gamou", "ramadan", "school_start", "pay"}
    assert all(one["effect"] is None for one in coming)


def test_the_true_day_of_a_feast(shop: Any) -> None:
    (ours,) = of("tabaski", listed(shop))
    true = date.fromisoformat(ours["day"]) + timedelta(days=1)
    made = add(shop, key="tabaski", first=true.isoformat(), last=true.isoformat())
    # A single day is the feast; the days around it on which it is felt come with it.
    assert (made["day"], made["key"], made["version"]) == (true.isoformat(), "tabaski", 1)
    assert made["first"] == (true - timedelta(days=14)).isoformat()
    assert of("tabaski", listed(shop)) == [made]
    again = shop.post(PATH, {"key": "tabaski", "first": ours["first"], "last": ours["last"]})
    assert problem(again) == (409, "occasion_known")
    answer = shop.delete(f"{PATH}/{made['id']}")
    assert answer.status_code == 204
    assert of("tabaski", listed(shop)) == [ours]


def test_a_feast_that_the_shop_does_not_feel(shop: Any) -> None:
    (ours,) = of("christmas", listed(shop))
    add(shop, key="christmas", first=ours["first"], last=ours["last"], is_active=False)
    (off,) = of("christmas", listed(shop))
    assert (off["is_active"], off["day"]) == (False, ours["day"])
    answer = shop.patch(f"{PATH}/{off['id']}", {"is_active": True}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["is_active"], answer.json()["version"]) == (200, True, 2)
    answer = shop.patch(f"{PATH}/{off['id']}", {"is_active": False}, headers={"If-Match": '"1"'})
    assert problem(answer) == (409, "version_conflict")


def test_one_month_s_pay_moves_alone(shop: Any) -> None:
    before = [one["day"] for one in of("pay", listed(shop))]
    add(shop, key="pay", first="2027-03-25", last="2027-03-25")
    after = [one["day"] for one in of("pay", listed(shop))]
    assert sorted(set(before) ^ set(after)) == ["2027-03-25", "2027-04-01"]
    add(shop, key="pay", first="2027-04-25", last="2027-04-25")
    assert len(of("pay", listed(shop))) == 12


def test_days_of_one_s_own(shop: Any) -> None:
    made = add(shop, name="  Foire de Dakar ", first="2027-11-03", last="2027-11-09")
    assert (made["key"], made["name"], made["day"]) == ("own-foire-de-dakar", "Foire de Dakar", "2027-11-03")
    assert own_key("FOIRE de  dakar") == own_key("foire de Dâkar") == made["key"]
    assert own_key("\u0639\u064a\u062f") != "own-"
    answer = shop.patch(f"{PATH}/{made['id']}", {"name": "Braderie", "last": "2027-11-05"})
    assert (answer.json()["key"], answer.json()["last"]) == ("own-braderie", "2027-11-05")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"first": "2027-01-02", "last": "2027-01-02"}, ("name", "field.missing")),
        ({"key": "halloween", "first": "2027-01-02", "last": "2027-01-02"}, ("key", "feast_unknown")),
        ({"name": "Foire", "first": "2027-01-02", "last": "2027-01-01"}, ("last", "last_before_first")),
        ({"name": "Foire", "first": "2027-01-02", "last": "2027-06-01"}, ("last", "occasion_too_long")),
    ],
)
def test_what_is_no_occasion(shop: Any, body: dict[str, str], refused: tuple[str, str]) -> None:
    assert field_problem(shop.post(PATH, body)) == refused


def test_what_an_edit_may_not_empty(shop: Any) -> None:
    made = add(shop, name="Foire", first="2027-11-03", last="2027-11-09")
    for body in ({"name": None}, {"first": None}, {"is_active": None}):
        assert field_problem(shop.patch(f"{PATH}/{made['id']}", body))[1] == "field.missing"
    assert field_problem(shop.patch(f"{PATH}/{made['id']}", {"first": "2027-12-01"})) == ("last", "last_before_first")


@pytest.mark.parametrize("year", range(2025, 2030))
def test_without_a_word_of_the_company_the_calendar_is_ours(year: int) -> None:
    first, until = date(year, 1, 1), date(year, 12, 31)
    ours = {(one.key, one.day, one.start, one.end) for one in entries(first, until)}
    assert {(one.key, one.day, one.first, one.last) for one in occasions(first, until, [])} == ours


def test_another_date_moves_the_next_night_s_forecast(app: Any, shop: Any) -> None:
    """A fair at which twice as much is sold, three times in the past: what is foretold goes where the fair goes."""
    fairs = [today() - timedelta(days=back) for back in (140, 95, 50)]
    with transaction(app, shop.tenant_id) as tx:
        items = busy_shop(tx)
        for fair in fairs:
            tx.run(
                "UPDATE product_days SET units = 2 * units WHERE tenant_id = %s AND day BETWEEN %s AND %s",
                (tx.tenant_id, fair, fair + timedelta(days=4)),
            )
    assert DAYS > 140

    def night() -> float:
        with transaction(app, shop.tenant_id) as tx:
            forecasting.tonight(tx)
            return sum(one.expected or 0 for one in forecasting.outlooks(tx, items).values())

    for fair in fairs:
        add(shop, name="Foire", first=fair.isoformat(), last=(fair + timedelta(days=4)).isoformat())
    usual = night()
    (effect,) = {one["effect"] for one in of("own-foire", listed(shop, fairs[0].year))}
    assert effect == pytest.approx(1, abs=0.35)
    coming = add(
        shop, name="Foire", first=(today() + timedelta(days=3)).isoformat(),
        last=(today() + timedelta(days=7)).isoformat(),
    )  # fmt: skip
    assert coming["effect"] == effect
    with_fair = night()
    # Five days of fifteen with twice the demand.
    assert with_fair == pytest.approx(usual * 4 / 3, rel=0.12)
    later = {"first": (today() + timedelta(days=33)).isoformat(), "last": (today() + timedelta(days=37)).isoformat()}
    assert shop.patch(f"{PATH}/{coming['id']}", later).status_code == 200
    assert night() == pytest.approx(usual, rel=0.02)
