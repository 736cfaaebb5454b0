"""Events and their reactions: exactly once, whoever dies and whatever the broker forgets."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel import outbox
from digiboost.kernel.auth import system_actor
from digiboost.kernel.cache import redis_client
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import reactions
from digiboost.kernel.jobs import configure_celery
from digiboost.kernel.outbox import MAX_ATTEMPTS, deliver, replay_dead, sweep
from digiboost.kernel.settings import get_settings
from tests.factories.people import open_company
from tests.invariants.kit import slow_worker
from tests.invariants.kit.database import connect, transaction
from tests.invariants.kit.server import Program

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def engines(app: Any) -> Iterator[tuple[Any, Any]]:
    """The application's and the worker's."""
    settings = get_settings()
    configure_celery()
    slow_worker.register()
    made = (
        make_engine(settings.database_url.get_secret_value(), settings, pool_size=2),
        make_engine(settings.worker_database_url.get_secret_value(), settings, pool_size=2),
    )
    yield made
    for engine in made:
        engine.dispose()
    # What the sweep finds now is nobody's: the reaction ends with this module.
    with transaction("worker") as connection:
        connection.execute("DELETE FROM deliveries WHERE reaction = %s", (slow_worker.NAME,))


@pytest.fixture
def company(client: Any) -> UUID:
    return UUID(open_company(client).tenant_id)


@contextlib.contextmanager
def working() -> Iterator[Program]:
    program = Program(module="tests.invariants.kit.slow_worker")
    try:
        yield program
    finally:
        program.kill()
        program.output.close()


def emit(engine: Any, company: UUID, number: int, seconds: float) -> None:
    with Tx(engine, system_actor(company)) as tx:
        outbox.emit(tx, slow_worker.Happened(payload={"number": str(number), "seconds": seconds}))


def effects(company: UUID) -> Counter[str]:
    with connect("admin") as connection:
        rows = connection.execute("SELECT name FROM categories WHERE tenant_id = %s", (company,)).fetchall()
    return Counter(row[0] for row in rows)


def wait_for(company: UUID, number: int, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while len(effects(company)) < number:
        assert time.monotonic() < deadline, f"{len(effects(company))} of {number} effects"
        time.sleep(0.05)


def time_passes() -> None:
    """As if the broker had kept silent for longer than the sweep believes it."""
    with transaction("worker") as connection:
        connection.execute("UPDATE deliveries SET next_at = now() WHERE state = 'waiting'")


def states(company: UUID) -> Counter[str]:
    with transaction("worker") as connection:
        rows = connection.execute("SELECT state FROM deliveries WHERE company_id = %s", (company,)).fetchall()
    return Counter(row[0] for row in rows)


@pytest.mark.chaos
def test_killed_workers_lose_and_double_nothing(engines: tuple[Any, Any], company: UUID) -> None:
    ours, theirs = engines
    for number in range(60):
        emit(ours, company, number, 0.2)
    for reached in (10, 25, 40):
        with working():
            wait_for(company, reached)
        time_passes()
        sweep(theirs)
    with working():
        wait_for(company, 60)
        # What was in work when its worker died comes from the broker again, too.
        time_passes()
        sweep(theirs)
        time.sleep(1)
    assert set(effects(company).values()) == {1}
    assert states(company) == {"done": 60}


def test_a_broker_that_forgets_everything_delays_and_loses_nothing(engines: tuple[Any, Any], company: UUID) -> None:
    ours, theirs = engines
    while sweep(theirs):
        pass  # what other tests left waiting
    for number in range(20):
        emit(ours, company, number, 0)
    redis_client().flushall()
    assert states(company) == {"waiting": 20}
    assert sweep(theirs) == 0, "a delivery stays with the broker for a while"
    time_passes()
    assert sweep(theirs) >= 20
    assert sweep(theirs) == 0
    with working():
        wait_for(company, 20)
        time_passes()
        sweep(theirs)
    assert set(effects(company).values()) == {1}
    assert states(company) == {"done": 20}


def look_again() -> None:
    """Has the process read its settings, and find Redis, anew."""
    get_settings.cache_clear()
    redis_client.cache_clear()


def test_a_broker_that_is_away_delays_and_loses_nothing(
    engines: tuple[Any, Any], company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = engines
    waiting = redis_client().llen("default")
    monkeypatch.setenv("DIGIBOOST_REDIS_URL", "redis://127.0.0.1:1/0")
    look_again()
    started = time.monotonic()
    emit(ours, company, 1, 0)
    assert time.monotonic() - started < 2, "an answer does not wait for the broker"
    monkeypatch.undo()
    look_again()
    assert redis_client().llen("default") == waiting
    assert states(company) == {"waiting": 1}
    with transaction("worker") as connection:
        found = connection.execute("SELECT event_id FROM deliveries WHERE company_id = %s", (company,)).fetchone()
    assert deliver(theirs, found[0], company, slow_worker.NAME)
    assert not deliver(theirs, found[0], company, slow_worker.NAME)
    assert effects(company) == {"1": 1}


def test_an_event_without_a_commit_never_happened(engines: tuple[Any, Any], company: UUID) -> None:
    with pytest.raises(KeyError), Tx(engines[0], system_actor(company)) as tx:
        outbox.emit(tx, slow_worker.Happened(payload={"number": "1", "seconds": 0}))
        tx.run("SELECT 1")
        raise KeyError
    assert states(company) == {}


def test_a_reaction_that_always_fails_is_given_up_and_can_be_replayed(engines: tuple[Any, Any], company: UUID) -> None:
    ours, theirs = engines
    with Tx(ours, system_actor(company)) as tx:
        outbox.emit(tx, slow_worker.Happened(payload={"number": None, "seconds": 0}))
    with transaction("worker") as connection:
        event_id = connection.execute("SELECT event_id FROM deliveries WHERE company_id = %s", (company,)).fetchone()[0]
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert not deliver(theirs, event_id, company, slow_worker.NAME)
        assert states(company) == {"dead" if attempt == MAX_ATTEMPTS else "waiting": 1}
    with transaction("worker") as connection:
        error = connection.execute("SELECT last_error FROM deliveries WHERE company_id = %s", (company,)).fetchone()[0]
    assert error.startswith("NotNullViolation")
    assert str(company) not in error, "the row that was refused is not shown"
    assert effects(company) == {}
    assert replay_dead(theirs) >= 1
    assert states(company) == {"waiting": 1}


@pytest.mark.chaos
def test_two_beats_send_each_tick_once(stack: Any) -> None:
    redis_client().delete("schedule")
    with transaction("worker") as connection:
        connection.execute("DELETE FROM ticks")
    beats = [Program("beat") for _ in range(2)]
    try:
        deadline = time.monotonic() + 60
        while _ticks() < 5 and time.monotonic() < deadline:
            time.sleep(0.5)
    finally:
        for beat in beats:
            assert beat.stop() == 0
            beat.output.close()
    assert _ticks() >= 5
    assert redis_client().llen("schedule") == _ticks()
    redis_client().delete("schedule")


def _ticks() -> int:
    with transaction("worker") as connection:
        return int(connection.execute("SELECT count(*) FROM ticks").fetchone()[0])


def test_every_reaction_is_known_by_its_event() -> None:
    for reaction in reactions.all():
        assert reaction in reactions.of(reaction.event_type)


def test_the_worker_takes_what_was_left_to_it(client: Any) -> None:
    """From the request's commit over the broker to the worker's own commit, in the programs that are shipped."""
    owner = open_company(client)
    answer = owner.post(
        "/imports",
        files={"file": ("produits.csv", b"Code;Nom;Prix de vente\nS1;Savon;500\n", "text/csv")},
        data={"kind": "products"},
    )
    assert answer.status_code == 201, answer.text
    path = f"/imports/{answer.json()['id']}"
    worker = Program("worker", "--concurrency", "1")
    try:
        deadline = time.monotonic() + 90
        while owner.get(path).json()["status"] in {"uploaded", "checking"} and time.monotonic() < deadline:
            time.sleep(0.1)
        assert owner.get(path).json()["status"] == "checked"
        worker.terminate()
        assert worker.process.wait(60) == 0
    finally:
        worker.kill()
        worker.output.close()
