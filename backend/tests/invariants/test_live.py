"""Hints to open screens reach the company's own screens alone."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from tests.factories.people import open_company
from tests.invariants.kit.server import Server


class Screen:
    """An open ``/live`` stream and what it was told."""

    def __init__(self, web: httpx.Client, token: str, path: str = "/api/v1/live") -> None:
        self.lines: list[str] = []
        self.status = 0
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(web, token, path), daemon=True)
        self._thread.start()
        assert self._open.wait(10)

    def _listen(self, web: httpx.Client, token: str, path: str) -> None:
        try:
            with web.stream("GET", path, headers={"Authorization": f"Bearer {token}"}) as answer:
                self.status = answer.status_code
                for line in answer.iter_lines():
                    self.lines.append(line)
                    self._open.set()
        except httpx.HTTPError:
            pass  # the test closed it
        finally:
            self._open.set()

    def hints(self) -> list[str]:
        return [line for line in self.lines if line == "event: changes"]

    def wait_for_hints(self, number: int) -> None:
        deadline = time.monotonic() + 5
        while len(self.hints()) < number and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.hints()) >= number


def test_a_neighbour_s_hints_never_arrive(server: Server) -> None:
    with server.client() as web, server.client() as streams:
        shop, neighbour = open_company(web), open_company(web)
        ours, theirs = Screen(streams, shop.token), Screen(streams, neighbour.token)
        time.sleep(0.3)  # the first subscription
        for number in range(5):
            started = time.monotonic()
            made = neighbour.post("/products", {"code": f"S{number}", "name": "Savon", "sale_price": 500})
            assert made.status_code == 201
            theirs.wait_for_hints(number + 1)
            assert time.monotonic() - started < 1, "a write is hinted within a second"
        assert ours.hints() == []
        shop.post("/products", {"code": "S1", "name": "Savon", "sale_price": 500})
        ours.wait_for_hints(1)
        assert len(theirs.hints()) == 5
        everything = "\n".join(ours.lines)
        assert neighbour.tenant_id not in everything


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_nobody_listens_without_a_session(web: httpx.Client, token: str) -> None:
    answer = web.get("/api/v1/live", headers={"Authorization": f"Bearer {token}"} if token else {})
    assert answer.status_code == 401
    assert web.get(f"/api/v1/live?access_token={token}").status_code == 401


def test_a_tenant_in_the_address_changes_nothing(server: Server) -> None:
    with server.client() as web, server.client() as streams:
        shop, neighbour = open_company(web), open_company(web)
        screen = Screen(streams, shop.token, f"/api/v1/live?tenant_id={neighbour.tenant_id}")
        time.sleep(0.3)
        neighbour.post("/products", {"code": "S1", "name": "Savon", "sale_price": 500})
        time.sleep(0.5)
        assert screen.hints() == []
