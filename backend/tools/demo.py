"""`make demo`: the whole product on this machine, with companies to try it on; Ctrl-C ends it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tools import services
from tools.console import ROOT, Failed, bold, line, red, say, step
from tools.stack import Stack


class Stopped(BaseException):
    """The person, or the system, asked to stop."""


def main() -> int:
    started = time.monotonic()
    data = Path(os.environ.get("DEMO_DATA", ROOT / ".data" / "demo")).resolve()
    _listen()
    with _terminal():
        try:
            _run(data, started)
        except Stopped:
            return 0
        except Failed as error:
            say(red(f"\n  The demo ended: {error}"))
            return 1
    return 0


def _run(data: Path, started: float) -> None:
    logs = data / "logs"
    stack = Stack(data)
    running: services.Services | None = None
    try:
        port = services.choose_port()
        with step("PostgreSQL and Redis"):
            stack.start()
        env = services.environment(stack.environment(), port)
        with step("database"):
            services.job("migrate", [services.program(), "migrate"], env=env, logs=logs)
        running = services.Services(env, port, logs)
        running.start(["api"])  # it takes seconds to start, in which the companies are made
        with step("demo companies"):
            said = services.job("demo-data", [services.program(), "demo-data"], env=env, logs=logs)
        with step("frontend"):
            services.build_frontend(logs)
        with step("Digiboost"):
            running.wait_ready()
            running.start(["worker", "beat"])
        _welcome(running.url, services.demo_logins(said), logs, time.monotonic() - started)
        _watch(stack, running)
    finally:
        _deafen()
        began = time.monotonic()
        say()
        if running is not None:
            running.stop()
        stack.stop()
        say(line("everything is stopped", "done", time.monotonic() - began))


def _welcome(url: str, logins: list[dict[str, str]], logs: Path, seconds: float) -> None:
    say()
    say(f"  {bold('Digiboost is running:')}  {bold(url)}     ({seconds:.0f} s)")
    passwords = {login["password"] for login in logins}
    shared = len(passwords) == 1
    if shared:
        say(f"  {bold('The password of everybody:')}  {bold(logins[0]['password'])}")
    company = ""
    for login in logins:
        if login.get("company", "") != company:
            company = login.get("company", "")
            say(f"\n    {company}")
        own = "" if shared else f"   {login['password']}"
        pin = f"   PIN {login['pin']}" if "pin" in login else ""
        say(f"      {login.get('role', ''):<10} {bold(login['email'])}{own}{pin}")
    say()
    say(f"  API reference {url}/api/docs     logs {logs}")
    say("  Ctrl-C ends the demo; its data stays for the next start.")
    say()


def _watch(stack: Stack, running: services.Services) -> NoReturn:
    parent = os.getppid()
    while True:
        time.sleep(0.5)
        for server in (stack.postgres, stack.redis):
            if server is not None and not server.running():
                say(red(f"  {server.log.stem} ended unexpectedly and is started again; see {server.log}"))
                server.start()
        for news in running.watch():
            say(red(f"  {news}"))
        if "MAKELEVEL" in os.environ and os.getppid() != parent:
            raise Stopped  # make was killed, and nobody is left to press Ctrl-C


def _listen() -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        _deafen()
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _deafen() -> None:
    """While stopping, a second Ctrl-C must not leave servers behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _terminal() -> Iterator[None]:
    """Let Ctrl-C reach the demo alone, and not `make`, which would call a clean end an error."""
    try:
        terminal = sys.stdin.fileno()
        before = os.tcgetpgrp(terminal)
    except (OSError, ValueError, AttributeError):
        yield  # no terminal: a signal is sent to whom it is meant for
        return
    if before != os.getpgrp() or os.getpid() == before or os.getpid() == os.getsid(0):
        yield  # in the background, or started by the shell itself
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    # Stopping only the demo with Ctrl-Z would leave the shell waiting for `make` for ever.
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(terminal, before)


if __name__ == "__main__":
    raise SystemExit(main())
