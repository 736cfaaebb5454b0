"""The Celery worker and the beat. Assembly only."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery.signals import setup_logging, worker_process_init
from prometheus_client import Counter

from digiboost.alerts import jobs as alerts
from digiboost.channels import jobs as channels
from digiboost.channels.service import forget as forget_callbacks
from digiboost.dispatch import jobs as dispatch
from digiboost.forecasting import jobs as forecasting
from digiboost.identity import jobs as identity_jobs
from digiboost.identity import service as identity
from digiboost.kernel import worker_metrics
from digiboost.kernel.auth import system_actor
from digiboost.kernel.backlog import Backlog, BacklogCollector
from digiboost.kernel.clock import now, zone
from digiboost.kernel.cores import use_one_core
from digiboost.kernel.db.engine import refuse_unsafe_role
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import configure_celery, due_moment, task, worker_engine
from digiboost.kernel.outbox import backlog, deliver, sweep, take_tick
from digiboost.kernel.settings import get_settings
from digiboost.kernel.telemetry import configure_logging, configure_sentry
from digiboost.notifications import jobs as notifications
from digiboost.notifications import service as notifications_service
from digiboost.providers import jobs as providers
from digiboost.reports import jobs as reports
from digiboost.tracking import jobs as tracking
from digiboost.wiring import NIGHTLY, wire

log = logging.getLogger(__name__)
NIGHT_HOUR = 2
BREATH_SECONDS = 1.0
"""Between a worker that broke off and the next."""
NIGHT_FINDINGS = Counter("digiboost_night_findings", "What a nightly check found wrong", ["work"])

wire()
celery_app = configure_celery()


def _logging(**_: Any) -> None:
    configure_logging(get_settings())
    configure_sentry(get_settings())


def _fresh_connections(**_: Any) -> None:
    # A forked child must not share its parent's sockets.
    worker_engine.cache_clear()


setup_logging.connect(_logging)
worker_process_init.connect(_fresh_connections)


def run_worker(queues: str, concurrency: int) -> None:
    """Raises UnsafeDatabaseRole before anything is taken from the queues (an error in one of Celery's signals
    would only be logged)."""
    use_one_core()
    refuse_unsafe_role(worker_engine())
    worker_engine().dispose()
    worker_metrics.show(get_settings(), BacklogCollector(_backlogs))
    worker = celery_app.Worker(
        queues=queues, concurrency=concurrency, loglevel="INFO", without_gossip=True, without_mingle=True
    )
    worker.start()
    if worker.exitcode:
        # A broker that dies while tasks are unacknowledged breaks Celery's own way back (kombu 5.7: a channel of a
        # closed connection has no address). What was in work is found by the sweeps.
        log.error("the worker broke off and begins anew", extra={"exit_code": worker.exitcode})
        time.sleep(BREATH_SECONDS)
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - itself


@task("digiboost.deliver")
def run_delivery(event_id: str, company_id: str, reaction: str) -> None:
    deliver(worker_engine(), UUID(event_id), UUID(company_id), reaction)


@task("digiboost.tick")
def run_tick(schedule: str) -> None:
    SCHEDULE[schedule].act()


def _backlogs() -> list[Backlog]:
    """What waits, of every company. The parent of a worker's processes asks, and keeps no connection."""
    engine = worker_engine()
    try:
        with Tx(engine, None) as tx:
            return [*backlog(tx), channels.backlog(tx), notifications.backlog(tx)]
    finally:
        engine.dispose()


def _sweep() -> None:
    found = sweep(worker_engine())
    if found:
        log.info("swept", extra={"deliveries": found})


def _sweep_callbacks() -> None:
    found = channels.sweep(worker_engine())
    if found:
        log.info("swept", extra={"callbacks": found})


def _sweep_messages() -> None:
    found = notifications.sweep(worker_engine())
    if found:
        log.info("swept", extra={"messages": found})


def replay_dead_messages() -> int:
    """Gives every company's dead messages another life; the number of them."""
    with Tx(worker_engine(), None) as tx:
        companies = [row["company_id"] for row in identity.companies(tx)]
    replayed = 0
    for company_id in companies:
        with Tx(worker_engine(), system_actor(company_id)) as tx:
            replayed += notifications_service.replay_dead(tx)
    return replayed


def _visit_for_alerts() -> None:
    alerts.due(worker_engine())


def _end_offers() -> None:
    dispatch.due(worker_engine())


def _compare_alerts() -> None:
    alerts.net(worker_engine())


def _foretell_what_moved() -> None:
    forecasting.look(worker_engine())


def _look_after_requests() -> None:
    tracking.due(worker_engine())


def _make_due_reports() -> None:
    reports.due(worker_engine())


def _look_after_codes() -> None:
    identity_jobs.look_after_codes(worker_engine())


def _tell_who_is_there() -> None:
    providers.due(worker_engine())


def companies_at_night(at: datetime) -> list[UUID]:
    """The companies whose own clock shows two in the morning at ``at``."""
    with Tx(worker_engine(), None) as tx:
        clocks = identity.companies(tx)
    return [row["company_id"] for row in clocks if at.astimezone(zone(row["time_zone"])).hour == NIGHT_HOUR]


def _start_nights() -> None:
    for company_id in companies_at_night(now()):
        # Not among the ticks: a night takes minutes, and a tick looks after messages every ten seconds.
        celery_app.send_task("digiboost.night", args=[str(company_id)], queue="default")


@task("digiboost.night")
def run_night(company_id: str) -> None:
    """Every room's nightly work for one company; may run twice. What fails does not keep the others waiting: it
    is told at the end, so that the task counts as failed."""
    failures: list[Exception] = []
    for name, work in NIGHTLY.items():
        try:
            with Tx(worker_engine(), system_actor(UUID(company_id))) as tx:
                findings = work(tx)
        except Exception as error:
            log.exception("night work failed", extra={"work": name, "company": company_id})
            failures.append(error)
            continue
        for finding in findings:
            log.error("night finding", extra={"work": name, "company": company_id, "finding": finding})
            NIGHT_FINDINGS.labels(name).inc()
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(NIGHTLY)} rooms failed this night", failures)


def _forget() -> None:
    """Drops what only had to be remembered for a while."""
    with Tx(worker_engine(), None) as tx:
        forget_callbacks(tx)
        tx.run("DELETE FROM ticks WHERE due_at < %s", (now() - timedelta(days=7),))
        tx.run("DELETE FROM deliveries WHERE state = 'done' AND done_at < %s", (now() - timedelta(days=30),))
        identity.forget_links(tx)


@dataclass(frozen=True)
class Scheduled:
    every_seconds: int
    act: Callable[[], None]


SCHEDULE: dict[str, Scheduled] = {
    "outbox.sweep": Scheduled(10, _sweep),
    "channels.sweep": Scheduled(10, _sweep_callbacks),
    "notifications.sweep": Scheduled(10, _sweep_messages),
    "dispatch.due": Scheduled(2, _end_offers),
    "alerts.due": Scheduled(10, _visit_for_alerts),
    "alerts.net": Scheduled(300, _compare_alerts),
    "forecasting.look": Scheduled(900, _foretell_what_moved),
    "providers.due": Scheduled(10, _tell_who_is_there),
    "tracking.due": Scheduled(5, _look_after_requests),
    "reports.due": Scheduled(10, _make_due_reports),
    "identity.codes": Scheduled(10, _look_after_codes),
    "forget": Scheduled(3600, _forget),
    "nights": Scheduled(3600, _start_nights),
}


def run_beat() -> None:
    """Sends each tick once, however many beats run: the tick's row decides who may."""
    configure_logging(get_settings())
    refuse_unsafe_role(worker_engine())
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    log.info("beat runs", extra={"schedules": sorted(SCHEDULE)})
    while not stop.wait(1.0):
        for schedule, scheduled in SCHEDULE.items():
            try:
                with Tx(worker_engine(), None) as tx:
                    if take_tick(tx, schedule, due_moment(scheduled.every_seconds, now())):
                        # Before the commit: a tick that could not be sent is not taken, and is tried again.
                        celery_app.send_task("digiboost.tick", args=[schedule], queue="schedule")
            except Exception:
                # The database or the broker is away for a moment: the next turn comes.
                log.exception("tick not sent", extra={"schedule": schedule})
