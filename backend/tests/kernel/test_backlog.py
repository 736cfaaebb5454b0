"""What waits is told from the tables that hold it, whether or not anybody does something about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest

from digiboost.kernel.backlog import Backlog, BacklogCollector
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.worker import _backlogs


def test_what_waits_is_shown_with_its_age(shop: Any) -> None:
    with Tx(worker_engine(), None) as tx:
        for table in ("deliveries", "channel_events", "notification_queue"):
            tx.run(f"DELETE FROM {table}")
    # Another test's reaction may have brought a queue of its own.
    assert {(one.work, one.waiting, one.oldest_seconds) for one in _backlogs()} - {("reactions/default", 0, 0.0)} == {
        ("reactions/imports", 0, 0.0),
        ("reactions/messages", 0, 0.0),
        ("messages", 0, 0.0),
        ("callbacks", 0, 0.0),
    }
    ago, coming = now() - timedelta(minutes=5), now() + timedelta(minutes=5)
    with Tx(worker_engine(), None) as tx:
        for state, attempts in (("waiting", 0), ("waiting", 3), ("done", 1), ("dead", 8)):
            tx.run(
                "INSERT INTO deliveries (event_id, reaction, company_id, queue, state, attempts, next_at, created_at)"
                " VALUES (%s, 'x', %s, 'messages', %s, %s, %s, %s)",
                (new_id(), shop.tenant_id, state, attempts, coming, ago),
            )
            tx.run(
                "INSERT INTO channel_events (adapter, event_id, kind, received_at, state, attempts, next_at)"
                " VALUES ('whatsapp', %s, 'report', %s, %s, %s, %s)",
                (str(new_id()), ago, state, attempts, coming),
            )
        for due in (ago, coming):
            tx.run(
                "INSERT INTO notification_queue (company_id, what, subject_id, next_at) VALUES (%s, 'send', %s, %s)",
                (shop.tenant_id, new_id(), due),
            )
    found = {one.work: one for one in _backlogs()}
    with Tx(worker_engine(), None) as tx:
        for table in ("deliveries", "channel_events", "notification_queue"):
            tx.run(f"DELETE FROM {table}")
    for work in ("reactions/messages", "messages", "callbacks"):
        assert found[work].waiting == 1
        assert 300 <= found[work].oldest_seconds < 330
    assert found["reactions/imports"].waiting == 0


def test_a_database_that_is_away_is_a_figure_too() -> None:
    def away() -> list[Backlog]:
        raise ConnectionError

    answers = iter([lambda: [Backlog("messages", 3, 12.5)], away])
    registry = CollectorRegistry()
    registry.register(BacklogCollector(lambda: next(answers)()))
    text = generate_latest(registry).decode()
    assert 'digiboost_backlog_waiting{work="messages"} 3.0' in text
    assert 'digiboost_backlog_oldest_seconds{work="messages"} 12.5' in text
    assert "digiboost_backlog_readable 1.0" in text
    text = generate_latest(registry).decode()
    assert "digiboost_backlog_readable 0.0" in text
    assert "messages" not in text
