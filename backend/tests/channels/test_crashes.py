"""Callbacks while the API is killed: services post again, and each event is kept once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from tests.invariants.kit.server import Program, Server
from tests.kit.service import Accepted
from tests.kit.whatsapp import WhatsApp

pytestmark = pytest.mark.alone

MESSAGES, KILLS = 200, 3


@pytest.mark.chaos
def test_no_callback_is_lost_or_kept_twice_while_the_api_dies(stack: Any, configure: Any) -> None:
    first = Server()
    first.stop()
    with WhatsApp(callback_url=f"{first.url}/api/v1/channels/whatsapp/callback") as service:
        environment = {**service.settings(), "DIGIBOOST_PUBLIC_URL": first.url}
        first.output.close()
        service.calls.shuffle, service.calls.duplicates, service.calls.most_tries = True, 0.3, 1000

        def serve() -> Program:
            return Program("serve", "--port", str(first.port), **environment)

        running = serve()
        run = f"run-{new_id()}"
        for number in range(MESSAGES):
            service.tell(Accepted(f"{run}-{number}", "+221770000000", "", time.time(), "x.y"), ["sent", "delivered"])
        try:
            for _ in range(KILLS):
                before = len(service.calls.answers)
                deadline = time.monotonic() + 60
                while len([one for one in service.calls.answers[before:] if one == 200]) < 40:
                    assert time.monotonic() < deadline, running.said()[-2000:]
                    time.sleep(0.02)
                running.kill()
                running.output.close()
                running = serve()
            service.calls.wait(120)
        finally:
            running.stop()
            running.output.close()
        assert service.calls.given_up == 0
        assert set(service.calls.answers) == {0, 200}
    with Tx(worker_engine(), None) as tx:
        kept = tx.rows("SELECT event_id, kind, state FROM channel_events WHERE event_id LIKE %s", (f"{run}-%",))
    assert len(kept) == 2 * MESSAGES
    assert {(row["kind"], row["state"]) for row in kept} == {("report", "waiting")}
