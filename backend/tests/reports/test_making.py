"""What a worker does: once, whatever happens in between."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import MAX_ATTEMPTS, deliver
from digiboost.reports import making, service
from digiboost.reports.types import Asked, Made, Progress, ReportType
from tests.factories.people import Person
from tests.invariants.kit.database import connect, count
from tests.reports.conftest import Draws, age, as_system, asked, broken, folder, gone, paper, ready, work, writing

STOCK = ReportType.STOCK_INVENTORY


@pytest.fixture(autouse=True)
def _drawn(makers: Draws) -> None:
    """Every type has a maker."""


def _state(shop: Person, report: str) -> tuple[str, str | None]:
    one = shop.get(f"/reports/{report}").json()
    return one["state"], one["error"]


def _again(shop: Person) -> None:
    """What waits is due now."""
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE deliveries SET next_at = now() WHERE company_id = %s", (shop.tenant_id,))


def test_a_job_that_runs_again_changes_nothing(shop: Person) -> None:
    report = ready(shop, recipients=[{"name": "Banque", "email": "banque@example.com"}])
    before = shop.get(f"/reports/{report}").json()
    with as_system(shop) as tx:
        making.make(tx, {"report_id": report})
    with as_system(shop) as tx:
        making.gave_up(tx, {"report_id": report})
    assert shop.get(f"/reports/{report}").json() == before
    assert len(before["deliveries"]) == 1


def test_what_is_gone_ends_at_once_and_says_why(shop: Person, makers: Draws) -> None:
    makers(STOCK, gone)
    report = asked(shop)
    assert work(shop) == 1
    assert _state(shop, report) == ("failed", "report_subject_gone")
    assert list(folder(shop).iterdir()) == []


def test_a_fault_is_tried_again_and_then_given_up(shop: Person, makers: Draws) -> None:
    makers(STOCK, broken)
    report = asked(shop)
    for _ in range(MAX_ATTEMPTS - 1):
        assert work(shop) == 0
        assert _state(shop, report) == ("making", None)
        _again(shop)
    assert work(shop) == 0
    assert _state(shop, report) == ("failed", "report_gave_up")
    assert work(shop) == 0, "nothing waits any more"
    assert list(folder(shop).iterdir()) == [], "nothing of half a file is left"


def test_a_fault_that_passes_leaves_no_trace(shop: Person, makers: Draws) -> None:
    makers(STOCK, broken)
    report = asked(shop)
    work(shop)
    makers(STOCK, paper)
    assert work(shop) == 1
    assert _state(shop, report) == ("ready", None)


def test_a_maker_cannot_write(shop: Person, makers: Draws) -> None:
    makers(STOCK, writing)
    report = asked(shop)
    assert work(shop) == 0
    assert _state(shop, report)[0] == "making"
    assert shop.get("/tenant").json()["name"] == "Boutique Awa"


def test_a_report_that_kills_its_workers_is_given_up(shop: Person) -> None:
    report = asked(shop)
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE reports SET attempts = %s WHERE id = %s", (making.MAX_STARTS, report))
    assert work(shop) == 1
    assert _state(shop, report) == ("failed", "report_gave_up")


def test_a_report_sees_one_moment(shop: Person, makers: Draws) -> None:
    seen: list[int] = []

    def twice(tx: Tx, wanted: Asked, path: Path, progress: Progress) -> Made:
        for _ in range(2):
            seen.append(tx.value("SELECT count(*) FROM suppliers WHERE tenant_id = %s", (tx.tenant_id,)))
            assert shop.post("/suppliers", {"name": f"F{len(seen)}"}).status_code == 201
        return paper(tx, wanted, path, progress)

    makers(STOCK, twice)
    ready(shop)
    assert seen == [0, 0]


def test_two_workers_make_one_file(shop: Person, makers: Draws) -> None:
    drawn: list[float] = []

    def slow(tx: Tx, wanted: Asked, path: Path, progress: Progress) -> Made:
        drawn.append(time.monotonic())
        time.sleep(0.5)
        return paper(tx, wanted, path, progress)

    makers(STOCK, slow)
    report = asked(shop, recipients=[{"user_id": shop.user_id}])
    with connect("admin") as connection:
        [(event,)] = connection.execute(
            "SELECT event_id FROM deliveries WHERE company_id = %s AND reaction = 'reports.make'", (shop.tenant_id,)
        ).fetchall()
    done: list[bool] = []

    def one() -> None:
        done.append(deliver(worker_engine(), event, UUID(shop.tenant_id), "reports.make"))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert len(drawn) == 1
    assert len(shop.get(f"/reports/{report}").json()["deliveries"]) == 1


def test_what_is_deleted_meanwhile_leaves_no_file(shop: Person, makers: Draws) -> None:
    def deleted(tx: Tx, wanted: Asked, path: Path, progress: Progress) -> Made:
        assert shop.get(f"/reports/{report}").json()["state"] == "making"
        assert shop.delete(f"/reports/{report}").status_code == 204
        return paper(tx, wanted, path, progress)

    makers(STOCK, deleted)
    report = asked(shop, recipients=[{"user_id": shop.user_id}])
    assert work(shop) == 1
    assert shop.get("/reports").json()["items"] == []
    assert list(folder(shop).iterdir()) == []
    with connect("admin") as connection:
        assert count(connection, "notifications", "tenant_id = %s", shop.tenant_id) == 0


def test_how_far_it_is_can_be_read(shop: Person, makers: Draws) -> None:
    seen: list[float] = []

    def steps(tx: Tx, wanted: Asked, path: Path, progress: Progress) -> Made:
        for share in (0.2, 0.4, 5.0):
            time.sleep(0.55)
            progress(share)
            progress(share)
            seen.append(shop.get(f"/reports/{report}").json()["progress"])
        return paper(tx, wanted, path, progress)

    makers(STOCK, steps)
    report = asked(shop)
    assert work(shop) == 1
    assert seen == [0.2, 0.4, 1.0]


# -- retention ----------------------------------------------------------------------------------


def test_a_report_is_forgotten_with_its_file(shop: Person) -> None:
    old = ready(shop)
    age(shop, "reports", "expires_at", timedelta(days=91))
    young = ready(shop, language="en")
    for _ in range(2):
        with as_system(shop) as tx:
            assert service.forget(tx) == []
        assert [path.name for path in folder(shop).iterdir()] == [f"{young}.xlsx"]
    assert [one["id"] for one in shop.get("/reports").json()["items"]] == [young]
    assert shop.get(f"/reports/{old}").status_code == 404
    told = [one["action"] for one in shop.get("/audit").json()["items"]]
    assert told.count("report.forgotten") == 1


def test_what_a_crash_left_behind_is_swept(shop: Person) -> None:
    report = ready(shop)
    yesterday = time.time() - 2 * 86_400
    for name, at in (("left.123.part", yesterday), ("left.xlsx", yesterday), ("being-made.1.part", time.time())):
        (folder(shop) / name).write_text("x")
        os.utime(folder(shop) / name, (at, at))
    os.utime(folder(shop) / f"{report}.xlsx", (yesterday, yesterday))
    with as_system(shop) as tx:
        service.forget(tx)
    assert sorted(path.name for path in folder(shop).iterdir()) == sorted(["being-made.1.part", f"{report}.xlsx"])


def test_a_night_makes_and_forgets(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost import worker

    report = ready(shop)
    age(shop, "reports", "expires_at", timedelta(days=91))
    names = {"reports.forget", "reports.schedules"}
    monkeypatch.setattr(worker, "NIGHTLY", {name: act for name, act in worker.NIGHTLY.items() if name in names})
    assert set(worker.NIGHTLY) == names
    night: Any = worker.run_night
    night(shop.tenant_id)
    night(shop.tenant_id)
    assert shop.get(f"/reports/{report}").status_code == 404
    with connect("admin") as connection:
        assert count(connection, "report_schedules", "tenant_id = %s", shop.tenant_id) == 1
        assert count(connection, "report_watch", "company_id = %s", shop.tenant_id) == 1
