"""What only whole processes show: shutting down under load, limits over several of them, unsafe starts."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from psycopg import sql

from digiboost.kernel.cache import redis_client
from digiboost.kernel.db.engine import UnsafeDatabaseRole, make_engine, refuse_unsafe_role
from digiboost.kernel.errors import TooManyRequests
from digiboost.kernel.http.ratelimit import RateLimiter
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import DEVELOPMENT_SECRET, Settings, get_settings
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, count
from tests.invariants.kit.server import Program, Server, serving

pytestmark = pytest.mark.alone

NO_REDIS = "redis://127.0.0.1:1/0"


# -- ending ----------------------------------------------------------------------------------------


def test_a_process_that_is_asked_to_end_finishes_what_it_began(stack: Any, record_property: Any) -> None:
    """Each request is answered in full or was never begun: what was written and what was answered agree."""
    outcomes: Counter[str] = Counter()
    written: list[str] = []
    stopping = threading.Event()
    with serving() as server, server.client() as web, server.client() as streams:
        owner = open_company(web)
        stream = threading.Thread(target=_listen, args=(streams, owner.token), daemon=True)
        stream.start()

        def sell(number: int) -> None:
            while not stopping.is_set():
                name = f"R{new_id()}"
                try:
                    answer = httpx.post(
                        f"{server.url}/api/v1/categories", json={"name": name}, timeout=20,
                        headers={"Authorization": f"Bearer {owner.token}"},
                    )  # fmt: skip
                except (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError):
                    outcomes["never begun"] += 1
                    time.sleep(0.05)
                    continue
                outcomes[str(answer.status_code)] += 1
                if answer.status_code == 201:
                    written.append(name)

        with ThreadPoolExecutor(12) as pool:
            for number in range(12):
                pool.submit(sell, number)
            time.sleep(1.5)
            started = time.monotonic()
            server.terminate()
            status = server.process.wait(30)
            took = time.monotonic() - started
            time.sleep(0.2)
            stopping.set()
        stream.join(5)
        assert not stream.is_alive()
    record_property("answered", outcomes["201"])
    record_property("seconds_to_end", round(took, 2))
    assert set(outcomes) <= {"201", "never begun"}
    assert outcomes["201"] > 10
    assert status in (0, -15, 143)
    assert took < 10, "an open stream or a slow end would be killed by its supervisor"
    with connect("admin") as connection:
        stored = {row[0] for row in connection.execute(
            "SELECT name FROM categories WHERE tenant_id = %s", (owner.tenant_id,))}  # fmt: skip
    assert stored == set(written)


def _listen(web: httpx.Client, token: str) -> None:
    try:
        with web.stream("GET", "/api/v1/live", headers={"Authorization": f"Bearer {token}"}) as answer:
            for _ in answer.iter_lines():
                pass
    except httpx.HTTPError:
        pass  # the process is gone


# -- limits ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[2, pytest.param(4, marks=pytest.mark.heavy)])
def limited(stack: Any, request: Any) -> Iterator[Server]:
    """Several processes behind one port."""
    redis_client().flushall()
    limits = {"SIGNUP_ATTEMPTS_PER_HOUR": "100", "LOGIN_ATTEMPTS_PER_MINUTE": "5", "RATE_LIMITS": "true"}
    with serving(workers=request.param, **{f"DIGIBOOST_{name}": value for name, value in limits.items()}) as server:
        yield server


def test_a_limit_of_a_hundred_holds_over_several_processes(limited: Server, record_property: Any) -> None:
    with limited.client() as web:
        statuses = _burst(web, 160, "203.0.113.7")
        record_property("passed", statuses[422])
        assert abs(statuses[422] - 100) <= 1
        assert statuses[429] == 160 - statuses[422]
        # Another address has a hundred of its own; one that only claims another address has not.
        assert web.post("/api/v1/auth/signup", json={}, headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 422
        claimed = web.post("/api/v1/auth/signup", json={}, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
        assert (claimed.status_code, claimed.json()["code"]) == (429, "too_many_requests")
        assert 0 < int(claimed.headers["retry-after"]) <= 3600


def test_without_redis_the_limit_is_kept_by_each_process(stack: Any) -> None:
    with (
        serving(
            DIGIBOOST_RATE_LIMITS="true", DIGIBOOST_SIGNUP_ATTEMPTS_PER_HOUR="100", DIGIBOOST_REDIS_URL=NO_REDIS
        ) as server,
        server.client() as web,
    ):
        owner = open_company(web)
        statuses = _burst(web, 130, "203.0.113.7")
        assert (statuses[422], statuses[429]) == (100, 30)
        # Without Redis we are slower, not down.
        assert web.get("/health/ready").json() == {"database": "ok", "redis": "ConnectionError"}
        assert owner.post("/products", {"code": "S", "name": "Savon", "sale_price": 5}).status_code == 201


def _burst(web: httpx.Client, number: int, address: str) -> Counter[int]:
    def ask(_: int) -> int:
        return web.post("/api/v1/auth/signup", json={}, headers={"X-Forwarded-For": address}).status_code

    with ThreadPoolExecutor(16) as pool:
        return Counter(pool.map(ask, range(number)))


def test_a_window_ends(stack: Any) -> None:
    import redis

    for url in (os.environ["DIGIBOOST_REDIS_URL"], NO_REDIS):
        limiter = RateLimiter(redis.Redis.from_url(url, socket_connect_timeout=0.5))
        key = f"test:{new_id()}"
        for _ in range(3):
            limiter.hit(key, 3, 0.4)
        with pytest.raises(TooManyRequests):
            limiter.hit(key, 3, 0.4)
        time.sleep(0.45)
        limiter.hit(key, 3, 0.4)


# -- unsafe starts ---------------------------------------------------------------------------------

SAFE = {
    "environment": "production",
    "secret_key": "s" * 40,
    "public_url": "https://shop.example",
    "trusted_hosts": ["shop.example"],
    "rate_limits": True,
    "argon2_memory_kib": 19_456,
    "argon2_time_cost": 2,
}


def test_safe_settings_are_taken() -> None:
    assert Settings(**SAFE).is_production  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [
    ("secret_key", DEVELOPMENT_SECRET), ("secret_key", "short"), ("public_url", "http://shop.example"),
    ("trusted_hosts", ["*"]), ("trusted_hosts", []), ("trusted_hosts", ["*.example"]),
    ("extra_origins", ["https://*.example"]), ("extra_origins", ["*"]),
    ("rate_limits", False), ("environment", "prod"), ("session_cache_seconds", 3600), ("access_token_minutes", 600),
    ("extra_origins", ["http://shop.example"]), ("argon2_memory_kib", 8), ("argon2_time_cost", 1),
    ("trusted_proxies", ["*"]),
])  # fmt: skip
def test_production_refuses_an_unsafe_setting(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"DIGIBOOST_{name.upper()}|environment") as refused:
        Settings(**{**SAFE, name: value})
    assert "admin_database_url" not in str(refused.value)


@contextmanager
def _role(statement: str, *more: str) -> Iterator[str]:
    """A role of its own kind; the URL that connects as it."""
    with connect("admin", autocommit=True) as admin:
        admin.execute(f"CREATE ROLE unsafe {statement} LOGIN PASSWORD 'unsafe'")
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO unsafe").format(sql.Identifier(admin.info.dbname)))
        try:
            for one in more:
                admin.execute(one)
            info = admin.info
            yield f"postgresql+psycopg://unsafe:unsafe@{info.host}:{info.port}/{info.dbname}"
        finally:
            admin.execute("DROP OWNED BY unsafe")
            admin.execute("DROP ROLE unsafe")


@pytest.mark.parametrize(("kind", "more"), [
    ("SUPERUSER", ()), ("BYPASSRLS", ()),
    ("", ("CREATE TABLE unsafe_table ()", "ALTER TABLE unsafe_table OWNER TO unsafe")),
    ("", ("GRANT digiboost_owner TO unsafe",)), ("", ("GRANT digiboost_backup TO unsafe",)),
    ("NOINHERIT", ("GRANT digiboost_owner TO unsafe",)),
], ids=["superuser", "bypassrls", "owner", "owner's member", "backup's member", "could become owner"])  # fmt: skip
def test_a_role_that_walls_do_not_bind_is_refused(stack: Any, kind: str, more: tuple[str, ...]) -> None:
    with _role(kind, *more) as url:
        engine = make_engine(url, get_settings(), pool_size=1)
        with pytest.raises(UnsafeDatabaseRole):
            refuse_unsafe_role(engine)
        engine.dispose()


@pytest.mark.parametrize("name", ["database_url", "worker_database_url"])
def test_our_own_roles_are_taken(stack: Any, name: str) -> None:
    engine = make_engine(getattr(get_settings(), name).get_secret_value(), get_settings(), pool_size=1)
    refuse_unsafe_role(engine)
    engine.dispose()


def test_no_program_runs_as_a_superuser(stack: Any) -> None:
    superuser = os.environ["DIGIBOOST_ADMIN_DATABASE_URL"]
    programs = [
        Program("serve", "--port", "0", DIGIBOOST_DATABASE_URL=superuser),
        Program("worker", DIGIBOOST_WORKER_DATABASE_URL=superuser),
        Program("beat", DIGIBOOST_WORKER_DATABASE_URL=superuser),
    ]
    try:
        for program in programs:
            assert program.process.wait(120) != 0
            assert "UnsafeDatabaseRole" in program.said()
    finally:
        for program in programs:
            program.stop()
            program.output.close()


def test_one_person_s_burst_does_not_lock_a_colleague_out(limited: Server) -> None:
    """Sign-in is bounded by address and by e-mail, so that a guessing stranger does not stop the shop."""
    with limited.client() as web:
        owner = open_company(web)
        seller: Person = owner.colleague("employee")
        headers = {"X-Forwarded-For": "203.0.113.9"}
        wrong = [web.post("/api/v1/auth/login", headers=headers, json={"email": owner.email, "password": "wrong-one"})
                 for _ in range(8)]  # fmt: skip
        assert [answer.status_code for answer in wrong] == [401] * 5 + [429] * 3
        assert web.post("/api/v1/auth/login", headers=headers, json={
            "email": seller.email, "password": "Teranga-2026!"}).status_code == 200  # fmt: skip
    with connect("admin") as connection:
        assert count(connection, "device_sessions", "tenant_id = %s", owner.tenant_id) == 3
