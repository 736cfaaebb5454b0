"""Child processes that cannot outlive the tool that started them.

A tool that is killed with SIGKILL cannot stop its children. Each child therefore gets a guard: a shell that
waits on a pipe whose other end only the tool holds, and interrupts the child when that end goes away.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


class Child:
    """A running process in a session of its own (so Ctrl-C reaches only the tool), with its guard.

    `user` is the numeric id to run as, when another than the tool's. `log` gets what the process says.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path,
        user: tuple[int, int] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.process = _spawn(command, env, cwd, output, user)
        reading, self._alive = os.pipe()
        try:
            self._guard = subprocess.Popen(
                ["/bin/sh", "-c", 'read -r _; kill -s "$1" "$2" 2>/dev/null', "guard",
                 stop_signal.name.removeprefix("SIG"), str(self.process.pid)],
                stdin=reading, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                cwd="/", start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(reading)

    @property
    def pid(self) -> int:
        return self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def stop(self, patience: float = 20.0) -> int:
        """Ask to stop, insist with SIGKILL after `patience` seconds; returns the exit status."""
        self._dismiss_guard()
        if self.running():
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                # With everything the child started: it leads a session, hence a group, of its own.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self._dismiss_guard()
        self.process.kill()
        self.process.wait()

    def _dismiss_guard(self) -> None:
        # The guard goes first: once the child is gone its number may belong to somebody else.
        if self._alive < 0:
            return
        self._guard.kill()
        self._guard.wait()
        os.close(self._alive)
        self._alive = -1


def _spawn(
    command: Sequence[str | Path],
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes],
    user: tuple[int, int] | None,
) -> subprocess.Popen[bytes]:
    arguments = [str(part) for part in command]
    if user is None:
        return subprocess.Popen(
            arguments, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    return subprocess.Popen(
        arguments, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.STDOUT, start_new_session=True, user=user[0], group=user[1], extra_groups=[],
    )  # fmt: skip
