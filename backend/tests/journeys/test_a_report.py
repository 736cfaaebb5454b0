"""From a request to the post box and the telephone of who is to read it: real programs, a real broker, a mail server
and a server that holds us to WhatsApp's contract. And whoever dies in the middle, it arrives once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from digiboost.kernel.jobs import configure_celery, worker_engine
from digiboost.kernel.outbox import sweep
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, count
from tests.invariants.kit.server import Program, Server, serving
from tests.journeys.conftest import until
from tests.kit.smtp import Mail, MailServer
from tests.kit.whatsapp import WhatsApp
from tests.reports.conftest import order_of

pytestmark = pytest.mark.alone

PHONE = "+221776543219"
"""Nobody else's in these tests."""
BANK = "credits@banque.example"
PATIENCE = 90.0
"""Seconds: a report is drawn by a program that has just started."""


@pytest.fixture
def post() -> Iterator[MailServer]:
    running = MailServer().start()
    yield running
    running.stop()


@contextlib.contextmanager
def programs(*running: Program) -> Iterator[tuple[Program, ...]]:
    try:
        yield running
    finally:
        for one in running:
            one.stop()
            one.output.close()


def file_of(mail: Mail) -> tuple[str, bytes]:
    [attached] = list(mail.message.iter_attachments())
    return str(attached.get_filename()), attached.get_payload(decode=True)  # type: ignore[return-value]


def document_of(whatsapp: WhatsApp, message: Any) -> dict[str, Any]:
    header = message.details["template"]["components"][0]
    assert header["type"] == "header"
    found: dict[str, Any] = header["parameters"][0]["document"]
    return found


class Hints:
    """What an open screen is told of reports."""

    def __init__(self, web: httpx.Client, token: str) -> None:
        self.told: list[dict[str, Any]] = []
        self._open = threading.Event()
        threading.Thread(target=self._listen, args=(web, token), daemon=True).start()
        assert self._open.wait(20)

    def _listen(self, web: httpx.Client, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        event = ""
        with contextlib.suppress(httpx.HTTPError), web.stream("GET", "/api/v1/live", headers=headers) as answer:
            for line in answer.iter_lines():
                self._open.set()
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: ") and event == "reports":
                    self.told.append(json.loads(line.removeprefix("data: ")))


def _settings(whatsapp: WhatsApp, post: MailServer) -> dict[str, str]:
    return {**whatsapp.settings(), **post.settings()}


def _opened(server: Server) -> Person:
    shop = open_company(server.client())
    assert shop.patch("/me", {"phone": PHONE}).status_code == 200
    return shop


def test_a_report_is_asked_for_and_arrives(stack: Any, whatsapp: WhatsApp, post: MailServer) -> None:
    env: Any = _settings(whatsapp, post)
    with serving(**env) as server, server.client() as streams:
        whatsapp.callback_url = f"{server.url}/api/v1/channels/whatsapp/callback"
        with programs(Program("worker", **env)):
            shop = _opened(server)
            screen = Hints(streams, shop.token)
            wanted = {
                "type": "purchase_order", "subject_id": order_of(shop),
                "recipients": [{"user_id": shop.user_id}, {"name": "La banque", "email": BANK}],
            }  # fmt: skip
            asked = shop.post("/reports/generate", wanted)
            assert asked.status_code == 202, asked.text
            report = asked.json()["id"]
            assert shop.post("/reports/generate", wanted).json()["id"] == report
            until(lambda: shop.get(f"/reports/{report}").json()["state"] == "ready", PATIENCE)
            until(lambda: len(post.accepted) >= 2 and len(whatsapp.accepted) >= 1, PATIENCE)
            time.sleep(1)

            file = shop.get(f"/reports/{report}/download")
            assert file.content.startswith(b"%PDF-")
            name = shop.get(f"/reports/{report}").json()["file_name"]
            assert sorted(mail.to for mail in post.accepted) == sorted([shop.email, BANK])
            for mail in post.accepted:
                assert file_of(mail) == (name, file.content)
                assert mail.message["Subject"] == "Bon de commande BC-0001"
            [to_bank] = [mail for mail in post.accepted if mail.to == BANK]
            text = to_bank.message.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
            assert text.startswith("Bonjour La banque,\nVoici le document « Bon de commande BC-0001 »")
            assert "Digiboost" not in text, "who is not of the company finds nothing behind our door"

            [message] = whatsapp.accepted
            assert (message.to, message.details["template"]["name"]) == (PHONE, "digiboost_rapport_fr")
            document = document_of(whatsapp, message)
            assert document["filename"] == name
            assert file.content in whatsapp.media[document["id"]]
            assert whatsapp.broken == []

            until(
                lambda: "delivered" in {one["state"] for one in shop.get(f"/reports/{report}").json()["deliveries"]},
                PATIENCE,
            )
            shown = shop.get(f"/reports/{report}").json()["deliveries"]
            assert {(one["recipient"], one["channel"]) for one in shown} == {
                ("Awa Ndiaye", "email"), ("Awa Ndiaye", "whatsapp"), ("La banque", "email"),
            }  # fmt: skip
            states = [one["state"] for one in screen.told if one["report_id"] == report]
            assert (states[0], states[-1]) == ("queued", "ready")


def test_two_beats_make_one_report_of_a_moment(stack: Any, whatsapp: WhatsApp, post: MailServer) -> None:
    from digiboost.worker import SCHEDULE

    env: Any = _settings(whatsapp, post)
    with serving(**env) as server:
        shop = _opened(server)
        [usual] = shop.get("/reports/schedules").json()["items"]
        with connect("admin", autocommit=True) as connection:
            # Workers were away for two months.
            connection.execute(
                "UPDATE report_schedules SET next_at = next_at - %s, created_at = created_at - %s WHERE id = %s",
                (timedelta(days=62), timedelta(days=80), usual["id"]),
            )
            connection.execute("UPDATE report_watch SET next_at = now() WHERE company_id = %s", (shop.tenant_id,))
        with programs(Program("worker", **env), Program("beat", **env), Program("beat", **env)):
            until(lambda: shop.get("/reports").json()["items"], 150)
            until(lambda: shop.get("/reports").json()["items"][0]["state"] in {"ready", "failed"}, PATIENCE)
            # Two more ticks.
            time.sleep(2 * SCHEDULE["reports.due"].every_seconds + 5)
        [report] = shop.get("/reports").json()["items"]
        assert (report["schedule_id"], report["type"]) == (usual["id"], "monthly_synthesis")


@pytest.mark.chaos
def test_workers_are_killed_in_the_middle_and_it_arrives_once(
    stack: Any, whatsapp: WhatsApp, post: MailServer, tmp_path: Path, record_property: Any
) -> None:
    """kill -9 while it is drawn, sealed and announced: one report, one file, one mail each. (Those that are killed
    carry no mail: what a mail server was told by who died is tests/notifications/test_crashes.py.)"""
    env: Any = {**_settings(whatsapp, post), "SLOW_REPORTS": str(tmp_path / "drawing")}
    with serving(**env) as server:
        shop = _opened(server)
        orders = [order_of(shop) for _ in range(4)]
        reports = [
            shop.post(
                "/reports/generate",
                {"type": "purchase_order", "subject_id": one, "recipients": [{"name": "La banque", "email": BANK}]},
            ).json()["id"]
            for one in orders
        ]
        kills = 0
        started = time.monotonic()
        for wait in (0.0, 0.2, 0.45, 0.7, 1.0, 1.4):
            _due(shop)
            worker = _slow_worker("default", env)
            try:
                until(lambda: _drawing(tmp_path) or _are_ready(shop, reports), PATIENCE)
                time.sleep(wait)
            finally:
                worker.kill()
                worker.output.close()
                kills += 1
            for path in tmp_path.glob("drawing*"):
                path.unlink()
        _due(shop)
        worker = _slow_worker("messages,default,schedule", env)
        with programs(worker, Program("beat", **env)):
            until(lambda: _are_ready(shop, reports), 180)
            until(lambda: len({mail.message["Subject"] for mail in post.accepted}) == len(reports), 120)
            time.sleep(3)
            assert "Traceback" not in worker.said()
        record_property("kills", kills)
        record_property("seconds", round(time.monotonic() - started, 1))
        for report in reports:
            shown = shop.get(f"/reports/{report}").json()
            assert (shown["state"], shown["error"]) == ("ready", None)
            [sent] = shown["deliveries"]
            assert (sent["channel"], sent["state"]) == ("email", "sent")
            file = shop.get(f"/reports/{report}/download").content
            mine = [mail for mail in post.accepted if mail.message["Subject"] == shown["title"]]
            assert [hashlib.sha256(file_of(mail)[1]).digest() for mail in mine] == [hashlib.sha256(file).digest()]
        with connect("admin") as connection:
            assert count(connection, "reports", "tenant_id = %s", shop.tenant_id) == len(reports)
            assert count(connection, "notifications", "tenant_id = %s", shop.tenant_id) == len(reports)
            waiting = count(connection, "deliveries", "company_id = %s AND state <> 'done'", shop.tenant_id)
        assert waiting == 0


def _slow_worker(queues: str, env: dict[str, str]) -> Program:
    return Program(queues, module="tests.reports.slow_worker", **env)


def _drawing(folder: Path) -> bool:
    return any(folder.glob("drawing*"))


def _are_ready(shop: Person, reports: list[str]) -> bool:
    return all(shop.get(f"/reports/{one}").json()["state"] == "ready" for one in reports)


def _due(shop: Person) -> None:
    """What the dead worker had is swept: nobody waits half a minute for it here, and its message may lie with the
    broker until it times out."""
    configure_celery()
    with connect("admin", autocommit=True) as connection:
        connection.execute(
            "UPDATE deliveries SET next_at = now() WHERE company_id = %s AND state = 'waiting'", (shop.tenant_id,)
        )
    sweep(worker_engine())
