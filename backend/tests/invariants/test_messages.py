"""Messages reach their service exactly once, whoever dies, whatever the broker forgets, however the service fails.

What counts is what the service took, by our reference: never none, never two. The small ones run with the other
tests; the large ones are the figures of the product (10,000 messages and 50 kills; 20 emptied and 5 killed brokers;
30 % faults).
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
import redis

from digiboost.channels import jobs as hearing
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import configure_celery
from digiboost.kernel.outbox import take_tick
from digiboost.kernel.settings import get_settings
from digiboost.notifications import jobs, service
from digiboost.notifications.types import Kind, Recipient, Wanted
from digiboost.wiring import wire
from tests.factories.people import open_company
from tests.invariants.kit.server import PROGRAM, Program, Server, environment
from tools.console import BACKEND
from tools.postgres import free_port
from tools.stack import Stack

pytestmark = pytest.mark.alone

SERVICE = {
    "DIGIBOOST_WHATSAPP_PHONE_ID": "1055", "DIGIBOOST_WHATSAPP_TOKEN": "whatsapp-token",
    "DIGIBOOST_WHATSAPP_APP_SECRET": "whatsapp-app-secret", "DIGIBOOST_WHATSAPP_VERIFY_TOKEN": "whatsapp-verify-token",
}  # fmt: skip
WORKING = ("worker", "--queues", "messages,schedule", "--concurrency", "2")

FAULTS = [
    {"kind": "status", "status": 429}, {"kind": "status", "status": 500}, {"kind": "status", "status": 503},
    {"kind": "code", "code": "130429"}, {"kind": "hang_before", "seconds": 1.3}, {"kind": "hang_after", "seconds": 1.3},
    {"kind": "reset_before"}, {"kind": "reset_after"}, {"kind": "garbage_after"},
]  # fmt: skip


class Scene:
    """Programs on a stack of their own, and WhatsApp as another program; the test only watches."""

    def __init__(self, stack: Stack, env: dict[str, str], server: Server, whatsapp: str) -> None:
        self.stack, self.env, self.server, self.whatsapp = stack, env, server, whatsapp
        settings = get_settings()
        self.app = make_engine(settings.database_url.get_secret_value(), settings, pool_size=4)
        self.worker = make_engine(settings.worker_database_url.get_secret_value(), settings, pool_size=4)
        with server.client() as web:
            self.company = UUID(open_company(web).tenant_id)
        self.admin = psycopg.connect(env["DIGIBOOST_ADMIN_DATABASE_URL"].replace("+psycopg", ""), autocommit=True)

    def close(self) -> None:
        self.app.dispose()
        self.worker.dispose()
        self.admin.close()

    def program(self, *arguments: str) -> Program:
        return Program(*arguments, **self.env)

    @contextmanager
    def running(self, *programs: tuple[str, ...]) -> Iterator[list[Program]]:
        started = [self.program(*one) for one in programs]
        try:
            yield started
        finally:
            for one in started:
                one.kill()
                one.output.close()

    # -- the service ----------------------------------------------------------------------------

    def service(self, path: str = "", body: dict[str, Any] | None = None) -> Any:
        url = f"{self.whatsapp}/_kit{path}"
        answer = httpx.get(url, timeout=30) if body is None else httpx.post(url, json=body, timeout=30)
        return answer.json()

    def taken(self) -> Counter[str]:
        return Counter(self.service()["refs"])

    # -- the messages ---------------------------------------------------------------------------

    def tell(self, number: int, *, each: int = 50) -> None:
        """Tells as many people something, ``each`` of them in one transaction."""
        for start in range(0, number, each):
            with Tx(self.app, system_actor(self.company)) as tx:
                for one in range(start, min(start + each, number)):
                    to = Recipient(None, f"Client {one}", "fr", "Africa/Dakar", phone=f"+2217{one:08d}")
                    wanted = Wanted(Kind.ALERT, "notifications.test", {"name": to.name}, key=str(new_id()))
                    service.notify(tx, to, wanted)

    def value(self, statement: str, *values: Any) -> int:
        row = self.admin.execute(statement, values).fetchone()
        assert row is not None
        return int(row[0])

    def sent(self) -> int:
        """How many were taken, as far as we know."""
        return self.value("SELECT count(*) FROM notification_sends WHERE sent_at IS NOT NULL")

    def cut_short(self) -> int:
        """How many attempts were begun whose worker never wrote down what came of them."""
        return self.value(
            "SELECT count(*) FILTER (WHERE name = 'sending') - count(*) FILTER (WHERE name IN ('sent', 'busy',"
            " 'failed') OR name = 'unknown' AND code <> 'lost') FROM notification_events WHERE event_id LIKE 'own:%%'"
        )

    def waiting(self) -> int:
        return self.value("SELECT (SELECT count(*) FROM notification_queue)"
                          " + (SELECT count(*) FROM channel_events WHERE state = 'waiting')")  # fmt: skip

    def states(self) -> Counter[str]:
        rows = self.admin.execute("SELECT state, count(*) FROM notification_sends GROUP BY 1").fetchall()
        return Counter(dict(rows))

    def wait(self, patience: float) -> None:
        """Returns once nothing is left to do."""
        deadline = time.monotonic() + patience
        while left := self.waiting():
            assert time.monotonic() < deadline, f"{left} are left: {self.states()}"
            time.sleep(0.5)

    def assert_each_once(self, number: int) -> None:
        self.admin.execute("SELECT 1")
        taken = self.taken()
        assert len(taken) == number, f"{number - len(taken)} of {number} are lost: {self.states()}"
        assert {ref: count for ref, count in taken.items() if count > 1} == {}
        assert set(self.states()) <= {"sent", "delivered", "read"}
        assert self.service()["broken"] == []


@contextmanager
def scene(monkeypatch: pytest.MonkeyPatch, **given: str) -> Iterator[Scene]:
    for name in list(os.environ):
        if name.startswith("DIGIBOOST_"):
            monkeypatch.delenv(name)
    folder = Path(tempfile.mkdtemp(prefix="digiboost-messages-"))
    with _removed(folder), Stack(folder, durable=False, keep=False) as stack:
        port = free_port()
        env = {
            **stack.environment(), "DIGIBOOST_ENVIRONMENT": "test", "DIGIBOOST_RATE_LIMITS": "false",
            "DIGIBOOST_ARGON2_MEMORY_KIB": "1024", "DIGIBOOST_ARGON2_TIME_COST": "1",
            "DIGIBOOST_CHANNEL_TIMEOUT_SECONDS": "1", "DIGIBOOST_RECONCILE_SECONDS": "15",
            "DIGIBOOST_WHATSAPP_BASE_URL": f"http://127.0.0.1:{port}", **SERVICE, **given,
        }  # fmt: skip
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        _look_again()
        configure_celery()
        wire()
        subprocess.run([*PROGRAM, "migrate"], env=environment(**env), cwd=BACKEND, check=True, capture_output=True)
        server = Server(**env)
        callback = f"{server.url}/api/v1/channels/whatsapp/callback"
        whatsapp = Program("--port", str(port), "--callback", callback, module="tests.kit.whatsapp")
        made: Scene | None = None
        try:
            server.wait_ready()
            made = Scene(stack, env, server, f"http://127.0.0.1:{port}")
            yield made
        finally:
            if made is not None:
                made.close()
            for program in (server, whatsapp):
                program.kill()
                program.output.close()
            monkeypatch.undo()
            _look_again()
            configure_celery()


@contextmanager
def _removed(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _look_again() -> None:
    """This process reads its settings, and finds Redis, anew."""
    from digiboost.kernel.cache import redis_client
    from digiboost.kernel.jobs import celery_app

    get_settings.cache_clear()
    redis_client.cache_clear()
    celery_app.close()
    # It keeps the producers of the broker that it knew first.
    celery_app.__dict__.pop("amqp", None)


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1]


# -- workers that die ------------------------------------------------------------------------------


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("messages", "kills"), [
    pytest.param(300, 4, id="small", marks=pytest.mark.chaos),
    pytest.param(10_000, 50, id="large", marks=pytest.mark.heavy),
])  # fmt: skip
def test_killed_workers_lose_and_double_no_message(
    monkeypatch: pytest.MonkeyPatch, record_property: Any, messages: int, kills: int
) -> None:
    chance = random.Random(7)
    with scene(monkeypatch) as here, contextlib.ExitStack() as ending:
        here.service("/set", {"latency": 0.02, "statuses": ["sent"]})
        here.service("/callbacks", {"delay": 0.2, "duplicates": 0.1})
        telling = threading.Thread(target=here.tell, args=(messages,), daemon=True)
        telling.start()
        with here.running(("beat",), ("beat",)):
            workers = [here.program(*WORKING) for _ in range(3)]
            ending.callback(lambda: [worker.kill() for worker in workers])
            for number in range(1, kills + 1):
                # The oldest of three dies while it works; another takes its place.
                goal = messages * (number - chance.random()) / (kills + 2)
                deadline = time.monotonic() + 120
                while here.sent() < goal and time.monotonic() < deadline:
                    time.sleep(chance.uniform(0.0, 0.1))
                dying = workers.pop(0)
                dying.kill()
                dying.output.close()
                workers.append(here.program(*WORKING))
            telling.join(300)
            assert not telling.is_alive()
            here.wait(1800)
        record_property("messages", messages)
        record_property("kills", kills)
        cut_short = here.cut_short()
        record_property("attempts_cut_short", cut_short)
        record_property("events_unknown", here.value("SELECT count(*) FROM notification_events WHERE name = 'unknown'"))
        here.assert_each_once(messages)
        assert cut_short >= kills / 4, "workers were killed in the middle"


# -- a broker that forgets, or dies ----------------------------------------------------------------


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("messages", "flushes", "kills"), [
    pytest.param(200, 2, 1, id="small", marks=pytest.mark.chaos),
    pytest.param(4_000, 20, 5, id="large", marks=pytest.mark.heavy),
])  # fmt: skip
def test_a_broker_that_forgets_or_dies_loses_and_doubles_no_message(
    monkeypatch: pytest.MonkeyPatch, record_property: Any, messages: int, flushes: int, kills: int
) -> None:
    with scene(monkeypatch) as here:
        broker = here.stack.redis
        assert broker is not None
        here.service("/set", {"latency": 0.02})
        telling = threading.Thread(target=here.tell, args=(messages,), kwargs={"each": 10}, daemon=True)
        with here.running(("beat",), ("beat",), WORKING, WORKING):
            telling.start()
            moments = ["flush"] * flushes
            for place in range(kills):
                moments.insert((place + 1) * len(moments) // (kills + 1), "kill")
            for number, what in enumerate(moments):
                goal = messages * (number + 1) // (len(moments) + 2)
                deadline = time.monotonic() + 90
                while here.sent() < goal and time.monotonic() < deadline:
                    time.sleep(0.1)
                if what == "flush":
                    redis.Redis.from_url(broker.url()).flushall()
                else:
                    broker.kill()
                    time.sleep(1.0)
                    broker.start()
            telling.join(600)
            assert not telling.is_alive()
            here.wait(1800)
        record_property("messages", messages)
        record_property("flushes", flushes)
        record_property("broker_kills", kills)
        here.assert_each_once(messages)


# -- a service that fails --------------------------------------------------------------------------


@pytest.mark.heavy
@pytest.mark.timeout(3600)
def test_with_thirty_percent_faults_all_but_a_thousandth_is_sent(
    monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    messages = 2_000
    with scene(monkeypatch) as here:
        here.service("/faults", {"rate": 0.3, "mixed": FAULTS})
        here.service("/callbacks", {"delay": 0.1, "shuffle": True, "duplicates": 0.2})
        with here.running(("beat",), WORKING, WORKING, WORKING):
            here.tell(messages)
            here.wait(2400)
            states = here.states()
            arrived = sum(states[state] for state in ("sent", "delivered", "read"))
            record_property("messages", messages)
            record_property("sent_share", round(arrived / messages, 5))
            record_property("dead", states["dead"])
            record_property("faults", str(here.service()["faults"]))
            record_property("most_attempts", here.value("SELECT max(attempts) FROM notification_sends"))
            assert arrived >= 0.999 * messages, states
            assert set(states) <= {"sent", "delivered", "read", "dead"}
            assert max(here.taken().values()) == 1, "none twice"
            # The service is down altogether: eight tries, then dead, and another life for the asking.
            here.service("/faults", {"rate": 1.0, "mixed": [{"kind": "status", "status": 503}]})
            here.tell(20)
            deadline = time.monotonic() + 900
            while here.states()["dead"] < states["dead"] + 20 and time.monotonic() < deadline:
                here.admin.execute("UPDATE notification_queue SET next_at = least(next_at, now()), hinted_at = NULL"
                                   " WHERE next_at > now() + interval '8 seconds'")  # fmt: skip
                time.sleep(1)
            assert here.states()["dead"] == states["dead"] + 20
            assert here.value("SELECT max(attempts) FROM notification_sends") == 8
            here.service("/faults", {"rate": 0.0, "mixed": []})
            said = subprocess.run(
                [*PROGRAM, "replay-dead"], env=environment(**here.env), cwd=BACKEND, check=True, capture_output=True
            ).stdout.decode()
            assert f"{states['dead'] + 20} messages wait again" in said
            here.wait(300)
        here.assert_each_once(messages + 20)


# -- how long it takes -----------------------------------------------------------------------------


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "seconds",
    [pytest.param(5, id="small", marks=pytest.mark.chaos), pytest.param(60, id="large", marks=pytest.mark.heavy)],
)
def test_a_message_is_at_the_service_within_five_seconds_of_its_commit(
    monkeypatch: pytest.MonkeyPatch, record_property: Any, seconds: int
) -> None:
    """Twenty messages a second, each in a transaction of its own, while a burst of others goes out."""
    with scene(monkeypatch) as here, here.running(("beat",), WORKING):
        here.tell(20, each=1)
        here.wait(120)
        here.service("/reset", {})
        here.tell(200)
        started = time.monotonic()
        number = 0
        while time.monotonic() - started < seconds:
            here.tell(1)
            number += 1
            time.sleep(max(0.0, number / 20 - (time.monotonic() - started)))
        here.wait(300)
        committed = {
            str(row[0]): row[1].timestamp()
            for row in here.admin.execute("SELECT id, created_at FROM notification_sends").fetchall()
        }
        waits = [one["at"] - committed[_send_of(one["ref"])] for one in here.service("/accepted")]
        record_property("messages", len(waits))
        record_property("p50_s", round(statistics.median(waits), 3))
        record_property("p95_s", round(percentile(waits, 0.95), 3))
        record_property("longest_s", round(max(waits), 3))
        assert percentile(waits, 0.95) < 5.0


def _send_of(ref: str) -> str:
    from digiboost.kernel.ids import from_short

    return str(from_short(ref.split(".")[1]))


# -- schedules -------------------------------------------------------------------------------------


def test_a_thousand_ticks_are_acted_on_once_each_by_two_beats(stack: Any, app: Any) -> None:
    settings = get_settings()
    engine = make_engine(settings.worker_database_url.get_secret_value(), settings, pool_size=4)
    schedule, start = f"test-{new_id()}", datetime(2026, 1, 1, tzinfo=UTC)
    acted: list[datetime] = []

    def beat(_: int) -> None:
        for number in range(1000):
            due_at = start + timedelta(seconds=10 * number)
            with Tx(engine, None) as tx:
                if take_tick(tx, schedule, due_at):
                    acted.append(due_at)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(beat, range(2)))
    engine.dispose()
    assert len(acted) == len(set(acted)) == 1000


def test_two_sweeps_find_each_forgotten_message_once(client: Any, stack: Any) -> None:
    from tests.kit.whatsapp import WhatsApp

    settings = get_settings()
    configure_celery()
    engine = make_engine(settings.worker_database_url.get_secret_value(), settings, pool_size=6)
    company = UUID(open_company(client).tenant_id)
    with pytest.MonkeyPatch.context() as patch, WhatsApp() as whatsapp:
        for name, value in whatsapp.settings().items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        with Tx(engine, system_actor(company)) as tx:
            for number in range(40):
                to = Recipient(None, "Awa", "fr", "Africa/Dakar", phone=f"+2217{number:08d}")
                service.notify(tx, to, Wanted(Kind.ALERT, "notifications.test", {"name": "Awa"}, key=str(number)))
            tx._after.clear()  # the process died between its commit and its hint
        with Tx(engine, None) as tx:
            tx.run("UPDATE notification_queue SET hinted_at = NULL WHERE company_id = %s", (company,))
        with ThreadPoolExecutor(4) as pool:
            found = sum(pool.map(lambda _: jobs.sweep(engine, limit=7), range(4)))
        assert found >= 40
        with Tx(engine, None) as tx:
            ids = [row["subject_id"] for row in tx.rows(
                "SELECT subject_id FROM notification_queue WHERE company_id = %s", (company,))]  # fmt: skip
        assert len(ids) == 40
        # Whoever is told, and however often.
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda one: jobs.send(engine, company, one), ids * 3))
        assert len(whatsapp.accepted) == 40
        assert set(Counter(one.ref for one in whatsapp.accepted).values()) == {1}
        assert hearing.sweep(engine) >= 0
    engine.dispose()
    get_settings.cache_clear()
    redis.Redis.from_url(settings.redis_url.get_secret_value()).delete("messages")
