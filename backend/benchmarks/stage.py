"""What every benchmark stands on: fresh data, a real server process, a signed-in caller, the load's process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks import seed
from benchmarks.sql import copy_database, database_exists, plain_url, rename_database
from tools import services
from tools.console import BACKEND, ROOT, VENV, Failed, run, say, step, tail
from tools.guard import Child
from tools.stack import DATABASE, Stack

DATA = ROOT / ".data" / "bench"
SEEDED = "digiboost_seeded"
PYTHON = VENV / "bin" / "python" if (VENV / "bin" / "python").exists() else Path(sys.executable)


def environment(stack: Stack, port: int, **settings: str) -> dict[str, str]:
    """What the measured processes get: the stack's servers, and tokens that outlive the run."""
    return {
        **services.environment(stack.environment(), port),
        "DIGIBOOST_ACCESS_TOKEN_MINUTES": "600",
        "DIGIBOOST_LOGIN_ATTEMPTS_PER_MINUTE": "1000",
        "DIGIBOOST_SIGNUP_ATTEMPTS_PER_HOUR": "1000",
        "PYTHONPATH": str(BACKEND),
        **settings,
    }


def migrate(env: Mapping[str, str]) -> None:
    run([services.program(), "migrate"], cwd=BACKEND, env=env, name="migrate")


def fresh_database(stack: Stack, env: dict[str, str], *, reseed: bool = False) -> None:
    """The seeded companies, untouched: seeded once for this schema, then copied for each run."""
    scale = seed.scale_wanted()
    admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
    mark = stack.data_dir / "seed.json"
    wanted = {"fingerprint": seed.fingerprint(scale)}
    known = json.loads(mark.read_text()) if mark.exists() else {}
    # A year that ended weeks ago would leave the screens' last thirty days empty.
    old = time.time() - known.get("at", 0) > 7 * 86400
    if reseed or old or known.get("fingerprint") != wanted["fingerprint"] or not database_exists(admin, SEEDED):
        from digiboost.identity.passwords import hash_password

        began = time.monotonic()
        copy_database(admin, "template1", DATABASE)
        with step("schema"):
            migrate(env)
        seed.seed(plain_url(admin), hash_password(seed.PASSWORD), scale)
        with step("the rooms check the seed"):
            wrong = seed.check(["large", "middle", "small", "shop000"], scale)
        if wrong:
            raise Failed("the seeded data are not what the product would have left:\n  " + "\n  ".join(wrong[:20]))
        forget_connections()
        rename_database(admin, DATABASE, SEEDED)
        mark.write_text(json.dumps(wanted | {"at": time.time(), "seconds": round(time.monotonic() - began, 1)}))
    with step("fresh copy of the data"):
        copy_database(admin, SEEDED, DATABASE)


def forget_connections() -> None:
    """Closes this process's own connections: a database in use cannot be renamed."""
    from digiboost.kernel.jobs import worker_engine

    worker_engine().dispose()


class Server:
    """A uvicorn process, as `digiboost serve` runs it, with the bare routes beside the product's."""

    def __init__(self, env: Mapping[str, str], port: int, log: Path) -> None:
        self.port = port
        self.url = f"http://{services.HOST}:{port}"
        log.unlink(missing_ok=True)
        self.child = Child(
            "server", [PYTHON, "-m", "benchmarks.server", "--port", str(port)], env=env, cwd=BACKEND, log=log
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5):
                    return
            except OSError as error:
                if not self.child.running() or time.monotonic() > deadline:
                    self.child.stop()
                    raise Failed(f"the server did not start: {error}; {log} ends with\n{tail(log)}") from error
            time.sleep(0.1)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.stop(10)

    def cpu_seconds(self) -> float:
        """The processor time that the process has used: what a busy machine does not blur."""
        used = psutil.Process(self.child.pid).cpu_times()
        return float(used.user + used.system)

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], Any]:
        """One request outside of any measurement: status, headers, JSON. Problems are answers too."""
        content = None if body is None else json.dumps(body).encode()
        wanted = urllib.request.Request(f"{self.url}{path}", content, dict(headers or {}), method=method)
        if content is not None:
            wanted.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(wanted, timeout=120) as answer:
                text = answer.read()
                return answer.status, answer.headers, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, error.headers, json.loads(text) if text.startswith(b"{") else None

    def sign_in(self, email: str, password: str = seed.PASSWORD) -> dict[str, str]:
        """The headers of a signed-in caller."""
        status, _headers, session = self.ask("POST", "/api/v1/auth/login", {"email": email, "password": password})
        if status != 200:
            raise Failed(f"{email} could not sign in: {status} {session}")
        return {"Authorization": f"Bearer {session['access_token']}"}


class Load:
    """The load's own process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [PYTHON, "-m", "benchmarks.client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=BACKEND, text=True
        )
        self.busiest = 0.0
        """The greatest share of a core that the client needed: at 1 it would be what is measured."""

    def __enter__(self) -> Load:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(10)

    def run(self, plan: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        text = self.process.stdout.readline()
        if not text:
            raise Failed("the load's process ended")
        answer: dict[str, Any] = json.loads(text)
        self.busiest = max(self.busiest, answer["cpu_share"])
        return answer


@contextmanager
def staged(name: str, *, reseed: bool = False) -> Iterator[tuple[Stack, dict[str, str], int]]:
    """A durable stack over `.data/bench/<name>` with fresh seeded data; this process's environment is its."""
    with Stack(DATA / name, durable=True) as stack:
        port = services.choose_port(8300)
        env = environment(stack, port)
        env.pop("DIGIBOOST_STATIC_DIR", None)
        os.environ.update(env)
        os.environ.pop("DIGIBOOST_STATIC_DIR", None)
        fresh_database(stack, env, reseed=reseed)
        say()
        yield stack, env, port
