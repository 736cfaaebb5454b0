"""Celery: late acknowledgement, one task at a time, ids only; every job may run twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import ParamSpec
from uuid import UUID

from celery import Celery
from kombu.entity import Queue
from sqlalchemy import Engine

from digiboost.kernel.cache import redis_client
from digiboost.kernel.clock import now
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.db.watch import Watch
from digiboost.kernel.outbox import connect_broker
from digiboost.kernel.settings import get_settings

P = ParamSpec("P")

QUEUES = ("messages", "default", "imports", "schedule")
LONGEST_TASK_SECONDS = 1800

celery_app = Celery("digiboost")


@lru_cache
def worker_engine() -> Engine:
    """The worker role's engine; bulk work may take longer than a request."""
    settings = get_settings()
    return make_engine(
        settings.worker_database_url.get_secret_value(),
        settings,
        pool_size=4,
        statement_timeout_ms=LONGEST_TASK_SECONDS * 1000,
    )


def configure_celery() -> Celery:
    settings = get_settings()
    celery_app.conf.update(
        broker_url=settings.redis_url.get_secret_value(),
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_time_limit=LONGEST_TASK_SECONDS,
        broker_transport_options={
            "visibility_timeout": 2 * LONGEST_TASK_SECONDS + 60,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
        },
        broker_connection_retry_on_startup=True,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]
        task_default_queue="default",
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        timezone="UTC",
        beat_schedule_filename=None,
    )
    connect_broker(enqueue_delivery)
    return celery_app


def enqueue_delivery(queue: str, event_id: UUID, company_id: UUID, reaction: str) -> None:
    # Celery's own connection tries again for seconds when Redis is away; this question fails at once, and the
    # sweep enqueues later.
    redis_client().ping()
    celery_app.send_task(
        "digiboost.deliver", args=[str(event_id), str(company_id), reaction], queue=queue, expires=None
    )


def wake(tx: Tx, name: str, *ids: UUID | str, queue: str) -> None:
    """Has the task ``name`` enqueued once ``tx`` is committed: a wake-up for rows that were written in it. A sweep
    finds them when it is lost."""

    def enqueue() -> None:
        redis_client().ping()
        celery_app.send_task(name, args=[str(one) for one in ids], queue=queue, expires=None)

    tx.after_commit(f"job:{name}:{':'.join(map(str, ids))}", enqueue)


def send_due(engine: Engine, watch: Watch, lease: timedelta, name: str, queue: str, limit: int = 1000) -> int:
    """Has the companies visited whose moment has come by the job ``name``, which takes a company's id; how many. A
    visit that stays longer than ``lease`` with the broker is believed to be forgotten, and sent again."""
    at = now()
    with Tx(engine, None) as tx:
        companies = watch.take_due(tx, at, at + lease, limit)
    for company_id in companies:
        celery_app.send_task(name, args=[str(company_id)], queue=queue)
    return len(companies)


def due_moment(seconds: int, at: datetime) -> datetime:
    """The scheduled moment that ``at`` belongs to, the same for every beat: a tick's identity."""
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def task(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Registers a Celery task under a stable name."""

    def register(function: Callable[P, None]) -> Callable[P, None]:
        registered: Callable[P, None] = celery_app.task(name=name)(function)
        return registered

    return register
