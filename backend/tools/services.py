"""Runs Digiboost itself (API, worker, beat) on top of a `Stack`, for the demo and the browser tests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import frontend
from tools.console import BACKEND, CACHE, FRONTEND, VENV, Failed, tail
from tools.guard import Child

HOST = "127.0.0.1"
_RESTARTS = 3
_RESTART_WINDOW = 60.0


def program() -> Path:
    return VENV / "bin" / "digiboost"


def environment(stack_environment: Mapping[str, str], port: int) -> dict[str, str]:
    """What every Digiboost process of a development machine gets."""
    origin = f"http://{HOST}:{port}"
    return {
        **os.environ,
        "DIGIBOOST_ENVIRONMENT": "development",
        "DIGIBOOST_STATIC_DIR": str(frontend.DIST),
        "DIGIBOOST_COMPRESS_RESPONSES": "true",
        "DIGIBOOST_PUBLIC_URL": origin,
        # People type either name.
        "DIGIBOOST_EXTRA_ORIGINS": json.dumps([f"http://localhost:{port}"]),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        **stack_environment,
    }


def choose_port(first: int = 8000) -> int:
    """`PORT` if it is set, else the first free port from `first` on. Raises `Failed`."""
    asked = os.environ.get("PORT")
    if asked:
        if not asked.isdigit() or not is_free(int(asked)):
            raise Failed(f"PORT={asked} is taken or is not a port")
        return int(asked)
    for port in range(first, first + 50):
        if is_free(port):
            return port
    raise Failed(f"no free port between {first} and {first + 49}; choose one: PORT=9000 make demo")


def is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return False  # somebody answers, perhaps on all addresses, where binding to one would still work
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def job(
    name: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    logs: Path,
    cwd: Path = BACKEND,
    patience: float = 900.0,
) -> str:
    """Run a command to its end and return what it said; interrupting the tool stops it.

    Raises `Failed` with the log's last lines when it does not end with 0.
    """
    log = logs / f"{name}.log"
    log.unlink(missing_ok=True)
    child = Child(name, command, env=env, cwd=cwd, log=log)
    deadline = time.monotonic() + patience
    try:
        while child.running():
            if time.monotonic() > deadline:
                raise Failed(f"{name} is not done after {patience:.0f} s; {log} ends with\n{tail(log)}")
            time.sleep(0.02)
    finally:
        status = child.stop(5)
    if status != 0:
        raise Failed(f"{name} ended with {status}; {log} ends with\n{tail(log)}")
    return log.read_text(errors="replace")


def build_frontend(logs: Path) -> None:
    """`npm run build`, unless the last build was made from the same files."""
    if frontend.is_built():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("the frontend needs Node.js 20 or newer with npm")
    made_from = frontend.fingerprint()
    CACHE.mkdir(exist_ok=True)
    job("frontend-build", [npm, "run", "build"], env=os.environ, logs=logs, cwd=FRONTEND)
    frontend.remember_build(made_from)


def demo_logins(said: str) -> list[dict[str, str]]:
    """The logins among the lines of `digiboost demo-data`: JSON objects with an e-mail and a password."""
    logins = []
    for text in said.splitlines():
        if text.startswith("{"):
            with contextlib.suppress(json.JSONDecodeError):
                entry = json.loads(text)
                if "email" in entry and "password" in entry:
                    logins.append({key: str(value) for key, value in entry.items()})
    return logins


class Services:
    """API, worker and beat. `watch()` restarts what dies; `stop()` ends them in order."""

    def __init__(self, env: Mapping[str, str], port: int, logs: Path) -> None:
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._env = env
        self._logs = logs
        self._commands: dict[str, list[str | Path]] = {
            "api": [program(), "serve", "--port", str(port)],
            "beat": [program(), "beat"],
            "worker": [program(), "worker"],
        }
        self._children: dict[str, Child] = {}
        self._deaths: dict[str, list[float]] = {}

    def start(self, names: Sequence[str] = ("api", "worker", "beat")) -> None:
        for name in names:
            (self._logs / f"{name}.log").unlink(missing_ok=True)
            self._launch(name)

    def wait_ready(self, patience: float = 60.0) -> None:
        """Return once /health/ready answers 200. Raises `Failed` with what it said instead."""
        deadline = time.monotonic() + patience
        answer = "nothing yet"
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as response:
                    if response.status == 200:
                        return
            except urllib.error.HTTPError as error:
                answer = f"{error.code} {error.read().decode(errors='replace')[:500]}"
            except OSError as error:
                answer = str(error)
            api = self._children["api"]
            if not api.running():
                raise Failed(f"the API did not start; {api.log} ends with\n{tail(api.log)}")
            time.sleep(0.1)
        log = self._children["api"].log
        raise Failed(f"the API is not ready after {patience:.0f} s ({answer}); {log} ends with\n{tail(log)}")

    def watch(self) -> list[str]:
        """Restart what died; returns what to tell the person. Raises `Failed` when it keeps dying."""
        news = []
        for name, child in list(self._children.items()):
            if child.running():
                continue
            status = child.stop()
            now = time.monotonic()
            recent = [at for at in self._deaths.get(name, []) if now - at < _RESTART_WINDOW]
            self._deaths[name] = [*recent, now]
            message = f"{name} ended unexpectedly with {status}; {child.log} ends with\n{tail(child.log)}"
            if len(recent) >= _RESTARTS:
                raise Failed(f"{message}\n  It ended {_RESTARTS + 1} times within a minute.")
            self._launch(name)
            news.append(f"{message}\n  {name} was started again")
        return news

    def stop(self) -> None:
        """First no new requests and no new ticks, then the jobs under way, are ended."""
        for name, patience in (("api", 15.0), ("beat", 10.0), ("worker", 30.0)):
            child = self._children.pop(name, None)
            if child is not None:
                child.stop(patience)

    def pid(self, name: str) -> int:
        """The process id of `api`, `worker` or `beat`. Raises KeyError for one that was not started."""
        return self._children[name].pid

    def _launch(self, name: str) -> None:
        self._children[name] = Child(
            name, self._commands[name], env=self._env, cwd=BACKEND, log=self._logs / f"{name}.log"
        )
