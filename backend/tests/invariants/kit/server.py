"""Real processes of the real program, where threads, signals or several processes matter."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tools.console import BACKEND
from tools.postgres import free_port

PROGRAM = [sys.executable, "-c", "from digiboost.cli import main; main()"]


def environment(**given: str) -> dict[str, str]:
    """This process's, with ``given`` on top; a value of "" removes a variable."""
    whole = {**os.environ, "PYTHONPATH": str(BACKEND), **given}
    return {name: value for name, value in whole.items() if value != ""}


class Program:
    """``digiboost <arguments>`` running, with what it says in ``said()``; or another ``module``."""

    def __init__(self, *arguments: str, module: str = "", **env: str) -> None:
        program = [sys.executable, "-m", module] if module else PROGRAM
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self.process = subprocess.Popen(
            [*program, *arguments], env=environment(**env), cwd=BACKEND, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def said(self) -> str:
        self.output.flush()
        return Path(f"/proc/self/fd/{self.output.fileno()}").read_text(errors="replace")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to the program and every process it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.wait()


class Server(Program):
    def __init__(self, *, workers: int = 1, **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = {"DIGIBOOST_PUBLIC_URL": self.url, **env}
        super().__init__("serve", "--port", str(self.port), "--workers", str(workers), **env)

    def wait_ready(self, patience: float = 120.0) -> None:
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/health/ready", timeout=5).status_code == 200:
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not become ready:\n{self.said()[-4000:]}")
            time.sleep(0.05)

    def client(self) -> httpx.Client:
        # No cookie jar between people: what is sent is what the test says.
        return httpx.Client(base_url=self.url, timeout=30, limits=httpx.Limits(max_connections=60))

    @property
    def cookie_headers(self) -> dict[str, str]:
        return {"Origin": self.url, "X-Digiboost": "1"}


@contextlib.contextmanager
def serving(*, workers: int = 1, **env: str) -> Iterator[Server]:
    server = Server(workers=workers, **env)
    try:
        server.wait_ready()
        yield server
    finally:
        server.stop()
        server.output.close()


def cookie_of(answer: httpx.Response) -> str:
    """``name=value`` of the refresh cookie that an answer sets."""
    return answer.headers["set-cookie"].split(";")[0]
