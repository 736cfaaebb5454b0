"""Real processes: a worker that is killed between an offer's row and its message, and one with the message in hand.
The offer is told once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import sweep
from digiboost.notifications import jobs as messages
from tests.factories.people import open_company
from tests.factories.sending import Company
from tests.invariants.kit import database
from tests.invariants.kit.server import Program, Server, serving
from tests.kit.service import Accepted
from tests.kit.whatsapp import WhatsApp

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def whatsapp(stack: Any) -> Iterator[WhatsApp]:
    with WhatsApp() as running:
        yield running


@pytest.fixture(scope="module")
def server(stack: Any, whatsapp: WhatsApp) -> Iterator[Server]:
    import digiboost.worker  # noqa: F401 - connects the broker

    with serving(DIGIBOOST_RATE_LIMITS="false", **whatsapp.settings()) as running:
        whatsapp.callback_url = f"{running.url}/api/v1/channels/whatsapp/callback"
        yield running


@pytest.fixture
def workers(whatsapp: WhatsApp) -> Iterator[Callable[[], Program]]:
    """Begins a worker; every one that was begun is stopped."""
    begun: list[Program] = []

    def begin() -> Program:
        begun.append(Program("worker", DIGIBOOST_CHANNEL_TIMEOUT_SECONDS="5", **whatsapp.settings()))
        until(lambda: " ready." in begun[-1].said())
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()
        one.output.close()


@pytest.fixture
def company(server: Server) -> Iterator[Company]:
    with server.client() as web:
        yield Company(open_company(web, company_name="Dépannage Teranga"))


def until(found: Callable[[], Any], patience: float = 120.0) -> Any:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def received(whatsapp: WhatsApp, phones: list[str]) -> list[Accepted]:
    with whatsapp.lock:
        return [one for one in whatsapp.accepted if one.to in phones]


def waits_to_tell(connection: Any) -> bool:
    """Whether a search has made its offers and is about to write their first message."""
    where = "wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notifications%%'"
    return database.count(connection, "pg_stat_activity", where) > 0


def again(company: Company) -> None:
    """What lay with the worker that died is due now, and the broker is told."""
    with database.connect("worker") as connection:
        connection.execute("UPDATE deliveries SET next_at = now() WHERE state = 'waiting'")
        connection.execute(
            "UPDATE notification_queue SET next_at = now(), hinted_at = NULL WHERE company_id = %s",
            (company.tenant_id,),
        )
    sweep(worker_engine())
    messages.sweep(worker_engine())


def test_a_worker_that_is_killed_before_the_commit_leaves_nothing_and_the_next_tells_each_once(
    company: Company, whatsapp: WhatsApp, workers: Callable[[], Program]
) -> None:
    phones = [company.provider(km=km).phone for km in (1, 2, 3)]
    first = workers()
    with database.connect("admin") as holder, database.connect("admin", autocommit=True) as watching:
        holder.execute("LOCK TABLE notifications IN SHARE MODE")
        request_id = company.ask()
        until(lambda: waits_to_tell(watching))
        first.kill()
    assert company.offers(request_id) == []
    assert company.messages() == [] and received(whatsapp, phones) == []
    workers()
    again(company)
    until(lambda: len(received(whatsapp, phones)) == 3)
    until(lambda: all(one["delivered_at"] for one in company.offers(request_id)))
    time.sleep(1)
    assert Counter(one.to for one in received(whatsapp, phones)) == dict.fromkeys(phones, 1)
    assert len(company.offers(request_id)) == len(company.messages()) == 3


@pytest.mark.parametrize("fault", ["hang_before", "hang_after"])
def test_a_worker_that_is_killed_with_the_message_in_hand_tells_it_once(
    company: Company, whatsapp: WhatsApp, workers: Callable[[], Program], fault: str
) -> None:
    """Before WhatsApp took it, and after it did: then the callback tells, and it is not sent again."""
    one = company.provider()
    company.settings(offer_seconds=600)
    first = workers()
    happened = whatsapp.faults.happened.get(fault, 0)
    whatsapp.fault(fault, seconds=4)
    request_id = company.ask()
    until(lambda: whatsapp.faults.happened.get(fault, 0) > happened)
    first.kill()
    [offer] = company.offers(request_id)
    assert offer["state"] == "open", "the offer is there"
    whatsapp.calls.wait()
    workers()
    for _ in range(60):
        again(company)
        time.sleep(0.5)
        [offer] = company.offers(request_id)
        if offer["delivered_at"] is not None:
            break
    assert offer["delivered_at"] is not None
    assert [message.to for message in received(whatsapp, [one.phone])] == [one.phone]
