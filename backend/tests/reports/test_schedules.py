"""What is made and sent without anybody asking: each moment once, missed ones caught up once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now, zone
from digiboost.kernel.jobs import celery_app, worker_engine
from digiboost.reports import jobs, repository, service
from digiboost.reports.moments import last_moment, next_moment
from digiboost.reports.types import ReportFrequency, ReportType
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, count
from tests.reports.conftest import Draws, as_system, gone, work


@pytest.fixture(autouse=True)
def _drawn(makers: Draws) -> None:
    """Every type has a maker."""


def scheduled(shop: Person, **wanted: Any) -> dict[str, Any]:
    body = {
        "type": "sales_analysis", "frequency": "daily", "recipients": [{"user_id": shop.user_id}], **wanted,
    }  # fmt: skip
    answer = shop.post("/reports/schedules", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _missed(shop: Person, schedule: str, days: int) -> datetime:
    """As if the workers had been away for some days: the schedule is older, its next moment is long past."""
    with connect("admin", autocommit=True) as connection:
        row = connection.execute(
            "UPDATE report_schedules SET next_at = next_at - %s, created_at = created_at - %s WHERE id = %s"
            " RETURNING next_at",
            (timedelta(days=days), timedelta(days=days + 1), schedule),
        ).fetchone()
        connection.execute("UPDATE report_watch SET next_at = now() WHERE company_id = %s", (shop.tenant_id,))
    assert row is not None
    moment: datetime = row[0]
    return moment


def _reports(shop: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get("/reports").json()["items"]
    return found


def _visit(shop: Person) -> None:
    jobs.visit(worker_engine(), UUID(shop.tenant_id))


def _one(shop: Person, schedule: str) -> dict[str, Any]:
    return next(one for one in shop.get("/reports/schedules").json()["items"] if one["id"] == schedule)


# -- what people set ----------------------------------------------------------------------------


def test_a_schedule_is_on_the_company_s_clock(client: Any) -> None:
    shop = open_company(client, time_zone="Africa/Douala")
    made = scheduled(shop, frequency="weekly", weekday=4, hour=18)
    at = datetime.fromisoformat(made["next_at"]).astimezone(zone("Africa/Douala"))
    assert (at.weekday(), at.hour, at.minute) == (4, 18, 0)
    assert at > now()
    assert (made["weekday"], made["month_day"], made["format"], made["language"]) == (4, None, "xlsx", "fr")
    assert made["recipients"] == [{"user_id": shop.user_id, "name": "Awa Ndiaye", "email": shop.email, "phone": None}]
    monthly = scheduled(shop, type="monthly_synthesis", frequency="monthly", weekday=3)
    assert (monthly["weekday"], monthly["month_day"], monthly["hour"]) == (None, 1, 7)


def test_others_are_reached_by_an_address(shop: Person) -> None:
    made = scheduled(shop, recipients=[
        {"name": "BICIS", "email": "banque@example.com"}, {"phone": "77 123 45 67"}, {"user_id": shop.user_id},
        {"name": "La banque", "email": "Banque@example.com"}, {"user_id": shop.user_id, "email": "other@example.com"},
    ])  # fmt: skip
    assert [(one["name"], one["email"], one["phone"]) for one in made["recipients"]] == [
        ("BICIS", "banque@example.com", None), ("+221771234567", None, "+221771234567"),
        ("Awa Ndiaye", shop.email, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"type": "purchase_order"}, "type", "report_not_schedulable"),
        ({"type": "stock_inventory", "format": "pdf"}, "format", "report_format"),
        ({"recipients": [{"name": "Banque"}]}, "recipients.0.email", "recipient_unreachable"),
        ({"recipients": []}, "recipients", "too_short"),
        ({"hour": 24}, "hour", "less_than_equal"),
        ({"month_day": 29}, "month_day", "less_than_equal"),
    ],
    ids=["type", "format", "nobody", "empty", "hour", "day"],
)
def test_what_cannot_be_scheduled_is_refused(shop: Person, body: dict[str, Any], field: str, code: str) -> None:
    wanted = {"type": "sales_analysis", "frequency": "monthly", "recipients": [{"user_id": shop.user_id}], **body}
    answer = shop.post("/reports/schedules", wanted)
    assert answer.status_code == 422
    problem = answer.json()["errors"][0]
    assert (problem["field"], problem["code"]) == (field, code)


def test_only_what_is_given_changes(shop: Person) -> None:
    made = scheduled(shop, frequency="weekly", weekday=2)
    path = f"/reports/schedules/{made['id']}"
    changed = shop.patch(path, {"hour": 20}, headers={"If-Match": '"1"'}).json()
    assert {name for name in made if made[name] != changed[name]} == {"hour", "next_at", "version"}
    again = shop.patch(path, {"hour": 21}, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["code"]) == (409, "version_conflict")
    monthly = shop.patch(path, {"frequency": "monthly", "month_day": 15}).json()
    assert (monthly["weekday"], monthly["month_day"]) == (None, 15)
    assert monthly["next_at"][8:10] == "15"
    other = shop.patch(path, {"recipients": [{"name": "Banque", "email": "b@example.com"}], "language": "en"}).json()
    assert (other["recipients"][0]["name"], other["language"], other["next_at"]) == (
        "Banque", "en", monthly["next_at"],
    )  # fmt: skip
    for field in ("hour", "frequency", "recipients", "is_active"):
        refused = shop.patch(path, {field: None})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "field.missing")
    assert shop.patch(path, {"format": "receipt"}).json()["errors"][0]["code"] == "report_format"


def test_there_is_a_limit(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.reports import scheduling

    monkeypatch.setattr(scheduling, "MOST", 3)
    with ThreadPoolExecutor(6) as pool:
        body = {"type": "stock_inventory", "frequency": "daily", "recipients": [{"user_id": shop.user_id}]}
        statuses = list(pool.map(lambda _: shop.post("/reports/schedules", body).status_code, range(6)))
    assert sorted(statuses) == [201] * 3 + [409] * 3


# -- the moment ---------------------------------------------------------------------------------


def test_missed_moments_are_caught_up_once(shop: Person) -> None:
    made = scheduled(shop, hour=6)
    _missed(shop, made["id"], 5)
    for _ in range(3):
        _visit(shop)
    [report] = _reports(shop)
    due = last_moment(ReportFrequency.DAILY, None, None, 6, zone("Africa/Dakar"), now())
    assert report["schedule_id"] == made["id"]
    day = due.date() - timedelta(days=1)
    assert (report["first"], report["last"]) == (str(day), str(day)), "of the latest moment alone"
    after = _one(shop, made["id"])
    assert datetime.fromisoformat(after["last_at"]) == due
    assert datetime.fromisoformat(after["next_at"]) == next_moment(
        ReportFrequency.DAILY, None, None, 6, zone("Africa/Dakar"), now()
    )
    assert after["version"] == 1, "what people set did not change"
    assert work(shop) == 1
    [sent] = shop.get(f"/reports/{report['id']}").json()["deliveries"]
    assert sent["recipient"] == "Awa Ndiaye"


def test_who_expected_a_report_is_told_that_it_did_not_come(shop: Person, makers: Draws) -> None:
    makers(ReportType.SALES_ANALYSIS, gone)
    outside = {"name": "BICIS", "email": "banque@example.com"}
    made = scheduled(shop, hour=6, recipients=[{"user_id": shop.user_id}, outside])
    _missed(shop, made["id"], 1)
    _visit(shop)
    assert work(shop) == 1
    [report] = _reports(shop)
    assert report["state"] == "failed"
    [told] = shop.get("/notifications").json()["items"]
    assert told["title"] == f"{report['title']} : pas de rapport"
    assert "prévu aujourd'hui" in told["body"] and told["url"] == "/reports"
    [sent] = shop.get(f"/reports/{report['id']}").json()["deliveries"]
    assert sent["recipient"] == "Awa Ndiaye", "nobody outside hears of it"


def test_two_visits_at_once_make_one_report(shop: Person) -> None:
    for hour in (6, 7, 8):
        _missed(shop, scheduled(shop, hour=hour)["id"], 3)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _visit(shop), range(8)))
    assert len(_reports(shop)) == 3
    with connect("admin") as connection:
        assert count(connection, "deliveries", "company_id = %s AND reaction = 'reports.make'", shop.tenant_id) == 3


def test_a_moment_has_one_report_whoever_looks(shop: Person) -> None:
    """Even when the schedule itself forgot that it was there."""
    made = scheduled(shop, hour=6)
    _missed(shop, made["id"], 3)
    _visit(shop)
    with connect("admin", autocommit=True) as connection:
        connection.execute(
            "UPDATE report_schedules SET next_at = next_at - interval '3 days', last_at = NULL WHERE id = %s",
            (made["id"],),
        )
    _visit(shop)
    assert len(_reports(shop)) == 1


def test_a_deleted_report_of_a_schedule_does_not_come_back(shop: Person) -> None:
    made = scheduled(shop, hour=6)
    _missed(shop, made["id"], 1)
    _visit(shop)
    [report] = _reports(shop)
    assert shop.delete(f"/reports/{report['id']}").status_code == 204
    _visit(shop)
    assert work(shop) == 1, "which ends without a word"
    assert _reports(shop) == []


def test_the_tick_finds_who_is_due(shop: Person, neighbour: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    visited: list[str] = []
    monkeypatch.setattr(celery_app, "send_task", lambda name, args, queue: visited.extend(args))
    _missed(shop, scheduled(shop)["id"], 2)
    scheduled(neighbour)
    jobs.due(worker_engine())
    assert shop.tenant_id in visited and neighbour.tenant_id not in visited
    visited.clear()
    jobs.due(worker_engine())
    assert shop.tenant_id not in visited, "it lies with the broker"
    with connect("admin", autocommit=True) as connection:
        connection.execute(
            "UPDATE report_watch SET next_at = next_at - %s WHERE company_id = %s", (jobs.LEASE, shop.tenant_id)
        )
    jobs.due(worker_engine())
    assert shop.tenant_id in visited, "the broker forgot it"
    _visit(shop)
    with connect("admin") as connection:
        row = connection.execute(
            "SELECT w.next_at, (SELECT min(s.next_at) FROM report_schedules s WHERE s.tenant_id = w.company_id)"
            " FROM report_watch w WHERE w.company_id = %s",
            (shop.tenant_id,),
        ).fetchone()
    assert row is not None and row[0] == row[1] > datetime.now(UTC)


def test_a_pause_is_not_caught_up(shop: Person) -> None:
    made = scheduled(shop, hour=6)
    path = f"/reports/schedules/{made['id']}"
    assert shop.patch(path, {"is_active": False}).status_code == 200
    with connect("admin") as connection:
        assert count(connection, "report_watch", "company_id = %s", shop.tenant_id) == 0
    _missed(shop, made["id"], 4)
    _visit(shop)
    assert _reports(shop) == []
    assert datetime.fromisoformat(shop.patch(path, {"is_active": True}).json()["next_at"]) > now()
    _visit(shop)
    assert _reports(shop) == []


def test_a_deleted_schedule_leaves_its_reports(shop: Person) -> None:
    made = scheduled(shop, hour=6)
    _missed(shop, made["id"], 1)
    _visit(shop)
    assert shop.delete(f"/reports/schedules/{made['id']}").status_code == 204
    [report] = _reports(shop)
    assert report["schedule_id"] is None
    assert work(shop) == 1
    assert shop.delete(f"/reports/schedules/{made['id']}").status_code == 404
    with connect("admin") as connection:
        assert count(connection, "report_watch", "company_id = %s", shop.tenant_id) == 0


def test_who_left_is_not_sent_anything(shop: Person) -> None:
    manager = shop.colleague("manager")
    made = scheduled(shop, recipients=[{"user_id": manager.user_id}, {"name": "Banque", "email": "b@example.com"}])
    assert shop.patch(f"/users/{manager.user_id}", {"is_active": False}).status_code == 200
    _missed(shop, made["id"], 1)
    _visit(shop)
    work(shop)
    [report] = _reports(shop)
    [sent] = shop.get(f"/reports/{report['id']}").json()["deliveries"]
    assert sent["recipient"] == "Banque"
    assert _one(shop, made["id"])["recipients"][0]["name"] == "Manager"


def test_a_company_that_moves_keeps_its_hours(shop: Person) -> None:
    made = scheduled(shop, hour=7)
    assert shop.patch("/tenant", {"time_zone": "Asia/Tokyo"}).status_code == 200
    with as_system(shop) as tx:
        service.tonight(tx)
    at = datetime.fromisoformat(_one(shop, made["id"])["next_at"]).astimezone(zone("Asia/Tokyo"))
    assert at.hour == 7


# -- the usual one ------------------------------------------------------------------------------


def test_every_company_begins_with_the_synthesis_of_the_month(shop: Person) -> None:
    with as_system(shop) as tx:
        service.tonight(tx)
    [usual] = shop.get("/reports/schedules").json()["items"]
    assert (usual["type"], usual["frequency"], usual["month_day"], usual["hour"]) == (
        "monthly_synthesis", "monthly", 1, 7,
    )  # fmt: skip
    assert [one["user_id"] for one in usual["recipients"]] == [shop.user_id]
    _missed(shop, usual["id"], 62)
    _visit(shop)
    [report] = _reports(shop)
    first, last = datetime.fromisoformat(report["first"]), datetime.fromisoformat(report["last"])
    assert first.day == 1 and (last + timedelta(days=1)).day == 1
    assert last.date() < now().date() and now().date() - last.date() <= timedelta(days=31)


def test_what_was_deleted_does_not_come_back(shop: Person) -> None:
    [usual] = shop.get("/reports/schedules").json()["items"]
    assert shop.delete(f"/reports/schedules/{usual['id']}").status_code == 204
    with as_system(shop) as tx:
        service.tonight(tx)
    assert shop.get("/reports/schedules").json()["items"] == []


def test_who_has_schedules_of_their_own_is_left_alone(shop: Person) -> None:
    made = scheduled(shop)
    with as_system(shop) as tx:
        service.tonight(tx)
    assert [one["id"] for one in shop.get("/reports/schedules").json()["items"]] == [made["id"]]


def test_it_is_made_once_by_all_who_ask_at_once(shop: Person) -> None:
    with ThreadPoolExecutor(6) as pool:
        lists = list(pool.map(lambda _: shop.get("/reports/schedules").json()["items"], range(12)))
    assert {len(one) for one in lists} <= {0, 1}
    assert len(shop.get("/reports/schedules").json()["items"]) == 1


def test_the_watch_is_never_later_than_a_schedule(shop: Person) -> None:
    """A visit and new schedules at once: who comes last knows of all."""

    def one(number: int) -> None:
        if number % 3:
            scheduled(shop, frequency="weekly", weekday=number % 7, hour=number % 24)
        else:
            _visit(shop)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(24)))
    with as_system(shop) as tx:
        stored = tx.value("SELECT next_at FROM report_watch WHERE company_id = %s", (tx.tenant_id,))
        repository.watch(tx)
        assert tx.value("SELECT next_at FROM report_watch WHERE company_id = %s", (tx.tenant_id,)) == stored
