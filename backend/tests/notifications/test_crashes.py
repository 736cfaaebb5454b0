"""The proofs of ``tests/invariants/test_messages.py`` in small, for every run: a process that is killed while it
sends, a broker that forgets, a service that fails."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from digiboost.kernel.cache import redis_client
from digiboost.kernel.jobs import configure_celery
from digiboost.notifications import jobs
from tests.invariants.kit.server import Program
from tests.kit.faults import Fault
from tests.kit.whatsapp import WhatsApp
from tests.notifications.conftest import Desk

pytestmark = pytest.mark.alone


def test_a_process_that_is_killed_while_it_sends_loses_and_doubles_nothing(desk: Desk, whatsapp: WhatsApp) -> None:
    number = 40
    told = [desk.tell(to=desk.recipient(user_id=None, phone=f"+2217700{one:05d}")) for one in range(number)]
    for kill, goal in enumerate((10, 25), 1):
        sender = Program(str(desk.company), module="tests.invariants.kit.sender")
        _until(lambda goal=goal: len(whatsapp.accepted) >= goal, sender)
        # The next one is taken, and its answer never comes: so it dies in the middle.
        whatsapp.fault("hang_after", seconds=2)
        _until(lambda kill=kill: whatsapp.faults.happened.get("hang_after", 0) >= kill, sender)
        sender.kill()
        sender.output.close()
    in_work = "SELECT count(*) FROM notification_sends WHERE tenant_id = %s AND state = 'sending'"
    assert desk.query(in_work, desk.company) == [(2,)]
    whatsapp.calls.wait()
    for _ in range(4):
        desk.hear()
        desk.work()
        desk.time_passes(30)
    assert Counter(Counter(one.ref for one in whatsapp.accepted).values()) == {1: number}
    assert {desk.state(one) for one in told} <= {"sent", "delivered"}


def _until(done: Callable[[], bool], sender: Program) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, sender.said()
        time.sleep(0.001)


def test_a_broker_that_forgets_is_told_again(desk: Desk, whatsapp: WhatsApp) -> None:
    configure_celery()
    while jobs.sweep(desk.engine):
        pass  # what other tests left waiting
    redis_client().delete("messages")
    told = [desk.tell() for _ in range(30)]
    assert redis_client().llen("messages") == 30
    redis_client().flushall()
    assert jobs.sweep(desk.engine) == 0, "a message stays with the broker for a while"
    desk.time_passes(31)
    assert jobs.sweep(desk.engine) == 30
    assert jobs.sweep(desk.engine) == 0
    assert redis_client().llen("messages") == 30
    redis_client().delete("messages")
    # The first hints come after all, and all of them twice.
    for one in told * 3:
        jobs.send(desk.engine, desk.company, desk.send_id(one))
    assert Counter(Counter(one.ref for one in whatsapp.accepted).values()) == {1: 30}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_service_that_fails_for_every_third_message_gets_each_once(
    desk: Desk, whatsapp: WhatsApp, configure: Any, seed: int
) -> None:
    configure({"DIGIBOOST_CHANNEL_TIMEOUT_SECONDS": "0.2"})
    kinds: list[Any] = ["hang_before", "hang_after", "reset_before", "reset_after", "garbage_after"]
    whatsapp.faults.seed = seed
    whatsapp.faults.at_random(0.3, [*(Fault(kind, seconds=0.3) for kind in kinds),
                                    *(Fault("status", status=status) for status in (429, 500, 503)),
                                    Fault("code", code="130429")])  # fmt: skip
    whatsapp.calls.shuffle, whatsapp.calls.duplicates = True, 0.3
    whatsapp.calls._random = random.Random(seed)
    told = [desk.tell(to=desk.recipient(user_id=None, phone=f"+2217700{one:05d}")) for one in range(40)]
    for _ in range(30):
        desk.work()
        whatsapp.calls.wait()
        desk.hear()
        if not desk.query("SELECT 1 FROM notification_queue WHERE company_id = %s", desk.company):
            break
        desk.time_passes(330)
    assert {desk.state(one) for one in told} <= {"sent", "delivered", "failed"}
    assert Counter(one.ref for one in whatsapp.accepted).most_common(1)[0][1] == 1
    lost = [one for one in told if desk.state(one) == "failed"]
    assert len(lost) <= 1, "0.3 to the eighth of them"
    assert sum(whatsapp.faults.happened.values()) > 10
