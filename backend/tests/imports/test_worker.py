"""A real server and a real worker: progress on the screen, one import after the other, and a worker that dies."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tests.factories.imports import Desk, rows_of
from tests.factories.people import open_company
from tests.factories.trade import drift_of
from tests.invariants.kit.server import Program, Server, serving

pytestmark = pytest.mark.alone

OVER = {"done", "failed", "undone", "cancelled"}


@pytest.fixture(scope="module")
def server(stack: Any) -> Iterator[Server]:
    with serving(DIGIBOOST_RATE_LIMITS="false") as running:
        yield running


@pytest.fixture
def worker(stack: Any) -> Iterator[Program]:
    running = Program("worker")
    yield running
    running.stop()
    running.output.close()


@pytest.fixture
def office(server: Server, client: Any) -> Iterator[Desk]:
    with server.client() as web:
        yield Desk(open_company(web))


def many_sales(lines: int, first: int = 0) -> str:
    return "Facture;Date;Produit;Qté;PU\n" + "".join(
        f"F{number // 5};{1 + number % 28:02d}/01/2026;Produit {number % 400};{1 + number % 7};{500 + number % 90}\n"
        for number in range(first, first + lines)
    )


def wait_for(desk: Desk, import_id: str, *states: str, patience: float = 60) -> tuple[dict[str, Any], list[float]]:
    """The import when it is in one of these states, and the shares of work that were seen on the way."""
    seen: list[float] = []
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = desk.get(import_id)
        if found["status"] in states:
            return found, seen
        seen.append(found["progress"])
        time.sleep(0.05)
    raise AssertionError(f"still {found['status']} at {found['progress']}")


class Screen(threading.Thread):
    """An open screen that listens to what happens to imports."""

    def __init__(self, web: httpx.Client, token: str) -> None:
        super().__init__(daemon=True)
        self._web, self._token = web, token
        self.told: list[dict[str, Any]] = []
        self.opened = threading.Event()
        self.start()
        assert self.opened.wait(10)

    def run(self) -> None:
        headers, event = {"Authorization": f"Bearer {self._token}"}, ""
        with suppress(httpx.HTTPError), self._web.stream("GET", "/api/v1/live", headers=headers, timeout=90) as answer:
            for line in answer.iter_lines():
                self.opened.set()
                if line.startswith("event:"):
                    event = line.removeprefix("event:").strip()
                elif line.startswith("data:") and event == "import":
                    self.told.append(json.loads(line.removeprefix("data:")))


def test_a_file_from_the_screen_to_the_dashboard_and_back(
    app: Any, server: Server, office: Desk, worker: Program
) -> None:
    with server.client() as stream:
        screen = Screen(stream, office.person.token)
        made = office.upload("sales", many_sales(30_000), "ventes.csv")
        _, checking = wait_for(office, made["id"], "checked")
        assert office.person.post(f"/imports/{made['id']}/confirm").status_code == 202
        done, taking = wait_for(office, made["id"], *OVER)
        deadline = time.monotonic() + 5
        while not any(one["status"] == "done" for one in screen.told) and time.monotonic() < deadline:
            time.sleep(0.02)
    assert (done["status"], done["accepted_rows"], done["created_products"]) == ("done", 30_000, 400)
    assert checking == sorted(checking)
    assert taking == sorted(taking)
    told = [one for one in screen.told if one["id"] == made["id"]]
    statuses = [one["status"] for one in told]
    assert statuses[-1] == "done"
    assert list(dict.fromkeys(statuses)) == [
        status for status in ("checking", "checked", "importing", "done") if status in statuses
    ]
    for status in ("checking", "importing"):
        shares = [one["progress"] for one in told if one["status"] == status]
        assert shares, f"nothing was told of the import while it was {status}"
        assert shares == sorted(shares)
    expected = sum((1 + number % 7) * (500 + number % 90) for number in range(30_000))
    overview = office.person.get("/dashboards/overview?day=2026-01-28").json()["sales"]
    assert overview["days_30"]["revenue"] == expected
    assert office.person.post(f"/imports/{made['id']}/undo").status_code == 202
    undone, _ = wait_for(office, made["id"], *OVER - {"done"})
    assert undone["status"] == "undone"
    assert office.person.get("/dashboards/overview?day=2026-01-28").json()["sales"]["days_30"]["revenue"] == 0
    assert office.person.get("/products").json()["items"] == []
    assert drift_of(app, office.person) == []


def test_two_imports_of_one_company_run_one_after_the_other(app: Any, office: Desk, worker: Program) -> None:
    # They overlap by half: together they would write the same lines, or the same products, twice.
    made = [office.upload("sales", many_sales(6_000, first))["id"] for first in (0, 3_000)]
    for import_id in made:
        wait_for(office, import_id, "checked")
    for import_id in made:
        assert office.person.post(f"/imports/{import_id}/confirm").status_code == 202
    done = [wait_for(office, import_id, *OVER)[0] for import_id in made]
    assert [one["status"] for one in done] == ["done", "done"]
    assert sorted(one["accepted_rows"] for one in done) == [3_000, 6_000]
    assert sorted(one["duplicate_rows"] for one in done) == [0, 3_000]
    rows = rows_of(office.person)
    assert (len(rows["sale_lines"]), len(rows["products"])) == (9_000, 400)
    assert drift_of(app, office.person) == []


@pytest.mark.chaos
@pytest.mark.parametrize("state", ["checking", "importing"])
def test_a_worker_that_is_killed_leaves_nothing_half_done(app: Any, office: Desk, state: str) -> None:
    content = many_sales(60_000)
    first = Program("worker")
    try:
        made = office.upload("sales", content)
        if state == "importing":
            wait_for(office, made["id"], "checked")
        before = rows_of(office.person)
        if state == "importing":
            assert office.person.post(f"/imports/{made['id']}/confirm").status_code == 202
        deadline = time.monotonic() + 60
        while not 0 < (found := office.get(made["id"]))["progress"] < 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert found["status"] == state
    finally:
        first.kill()
        first.output.close()
    assert rows_of(office.person) == before
    assert office.get(made["id"])["status"] == state
    following = [Program("worker"), Program("beat")]
    try:
        if state == "checking":
            wait_for(office, made["id"], "checked", patience=150)
            assert rows_of(office.person) == before
            assert office.person.post(f"/imports/{made['id']}/confirm").status_code == 202
        done, _ = wait_for(office, made["id"], *OVER, patience=150)
    finally:
        for program in following:
            program.stop()
            program.output.close()
    assert (done["status"], done["accepted_rows"], done["created_products"]) == ("done", 60_000, 400)
    assert len(rows_of(office.person)["sale_lines"]) == 60_000
    assert drift_of(app, office.person) == []
