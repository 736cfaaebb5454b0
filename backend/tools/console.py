"""How every tool of this folder speaks: one line per step, with the seconds it took.

Only the standard library: `make setup` runs this before anything is installed.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

BACKEND = Path(__file__).resolve().parent.parent
ROOT = BACKEND.parent
FRONTEND = ROOT / "frontend"
CACHE = ROOT / ".cache"
VENV = BACKEND / ".venv"

_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
_lock = threading.Lock()


class Failed(Exception):
    """A step failed; the message says what to do about it, `output` is all that a command said."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


def say(text: str = "") -> None:
    """Print one line at once, whole, also from several threads."""
    with _lock:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if _colour else text


def red(text: str) -> str:
    return f"\033[31m{text}\033[0m" if _colour else text


def line(name: str, verdict: str, seconds: float) -> str:
    """`name ........ verdict   1.2 s`, the one line a step leaves behind."""
    return f"  {name + ' ':.<44} {verdict:<8} {seconds:6.1f} s"


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what begins, and how long it took once it is over."""
    started = time.monotonic()
    if _colour and threading.current_thread() is threading.main_thread():
        with _lock:
            sys.stdout.write(f"  {name + ' ':.<44} \r")
            sys.stdout.flush()
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:
        say(line(name, red("failed"), time.monotonic() - started))
        raise
    say(line(name, "done", time.monotonic() - started))


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    name: str | None = None,
    patience: float | None = None,
) -> str:
    """Run a command quietly and return its output.

    Raises `Failed`, with the last lines the command said, when it does not end with 0, or not
    within `patience` seconds.
    """
    arguments = [str(part) for part in command]
    try:
        done = subprocess.run(
            arguments,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=patience,
        )
    except FileNotFoundError as error:
        raise Failed(f"{arguments[0]} is not installed, or {cwd} does not exist") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{name or ' '.join(arguments)} is not done after {patience:.0f} s") from error
    if done.returncode != 0:
        tail = "\n".join("    " + part for part in done.stdout.strip().splitlines()[-40:])
        raise Failed(f"{name or ' '.join(arguments)} ended with {done.returncode}\n{tail}", done.stdout)
    return done.stdout


def tail(path: Path, lines: int = 25) -> str:
    """The last lines of a log, indented; empty when there is no such file."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 200 * lines))
        text = file.read().decode(errors="replace")
    return "\n".join("    " + part for part in text.splitlines()[-lines:])
